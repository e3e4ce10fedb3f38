"""Reads about units that others need. Every question is asked for a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.core.errors import NotFound
from motcua.core.vietnamese_order import dictionary_key
from motcua.organisation.models import (
    CalendarPurpose,
    Post,
    ReceptionPoint,
    ServiceArea,
    Unit,
    UnitAccount,
    UnitClosure,
    UnitLevel,
    UnitSuccession,
    in_force,
)
from motcua.organisation.rules import agency_code

ONE_STOP_CENTRE = "one_stop_centre"


def find_unit(code: str, on: dt.date) -> Unit | None:
    """The unit with this code on that day."""
    return Unit.objects.filter(in_force(on), code=code).first()


def unit_on(code: str, on: dt.date) -> Unit:
    """As :func:`find_unit`, but raises NotFound (``unit_unknown``)."""
    unit = find_unit(code, on)
    if unit is None:
        raise NotFound("unit_unknown", params={"unit": code, "on": on.isoformat()})
    return unit


def unit_or_heir(code: str, on: dt.date) -> Unit:
    """As :func:`unit_on`; for a code that is in force no more, whoever answers on the day for the unit that bore it
    last. Raises NotFound (``unit_unknown``) for a code that no unit bore before."""
    unit = find_unit(code, on)
    if unit is None:
        last = Unit.objects.filter(code=code, valid_to__lte=on).order_by("-valid_to").first()
        unit = None if last is None else answers_for(last.pk, on)
    if unit is None:
        raise NotFound("unit_unknown", params={"unit": code, "on": on.isoformat()})
    return unit


def answers_on(on: dt.date, unit_ids: Iterable[int] | None = None) -> Mapping[int, int]:
    """The map of a day: who answers on it for each unit that ever was until then (for those named, or all). One
    statement."""
    rows = UnitClosure.objects.filter(in_force(on), depth=0)
    if unit_ids is not None:
        rows = rows.filter(descendant_id__in=set(unit_ids))
    return dict(rows.values_list("descendant_id", "ancestor_id"))


def units_named(code: str, on: dt.date) -> QuerySet[Unit]:
    """The units in force on the day that go by this code: their own, or any alias they ever had, in the old or the
    new style of agency codes."""
    same = {code, agency_code(code)}
    return Unit.objects.filter(in_force(on)).filter(
        Q(code__in=same) | Q(pk__in=Unit.objects.filter(aliases__code__in=same).values("pk"))
    )


def ancestors(unit_id: int, on: dt.date) -> list[Unit]:
    """The units above, nearest first. For a unit that has ended: above the one that answers for it."""
    rows = (
        UnitClosure.objects.filter(in_force(on), descendant_id=unit_id, depth__gt=0)
        .select_related("ancestor")
        .order_by("depth")
    )
    return [row.ancestor for row in rows]


def descendants(unit_id: int, on: dt.date) -> QuerySet[Unit]:
    """The living units under it on that day, itself included."""
    below = UnitClosure.objects.filter(in_force(on), ancestor_id=unit_id, succeeded=False)
    return Unit.objects.filter(pk__in=below.values("descendant_id")).order_by("code")


def answers_for(unit_id: int, on: dt.date) -> Unit | None:
    """Who answers for a unit on a day: itself while it lives, then its default successor, and so on."""
    row = UnitClosure.objects.filter(in_force(on), descendant_id=unit_id, depth=0).select_related("ancestor").first()
    return None if row is None else row.ancestor


def successors_of(unit_id: int) -> list[UnitSuccession]:
    """What became of a unit: its direct successors with their shares, the default first."""
    return list(
        UnitSuccession.objects.filter(old_id=unit_id)
        .select_related("new")
        .order_by("-is_default", "-share", "new__code")
    )


def calendar_code(unit_id: int, purpose: str, on: dt.date) -> str:
    """The code of the working calendar: the unit's own, else that of the nearest unit above that has one, else the
    province's (setting ``PROVINCE_CALENDARS``). ``purpose`` is ``settlement`` or ``reception``. One statement."""
    wanted = CalendarPurpose(purpose)
    code = (
        UnitClosure.objects.filter(
            in_force(on),
            in_force(on, "ancestor__calendars__"),
            descendant_id=unit_id,
            ancestor__calendars__purpose=wanted,
        )
        .order_by("depth")
        .values_list("ancestor__calendars__calendar_code", flat=True)
        .first()
    )
    return code or str(settings.PROVINCE_CALENDARS[wanted.value])


