"""The archive of an agency reads a year of what it settled."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0012_tells_applicants"),
        ("forms", "0002_guards"),
        ("organisation", "0004_unit_account"),
        ("people", "0008_signing_units"),
        ("procedures", "0007_tells_applicants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["settling_unit", "closed_at", "id"],
                name="dossiers_closed_unit",
            ),
        ),
    ]
