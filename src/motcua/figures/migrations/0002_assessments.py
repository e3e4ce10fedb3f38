"""Rounds of assessment: sheets, entries of points, evidence, appeals, surveys, signed results."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.db import append_only_operations

APPENDED = ("evidence", "entry", "act", "appeal", "answer", "survey", "result")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("figures", "0001_registry_log"),
        ("organisation", "0004_unit_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("criterion", models.CharField(max_length=40)),
                ("wanted", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(max_length=2000)),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_appeal",
            },
        ),
        migrations.CreateModel(
            name="AssessmentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("criterion", models.CharField(max_length=40)),
                ("layer", models.CharField(max_length=10)),
                ("points", models.CharField(blank=True, max_length=80)),
                ("origin", models.CharField(max_length=10)),
                ("found", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("on_behalf_of", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_entry",
            },
        ),
        migrations.CreateModel(
            name="AssessmentAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("granted", models.BooleanField()),
                ("reason", models.CharField(max_length=2000)),
                ("on_behalf_of", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="figures.assessmentappeal",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.assessmententry",
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_answer",
            },
        ),
        migrations.CreateModel(
            name="AssessmentRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "Sở, ban, ngành"),
                            ("commune", "Ủy ban nhân dân cấp xã"),
                            ("desk", "Bộ phận một cửa"),
                            ("official", "Cán bộ, công chức tại một cửa"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tree", models.CharField(max_length=60)),
                ("tree_version", models.IntegerField()),
                ("tree_hash", models.CharField(max_length=64)),
                ("period", models.CharField(max_length=30)),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("self_until", models.DateField()),
                ("appraised_until", models.DateField()),
                ("appeal_until", models.DateField()),
                ("publish_by", models.DateField()),
                ("without_survey", models.BooleanField(default=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("self", "Tự đánh giá"),
                            ("appraisal", "Thẩm định"),
                            ("appeal", "Nhận kiến nghị"),
                            ("final", "Chờ ký công bố"),
                            ("published", "Đã công bố"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_round",
            },
        ),
        migrations.CreateModel(
            name="AssessmentResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("decision_number", models.CharField(max_length=100)),
                ("signed_on", models.DateField()),
                ("on_behalf_of", models.CharField(blank=True, max_length=300)),
                ("signed_at", models.DateTimeField()),
                ("archived", models.CharField(blank=True, max_length=100)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="figures.assessmentround",
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_result",
            },
        ),
        migrations.CreateModel(
            name="AssessmentJudge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(choices=[("appraiser", "Thẩm định"), ("council", "Hội đồng")], max_length=10),
                ),
                ("group", models.CharField(blank=True, max_length=60)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="judges", to="figures.assessmentround"
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_judge",
            },
        ),
        migrations.CreateModel(
            name="AssessmentSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("left_reason", models.CharField(blank=True, max_length=2000)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="figures.assessmentround"
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
                "db_table": "figures_assessment_sheet",
            },
        ),
        migrations.CreateModel(
            name="AssessmentEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("criterion", models.CharField(max_length=40)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="figures.assessmentsheet",
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_evidence",
            },
        ),
        migrations.AddField(
            model_name="assessmententry",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="figures.assessmentsheet"
            ),
        ),
        migrations.AddField(
            model_name="assessmentappeal",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="figures.assessmentsheet"
            ),
        ),
        migrations.CreateModel(
            name="AssessmentAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("details", models.JSONField(default=dict)),
                ("on_behalf_of", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="figures.assessmentround"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="figures.assessmentsheet",
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_act",
            },
        ),
        migrations.CreateModel(
            name="AssessmentSurvey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("rows", models.JSONField(default=list)),
                ("faults", models.JSONField(default=list)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="figures.assessmentround",
                    ),
                ),
            ],
            options={
                "db_table": "figures_assessment_survey",
            },
        ),
        migrations.AddIndex(
            model_name="assessmentround",
            index=models.Index(fields=["-created_at", "-id"], name="figures_round_recent"),
        ),
        migrations.AddConstraint(
            model_name="assessmentround",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["draft", "self", "appraisal", "appeal", "final", "published"])),
                name="figures_round_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentround",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["department", "commune", "desk", "official"])),
                name="figures_round_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("self_until__lte", models.F("appraised_until")),
                    ("appraised_until__lte", models.F("appeal_until")),
                    ("appeal_until__lte", models.F("publish_by")),
                ),
                name="figures_round_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentresult",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="figures_result_number"),
        ),
        migrations.AddConstraint(
            model_name="assessmentresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision_number", ""), _negated=True), name="figures_result_decided"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentjudge",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["appraiser", "council"])), name="figures_judge_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentjudge",
            constraint=models.UniqueConstraint(fields=("round", "part", "post", "group"), name="figures_judge_once"),
        ),
        migrations.AddIndex(
            model_name="assessmentsheet",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["person"], name="figures_sheet_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentsheet",
            constraint=models.UniqueConstraint(
                fields=("round", "unit", "person"), name="figures_sheet_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="assessmentevidence",
            index=models.Index(fields=["sheet", "criterion"], name="figures_evidence_of"),
        ),
        migrations.AddConstraint(
            model_name="assessmententry",
            constraint=models.UniqueConstraint(fields=("sheet", "seq"), name="figures_entry_seq"),
        ),
        migrations.AddConstraint(
            model_name="assessmententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("layer__in", ["self", "appraised", "survey", "final"])), name="figures_entry_layer"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["typed", "computed", "survey", "appeal"])),
                name="figures_entry_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentappeal",
            constraint=models.UniqueConstraint(fields=("sheet", "criterion"), name="figures_appeal_once"),
        ),
        migrations.AddIndex(
            model_name="assessmentact",
            index=models.Index(fields=["round", "-id"], name="figures_act_of_round"),
        ),
        *[one for name in APPENDED for one in append_only_operations(f"figures_assessment_{name}")],
    ]