def calendar_codes(unit_ids: Iterable[int], on: dt.date) -> Mapping[tuple[int, str], str]:
    """The calendars of many units for both purposes, keyed ``(unit id, purpose)``, in one statement; where nothing is
    said for a unit or above it the province's, as :func:`calendar_code`."""
    wanted = set(unit_ids)
    codes = {(unit, purpose): code for unit in wanted for purpose, code in settings.PROVINCE_CALENDARS.items()}
    if not wanted:
        return codes
    rows = (
        UnitClosure.objects.filter(in_force(on), in_force(on, "ancestor__calendars__"), descendant_id__in=wanted)
        .order_by("-depth")
        .values_list("descendant_id", "ancestor__calendars__purpose", "ancestor__calendars__calendar_code")
    )
    # The nearest comes last and stays.
    codes.update({(unit, purpose): code for unit, purpose, code in rows})
    return codes


def serving_unit(area_unit_id: int, kind: str, on: dt.date) -> Unit | None:
    """The unit that serves an area for one kind of work: by the service area of the unit itself or, when it has none,
    of the nearest unit above it. Two statements."""
    server = (
        UnitClosure.objects.filter(
            in_force(on),
            in_force(on, "ancestor__served_by__"),
            descendant_id=area_unit_id,
            ancestor__served_by__kind=kind,
        )
        .order_by("depth")
        .values_list("ancestor__served_by__unit_id", flat=True)
        .first()
    )
    return None if server is None else Unit.objects.get(pk=server)


def served_areas(unit_id: int, on: dt.date, kind: str | None = None) -> QuerySet[Unit]:
    """The areas a unit serves, for one kind of work or any."""
    areas = ServiceArea.objects.filter(in_force(on), unit_id=unit_id)
    if kind is not None:
        areas = areas.filter(kind=kind)
    return Unit.objects.filter(pk__in=areas.values("area_id")).order_by("code")


def one_stop_of(unit_id: int, on: dt.date) -> Unit | None:
    """The one-stop centre where people meet a unit: the unit itself when it is one, else the centre under it, else the
    centre under the nearest unit above that has one (a department meets people at the provincial centre). With several
    under one unit, the first by code. Two statements."""
    line = list(
        UnitClosure.objects.filter(in_force(on), descendant_id=unit_id).select_related("ancestor").order_by("depth")
    )
    if line and line[0].ancestor.kind == ONE_STOP_CENTRE:
        return line[0].ancestor
    centres = UnitClosure.objects.filter(
        in_force(on),
        ancestor__in=[row.ancestor_id for row in line],
        depth=1,
        succeeded=False,
        descendant__kind=ONE_STOP_CENTRE,
    )
    found = {
        row.ancestor_id: row.descendant for row in centres.select_related("descendant").order_by("-descendant__code")
    }
    return next((found[row.ancestor_id] for row in line if row.ancestor_id in found), None)


def places(on: dt.date) -> QuerySet[Unit]:
    """The commune-level units of the day: what an address names."""
    return Unit.objects.filter(in_force(on), level=UnitLevel.COMMUNE).order_by("name", "code")


def places_in_order(on: dt.date) -> list[Unit]:
    """The places of the day as a dictionary lists them, for a choice of all of them."""
    return sorted(places(on), key=lambda unit: (dictionary_key(unit.name), unit.code))


def reception_points(unit_id: int, on: dt.date) -> QuerySet[ReceptionPoint]:
    """Where a one-stop centre receives people."""
    return ReceptionPoint.objects.filter(in_force(on), unit_id=unit_id).order_by("code")


def posts(unit_id: int, on: dt.date, role: str | None = None) -> QuerySet[Post]:
    """The posts of a unit, of one role or any."""
    found = Post.objects.filter(in_force(on), unit_id=unit_id)
    return (found if role is None else found.filter(role=role)).order_by("code")


def account_of(unit_id: int, on: dt.date) -> UnitAccount | None:
    """Where money for the unit goes on a day: its own account, else that of the nearest unit above. Two statements."""
    above = dict(UnitClosure.objects.filter(in_force(on), descendant_id=unit_id).values_list("ancestor_id", "depth"))
    rows = UnitAccount.objects.filter(in_force(on), unit__in=above)
    return min(rows, key=lambda row: above[row.unit_id], default=None)
