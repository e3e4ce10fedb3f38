"""Counting of reports by a job, one act for all reports of a period, days of work; and the rights to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids

SHIPPED = "shipped"
BY_ROLE = {
    "control_officer": ("figures.report_draft",),
    "control_head": ("figures.report_draft", "figures.baseline"),
}
FREEZE = """
CREATE OR REPLACE FUNCTION public.figures_statutory_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('submitted', 'received', 'locked', 'replaced')
       AND (NEW.body, NEW.sha256, NEW.as_of, NEW.form, NEW.entered, NEW.explained, NEW.reason, NEW.number, NEW.report_id,
            NEW.beside, NEW.rolled, NEW.corrects_id, NEW.sisters)
           IS DISTINCT FROM
           (OLD.body, OLD.sha256, OLD.as_of, OLD.form, OLD.entered, OLD.explained, OLD.reason, OLD.number, OLD.report_id,
            OLD.beside, OLD.rolled, OLD.corrects_id, OLD.sisters)
    THEN
        RAISE EXCEPTION 'edition % was submitted: its figures stand', OLD.uid USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = FREEZE.replace(", NEW.sisters", "").replace(", OLD.sisters", "")


def give(apps, schema_editor):
    """Shipped rights as in ``data/grants.toml``, where the shipped table was loaded before."""
    Role = apps.get_model("people", "Role")
    RoleGrant = apps.get_model("people", "RoleGrant")
    begun = RoleGrant.objects.filter(source=SHIPPED).order_by("valid_from").values_list("valid_from", flat=True).first()
    if begun is None:
        return
    for code, verbs in BY_ROLE.items():
        for role in Role.objects.filter(code=code):
            for verb in verbs:
                there = RoleGrant.objects.filter(role=role, verb=verb, reach="everywhere", valid_to=None)
                if not there.exists():
                    RoleGrant.objects.create(role=role, verb=verb, reach="everywhere", valid_from=begun, source=SHIPPED)


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0014_load"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StatutoryBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("act", models.CharField(max_length=10)),
                ("form", models.SlugField(blank=True, db_index=False, max_length=80)),
                ("period", models.CharField(max_length=30)),
                ("job", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "figures_statutory_batch",
            },
        ),
        migrations.CreateModel(
            name="StatutoryBatchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("seen", models.PositiveIntegerField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("code", models.CharField(blank=True, default="", max_length=60)),
                ("about", models.JSONField(default=dict)),
                ("at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "figures_statutory_batch_row",
            },
        ),
        migrations.AddField(
            model_name="statutorydeadline",
            name="counted",
            field=models.CharField(default="day", max_length=12),
        ),
        migrations.AddField(
            model_name="statutoryedition",
            name="sisters",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="statutoryreport",
            name="fault",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="statutoryreport",
            name="fault_about",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="statutoryreport",
            name="job",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="statutorydeadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted__in", ["day", "working_day"])), name="figures_statutory_deadline_counted"
            ),
        ),
        migrations.AddField(
            model_name="statutorybatch",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="statutorybatchrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="figures.statutorybatch"
            ),
        ),
        migrations.AddField(
            model_name="statutorybatchrow",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="figures.statutoryreport"
            ),
        ),
        migrations.AddIndex(
            model_name="statutorybatch",
            index=models.Index(fields=["-asked_at"], name="figures_statutory_batches"),
        ),
        migrations.AddConstraint(
            model_name="statutorybatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["begin", "count", "remind", "issue"])),
                name="figures_statutory_batch_act",
            ),
        ),
        migrations.AddIndex(
            model_name="statutorybatchrow",
            index=models.Index(fields=["batch", "ordinal"], name="figures_statutory_batch_place"),
        ),
        migrations.AddConstraint(
            model_name="statutorybatchrow",
            constraint=models.UniqueConstraint(fields=("batch", "report"), name="figures_statutory_batch_row_once"),
        ),
        migrations.AddConstraint(
            model_name="statutorybatchrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "refused"])),
                name="figures_statutory_batch_row_state",
            ),
        ),
        migrations.RunSQL(FREEZE, BEFORE),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=False),
    ]
