import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import motcua.core.db
from motcua.core.db import append_only_operations

# The rows of a revision are written in the transaction that publishes it. Nobody adds one later.
REFUSE_LATE_ROWS = """
CREATE FUNCTION public.worktime_refuse_late_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM public.worktime_calendarrevision
        WHERE id = NEW.revision_id AND xid = pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'calendar revision % is published: no row may be added', NEW.revision_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER worktime_shiftpattern_late BEFORE INSERT ON worktime_shiftpattern
    FOR EACH ROW EXECUTE FUNCTION public.worktime_refuse_late_row();
CREATE TRIGGER worktime_calendarday_late BEFORE INSERT ON worktime_calendarday
    FOR EACH ROW EXECUTE FUNCTION public.worktime_refuse_late_row();
"""
ALLOW_LATE_ROWS = """
DROP TRIGGER worktime_calendarday_late ON worktime_calendarday;
DROP TRIGGER worktime_shiftpattern_late ON worktime_shiftpattern;
DROP FUNCTION public.worktime_refuse_late_row();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0002_kernel")]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("base", "base"), ("settlement", "settlement"), ("reception", "reception")],
                        max_length=20,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="worktime.calendar",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarEndNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_day", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="end_notices", to="worktime.calendar"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("provisional_from", models.DateField(null=True)),
                ("source", models.CharField(max_length=500)),
                ("digest", models.CharField(max_length=64)),
                ("is_shipped", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("xid", motcua.core.db.Xid8Field(db_default=motcua.core.db.CurrentTransaction())),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="worktime.calendar"
                    ),
                ),
                (
                    "parent_revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worktime.calendarrevision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("holiday", "holiday"),
                            ("compensation", "compensation"),
                            ("swap_off", "swap_off"),
                            ("rest", "rest"),
                            ("closed", "closed"),
                            ("swap_on", "swap_on"),
                            ("half_day", "half_day"),
                            ("unconfirmed", "unconfirmed"),
                            ("working", "working"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(max_length=500)),
                ("counts", models.PositiveSmallIntegerField(null=True)),
                ("own_shifts", models.BooleanField(default=False)),
                ("shifts", models.CharField(blank=True, max_length=100)),
                ("swapped_with", models.DateField(null=True)),
                ("is_provisional", models.BooleanField(default=False)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="worktime.calendarrevision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShiftPattern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("shifts", models.CharField(blank=True, max_length=100)),
                ("counts", models.PositiveSmallIntegerField(default=1000)),
                ("source", models.CharField(max_length=500)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patterns",
                        to="worktime.calendarrevision",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ("base", "settlement", "reception"))),
                name="worktime_calendar_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="worktime_calendar_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarendnotice",
            constraint=models.UniqueConstraint(fields=("calendar", "last_day"), name="worktime_end_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="calendarrevision",
            constraint=models.UniqueConstraint(fields=("calendar", "number"), name="worktime_revision_number"),
        ),
        migrations.AddConstraint(
            model_name="calendarrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="worktime_revision_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_day__isnull", True),
                    ("last_day__isnull", True),
                    ("first_day__lte", models.F("last_day")),
                    _connector="OR",
                ),
                name="worktime_revision_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(fields=("revision", "on"), name="worktime_day_once"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "holiday",
                            "compensation",
                            "swap_off",
                            "rest",
                            "closed",
                            "swap_on",
                            "half_day",
                            "unconfirmed",
                            "working",
                        ],
                    )
                ),
                name="worktime_day_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("counts__isnull", True), ("counts__range", (1, 1000)), _connector="OR"),
                name="worktime_day_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shifts__regex", "^([0-2]\\d:[0-5]\\d-[0-2]\\d:[0-5]\\d( [0-2]\\d:[0-5]\\d-[0-2]\\d:[0-5]\\d)*)?$")
                ),
                name="worktime_day_shifts",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("own_shifts", True), ("shifts", ""), _connector="OR"),
                name="worktime_day_own_shifts",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="worktime_day_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (1, 7))), name="worktime_pattern_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(("counts__range", (1, 1000))), name="worktime_pattern_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shifts__regex", "^([0-2]\\d:[0-5]\\d-[0-2]\\d:[0-5]\\d( [0-2]\\d:[0-5]\\d-[0-2]\\d:[0-5]\\d)*)?$")
                ),
                name="worktime_pattern_shifts",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="worktime_pattern_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftpattern",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("revision"), models.F("revision"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(models.F("weekday"), models.F("weekday"), models.Value("[]"), function="int8range"),
                        "&&",
                    ),
                    (models.Func(models.F("valid_from"), models.F("valid_to"), function="daterange"), "&&"),
                ],
                name="worktime_pattern_one_a_day",
            ),
        ),
        *append_only_operations("worktime_calendarrevision"),
        *append_only_operations("worktime_shiftpattern"),
        *append_only_operations("worktime_calendarday"),
        migrations.RunSQL(REFUSE_LATE_ROWS, ALLOW_LATE_ROWS),
    ]
