"""Who has a screen: the province, each agency directly under it (departments, and agencies of the ministries such as
police and tax), each commune, and districts while there were any."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q, QuerySet

from motcua.figures.boards.members import DEPARTMENT, level_of
from motcua.figures.definitions.model import UnitLevel
from motcua.organisation.models import Unit, in_force
from motcua.organisation.models import UnitLevel as Level

ONE_STOP_CENTRE: Final = "one_stop_centre"
"""Receives for the agencies and settles nothing of its own."""


def with_screens(day: dt.date) -> QuerySet[Unit]:
    """Of a day, by code."""
    agency = Q(level=Level.UNIT) & (Q(kind=DEPARTMENT) | (Q(parent__level=Level.PROVINCE) & ~Q(kind=ONE_STOP_CENTRE)))
    of_level = Q(level__in=(Level.PROVINCE, Level.DISTRICT, Level.COMMUNE))
    return Unit.objects.filter(of_level | agency, in_force(day)).order_by("code")


def has_screen(unit: Unit) -> bool:
    """The same of one unit."""
    if level_of(unit) is not None:
        return True
    above = unit.parent
    return above is not None and above.level == Level.PROVINCE and unit.kind != ONE_STOP_CENTRE


def drawn_as(unit: Unit) -> UnitLevel:
    """What kind of line it is on its province's screen."""
    return level_of(unit) or UnitLevel.DEPARTMENT
