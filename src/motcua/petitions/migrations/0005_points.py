"""Where published petitions lie on the public map."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0005_unit_shapes"),
        ("petitions", "0004_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PetitionPoint",
            fields=[
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="map_point",
                        serialize=False,
                        to="petitions.petition",
                    ),
                ),
                ("receipt_no", models.CharField(max_length=20)),
                ("category", models.CharField(blank=True, max_length=40)),
                ("lat", models.FloatField()),
                ("lng", models.FloatField()),
                ("cell", models.BigIntegerField()),
                ("is_open", models.BooleanField()),
                ("month", models.IntegerField()),
                ("shown", models.BooleanField()),
                ("changed", models.BigIntegerField()),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "db_table": "petition_point",
                "indexes": [
                    models.Index(
                        condition=models.Q(("shown", True)),
                        fields=["cell"],
                        include=("lat", "lng", "is_open", "category", "unit", "month"),
                        name="petitions_point_cell",
                    ),
                    models.Index(fields=["changed"], name="petitions_point_changed"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 200001), ("month__lte", 299912)),
                        name="petitions_point_month",
                    )
                ],
            },
        ),
    ]
