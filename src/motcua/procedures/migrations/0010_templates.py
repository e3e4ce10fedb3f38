"""Templates of letters come into force by decisions, for a procedure, a case or the whole province, from a day."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import motcua.core.db
import motcua.core.ids
from motcua.core.db import append_only_operations

BINDING, VERSION = "procedures_templatebinding", "procedures_templateversion"
TRIGGERS = [
    (
        f"CREATE TRIGGER only_close_templatebinding BEFORE UPDATE OR DELETE ON {BINDING} "
        "FOR EACH ROW EXECUTE FUNCTION public.procedures_only_close();",
        f"DROP TRIGGER only_close_templatebinding ON {BINDING};",
    ),
    *(
        (
            f"CREATE TRIGGER under_decision_{name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_under_decision();",
            f"DROP TRIGGER under_decision_{name} ON {table};",
        )
        for name, table in (("templatebinding", BINDING), ("templateversion", VERSION))
    ),
    (
        f"CREATE TRIGGER revise_templatebinding AFTER INSERT OR UPDATE ON {BINDING} "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_revise();",
        f"DROP TRIGGER revise_templatebinding ON {BINDING};",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0009_process_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="TemplateBinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("procedure_key", models.CharField(blank=True, max_length=100)),
                ("case_key", models.CharField(blank=True, max_length=80)),
                (
                    "letter",
                    models.CharField(
                        choices=[
                            ("supplement", "supplement"),
                            ("refusal", "refusal"),
                            ("apology", "apology"),
                            ("result", "result"),
                            ("invitation", "invitation"),
                            ("notice", "notice"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                (
                    "letter",
                    models.CharField(
                        choices=[
                            ("supplement", "supplement"),
                            ("refusal", "refusal"),
                            ("apology", "apology"),
                            ("result", "result"),
                            ("invitation", "invitation"),
                            ("notice", "notice"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("source", models.JSONField()),
                ("schema_version", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("xid", motcua.core.db.Xid8Field(db_default=motcua.core.db.CurrentTransaction(), editable=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="decisionitem",
            name="procedures_item_kind",
        ),
        migrations.AlterField(
            model_name="decisionitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("procedure", "procedure"),
                    ("abolition", "abolition"),
                    ("local_terms", "local_terms"),
                    ("service_level", "service_level"),
                    ("tag", "tag"),
                    ("competence", "competence"),
                    ("process", "process"),
                    ("form", "form"),
                    ("template", "template"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "procedure",
                            "abolition",
                            "local_terms",
                            "service_level",
                            "tag",
                            "competence",
                            "process",
                            "form",
                            "template",
                        ],
                    )
                ),
                name="procedures_item_kind",
            ),
        ),
        migrations.AddField(
            model_name="templatebinding",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.decision"
            ),
        ),
        migrations.AddField(
            model_name="templateversion",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.decision"
            ),
        ),
        migrations.AddField(
            model_name="templatebinding",
            name="template_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bindings",
                to="procedures.templateversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("letter__in", ["supplement", "refusal", "apology", "result", "invitation", "notice"])
                ),
                name="procedures_template_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("schema_version__gte", 1)), name="procedures_template_schema"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatebinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="procedures_template_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatebinding",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                models.F("procedure_key"),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                models.F("procedure_key"),
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
                                models.F("case_key"),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                models.F("case_key"),
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
                                models.F("letter"),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                models.F("letter"),
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
                name="procedures_template_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatebinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("letter__in", ["supplement", "refusal", "apology", "result", "invitation", "notice"])
                ),
                name="procedures_template_binding_letter",
            ),
        ),
        *(migrations.RunSQL(forward, backward) for forward, backward in TRIGGERS),
        *append_only_operations(VERSION),
    ]
