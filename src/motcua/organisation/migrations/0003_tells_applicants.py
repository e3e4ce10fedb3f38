from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_unit_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="unitdecision",
            name="tells_applicants",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
