"""Whether a result on paper was digitised when it was issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0014_submission_traces")]

    operations = [
        migrations.AddField("dossierresult", "digitised", models.BooleanField(db_default=False, default=False)),
    ]
