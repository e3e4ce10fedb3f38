"""Figures of a period that a job works out for the pages of units, procedures, comparison and the three cuts."""

import django.db.models.deletion
from django.db import migrations, models

import motcua.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0008_alerts_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummaryRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("units", "Units"),
                            ("procedures", "Procedures"),
                            ("cuts", "Cuts"),
                            ("comparison", "Comparison"),
                        ],
                        max_length=12,
                    ),
                ),
                ("period", models.CharField(max_length=30)),
                ("edition", models.CharField(max_length=64)),
                ("as_of", models.DateTimeField()),
                ("manifest", models.CharField(max_length=64)),
                ("computed_at", models.DateTimeField()),
                ("milliseconds", models.IntegerField()),
                ("members", models.IntegerField()),
            ],
            options={
                "db_table": "figures_summary_run",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "period", "edition", "as_of"), name="figures_summary_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["units", "procedures", "cuts", "comparison"])),
                        name="figures_summary_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SummaryRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.CharField(max_length=80)),
                ("name", models.TextField()),
                ("body", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="figures.summaryrun",
                    ),
                ),
            ],
            options={
                "db_table": "figures_summary_row",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "member"), name="figures_summary_row_once"),
                ],
            },
        ),
    ]
