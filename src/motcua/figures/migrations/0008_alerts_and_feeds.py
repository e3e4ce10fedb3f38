"""Rules of alerts, alerts with their log, the morning summary, feeds of readings, public statistics; the rights."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
import motcua.figures.alerts.models
from motcua.core.db import append_only_operations, refuse_operations

SHIPPED = "shipped"
BY_ROLE = {
    "unit_head": ("agency", ("figures.alerts", "figures.morning_summary")),
    "province_leader": ("everywhere", ("figures.alerts", "figures.morning_summary")),
    "control_head": ("everywhere", ("figures.alerts", "figures.alert_rules", "figures.morning_summary")),
    "operator": ("everywhere", ("figures.feeds",)),
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
        ("figures", "0007_genuine"),
        ("organisation", "0004_unit_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("way", models.CharField(max_length=5)),
                ("received_at", models.DateTimeField()),
                ("read", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("faults", models.JSONField(default=list)),
            ],
            options={
                "db_table": "figures_feed_batch",
            },
        ),
        migrations.CreateModel(
            name="AlertRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("series", models.CharField(default=motcua.figures.alerts.models.new_series, max_length=36)),
                ("name", models.CharField(max_length=200)),
                ("origin", models.CharField(max_length=10)),
                ("subject", models.CharField(max_length=80)),
                ("breadth", models.CharField(default="whole", max_length=12)),
                ("window", models.CharField(blank=True, max_length=10)),
                ("side", models.CharField(max_length=6)),
                ("raise_at", models.DecimalField(decimal_places=16, max_digits=38)),
                ("clear_at", models.DecimalField(decimal_places=16, max_digits=38)),
                ("readings", models.PositiveSmallIntegerField(default=1)),
                ("least", models.PositiveIntegerField(default=0)),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_to", models.TimeField(blank=True, null=True)),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "db_table": "figures_alert_rule",
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("series", models.CharField(max_length=36)),
                ("state", models.CharField(default="raised", max_length=12)),
                ("events", models.PositiveSmallIntegerField(default=0)),
                ("raised_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="figures.alertrule"
                    ),
                ),
            ],
            options={
                "db_table": "figures_alert",
            },
        ),
        migrations.CreateModel(
            name="AlertWatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(max_length=36)),
                ("run", models.PositiveSmallIntegerField(default=0)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("printed", models.CharField(blank=True, max_length=120)),
                ("why", models.CharField(blank=True, max_length=500)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("seen_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "db_table": "figures_alert_watch",
            },
        ),
        migrations.CreateModel(
            name="FeedSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("domain", models.CharField(max_length=20)),
                ("counts", models.CharField(max_length=200)),
                ("measured_in", models.CharField(max_length=30)),
                ("together", models.CharField(max_length=10)),
                ("is_whole", models.BooleanField(default=False)),
                ("lowest", models.DecimalField(blank=True, decimal_places=6, max_digits=30, null=True)),
                ("highest", models.DecimalField(blank=True, decimal_places=6, max_digits=30, null=True)),
                ("cadence_minutes", models.PositiveIntegerField()),
                ("stale_minutes", models.PositiveIntegerField()),
                ("key_sha256", models.BinaryField(max_length=32)),
                ("registered_at", models.DateTimeField()),
                ("registered_by", models.UUIDField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "db_table": "figures_feed_source",
            },
        ),
        migrations.CreateModel(
            name="FeedReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reading", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("value", models.DecimalField(decimal_places=6, max_digits=30)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="figures.feedbatch"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="figures.feedsource"
                    ),
                ),
            ],
            options={
                "db_table": "figures_feed_reading",
            },
        ),
        migrations.CreateModel(
            name="FeedHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("readings", models.PositiveIntegerField()),
                ("total", models.DecimalField(decimal_places=6, max_digits=38)),
                ("highest", models.DecimalField(decimal_places=6, max_digits=30)),
                ("last", models.DecimalField(decimal_places=6, max_digits=30)),
                ("last_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hours", to="figures.feedsource"
                    ),
                ),
            ],
            options={
                "db_table": "figures_feed_hour",
            },
        ),
        migrations.AddField(
            model_name="feedbatch",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="figures.feedsource"
            ),
        ),
        migrations.CreateModel(
            name="MorningChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_wanted", models.BooleanField(default=False)),
                ("hour", models.PositiveSmallIntegerField(default=7)),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "figures_morning_choice",
            },
        ),
        migrations.CreateModel(
            name="MorningIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "figures_morning_issue",
            },
        ),
        migrations.CreateModel(
            name="StatisticsEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("period_code", models.CharField(max_length=30)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("as_of", models.DateTimeField()),
                ("manifest", models.CharField(blank=True, max_length=64)),
                ("body", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "figures_statistics_edition",
                "indexes": [models.Index(fields=["period_code", "-made_at"], name="figures_statistics_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("period_code", "sha256"), name="figures_statistics_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("printed", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("as_of", models.DateTimeField(blank=True, null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="log", to="figures.alert"
                    ),
                ),
            ],
            options={
                "db_table": "figures_alert_event",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["raised", "acknowledged", "cleared", "task_given"])),
                        name="figures_alert_event_kind",
                    ),
                    models.UniqueConstraint(fields=("alert", "seq"), name="figures_alert_event_seq"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="figures_alert_rule_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                models.F("series"),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                models.F("series"),
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
                name="figures_alert_rule_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["indicator", "series", "feed", "stale"])),
                name="figures_alert_rule_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("breadth__in", ["whole", "departments", "communes"])),
                name="figures_alert_rule_breadth",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["above", "below"])), name="figures_alert_rule_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", "indicator"), ("window__in", ["day", "week", "month", "quarter", "year"])),
                    models.Q(models.Q(("origin", "indicator"), _negated=True), ("window", "")),
                    _connector="OR",
                ),
                name="figures_alert_rule_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clear_at__lte", models.F("raise_at")), ("side", "above")),
                    models.Q(("clear_at__gte", models.F("raise_at")), ("side", "below")),
                    _connector="OR",
                ),
                name="figures_alert_rule_band",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("readings__gte", 1), ("readings__lte", 100)), name="figures_alert_rule_readings"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from__isnull", True), ("quiet_to__isnull", True)),
                    models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                    _connector="OR",
                ),
                name="figures_alert_rule_quiet",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("state__in", ["raised", "acknowledged"])),
                fields=["unit", "-raised_at"],
                name="figures_alert_open",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["-raised_at", "-id"], name="figures_alert_recent"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["raised", "acknowledged", "cleared"])), name="figures_alert_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cleared_at__isnull", False), ("state", "cleared")),
                    models.Q(models.Q(("state", "cleared"), _negated=True), ("cleared_at__isnull", True)),
                    _connector="OR",
                ),
                name="figures_alert_cleared",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["raised", "acknowledged"])),
                fields=("series", "unit"),
                name="figures_alert_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertwatch",
            constraint=models.UniqueConstraint(fields=("series", "unit"), name="figures_alert_watch_once"),
        ),
        migrations.AddConstraint(
            model_name="feedsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("domain__in", ["lighting", "traffic", "broadcasting", "clinics", "environment", "water", "other"])
                ),
                name="figures_feed_domain",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("together__in", ["sum", "last", "mean", "highest"])), name="figures_feed_together"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("cadence_minutes__gte", 1)), name="figures_feed_cadence"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("stale_minutes__gte", models.F("cadence_minutes"))), name="figures_feed_stale"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lowest__isnull", True),
                    ("highest__isnull", True),
                    ("lowest__lte", models.F("highest")),
                    _connector="OR",
                ),
                name="figures_feed_limits",
            ),
        ),
        migrations.AddIndex(
            model_name="feedreading",
            index=models.Index(fields=["source", "unit", "at", "id"], name="figures_feed_reading_time"),
        ),
        migrations.AddConstraint(
            model_name="feedreading",
            constraint=models.UniqueConstraint(fields=("source", "reading"), name="figures_feed_reading_once"),
        ),
        migrations.AddIndex(
            model_name="feedhour",
            index=models.Index(fields=["source", "hour"], name="figures_feed_hour_time"),
        ),
        migrations.AddConstraint(
            model_name="feedhour",
            constraint=models.UniqueConstraint(fields=("source", "unit", "hour"), name="figures_feed_hour_once"),
        ),
        migrations.AddIndex(
            model_name="feedbatch",
            index=models.Index(fields=["source", "-received_at"], name="figures_feed_batch_recent"),
        ),
        migrations.AddConstraint(
            model_name="feedbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["http", "mqtt"])), name="figures_feed_batch_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="morningchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("hour__gte", 5), ("hour__lte", 20)), name="figures_morning_hour"
            ),
        ),
        migrations.AddConstraint(
            model_name="morningissue",
            constraint=models.UniqueConstraint(fields=("user", "on"), name="figures_morning_once"),
        ),
        *append_only_operations("figures_alert_event"),
        *append_only_operations("figures_statistics_edition"),
        *refuse_operations("figures_feed_reading", "UPDATE"),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
