"""The sweep for late dossiers without a record; when people were asked and heads told; timer rules that follow one
another."""

from django.conf import settings
from django.db import migrations, models

import motcua.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0009_tracking_book"),
        ("organisation", "0002_unit_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LateSweep",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("below", models.BigIntegerField(null=True)),
                ("lap_ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="responsibilityaccount",
            name="head_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="responsibilityaccount",
            index=models.Index(
                condition=models.Q(("decision", ""), ("head_told_at__isnull", True)),
                fields=["explain_by"],
                name="dossiers_account_untold",
            ),
        ),
        migrations.AddField(model_name="timerrule", name="series", field=models.UUIDField(null=True, editable=False)),
        migrations.RunSQL("UPDATE dossiers_timerrule SET series = uid", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="timerrule",
            name="series",
            field=models.UUIDField(default=motcua.core.ids.new_id, editable=False),
        ),
        migrations.AddConstraint(
            model_name="latesweep",
            constraint=models.CheckConstraint(condition=models.Q(("only", True)), name="dossiers_sweep_only_one"),
        ),
    ]
