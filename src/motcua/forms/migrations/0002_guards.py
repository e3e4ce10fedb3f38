"""A published form version never changes."""

from django.db import migrations

from motcua.core.db import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial"), ("core", "0002_kernel")]
    operations = [*append_only_operations("forms_eformversion")]
