"""The tracking book (form 06) reads a period: a block index costs next to nothing to keep."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_duty")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX dossiers_accepted_block ON dossier USING brin (accepted_at) WITH (pages_per_range = 32)",
            "DROP INDEX dossiers_accepted_block",
        )
    ]
