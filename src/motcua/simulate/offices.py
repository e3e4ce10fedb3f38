"""Desks and queues: who works through what, in the order in which it comes. Lateness has no rate here: it arises
where more comes than the people there can do, in the weeks in which it does, and while somebody is on leave. Pure.

Time inside is work: ticks of working time of the unit's calendar, so that nights, feasts and swapped Saturdays need no
thought. Ticks are those of :mod:`motcua.worktime.compiled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.simulate.chance import Dice
from motcua.simulate.province import Officer
from motcua.worktime.compiled import DAY, HOUR, MINUTE, SECOND, CompiledCalendar

WORKDAY: Final = 8 * 60
"""Minutes of working time."""

LEAVE_BLOCKS: Final = 4
LEAVE_DAYS: Final = 3
"""A year's leave and other absences: four blocks of about three working days each."""

LOAD: Final = 0.72
"""The share of working time that a desk's people are wanted for, by which it is decided how many there are."""


@dataclass(slots=True)
class Clerk:
    """``free_at`` is the work by which all that was given to the officer is done; ``away`` are stretches of work."""

    officer: Officer
    away: Sequence[tuple[int, int]]
    free_at: int = 0

    def begins(self, ready: int) -> int:
        """When the officer could begin what is ready then."""
        begin = max(ready, self.free_at)
        for since, until in self.away:
            if since <= begin < until:
                return until
        return begin


class Desk:
    """Officers of one role in one unit with a queue in common; each task goes to whoever can begin it first."""

    __slots__ = ("calendar", "clerks", "pace")

    def __init__(self, calendar: CompiledCalendar, clerks: Sequence[Clerk], pace: float = 1.0) -> None:
        self.calendar = calendar
        self.clerks = clerks
        self.pace = pace

    def serve(self, ticks: int, minutes: float) -> tuple[int, Officer]:
        """When a task that comes at ``ticks`` and takes so many minutes of work is done, and by whom."""
        calendar = self.calendar
        ready = calendar.work_until(ticks)
        chosen = self.clerks[0]
        begin = chosen.begins(ready)
        for clerk in self.clerks[1:]:
            if begin == ready:
                break
            other = clerk.begins(ready)
            if other < begin:
                chosen, begin = clerk, other
        done = begin + max(MINUTE, int(minutes * self.pace * MINUTE))
        chosen.free_at = done
        return max(calendar.instant_of_work(done), ticks + SECOND), chosen.officer

    def any(self) -> Officer:
        return self.clerks[0].officer

    def waited(self, came: int, done: int, minutes: float) -> int:
        """Minutes in the queue before a service of ``minutes`` that was done then. Who is not served on the day of
        coming goes home at closing and waits again from the opening on."""
        begun = self.calendar.work_until(done) - int(minutes * self.pace * MINUTE)
        return max(0, begun - self.calendar.work_until(max(came, done // DAY * DAY))) // MINUTE


def after(calendar: CompiledCalendar, ticks: int, minutes: float) -> int:
    """So many minutes of working time later."""
    work = calendar.work_until(ticks) + max(1, int(minutes * MINUTE))
    return max(calendar.instant_of_work(work), ticks + SECOND)


def wanted(minutes: float, span: float, there: int, *, load: float = LOAD) -> tuple[int, float]:
    """How many of ``there`` officers are given ``minutes`` of work that come over ``span`` minutes of working time, and
    by how much everybody hurries where all of them are not enough."""
    needed = minutes / (span * load) if span else 1.0
    if needed <= there:
        return max(1, -int(-needed // 1)), 1.0
    return there, there / needed


def engaged(
    officers: Sequence[Officer], count: int, seed: int, desk: object, span: tuple[int, int], *, always: int = 0
) -> Sequence[Clerk]:
    """``count`` of the officers with their absences between two moments of work; for the first ``always`` somebody
    stands in while they are away, as at a counter that may not be empty."""
    return [
        Clerk(officer, () if number < always else _away(seed, desk, number, span))
        for number, officer in enumerate(officers[:count])
    ]


def sent_away(clerk: Clerk, since: int, until: int) -> Clerk:
    """The clerk, away between two moments of work besides the absences already laid down."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted([*clerk.away, (since, until)]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return Clerk(clerk.officer, merged, clerk.free_at)


def _away(seed: int, desk: object, number: int, span: tuple[int, int]) -> Sequence[tuple[int, int]]:
    first, last = span
    dice = Dice(seed, "leave", desk, number)
    year = 250 * 8 * HOUR
    blocks = max(1, round(LEAVE_BLOCKS * (last - first) / year))
    found = []
    for block in range(blocks):
        begin = first + (last - first) * block // blocks + dice.below(1000) * (last - first) // blocks // 1000
        found.append((begin, begin + (1 + dice.below(2 * LEAVE_DAYS)) * 8 * HOUR))
    return found


__all__ = ["DAY", "LOAD", "WORKDAY", "Clerk", "Desk", "after", "engaged", "sent_away", "wanted"]
