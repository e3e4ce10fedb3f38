"""Late dossiers and who answers for them, work handed over, incidents, outages, and what happens when a date passes.

Constraints on tables that may be large hold for new rows and are not checked on old ones: they only widen what was
allowed, or concern a column that is new.
"""

import datetime

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import motcua.core.ids

SHIPPED = "Danh mục mặc định của phần mềm, chưa do tỉnh ban hành"
SINCE = datetime.date(2018, 6, 21)
CAUSES = [
    ("step_over_limit", "officer", False, "Xử lý quá thời hạn của bước", "The step took longer than its limit"),
    ("overload", "officer", False, "Số hồ sơ vượt khả năng xử lý", "More dossiers than could be handled"),
    ("absence", "officer", False, "Người được giao vắng mặt", "The person in charge was away"),
    ("error", "officer", False, "Sai sót chuyên môn phải làm lại", "A mistake that had to be redone"),
    ("nobody_named", "unit", False, "Đơn vị chậm phân công", "The unit named nobody in time"),
    ("handover_late", "unit", False, "Chậm bàn giao hồ sơ giữa các bộ phận", "Papers were handed over late"),
    ("signing_late", "unit", False, "Chậm ký, chậm đóng dấu", "Signed or sealed late"),
    ("opinion_late", "consulted", False, "Cơ quan được hỏi ý kiến trả lời chậm", "The opinion asked for came late"),
    ("outside_wait", "outside", True, "Chờ người nộp hoặc cơ quan ngoài hệ thống", "Waited for somebody outside"),
    ("system_down", "outside", True, "Sự cố hệ thống, đường truyền", "A system or line was down"),
    ("force_majeure", "outside", True, "Thiên tai, dịch bệnh, bất khả kháng", "Force majeure"),
    ("limits_do_not_fit", "rules", False, "Thời hạn các bước không khớp thời hạn thủ tục", "Limits that do not fit"),
    ("law_changed", "rules", True, "Quy định thay đổi trong khi giải quyết", "The law changed meanwhile"),
]
RULES = [
    ("Nhắc người giữ khi bước quá hạn", "step", "remind", 0, "working_day", False),
    ("Báo lãnh đạo khi bước quá hạn 1 ngày làm việc", "step", "escalate", 1, "working_day", False),
    (
        "Báo lãnh đạo một cửa khi quá 8 giờ làm việc chưa trả lời hồ sơ trực tuyến",
        "response",
        "escalate",
        0,
        "working_day",
        False,
    ),
    ("Nhắc bộ phận một cửa khi hết hạn bổ sung", "supplement", "remind", 0, "working_day", False),
    ("Nhắc bộ phận một cửa khi kết quả chưa được nhận", "result", "remind", 5, "working_day", False),
    ("Báo lãnh đạo khi không ai làm gì 10 ngày làm việc", "idle", "escalate", 10, "working_day", True),
]


