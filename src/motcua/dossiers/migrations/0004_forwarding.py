"""Desks that sent dossiers on; those of the past are read from the log."""

import django.db.models.deletion
from django.db import migrations, models

FROM_THE_LOG = """
INSERT INTO dossiers_forwarding (dossier_id, from_unit_id, to_unit_id, at, seq)
SELECT e.dossier_id, f.id, t.id, e.occurred_at, e.seq
FROM (
    SELECT dossier_id, occurred_at, seq, convert_from(payload, 'UTF8')::jsonb AS body
    FROM dossier_event WHERE kind = 'dossier_forwarded'
) e
JOIN organisation_unit f ON f.uid = (e.body ->> 'from_unit')::uuid
JOIN organisation_unit t ON t.uid = (e.body ->> 'reception_unit')::uuid
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0003_saved_filter"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forwarding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("seq", models.IntegerField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forwardings", to="dossiers.dossier"
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["from_unit", "dossier"], name="dossiers_forwarded_from")],
                "constraints": [models.UniqueConstraint(fields=("dossier", "seq"), name="dossiers_forwarding_once")],
            },
        ),
        migrations.RunSQL(FROM_THE_LOG, migrations.RunSQL.noop),
    ]
