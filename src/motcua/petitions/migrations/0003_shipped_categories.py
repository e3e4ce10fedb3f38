"""Every database knows the shipped tree of categories and its limits from its first day."""

from django.db import migrations

from motcua.petitions import categories_file


def load(apps, schema_editor):
    file = categories_file.shipped()
    Category = apps.get_model("petitions", "Category")
    StepLimit = apps.get_model("petitions", "StepLimit")
    Category.objects.bulk_create(Category(**row) for row in file.categories)
    StepLimit.objects.bulk_create(StepLimit(**row) for row in file.limits)


class Migration(migrations.Migration):
    dependencies = [("petitions", "0002_log")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
