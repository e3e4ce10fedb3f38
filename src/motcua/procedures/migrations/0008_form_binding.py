"""Forms that authors write come into force by decisions, for a case and a channel, from a day."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

BEFORE = ["procedure", "abolition", "local_terms", "service_level", "tag", "competence", "process"]
AFTER = [*BEFORE, "form"]
TABLE = "procedures_formbinding"


def text_point(name):
    number = models.Func(
        models.F(name), models.Value(0), function="hashtextextended", output_field=models.BigIntegerField()
    )
    return models.Func(number, number, models.Value("[]"), function="int8range")


TRIGGERS = [
    (
        f"CREATE TRIGGER only_close_formbinding BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION public.procedures_only_close();",
        f"DROP TRIGGER only_close_formbinding ON {TABLE};",
    ),
    (
        f"CREATE TRIGGER under_decision_formbinding AFTER INSERT ON {TABLE} REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_under_decision();",
        f"DROP TRIGGER under_decision_formbinding ON {TABLE};",
    ),
    (
        f"CREATE TRIGGER revise_formbinding AFTER INSERT OR UPDATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_revise();",
        f"DROP TRIGGER revise_formbinding ON {TABLE};",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0002_guards"),
        ("procedures", "0007_tells_applicants"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormBinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("case_key", models.CharField(blank=True, max_length=80)),
                ("channel", models.CharField(blank=True, max_length=8)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.decision"
                    ),
                ),
                (
                    "form_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.eformversion"
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_bindings",
                        to="procedures.procedure",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="formbinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="procedures_form_binding_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="formbinding",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("procedure"), models.F("procedure"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (text_point("case_key"), "&&"),
                    (text_point("channel"), "&&"),
                    (models.Func(models.F("valid_from"), models.F("valid_to"), function="daterange"), "&&"),
                ],
                name="procedures_form_binding_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="formbinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["", "online", "counter", "post"])),
                name="procedures_form_binding_channel",
            ),
        ),
        migrations.RemoveConstraint(model_name="decisionitem", name="procedures_item_kind"),
        migrations.AlterField(
            model_name="decisionitem",
            name="kind",
            field=models.CharField(choices=[(kind, kind) for kind in AFTER], max_length=20),
        ),
        migrations.AddConstraint(
            model_name="decisionitem",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", AFTER)), name="procedures_item_kind"),
        ),
        *(migrations.RunSQL(forward, backward) for forward, backward in TRIGGERS),
    ]
