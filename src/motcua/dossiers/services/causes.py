"""The list of reasons for being late, edited by dated rows."""

from __future__ import annotations

import datetime as dt
import re

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.dossiers.models import LatenessCause
from motcua.dossiers.models.responsibility import GROUPS
from motcua.dossiers.permissions import CAUSES
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.permissions import holds

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")


@transaction.atomic
def add_cause(
    *,
    code: str,
    name: str,
    group: str,
    external: bool,
    valid_from: dt.date,
    source: str,
    actor: Actor,
    now: dt.datetime,
    name_en: str = "",
) -> LatenessCause:
    """A new reason, or new words for one: the row in force under the same code ends that day. Raises Invalid with one
    error a field, Conflict (``dates_overlap``) when a later row is there already."""
    _require(actor)
    _check(code, name, group, source)
    LatenessCause.objects.filter(in_force(valid_from), code=code, valid_from__lt=valid_from).update(valid_to=valid_from)
    row = LatenessCause(
        code=code,
        name=name.strip()[:200],
        name_en=name_en.strip()[:200],
        group=group,
        external=external,
        valid_from=valid_from,
        source=source.strip()[:300],
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("dates_overlap", params={"unit": code}) from error
    _record("dossiers.cause_added", row, actor=actor, now=now)
    return row


@transaction.atomic
def end_cause(code: str, on: dt.date, *, actor: Actor, now: dt.datetime) -> LatenessCause:
    """The reason can no longer be chosen from ``on``; what was decided for it stays. Raises NotFound, Invalid."""
    _require(actor)
    row = LatenessCause.objects.select_for_update().filter(in_force(on), code=code).first()
    if row is None:
        raise NotFound("cause_unknown", params={"code": code})
    if on <= row.valid_from:
        raise Invalid("dates_reversed")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _record("dossiers.cause_ended", row, actor=actor, now=now)
    return row


def _check(code: str, name: str, group: str, source: str) -> None:
    errors = [
        {"field": field, "code": "required"}
        for field, value in (("name", name), ("source", source))
        if not value.strip()
    ]
    if not CODE.match(code):
        errors.append({"field": "code", "code": "not_a_code"})
    if group not in GROUPS:
        errors.append({"field": "group", "code": "required"})
    if errors:
        raise Invalid("data_invalid", errors=errors)


def _require(actor: Actor) -> None:
    if not holds(actor, CAUSES):
        raise NotAllowed("verb_not_granted", params={"verb": CAUSES})


def _record(act: str, row: LatenessCause, *, actor: Actor, now: dt.datetime) -> None:
    details = {"from": row.valid_from, "to": row.valid_to}
    audit.record(act=act, actor=actor, subject_kind="lateness_cause", subject=row.code, now=now, details=details)
