"""Heads look at the load of the posts of their own unit."""

from django.db import migrations

SHIPPED = "shipped"
VERB = "figures.load"
ROLES = ("reception_head", "division_head", "unit_head")


def give(apps, schema_editor):
    """Shipped rights as in ``data/grants.toml``, where the shipped table was loaded before."""
    Role = apps.get_model("people", "Role")
    RoleGrant = apps.get_model("people", "RoleGrant")
    begun = RoleGrant.objects.filter(source=SHIPPED).order_by("valid_from").values_list("valid_from", flat=True).first()
    if begun is None:
        return
    for role in Role.objects.filter(code__in=ROLES):
        there = RoleGrant.objects.filter(role=role, verb=VERB, reach="own_unit", valid_to=None)
        if not there.exists():
            RoleGrant.objects.create(role=role, verb=VERB, reach="own_unit", valid_from=begun, source=SHIPPED)


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0013_command_screens"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
