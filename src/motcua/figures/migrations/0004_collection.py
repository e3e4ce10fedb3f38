"""Forms, sheets, reported and imported values, targets, requests for figures; the rights to work with them."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models

import motcua.core.ids
from motcua.core.db import append_only_operations

SHIPPED = "shipped"
BY_ROLE = {
    "division_head": ("subtree", ("figures.fill",)),
    "unit_head": ("agency", ("figures.fill", "figures.ask")),
    "clerk": ("agency", ("figures.fill",)),
    "province_leader": ("everywhere", ("figures.ask", "figures.target")),
    "control_officer": ("everywhere", ("figures.appraise", "figures.import", "figures.ask")),
    "control_head": (
        "everywhere",
        ("figures.appraise", "figures.import", "figures.ask", "figures.collect", "figures.target"),
    ),
}


def give(apps, schema_editor):
    """Shipped rights as in ``data/grants.toml``, where the shipped table was loaded before."""
    Role = apps.get_model("people", "Role")
    RoleGrant = apps.get_model("people", "RoleGrant")
    begun = RoleGrant.objects.filter(source=SHIPPED).order_by("valid_from").values_list("valid_from", flat=True).first()
    if begun is None:
        return
    for code, (reach, verbs) in BY_ROLE.items():
        for role in Role.objects.filter(code=code):
            for verb in verbs:
                there = RoleGrant.objects.filter(role=role, verb=verb, reach=reach, valid_to=None)
                if not there.exists():
                    RoleGrant.objects.create(role=role, verb=verb, reach=reach, valid_from=begun, source=SHIPPED)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("figures", "0003_publications"),
        ("organisation", "0004_unit_account"),
        ("people", "0008_signing_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="ValueMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("head", models.CharField(max_length=64, unique=True)),
                ("columns", models.JSONField()),
                ("defaults", models.JSONField(default=dict)),
                ("kept_by", models.UUIDField(blank=True, null=True)),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CollectionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("saved_time", "Thời gian báo cáo tiết kiệm được"),
                            ("baseline", "Mốc so sánh ba giảm"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=100)),
                ("terms", models.JSONField()),
                ("mark", models.CharField(default="own", max_length=12)),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["saved_time", "baseline"])), name="figures_rule_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="figures_rule_dates",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.Func(
                                        models.F("kind"),
                                        models.Value(0),
                                        function="hashtextextended",
                                        output_field=models.BigIntegerField(),
                                    ),
                                    models.Func(
                                        models.F("kind"),
                                        models.Value(0),
                                        function="hashtextextended",
                                        output_field=models.BigIntegerField(),
                                    ),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.Func(
                                        models.F("key"),
                                        models.Value(0),
                                        function="hashtextextended",
                                        output_field=models.BigIntegerField(),
                                    ),
                                    models.Func(
                                        models.F("key"),
                                        models.Value(0),
                                        function="hashtextextended",
                                        output_field=models.BigIntegerField(),
                                    ),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("valid_from"), models.F("valid_to"), function="daterange"), "&&"),
                        ],
                        name="figures_rule_one_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("code", models.SlugField(db_index=False, max_length=60)),
                ("name", models.CharField(max_length=300)),
                ("period_kind", models.CharField(max_length=20)),
                ("lines", models.JSONField(default=list)),
                ("units", models.JSONField(default=dict)),
                ("deadline_days", models.PositiveSmallIntegerField()),
                ("remind_days", models.PositiveSmallIntegerField(default=2)),
                ("appraiser", models.CharField(max_length=40)),
                ("one_time", models.BooleanField(default=False)),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="figures_form_dates",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.Func(
                                        models.F("code"),
                                        models.Value(0),
                                        function="hashtextextended",
                                        output_field=models.BigIntegerField(),
                                    ),
                                    models.Func(
                                        models.F("code"),
                                        models.Value(0),
                                        function="hashtextextended",
                                        output_field=models.BigIntegerField(),
                                    ),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("valid_from"), models.F("valid_to"), function="daterange"), "&&"),
                        ],
                        name="figures_form_one_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "period_kind__in",
                                [
                                    "month",
                                    "quarter",
                                    "half_year",
                                    "year",
                                    "report_month",
                                    "report_quarter",
                                    "report_half_year",
                                    "report_year",
                                    "range",
                                ],
                            )
                        ),
                        name="figures_form_period_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deadline_days__gte", 1), ("deadline_days__lte", 120)),
                        name="figures_form_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "remind_days__lt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("deadline_days"), "+", models.Value(30)
                                ),
                            )
                        ),
                        name="figures_form_reminder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("form_code", models.CharField(max_length=60)),
                ("period_code", models.CharField(max_length=30)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField()),
                ("calendar", models.CharField(max_length=40)),
                ("calendar_revision", models.PositiveIntegerField()),
                ("is_provisional", models.BooleanField(default=False)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                ("lock_reason", models.CharField(blank=True, max_length=500)),
                ("locked_by", models.UUIDField(blank=True, null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="figures.reportingform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chưa gửi"),
                            ("submitted", "Chờ thẩm định"),
                            ("returned", "Trả lại để sửa"),
                            ("accepted", "Đã chấp nhận"),
                            ("correcting", "Đang đính chính"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("draft", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("submitted_by", models.UUIDField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("first_submitted_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_by", models.UUIDField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="figures.campaign"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SheetEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("actor", models.UUIDField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("content", models.JSONField(blank=True, null=True)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="figures.sheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SheetEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("line", models.CharField(blank=True, max_length=80)),
                ("added_by", models.UUIDField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="figures.sheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SheetReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("state", models.CharField(default="waiting", max_length=10)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="figures.sheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("indicator", models.CharField(max_length=80)),
                ("period_code", models.CharField(max_length=30)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("value", models.DecimalField(blank=True, decimal_places=16, max_digits=38, null=True)),
                ("decimals", models.PositiveSmallIntegerField(default=0)),
                ("set_by", models.CharField(max_length=200)),
                ("document", models.CharField(max_length=300)),
                ("document_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ValueImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("preview", "Xem trước"), ("applied", "Đã nhập"), ("dropped", "Đã bỏ")],
                        default="preview",
                        max_length=8,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=300)),
                ("source_on", models.DateField()),
                ("head", models.JSONField(default=list)),
                ("rows", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                ("defaults", models.JSONField(default=dict)),
                ("faults", models.JSONField(default=list)),
                ("read", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("created_by", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-created_at", "-id"], name="figures_import_recent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["preview", "applied", "dropped"])),
                        name="figures_import_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportedValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("measure", models.CharField(max_length=80)),
                ("period_code", models.CharField(max_length=30)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("kind", models.CharField(max_length=20)),
                ("value", models.DecimalField(blank=True, decimal_places=16, max_digits=38, null=True)),
                ("counts", models.CharField(blank=True, max_length=60)),
                ("bound", models.CharField(default="exact", max_length=8)),
                ("decimals", models.PositiveSmallIntegerField(default=0)),
                ("typed", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("source_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="figures.sheet",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="figures.valueimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FigureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("subject", models.CharField(max_length=300)),
                ("why", models.CharField(max_length=2000)),
                ("legal_basis", models.CharField(max_length=300)),
                ("wanted", models.JSONField(default=list)),
                ("units", models.JSONField(default=list)),
                ("period_code", models.CharField(max_length=30)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "Đã đăng ký"),
                            ("answered", "Hệ thống đã trả lời"),
                            ("collecting", "Đang lấy từ đơn vị"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="registered",
                        max_length=12,
                    ),
                ),
                ("answers", models.JSONField(default=list)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("duplicates", models.JSONField(default=list)),
                ("still_needed", models.CharField(blank=True, max_length=1000)),
                ("saved_minutes", models.PositiveIntegerField(default=0)),
                ("saved_by", models.JSONField(default=dict)),
                ("created_by", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="figures.campaign",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-created_at", "-id"], name="figures_request_recent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["registered", "answered", "collecting", "withdrawn"])),
                        name="figures_request_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", ""), _negated=True),
                            models.Q(("legal_basis", ""), _negated=True),
                            models.Q(("subject", ""), _negated=True),
                        ),
                        name="figures_request_grounds",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["due_at"], name="figures_campaign_due"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("form_code", "period_code"), name="figures_campaign_once"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="figures_campaign_days"
            ),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(fields=["unit", "state"], name="figures_reportsheet_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("campaign", "unit"), name="figures_reportsheet_once"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "submitted", "returned", "accepted", "correcting"])),
                name="figures_reportsheet_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    ("accepted_by__isnull", True),
                    ("submitted_by__isnull", True),
                    models.Q(("accepted_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="figures_reportsheet_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["submitted", "accepted"]), _negated=True),
                    ("submitted_at__isnull", False),
                    _connector="OR",
                ),
                name="figures_reportsheet_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetevent",
            constraint=models.UniqueConstraint(fields=("sheet", "seq"), name="figures_reportsheet_event_order"),
        ),
        migrations.AddConstraint(
            model_name="sheetevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["opened", "submitted", "returned", "accepted", "correction", "locked", "unlocked"])
                ),
                name="figures_reportsheet_event_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="sheetevidence",
            index=models.Index(fields=["sheet", "line"], name="figures_evidence_of_sheet"),
        ),
        migrations.AddIndex(
            model_name="sheetreminder",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["created_at"], name="figures_reminder_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetreminder",
            constraint=models.UniqueConstraint(fields=("sheet", "kind", "on"), name="figures_reminder_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["opened", "soon", "overdue", "returned"])),
                name="figures_reminder_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sent", "dropped", "failed"])),
                name="figures_reminder_state",
            ),
        ),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(fields=["unit", "indicator", "last", "-recorded_at"], name="figures_target_newest"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="figures_target_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("document", ""), _negated=True), models.Q(("set_by", ""), _negated=True)),
                name="figures_target_document",
            ),
        ),
        migrations.AddIndex(
            model_name="reportedvalue",
            index=models.Index(fields=["measure", "last", "unit", "-recorded_at", "-id"], name="figures_value_newest"),
        ),
        migrations.AddIndex(
            model_name="reportedvalue",
            index=models.Index(fields=["unit", "measure", "-last"], name="figures_value_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="reportedvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["level", "share", "of_plan", "of_estimate", "of_same_period", "growth", "multiple"])
                ),
                name="figures_value_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("bound__in", ["exact", "above", "below", "about"])), name="figures_value_bound"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="figures_value_days"
            ),
        ),
        *append_only_operations("figures_reportedvalue"),
        *append_only_operations("figures_target"),
        *append_only_operations("figures_sheetevent"),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
