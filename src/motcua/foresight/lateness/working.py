"""Working minutes of many dossiers, by the calendar of the unit that settles each, as that calendar was known then."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from django.conf import settings

from motcua.core.errors import NotFound
from motcua.organisation.models import CalendarPurpose, Unit
from motcua.organisation.selectors import calendar_codes
from motcua.worktime.bulk import worked_minutes_many
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.selectors import compiled, compiled_revision

from .snapshots import Day, Picture


class WorkingTime:
    """``minutes(a, b)`` for every row of a picture; negative where ``b`` is earlier."""

    def __init__(self, picture: Picture) -> None:
        self._groups = _groups(picture)

    def minutes(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Both are microseconds of the epoch, one for each row."""
        found = np.zeros(len(begin))
        for calendar, rows in self._groups:
            found[rows] = worked_minutes_many(calendar, begin[rows], end[rows])
        return found


def _groups(picture: Picture) -> list[tuple[CompiledCalendar, np.ndarray]]:
    units, days = picture.texts("settling_unit"), picture.columns["day"].to_numpy().tolist()
    codes = {day.number: _codes(set(units), day.local) for day in _few(picture.days)}
    nearest = _nearest(picture.days, sorted(codes))
    rows: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    instants = {day.number: int(day.at.timestamp() * 1_000_000) for day in picture.days}
    for row, (unit, day) in enumerate(zip(units, days, strict=True)):
        code = codes[nearest[day]][unit]
        rows[code, known_revision(picture.revisions.get(code, ()), instants[day])].append(row)
    return [(_calendar(*key), np.array(found)) for key, found in rows.items()]


def _few(days: Sequence[Day]) -> Sequence[Day]:
    """One day of each month: which calendar a unit works by changes with decisions, not from day to day."""
    months: dict[tuple[int, int], Day] = {}
    for day in days:
        months.setdefault((day.local.year, day.local.month), day)
    return [*months.values()]


def _nearest(days: Sequence[Day], chosen: Sequence[int]) -> Mapping[int, int]:
    return {day.number: max((one for one in chosen if one <= day.number), default=chosen[0]) for day in days}


def _codes(units: set[str], on: dt.date) -> Mapping[str, str]:
    keys = {str(uid): pk for uid, pk in Unit.objects.filter(uid__in=units).values_list("uid", "pk")}
    purpose = CalendarPurpose.SETTLEMENT.value
    found, usual = calendar_codes(keys.values(), on), settings.PROVINCE_CALENDARS[purpose]
    return {uid: found.get((keys.get(uid, 0), purpose), usual) for uid in units}


def known_revision(revisions: Sequence[tuple[int, int]], at: int) -> int:
    """The newest that was known before ``at`` (microseconds), or the first of all where the calendar itself was entered
    later, as with an imported history; 0 where the facts know none."""
    known = [number for number, since in revisions if since < at]
    return max(known) if known else min((number for number, _since in revisions), default=0)


def _calendar(code: str, number: int) -> CompiledCalendar:
    if number:
        try:
            return compiled_revision(code, number)
        except NotFound:
            pass
    return compiled(code)
