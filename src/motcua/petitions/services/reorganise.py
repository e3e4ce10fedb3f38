"""Open petitions follow a reorganisation: who answers for the unit that held one holds it, by an event."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.db.models import Q

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict
from motcua.core.remember import forget_everything
from motcua.dossiers.references import unit_uid
from motcua.organisation.selectors import answers_on
from motcua.people.actors import SYSTEM
from motcua.petitions.lifecycle import Move
from motcua.petitions.models import ApologyDuty, Petition

from .act import write

_UNITS = ("reception_unit_id", "owner_unit_id", "holder_unit_id", "place_id")


def follow_units(*, now: dt.datetime) -> int:
    """Move what units that ended still hold to their successors of the day; how many petitions moved. Each in a
    transaction of its own; safe to run again."""
    forget_everything()
    moved = 0
    successors = _ended(now)
    for old, new in successors.items():
        named = Q(reception_unit=old) | Q(owner_unit=old) | Q(holder_unit=old) | Q(place=old)
        for key in list(Petition.objects.filter(named, closed=False).order_by("pk").values_list("pk", flat=True)):
            with suppress(Conflict), transaction.atomic():
                petition = Petition.objects.select_for_update(of=("self",)).get(pk=key)
                write(petition, Move(old=unit_uid(old), unit=unit_uid(new)), actor=SYSTEM, now=now)
                moved += 1
        ApologyDuty.objects.filter(unit=old, done_at=None).update(unit=new)
    return moved


def _ended(now: dt.datetime) -> dict[int, int]:
    """The units open petitions name that somebody else answers for today."""
    found: set[int] = set()
    for name in _UNITS:
        keys = Petition.objects.filter(closed=False).order_by().values_list(name, flat=True).distinct()
        found |= {key for key in keys if key is not None}
    found |= set(ApologyDuty.objects.filter(done_at=None).order_by().values_list("unit_id", flat=True).distinct())
    return {old: new for old, new in answers_on(legal_date(now), found).items() if new != old}
