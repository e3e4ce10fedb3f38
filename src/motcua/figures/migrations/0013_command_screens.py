"""What command screens show, counted by a job."""

import django.db.models.deletion
from django.db import migrations, models

import motcua.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0012_procedure_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScreenRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("as_of", models.DateTimeField()),
                ("day", models.DateField()),
                ("edition", models.CharField(max_length=64)),
                ("manifest", models.CharField(max_length=64)),
                ("computed_at", models.DateTimeField()),
                ("milliseconds", models.IntegerField()),
                ("members", models.IntegerField()),
            ],
            options={
                "db_table": "figures_screen_run",
                "constraints": [models.UniqueConstraint(fields=("as_of", "edition"), name="figures_screen_run_once")],
            },
        ),
        migrations.CreateModel(
            name="ScreenRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.CharField(max_length=200)),
                ("name", models.TextField()),
                ("body", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="figures.screenrun"
                    ),
                ),
            ],
            options={
                "db_table": "figures_screen_row",
                "constraints": [models.UniqueConstraint(fields=("run", "member"), name="figures_screen_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ScreenItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.CharField(max_length=200)),
                ("ordinal", models.IntegerField()),
                ("dossier", models.UUIDField()),
                ("procedure", models.CharField(max_length=60)),
                ("used", models.IntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="figures.screenrun"
                    ),
                ),
            ],
            options={
                "db_table": "figures_screen_item",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "member", "ordinal"), name="figures_screen_item_once")
                ],
            },
        ),
    ]
