"""Queues at desks: lateness arises where more comes than the people there can do."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from motcua.core.clock import LEGAL_ZONE
from motcua.simulate.offices import Clerk, Desk, after, engaged, wanted
from motcua.simulate.province import Officer
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.compiled import HOUR, MINUTE, from_ticks, to_ticks
from motcua.worktime.rules import next_working_instant, working_minutes

CALENDAR = shipped_calendar("as-settlement")
MONDAY = to_ticks(dt.datetime(2026, 3, 2, 8, tzinfo=LEGAL_ZONE))


def a_desk(count: int, *, away: tuple[tuple[int, int], ...] = ()) -> Desk:
    return Desk(CALENDAR, [Clerk(Officer(f"post-{n}", f"user-{n}"), away if n == 0 else ()) for n in range(count)])


def waits(desk: Desk, tasks: int, every: int, minutes: float) -> list[int]:
    """Working minutes from coming to being done, for tasks that come at equal intervals."""
    found = []
    for number in range(tasks):
        came = after(CALENDAR, MONDAY, 1 + number * every)
        done, _officer = desk.serve(came, minutes)
        found.append(working_minutes(CALENDAR, from_ticks(came), from_ticks(done)))
    return found


@pytest.mark.parametrize("staff", [1, 2, 3])
def test_desk_when_more_people_are_there_then_less_is_late(staff: int) -> None:
    few, more = waits(a_desk(staff), 300, 20, 30.0 * staff), waits(a_desk(staff + 1), 300, 20, 30.0 * staff)

    assert max(more) < max(few)
    assert sum(one > 480 for one in more) <= sum(one > 480 for one in few)
    assert sum(one > 480 for one in few) > 0, "the queue grows without end"


def test_desk_when_nobody_is_ahead_then_only_the_work_counts() -> None:
    assert set(waits(a_desk(1), 50, 60, 25.0)) == {25}


def test_desk_when_its_only_officer_is_away_then_everything_waits() -> None:
    begin = CALENDAR.work_until(MONDAY)
    away = ((begin, begin + 24 * HOUR),)

    alone = waits(a_desk(1, away=away), 5, 60, 10.0)
    covered = waits(a_desk(2, away=away), 5, 60, 10.0)

    assert min(alone) >= 20 * 60
    assert max(covered) == 10


def test_desk_when_it_serves_then_in_the_order_in_which_tasks_came() -> None:
    desk = a_desk(2)
    done = [desk.serve(after(CALENDAR, MONDAY, n + 1), 45.0)[0] for n in range(40)]

    assert all(one <= other for one, other in pairwise(done))
    assert all(next_working_instant(CALENDAR, from_ticks(one - MINUTE)) <= from_ticks(one) for one in done)


@pytest.mark.parametrize(
    ("minutes", "span", "there", "engaged_people"),
    [(0, 1000, 5, 1), (700, 1000, 5, 1), (1500, 1000, 5, 3), (9000, 1000, 5, 5)],
)
def test_wanted_when_work_grows_then_more_people_and_then_haste(
    minutes: float, span: float, there: int, engaged_people: int
) -> None:
    count, pace = wanted(minutes, span, there)

    assert count == engaged_people
    assert pace <= 1.0
    assert (pace < 1.0) == (minutes / span / 0.72 > there)


def test_leave_when_drawn_again_is_the_same_and_within_the_year() -> None:
    officers = [Officer("p", "u"), Officer("q", "v")]
    span = (0, 250 * 8 * HOUR)

    first, second = (engaged(officers, 2, 7, "desk", span) for _time in range(2))

    assert [one.away for one in first] == [one.away for one in second]
    assert first[0].away != first[1].away
    assert all(0 <= since < until <= span[1] + 48 * HOUR for one in first for since, until in one.away)
