"""Passing statutory reports on: what an edition was made of, deadlines, locked periods, letters; and the rights to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.db import append_only_operations

SHIPPED = "shipped"
BY_ROLE = {
    "clerk": ("agency", ("figures.report_fill",)),
    "unit_head": ("agency", ("figures.report_fill", "figures.report_sign")),
    "control_officer": ("everywhere", ("figures.report_sum", "figures.report_receive")),
    "control_head": ("everywhere", ("figures.report_sum", "figures.report_receive", "figures.report_lock")),
}
FREEZE = """
CREATE OR REPLACE FUNCTION public.figures_statutory_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('submitted', 'received', 'locked', 'replaced')
       AND (NEW.body, NEW.sha256, NEW.as_of, NEW.form, NEW.entered, NEW.explained, NEW.reason, NEW.number, NEW.report_id,
            NEW.beside, NEW.rolled, NEW.corrects_id)
           IS DISTINCT FROM
           (OLD.body, OLD.sha256, OLD.as_of, OLD.form, OLD.entered, OLD.explained, OLD.reason, OLD.number, OLD.report_id,
            OLD.beside, OLD.rolled, OLD.corrects_id)
    THEN
        RAISE EXCEPTION 'edition % was submitted: its figures stand', OLD.uid USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION public.figures_statutory_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('submitted', 'received', 'locked', 'replaced')
       AND (NEW.body, NEW.sha256, NEW.as_of, NEW.form, NEW.entered, NEW.explained, NEW.reason, NEW.number, NEW.report_id)
           IS DISTINCT FROM
           (OLD.body, OLD.sha256, OLD.as_of, OLD.form, OLD.entered, OLD.explained, OLD.reason, OLD.number, OLD.report_id)
    THEN
        RAISE EXCEPTION 'edition % was submitted: its figures stand', OLD.uid USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


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
        ("figures", "0009_summaries"),
        ("people", "0008_signing_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="statutoryedition",
            name="beside",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="statutoryedition",
            name="corrects",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="figures.statutoryedition",
            ),
        ),
        migrations.AddField(
            model_name="statutoryedition",
            name="rolled",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="StatutoryClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("form", models.SlugField(db_index=False, max_length=80)),
                ("period", models.CharField(max_length=30)),
                ("closed", models.BooleanField()),
                ("reason", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "figures_statutory_closing",
            },
        ),
        migrations.CreateModel(
            name="StatutoryDeadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("form", models.SlugField(db_index=False, max_length=80)),
                ("level", models.CharField(max_length=12)),
                ("period_kind", models.CharField(blank=True, max_length=20)),
                ("period", models.CharField(blank=True, max_length=30)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("source", models.CharField(max_length=500)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "figures_statutory_deadline",
            },
        ),
        migrations.DeleteModel(
            name="StatutoryReminder",
        ),
        migrations.AddIndex(
            model_name="statutoryclosing",
            index=models.Index(fields=["form", "period", "-id"], name="figures_statutory_closed"),
        ),
        migrations.AddIndex(
            model_name="statutorydeadline",
            index=models.Index(fields=["form", "level"], name="figures_statutory_due"),
        ),
        migrations.AddConstraint(
            model_name="statutorydeadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__isnull", False), ("due_on__isnull", True), ("period", "")),
                    models.Q(
                        models.Q(("period", ""), _negated=True), ("days__isnull", True), ("due_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="figures_statutory_deadline_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="statutorydeadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="figures_statutory_deadline_days",
            ),
        ),
        migrations.CreateModel(
            name="StatutoryReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("on", models.DateField()),
                ("created_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="figures.statutoryreport",
                    ),
                ),
            ],
            options={
                "db_table": "figures_statutory_reminder",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "kind", "on"), name="figures_statutory_reminder_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["opened", "soon", "overdue", "returned"])),
                        name="figures_statutory_reminder_kind",
                    ),
                ],
            },
        ),
        *append_only_operations("figures_statutory_closing"),
        *append_only_operations("figures_statutory_reminder"),
        migrations.RunSQL(FREEZE, BEFORE),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=False),
    ]