def fill(apps, schema_editor):
    Cause = apps.get_model("dossiers", "LatenessCause")
    Cause.objects.bulk_create(
        Cause(code=code, group=group, external=external, name=name, name_en=english, valid_from=SINCE, source=SHIPPED)
        for code, group, external, name, english in CAUSES
    )
    Rule = apps.get_model("dossiers", "TimerRule")
    Rule.objects.bulk_create(
        Rule(
            name=name, wait=wait, act=act, amount=amount, unit=unit, since_start=since, valid_from=SINCE, source=SHIPPED
        )
        for name, wait, act, amount, unit, since in RULES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0007_rerouting"),
        ("organisation", "0002_unit_decisions"),
        ("people", "0007_leave"),
        ("procedures", "0004_bundles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("reason_code", models.CharField(max_length=40)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("asked_at", models.DateTimeField()),
                ("job", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HandoverRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.IntegerField()),
                ("state", models.CharField(default="pending", max_length=8)),
                ("code", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("fault", models.CharField(max_length=20)),
                ("found_on", models.DateField()),
                ("found_by", models.CharField(blank=True, max_length=200)),
                ("description", models.CharField(blank=True, max_length=5000)),
                ("components", models.JSONField(default=list)),
                ("cost", models.BigIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_seq", models.IntegerField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LatenessCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("group", models.CharField(max_length=10)),
                ("external", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("planned", models.BooleanField(default=False)),
                ("system", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=1000)),
                ("decision_number", models.CharField(blank=True, max_length=100)),
                ("declared_at", models.DateTimeField()),
                ("job", models.UUIDField(null=True)),
                ("moved", models.IntegerField(default=0)),
                ("applied_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ResponsibilityAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("minutes", models.IntegerField()),
                ("over_minutes", models.IntegerField()),
                ("suggested", models.CharField(blank=True, max_length=40)),
                ("explain_by", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("cause", models.CharField(blank=True, max_length=40)),
                ("explanation", models.CharField(blank=True, max_length=5000)),
                ("explained_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=12)),
                ("decided_cause", models.CharField(blank=True, max_length=40)),
                ("ground", models.CharField(blank=True, max_length=2000)),
                ("decided_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ResponsibilityRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("computed_at", models.DateTimeField()),
                ("through_seq", models.IntegerField()),
                ("calendar", models.CharField(max_length=40)),
                ("minutes", models.IntegerField()),
                ("late_minutes", models.IntegerField()),
                ("outside_minutes", models.IntegerField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "dossiers_responsibility",
            },
        ),
        migrations.CreateModel(
            name="ResponsibilityShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("standing_in", models.BooleanField(default=False)),
                ("step", models.CharField(blank=True, max_length=40)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("minutes", models.IntegerField()),
                ("limit_minutes", models.IntegerField(null=True)),
                ("over_minutes", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="TimerFiring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("about", models.CharField(max_length=60)),
                ("due_at", models.DateTimeField()),
                ("fired_at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="TimerRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("wait", models.CharField(max_length=10)),
                ("act", models.CharField(max_length=10)),
                ("amount", models.SmallIntegerField(default=0)),
                ("unit", models.CharField(default="working_day", max_length=20)),
                ("since_start", models.BooleanField(default=False)),
                ("case_key", models.CharField(blank=True, max_length=100)),
                ("step", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="clockpause",
            name="dossiers_pause_kind",
        ),
        migrations.AddField(
            model_name="dossierfee",
            name="refund",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddIndex(
            model_name="dossierfee",
            index=models.Index(
                condition=models.Q(("refund", "check")), fields=["dossier"], name="dossiers_fee_to_check"
            ),
        ),
        AddConstraintNotValid(
            model_name="clockpause",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["supplement", "payment", "stop", "outage"])),
                name="dossiers_pause_kind",
            ),
        ),
        AddConstraintNotValid(
            model_name="dossierfee",
            constraint=models.CheckConstraint(
                condition=models.Q(("refund__in", ["", "check", "repaid", "kept"])), name="dossiers_fee_refund"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="from_post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
            ),
        ),
        migrations.AddField(
            model_name="handoverrow",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dossiers.dossier"
            ),
        ),
        migrations.AddField(
            model_name="handoverrow",
            name="handover",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="dossiers.handover"
            ),
        ),
        migrations.AddField(
            model_name="handoverrow",
            name="to_post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="dossiers.dossier"
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="responsible",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="latenesscause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="dossiers_cause_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="latenesscause",
            constraint=models.CheckConstraint(
                condition=models.Q(("group__in", ["officer", "unit", "consulted", "outside", "rules"])),
                name="dossiers_cause_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="latenesscause",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="dossiers_cause_has_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="latenesscause",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
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
                name="dossiers_cause_once_a_day",
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="declared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="explained_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityrecord",
            name="dossier",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="responsibility", to="dossiers.dossier"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityrecord",
            name="settling_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="accounts", to="dossiers.responsibilityrecord"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityshare",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="responsibilityshare",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityshare",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="dossiers.responsibilityrecord"
            ),
        ),
        migrations.AddField(
            model_name="responsibilityshare",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AddField(
            model_name="timerfiring",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="firings", to="dossiers.dossier"
            ),
        ),
        migrations.AddField(
            model_name="timerfiring",
            name="task",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.followuptask"
            ),
        ),
        migrations.AddField(
            model_name="timerrule",
            name="procedure",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.procedure"
            ),
        ),
        migrations.AddField(
            model_name="timerfiring",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="firings", to="dossiers.timerrule"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["from_post", "-asked_at"], name="dossiers_handover_post"),
        ),
        migrations.AddIndex(
            model_name="handoverrow",
            index=models.Index(fields=["handover", "state", "ordinal"], name="dossiers_handover_rest"),
        ),
        migrations.AddConstraint(
            model_name="handoverrow",
            constraint=models.UniqueConstraint(fields=("handover", "dossier"), name="dossiers_handover_once"),
        ),
        migrations.AddConstraint(
            model_name="handoverrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "done", "refused"])), name="dossiers_handover_state"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["unit", "-id"], name="dossiers_incident_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["result_error", "papers_lost", "papers_damaged"])),
                name="dossiers_incident_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("fault__in", ["agency", "applicant", "third_party", "force_majeure"])),
                name="dossiers_incident_fault",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(condition=models.Q(("cost__gte", 0)), name="dossiers_incident_cost"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("ended_at__gt", models.F("began_at")), _connector="OR"),
                name="dossiers_outage_order",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibilityrecord",
            index=models.Index(fields=["settling_unit", "-opened_at"], name="dossiers_resp_unit"),
        ),
        migrations.AddIndex(
            model_name="responsibilityrecord",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["computed_at"], name="dossiers_resp_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilityrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("late_minutes__gte", 0), ("minutes__gte", 0), ("outside_minutes__gte", 0)),
                name="dossiers_responsibility_minutes",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibilityaccount",
            index=models.Index(
                condition=models.Q(("decision", "")), fields=["person", "explain_by"], name="dossiers_account_person"
            ),
        ),
        migrations.AddIndex(
            model_name="responsibilityaccount",
            index=models.Index(
                condition=models.Q(("decision", "")), fields=["unit", "explain_by"], name="dossiers_account_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilityaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["", "accepted", "not_accepted", "shared"])),
                name="dossiers_account_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilityaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", ""), ("decided_at__isnull", False), _connector="OR"),
                name="dossiers_account_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilityaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("person__isnull", True),
                    models.Q(("decided_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="dossiers_account_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilityshare",
            constraint=models.UniqueConstraint(fields=("record", "ordinal"), name="dossiers_share_place"),
        ),
        migrations.AddConstraint(
            model_name="responsibilityshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["applicant", "consulted", "officer", "outage", "outside", "stopped", "unit"])
                ),
                name="dossiers_share_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilityshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["officer", "unit", "consulted"]),
                    models.Q(("over_minutes", 0), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="dossiers_share_external_is_nobodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="timerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="dossiers_timer_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="timerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wait__in", ["response", "step", "supplement", "payment", "stopped", "result", "idle"])
                ),
                name="dossiers_timer_wait",
            ),
        ),
        migrations.AddConstraint(
            model_name="timerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["remind", "escalate", "stop"])), name="dossiers_timer_act"
            ),
        ),
        migrations.AddConstraint(
            model_name="timerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("amount__lte", 400)), name="dossiers_timer_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="timerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="dossiers_timer_has_source"
            ),
        ),
        migrations.AddIndex(
            model_name="timerfiring",
            index=models.Index(fields=["-fired_at"], name="dossiers_timer_newest"),
        ),
        migrations.AddConstraint(
            model_name="timerfiring",
            constraint=models.UniqueConstraint(fields=("dossier", "rule", "about"), name="dossiers_timer_once"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
