"""Who a round can assess on a day: units of a kind, or the officials who work at one-stop desks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.organisation.selectors import ONE_STOP_CENTRE, unit_on
from motcua.people.models import Assignment, UserKind

from .models import Kind

DESK_ROLES = ("reception_officer", "settling_officer")
"""Who receives, settles and returns: the officials that the decree has rated."""


@dataclass(frozen=True, slots=True)
class Candidate:
    unit: Unit
    name: str
    person: int | None = None


def candidates(kind: Kind, on: dt.date) -> list[Candidate]:
    """In order of code. Officials: once for each unit they work in."""
    if kind is Kind.OFFICIAL:
        return _officials(on)
    rows = Unit.objects.filter(in_force(on))
    match kind:
        case Kind.COMMUNE:
            rows = rows.filter(level=UnitLevel.COMMUNE)
        case Kind.DESK:
            rows = rows.filter(kind=ONE_STOP_CENTRE)
        case _:
            rows = rows.filter(kind="department", parent__level=UnitLevel.PROVINCE)
    return [Candidate(unit, unit.name) for unit in rows.order_by("code")]


def unit_candidate(code: str, on: dt.date) -> Candidate:
    """Raises NotFound ``unit_unknown``."""
    unit = unit_on(code, on)
    return Candidate(unit, unit.name)


def _officials(on: dt.date) -> list[Candidate]:
    rows = Assignment.objects.filter(
        in_force(on), user__kind=UserKind.OFFICIAL, user__is_active=True, post__role__in=DESK_ROLES
    ).select_related("post__unit")
    found: dict[tuple[int, int], Candidate] = {}
    for row in rows.order_by("post__unit__code", "user__full_name", "user"):
        unit = row.post.unit
        found.setdefault((unit.pk, row.user_id), Candidate(unit, unit.name, row.user_id))
    return list(found.values())
