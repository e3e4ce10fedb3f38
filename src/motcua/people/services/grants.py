"""Roles and rights as dated rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.people import grants_file
from motcua.people.actors import Actor
from motcua.people.models import ReachKind, Role, RoleGrant
from motcua.people.permissions import require

DAY = dt.timedelta(days=1)
_Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many roles the file names, and how many rights began and ended."""

    roles: int
    begun: int
    ended: int


@transaction.atomic
def load_shipped(*, actor: Actor, now: dt.datetime, file: grants_file.GrantsFile | None = None) -> Loaded:
    """Bring the shipped rights in line with ``data/grants.toml``. A right never seen begins on the file's date, one
    that the file dropped ends today, one that came back begins today. A right that the province ended
    (:func:`end_grant`) or gave itself is left alone. Loading twice changes nothing.
    """
    require(actor, "people.manage", ())
    file = file or grants_file.shipped()
    today = legal_date(now)
    roles = _load_roles(file)
    wanted: set[_Key] = {(roles[row.code], verb, reach) for row in file.roles for verb, reach in row.grants}
    latest = {(one.role_id, one.verb, one.reach): one for one in RoleGrant.objects.order_by("valid_from")}
    begun = [
        RoleGrant(role_id=key[0], verb=key[1], reach=key[2], valid_from=begins, source=file.source, recorded_at=now)
        for key in sorted(wanted)
        if (begins := _begins(latest.get(key), file, today)) is not None
    ]
    RoleGrant.objects.bulk_create(begun)
    dropped = [
        one for key, one in latest.items() if key not in wanted and one.source == file.source and one.valid_to is None
    ]
    for one in dropped:
        one.valid_to = max(today, one.valid_from + DAY)
        one.save(update_fields=["valid_to"])
    if begun or dropped:
        counts = {"begun": len(begun), "ended": len(dropped)}
        audit.record(
            act="people.grants_loaded", actor=actor, subject_kind="grants", subject="shipped", now=now, details=counts
        )
    return Loaded(len(file.roles), len(begun), len(dropped))


def _load_roles(file: grants_file.GrantsFile) -> dict[str, int]:
    roles = {role.code: role for role in Role.objects.select_for_update()}
    for row in file.roles:
        role = roles.setdefault(row.code, Role(code=row.code))
        if (role.name, role.name_en) != (row.name, row.name_en):
            role.name, role.name_en = row.name, row.name_en
            role.save()
    return {code: role.pk for code, role in roles.items()}


def _begins(latest: RoleGrant | None, file: grants_file.GrantsFile, today: dt.date) -> dt.date | None:
    """The day from which a wanted right is missing; None when it is there, or is the province's own business."""
    if latest is None:
        return file.valid_from
    if latest.source == file.source and latest.valid_to is not None:
        return max(today, latest.valid_to)
    return None


@transaction.atomic
def give_grant(
    role_code: str,
    verb: str,
    reach: ReachKind,
    *,
    actor: Actor,
    now: dt.datetime,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    source: str,
) -> RoleGrant:
    """Give a right to a role, by a decision named in ``source``. Raises Conflict (``dates_overlap``) when the role has
    it on some of these days."""
    require(actor, "people.manage", ())
    grant = RoleGrant(
        role=Role.objects.get(code=role_code),
        verb=verb,
        reach=reach,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("dates_overlap", params={"unit": role_code}) from error
    _record("people.grant_given", grant, role_code, actor=actor, now=now)
    return grant


@transaction.atomic
def end_grant(grant: RoleGrant, on: dt.date, *, actor: Actor, now: dt.datetime, source: str) -> None:
    """The right ends on ``on``, by a decision named in ``source``."""
    require(actor, "people.manage", ())
    if on <= grant.valid_from:
        raise Invalid("dates_reversed")
    grant.valid_to, grant.source = on, source
    grant.save(update_fields=["valid_to", "source"])
    _record("people.grant_ended", grant, grant.role.code, actor=actor, now=now)


def _record(act: str, grant: RoleGrant, role_code: str, *, actor: Actor, now: dt.datetime) -> None:
    details = {"verb": grant.verb, "reach": grant.reach, "from": grant.valid_from, "to": grant.valid_to}
    audit.record(act=act, actor=actor, subject_kind="role", subject=role_code, now=now, details=details)
