"""Statutory reports, their editions and acts, templates of the reform report and what was written by them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.db import append_only_operations, refuse_operations

# The figures of a report stand once it was submitted; a correction is a new edition.
FREEZE = """
CREATE FUNCTION public.figures_statutory_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER figures_statutory_edition_frozen BEFORE UPDATE ON figures_statutory_edition
    FOR EACH ROW EXECUTE FUNCTION public.figures_statutory_frozen();
"""
THAW = """
DROP TRIGGER figures_statutory_edition_frozen ON figures_statutory_edition;
DROP FUNCTION public.figures_statutory_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("figures", "0005_boards"),
        ("organisation", "0004_unit_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.SlugField(db_index=False, max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("placeholders", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
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
                "db_table": "figures_report_template",
            },
        ),
        migrations.CreateModel(
            name="StatutoryEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("form", models.CharField(max_length=90)),
                ("as_of", models.DateTimeField()),
                ("body", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("entered", models.JSONField(default=dict)),
                ("explained", models.CharField(blank=True, max_length=2000)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("publication", models.UUIDField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "figures_statutory_edition",
            },
        ),
        migrations.CreateModel(
            name="StatutoryPassage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("seq", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=10)),
                ("before", models.CharField(blank=True, max_length=10)),
                ("after", models.CharField(max_length=10)),
                ("post_line", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.BinaryField(null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="figures.statutoryedition",
                    ),
                ),
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
                "db_table": "figures_statutory_passage",
            },
        ),
        migrations.CreateModel(
            name="StatutoryReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.SlugField(db_index=False, max_length=80)),
                ("period", models.CharField(max_length=30)),
                ("on", models.DateField()),
                ("days_left", models.IntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "db_table": "figures_statutory_reminder",
            },
        ),
        migrations.CreateModel(
            name="StatutoryReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("form", models.SlugField(db_index=False, max_length=80)),
                ("period", models.CharField(max_length=30)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "db_table": "figures_statutory_report",
            },
        ),
        migrations.AddField(
            model_name="statutoryedition",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="figures.statutoryreport"
            ),
        ),
        migrations.CreateModel(
            name="WrittenReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.SlugField(db_index=False, max_length=40)),
                ("period", models.CharField(max_length=30)),
                ("as_of", models.DateTimeField()),
                ("body", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("file_sha256", models.CharField(max_length=64)),
                ("publication", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.reporttemplate",
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
                "db_table": "figures_written_report",
            },
        ),
        migrations.AddConstraint(
            model_name="reporttemplate",
            constraint=models.UniqueConstraint(fields=("kind", "version"), name="figures_report_template_once"),
        ),
        migrations.AddConstraint(
            model_name="statutorypassage",
            constraint=models.UniqueConstraint(fields=("edition", "seq"), name="figures_statutory_passage_once"),
        ),
        migrations.AddConstraint(
            model_name="statutorypassage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        ["prepare", "enter", "check", "submit", "receive", "return", "lock", "correct", "replace"],
                    )
                ),
                name="figures_statutory_passage_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="statutoryreminder",
            constraint=models.UniqueConstraint(
                fields=("form", "unit", "period", "on"), name="figures_statutory_reminder_once"
            ),
        ),
        migrations.AddIndex(
            model_name="statutoryreport",
            index=models.Index(fields=["period", "form"], name="figures_statutory_period"),
        ),
        migrations.AddConstraint(
            model_name="statutoryreport",
            constraint=models.UniqueConstraint(fields=("form", "unit", "period"), name="figures_statutory_report_once"),
        ),
        migrations.AddConstraint(
            model_name="statutoryreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="figures_statutory_report_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="statutoryedition",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="figures_statutory_edition_once"),
        ),
        migrations.AddConstraint(
            model_name="statutoryedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["prepared", "checked", "submitted", "received", "returned", "locked", "replaced"])
                ),
                name="figures_statutory_edition_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="statutoryedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="figures_statutory_edition_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="statutoryedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["prepared", "checked", "submitted", "received", "returned"])),
                fields=("report",),
                name="figures_statutory_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="writtenreport",
            index=models.Index(fields=["kind", "unit", "period", "-id"], name="figures_written_period"),
        ),
        *refuse_operations("figures_statutory_edition", "DELETE"),
        *refuse_operations("figures_statutory_report", "DELETE"),
        *append_only_operations("figures_statutory_passage"),
        *append_only_operations("figures_report_template"),
        *append_only_operations("figures_written_report"),
        migrations.RunSQL(FREEZE, THAW),
    ]
