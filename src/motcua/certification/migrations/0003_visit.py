"""What one person had certified on one visit belongs together."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0002_guards"),
        ("dossiers", "0012_tells_applicants"),
        ("organisation", "0004_unit_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="visit",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("visit__isnull", False)), fields=["visit"], name="certification_entry_visit"
            ),
        ),
    ]
