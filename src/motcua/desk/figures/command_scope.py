"""Whose screen is shown: a unit or a field of ``?unit=``, else the widest area of the reader that has one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.core.errors import NotFound
from motcua.figures.screens.models import ScreenRow
from motcua.figures.screens.packing import FIELD
from motcua.figures.screens.permissions import COMMAND
from motcua.figures.screens.runs import newest
from motcua.figures.screens.who import has_screen, with_screens
from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import require


@dataclass(frozen=True, slots=True)
class Scope:
    """``member``: as rows of screens name it. ``row``: None before the job ran for it."""

    member: str
    name: str
    row: ScreenRow | None
    is_field: bool = False


def scope_of(request: HttpRequest, actor: Actor, today: dt.date) -> Scope | None:
    """None when nothing in the reader's reach has a screen. Raises NotFound ``board_unit_unknown``, NotAllowed."""
    asked = str(request.GET.get("unit", "")).replace("\x00", "").strip()[:200]
    if asked.startswith(FIELD):
        require(actor, COMMAND, [_province(today).pk])
        row = newest(asked)
        if row is None:
            raise NotFound("board_unit_unknown", params={"unit": asked, "day": f"{today:%d/%m/%Y}"})
        return Scope(asked, _("lĩnh vực {name}").format(name=row.name), row, is_field=True)
    unit = _named(asked, today) if asked else _widest(actor, today)
    if unit is None:
        return None
    require(actor, COMMAND, [unit.pk])
    return Scope(unit.code, unit.name, newest(unit.code))


def _named(code: str, today: dt.date) -> Unit:
    """The unit, or the one above it that has a screen."""
    unit = find_unit(code, today)
    while unit is not None and not has_screen(unit):
        unit = unit.parent
    if unit is None:
        raise NotFound("board_unit_unknown", params={"unit": code[:60], "day": f"{today:%d/%m/%Y}"})
    return unit


def _widest(actor: Actor, today: dt.date) -> Unit | None:
    reach = actor.reach_of(COMMAND)
    if reach.everywhere:
        return _province(today)
    return with_screens(today).filter(pk__in=reach.units).order_by("level", "code").first()


def _province(today: dt.date) -> Unit:
    found = Unit.objects.filter(in_force(today), level=UnitLevel.PROVINCE).order_by("code").first()
    if found is None:
        raise NotFound("board_province_missing", params={"day": f"{today:%d/%m/%Y}"})
    return found


def reachable(actor: Actor, today: dt.date) -> list[tuple[str, str]]:
    """The units with a screen that the reader may choose, by code."""
    reach = actor.reach_of(COMMAND)
    rows = with_screens(today) if reach.everywhere else with_screens(today).filter(pk__in=reach.units)
    return list(rows.values_list("code", "name"))
