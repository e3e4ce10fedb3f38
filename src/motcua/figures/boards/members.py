"""Who stands on a board: the province, its departments, its communes (and, until they ended, its districts)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from motcua.core.errors import NotFound
from motcua.figures.definitions.model import UnitLevel
from motcua.organisation.models import Unit, in_force
from motcua.organisation.models import UnitLevel as Level
from motcua.organisation.selectors import find_unit

DEPARTMENT: Final = "department"
LEVELS: Final = (UnitLevel.PROVINCE, UnitLevel.DEPARTMENT, UnitLevel.DISTRICT, UnitLevel.COMMUNE)
_BY_LEVEL: Final = {
    Level.PROVINCE: UnitLevel.PROVINCE,
    Level.DISTRICT: UnitLevel.DISTRICT,
    Level.COMMUNE: UnitLevel.COMMUNE,
}


@dataclass(frozen=True, slots=True)
class Member:
    code: str
    name: str


def province_on(day: dt.date) -> Unit:
    """The province. Raises NotFound ``board_province_missing``."""
    found = Unit.objects.filter(in_force(day), level=Level.PROVINCE).order_by("code").first()
    if found is None:
        raise NotFound("board_province_missing", params={"day": f"{day:%d/%m/%Y}"})
    return found


def members(level: UnitLevel, day: dt.date) -> list[Member]:
    """The units of a level on the map of a day, by code."""
    rows = Unit.objects.filter(in_force(day))
    rows = rows.filter(kind=DEPARTMENT, level=Level.UNIT) if level is UnitLevel.DEPARTMENT else rows.filter(level=level)
    return [Member(code, name) for code, name in rows.order_by("code").values_list("code", "name")]


def level_of(unit: Unit) -> UnitLevel | None:
    """What kind of unit the index rates it as; None for a part of one."""
    if unit.level == Level.UNIT:
        return UnitLevel.DEPARTMENT if unit.kind == DEPARTMENT else None
    return _BY_LEVEL.get(Level(unit.level))


def rated_unit(code: str, day: dt.date) -> tuple[Unit, UnitLevel]:
    """A unit that the index rates. Raises NotFound ``board_unit_unknown``."""
    unit = find_unit(code, day)
    level = level_of(unit) if unit is not None else None
    if unit is None or level is None:
        raise NotFound("board_unit_unknown", params={"unit": code[:60], "day": f"{day:%d/%m/%Y}"})
    return unit, level
