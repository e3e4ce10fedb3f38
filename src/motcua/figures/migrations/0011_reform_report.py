"""Reform reports: editions with their sections, and every act upon them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.db import append_only_operations, refuse_operations

# What was issued stands: a correction is another edition.
FREEZE = """
CREATE FUNCTION public.figures_reform_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('finished', 'replaced')
       AND (to_jsonb(NEW) - 'state' - 'body') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'body')
       OR OLD.state IN ('finished', 'replaced') AND NEW.body IS DISTINCT FROM OLD.body
    THEN
        RAISE EXCEPTION 'report % was issued: it stands', OLD.uid USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER figures_reform_report_frozen BEFORE UPDATE ON figures_reform_report
    FOR EACH ROW EXECUTE FUNCTION public.figures_reform_frozen();
CREATE FUNCTION public.figures_reform_section_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.figures_reform_report WHERE id = OLD.report_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'the report of section % is no draft', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER figures_reform_section_frozen BEFORE UPDATE ON figures_reform_section
    FOR EACH ROW EXECUTE FUNCTION public.figures_reform_section_frozen();
"""
THAW = """
DROP TRIGGER figures_reform_section_frozen ON figures_reform_section;
DROP FUNCTION public.figures_reform_section_frozen();
DROP TRIGGER figures_reform_report_frozen ON figures_reform_report;
DROP FUNCTION public.figures_reform_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0010_statutory_workflow"),
        ("organisation", "0004_unit_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReformReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("period", models.CharField(max_length=30)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("edition", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("outline", models.CharField(max_length=90)),
                ("title", models.CharField(max_length=300)),
                ("fragments", models.JSONField(default=dict)),
                ("paper_number", models.CharField(blank=True, max_length=40)),
                ("paper_day", models.DateField(null=True)),
                ("signer", models.CharField(blank=True, max_length=100)),
                ("explained", models.CharField(blank=True, max_length=2000)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("as_of", models.DateTimeField(null=True)),
                ("body", models.BinaryField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("changed", models.JSONField(default=list)),
                ("fault", models.CharField(blank=True, max_length=60)),
                ("fault_params", models.JSONField(default=dict)),
                ("job", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("publication", models.UUIDField(null=True)),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="figures.reformreport",
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
                    "submitted_by",
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
                "db_table": "figures_reform_report",
            },
        ),
        migrations.CreateModel(
            name="ReformEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("section", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("content", models.JSONField(default=dict)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="figures.reformreport"
                    ),
                ),
            ],
            options={
                "db_table": "figures_reform_event",
            },
        ),
        migrations.CreateModel(
            name="ReformSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(db_index=False, max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
                ("part", models.CharField(blank=True, max_length=300)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("given", models.TextField(blank=True)),
                ("appendix", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="figures.reformreport"
                    ),
                ),
            ],
            options={
                "db_table": "figures_reform_section",
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex(
            model_name="reformreport",
            index=models.Index(fields=["-id"], name="figures_reform_newest"),
        ),
        migrations.AddConstraint(
            model_name="reformreport",
            constraint=models.UniqueConstraint(fields=("unit", "period", "edition"), name="figures_reform_once"),
        ),
        migrations.AddConstraint(
            model_name="reformreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted"])),
                fields=("unit", "period"),
                name="figures_reform_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="reformreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "finished", "replaced"])),
                name="figures_reform_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="reformreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="figures_reform_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="reformevent",
            constraint=models.UniqueConstraint(fields=("report", "seq"), name="figures_reform_event_once"),
        ),
        migrations.AddConstraint(
            model_name="reformevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__in", ["open", "fill", "write", "head", "submit", "return", "finish", "correct", "replace"])
                ),
                name="figures_reform_event_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="reformsection",
            constraint=models.UniqueConstraint(fields=("report", "key"), name="figures_reform_section_once"),
        ),
        *refuse_operations("figures_reform_report", "DELETE"),
        *refuse_operations("figures_reform_section", "DELETE"),
        *append_only_operations("figures_reform_event"),
        migrations.RunSQL(FREEZE, THAW),
    ]
