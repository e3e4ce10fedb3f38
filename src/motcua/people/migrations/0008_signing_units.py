"""To sign and to look at decisions about units become rights of their own. Who held the right to manage units by a
decision of the province keeps what it could do; shipped rights are as in ``data/grants.toml``."""

from django.db import migrations
from django.db.models import Q

SHIPPED = "shipped"
SIGN, READ = "organisation.sign", "organisation.read_decisions"
BY_ROLE = {
    "administrator": (READ,),
    "auditor": (READ,),
    "province_leader": (SIGN, READ),
}


def give(apps, schema_editor):
    Role = apps.get_model("people", "Role")
    RoleGrant = apps.get_model("people", "RoleGrant")
    begun = RoleGrant.objects.filter(source=SHIPPED).order_by("valid_from").values_list("valid_from", flat=True).first()
    if begun is None:
        return
    for code, verbs in BY_ROLE.items():
        for role in Role.objects.filter(code=code):
            for verb in verbs:
                _give(RoleGrant, role_id=role.pk, verb=verb, reach="everywhere", valid_from=begun, source=SHIPPED)
    for own in RoleGrant.objects.filter(~Q(source=SHIPPED), verb="organisation.manage").order_by("pk"):
        for verb in (SIGN, READ):
            _give(
                RoleGrant,
                role_id=own.role_id,
                verb=verb,
                reach=own.reach,
                valid_from=own.valid_from,
                valid_to=own.valid_to,
                source=own.source,
            )


def _give(grants, *, role_id, verb, reach, valid_from, source, valid_to=None):
    """Unless the role has it on some of these days already."""
    others = grants.objects.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), role=role_id, verb=verb, reach=reach)
    if valid_to is not None:
        others = others.filter(valid_from__lt=valid_to)
    if not others.exists():
        grants.objects.create(
            role_id=role_id, verb=verb, reach=reach, valid_from=valid_from, valid_to=valid_to, source=source
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0007_leave")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
