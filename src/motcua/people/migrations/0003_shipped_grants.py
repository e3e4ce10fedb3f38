"""Every database knows the shipped roles and rights from its first day; later changes of the file are brought in by
``people.services.grants.load_shipped``."""

from django.db import migrations

from motcua.people import grants_file


def load(apps, schema_editor):
    Role = apps.get_model("people", "Role")
    RoleGrant = apps.get_model("people", "RoleGrant")
    file = grants_file.shipped()
    for row in file.roles:
        role, _ = Role.objects.get_or_create(code=row.code, defaults={"name": row.name, "name_en": row.name_en})
        RoleGrant.objects.bulk_create(
            RoleGrant(role=role, verb=verb, reach=reach, valid_from=file.valid_from, source=file.source)
            for verb, reach in sorted(row.grants)
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_postings_records_credentials")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
