"""Where money for a unit goes, from when to when."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0003_tells_applicants"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("number", models.CharField(max_length=30)),
                ("bank", models.CharField(max_length=200)),
                ("holder", models.CharField(max_length=300)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True), models.Q(("bank", ""), _negated=True)
                        ),
                        name="organisation_account_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_account_dates",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("unit"), models.F("unit"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("valid_from"), models.F("valid_to"), function="daterange"), "&&"),
                        ],
                        name="organisation_account_one_a_day",
                    ),
                ],
            },
        ),
    ]
