"""Scores of online applications, and counts by desk and half month, noted for facts."""

import django.db.models.deletion
from django.db import migrations, models

from motcua.figures.registry_log import note_changes_operations


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0014_submission_traces"),
        ("figures", "0006_statutory"),
        ("organisation", "0004_unit_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="GenuineScore",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("evidence", models.FloatField()),
                ("signals", models.JSONField()),
                ("edition", models.IntegerField()),
                ("scored_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "figures_genuine_score",
            },
        ),
        migrations.CreateModel(
            name="GenuineCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField()),
                ("band", models.SmallIntegerField()),
                ("dossiers", models.IntegerField()),
                ("edition", models.IntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "db_table": "figures_genuine_count",
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "first_day", "band"), name="figures_genuine_count_once"),
                    models.CheckConstraint(condition=models.Q(("dossiers__gt", 0)), name="figures_genuine_count_some"),
                ],
            },
        ),
        *note_changes_operations(
            "genuine_counts", "figures_genuine_count", ("unit_id", "first_day", "band", "dossiers", "edition")
        ),
    ]
