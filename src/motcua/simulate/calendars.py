"""Working calendars as they stood at the simulated instant: a revision counts from when it was published."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.worktime.compiled import CompiledCalendar, to_ticks
from motcua.worktime.models import CalendarRevision
from motcua.worktime.selectors import compiled_revision


@dataclass(slots=True)
class Calendars:
    """``revisions`` of each calendar, the oldest first; the first of them also counts before it was published, and
    ``since`` tells from when each counts (ticks, 0 for the first)."""

    revisions: Mapping[str, Sequence[CompiledCalendar]]
    since: Mapping[str, Sequence[int]]
    _made: dict[tuple[str, str, int, int], CalendarDeadlines] = field(default_factory=dict)

    def newest(self) -> Mapping[str, CompiledCalendar]:
        return {code: revisions[-1] for code, revisions in self.revisions.items()}

    def numbers(self) -> Mapping[str, int]:
        """The revision of each calendar the history ends with."""
        return {code: revisions[-1].revision for code, revisions in self.revisions.items()}

    def deadlines(self, codes: tuple[str, str], ticks: int) -> CalendarDeadlines:
        """Legal time at an instant, by the reception and the settlement calendar of these codes."""
        reception, settlement = codes
        key = reception, settlement, self._place(reception, ticks), self._place(settlement, ticks)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = CalendarDeadlines(
                self.revisions[reception][key[2]], self.revisions[settlement][key[3]]
            )
        return found

    def changes(self, codes: tuple[str, str], since: int, until: int) -> Sequence[int]:
        """When a newer revision of one of these calendars began to count, after ``since`` up to ``until``."""
        return sorted({at for code in codes for at in self.since[code] if since < at <= until})

    def _place(self, code: str, ticks: int) -> int:
        return bisect_right(self.since[code], ticks) - 1


def calendars(codes: Iterable[str], *, until: dt.datetime, upto: Mapping[str, int] | None = None) -> Calendars:
    """The revisions of these calendars published until then; ``upto`` names the last one of each that an interrupted
    history began with, so that it goes on with the same."""
    revisions: dict[str, list[CompiledCalendar]] = {}
    since: dict[str, list[int]] = {}
    for code in sorted(set(codes)):
        rows = (
            CalendarRevision.objects.filter(calendar__code=code).order_by("number").values_list("number", "recorded_at")
        )
        known = [(number, at) for number, at in rows if upto is None or number <= upto.get(code, number)]
        counting = max((place for place, (_number, at) in enumerate(known, 1) if at <= until), default=0)
        during = known[:counting] or known[-1:]
        revisions[code] = [compiled_revision(code, number) for number, _at in during]
        since[code] = [0, *(to_ticks(at) for _number, at in during[1:])]
    return Calendars(revisions, since)
