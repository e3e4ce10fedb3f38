"""Places that forms ask for: units on the map of a day."""

from __future__ import annotations

import datetime as dt

from motcua.organisation.models import Unit, UnitLevel
from motcua.organisation.models.dated import in_force
from motcua.organisation.selectors import find_unit, places_in_order

_LEVELS = {
    "province": frozenset({UnitLevel.PROVINCE.value}),
    "commune": frozenset({UnitLevel.COMMUNE.value}),
    "": frozenset({UnitLevel.PROVINCE.value, UnitLevel.COMMUNE.value}),
}


def is_place(code: str, level: str, on: dt.date) -> bool:
    """Whether ``code`` was a unit of the level (``province``, ``commune``, either when empty) on that day."""
    found = find_unit(code, on)
    return found is not None and found.level in _LEVELS[level if level in _LEVELS else ""]


def place_name(code: str) -> str:
    """The name of the unit that bore the code last; the code itself when none ever did."""
    found = Unit.objects.filter(code=code).order_by("-valid_from").values_list("name", flat=True).first()
    return found or code


def places_of(level: str, on: dt.date) -> list[Unit]:
    """The units to choose from, as a dictionary lists them: provinces, or communes for any other level."""
    if level == "province":
        return list(Unit.objects.filter(in_force(on), level=UnitLevel.PROVINCE).order_by("name", "code"))
    return places_in_order(on)
