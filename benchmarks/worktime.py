"""Deadline arithmetic against two libraries for business time, in one run on the same starts.

The question: when have three working days of eight hours passed since this instant, by Viet Nam's calendar of
2024-2026? Figures are microseconds an item (best of several rounds) and ratios to our first row, which
answers the same question one by one. ``agrees`` is the
share of the peer's answers that equal ours: neither can express a Saturday worked in exchange for a day off, and
pandas needs the days off as a list of its own.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import businesstimedelta
import numpy as np
import pandas as pd
import pytz

from motcua.core.clock import LEGAL_ZONE
from motcua.worktime.bulk import due_many, epoch_microseconds, minutes_between_many
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import Basis, LimitUnit, add_working_minutes, due, working_minutes

DAYS = 3
HOURS = DAYS * 8
ROUNDS = 15
WORKING_DAY = LimitUnit.WORKING_DAY

Instant = dt.datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One measured form: microseconds an item, and for a peer the share of answers equal to ours."""

    name: str
    us_per_item: float
    agrees: float | None = None


def run(*, singles: int = 2_000, bulk: int = 1_000_000, peers: int = 200, seed: int = 1) -> dict[str, object]:
    """Measure; ``singles``, ``bulk`` and ``peers`` are how many items each form works on. Returns ``rows`` of
    ``name, us_per_item, ratio, agrees`` and the bars they are held against."""
    calendar = shipped_calendar()
    starts = _starts(calendar, max(singles, peers), seed)
    rows = [*_alone(calendar, starts[:singles]), *_together(calendar, starts, bulk), *_peers(calendar, starts[:peers])]
    own = rows[0].us_per_item
    return {
        "rows": [asdict(row) | {"ratio": round(row.us_per_item / own, 3)} for row in rows],
        "bars": {"single_us": 10.0, "bulk_us": 1.0},
        "single_items": singles,
        "bulk_items": bulk,
        "peer_items": peers,
    }


def table() -> str:
    """A run, as a table for people."""
    lines = ["| what | µs an item | ratio | agrees |", "|---|---:|---:|---:|"]
    rows = run()["rows"]
    for row in rows if isinstance(rows, list) else []:
        agrees = "" if row["agrees"] is None else f"{row['agrees']:.0%}"
        lines.append(f"| {row['name']} | {row['us_per_item']:.3f} | {row['ratio']:.3f} | {agrees} |")
    return "\n".join(lines)


def _alone(calendar: CompiledCalendar, starts: Sequence[Instant]) -> Iterator[Row]:
    """One call for each item."""
    forms: dict[str, Callable[[Instant], object]] = {
        f"motcua, {HOURS} working_hour": lambda at: due(calendar, at, HOURS, LimitUnit.WORKING_HOUR),
        f"motcua, {DAYS} working_day same_hour": lambda at: due(calendar, at, DAYS, WORKING_DAY, Basis.SAME_HOUR),
        f"motcua, {DAYS} working_day end_of_day": lambda at: due(calendar, at, DAYS, WORKING_DAY),
        "motcua, with its working": lambda at: due(calendar, at, DAYS, WORKING_DAY, explain=True),
        "motcua, minutes between": lambda at: working_minutes(calendar, starts[0], at),
    }
    for name, act in forms.items():
        yield _row(name, _best(lambda act=act: [act(start) for start in starts]), len(starts))


def _together(calendar: CompiledCalendar, starts: Sequence[Instant], bulk: int) -> Iterator[Row]:
    """One call for all items."""
    many = np.resize(epoch_microseconds(starts), bulk)
    forms: dict[str, Callable[[], object]] = {
        f"motcua bulk, {DAYS} working_day same_hour": lambda: due_many(
            calendar, many, DAYS, WORKING_DAY, Basis.SAME_HOUR
        ),
        f"motcua bulk, {DAYS} working_day end_of_day": lambda: due_many(calendar, many, DAYS, WORKING_DAY),
        f"motcua bulk, {HOURS} working_hour": lambda: due_many(calendar, many, HOURS, LimitUnit.WORKING_HOUR),
        "motcua bulk, minutes between": lambda: minutes_between_many(calendar, many, many[::-1]),
    }
    for name, form in forms.items():
        yield _row(name, _best(form, rounds=5), bulk)


def _peers(calendar: CompiledCalendar, starts: Sequence[Instant]) -> Iterator[Row]:
    """The same question to other libraries, and how often their answer is ours."""
    holidays = _days_off(calendar)
    expected = [due(calendar, start, HOURS, LimitUnit.WORKING_HOUR).at for start in starts]
    forms = {"businesstimedelta": _businesstimedelta(holidays), "pandas CustomBusinessHour": _pandas(holidays)}
    for name, act in forms.items():
        right = sum(act(start) == ours for start, ours in zip(starts, expected, strict=True))
        seconds = _best(lambda act=act: [act(start) for start in starts], rounds=2)
        yield replace(_row(f"{name}, {HOURS} hours", seconds, len(starts)), agrees=right / len(starts))


def _row(name: str, seconds: float, items: int) -> Row:
    return Row(name, round(seconds / items * 1e6, 4))


def _best(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begun)
    return best


def _starts(calendar: CompiledCalendar, count: int, seed: int) -> list[Instant]:
    """Moments inside working time of 2024 to 2026, as an office receives dossiers; in UTC as a database gives them."""
    first = dt.datetime(2024, 1, 2, tzinfo=LEGAL_ZONE)
    minutes = np.random.default_rng(seed).integers(1, 600 * 480, count)
    return [add_working_minutes(calendar, first, int(minute)) for minute in minutes]


def _days_off(calendar: CompiledCalendar) -> list[dt.date]:
    """What the peers need: every Monday to Friday without work."""
    every_day = (calendar.date_at(n) for n in range((calendar.last_day - calendar.first_day).days + 1))
    return [on for on in every_day if on.isoweekday() <= 5 and not calendar.fact(on).shifts]


def _businesstimedelta(holidays: Sequence[dt.date]) -> Callable[[Instant], Instant]:
    zone = pytz.timezone("Asia/Ho_Chi_Minh")
    day = businesstimedelta.WorkDayRule(dt.time(7), dt.time(17), [0, 1, 2, 3, 4], tz=zone)
    lunch = businesstimedelta.LunchTimeRule(dt.time(11, 30), dt.time(13, 30), [0, 1, 2, 3, 4], tz=zone)
    off = businesstimedelta.HolidayRule(set(holidays), tz=zone)
    limit = businesstimedelta.BusinessTimeDelta(businesstimedelta.Rules([day, lunch, off]), hours=HOURS)

    def act(start: Instant) -> Instant:
        end: Instant = start + limit
        return end

    return act


def _pandas(holidays: Sequence[dt.date]) -> Callable[[Instant], Instant]:
    limit = pd.offsets.CustomBusinessHour(
        n=HOURS, start=["07:00", "13:30"], end=["11:30", "17:00"], holidays=list(holidays)
    )

    def act(start: Instant) -> Instant:
        # It reckons on a wall clock, so it gets one.
        local = pd.Timestamp(start.astimezone(LEGAL_ZONE).replace(tzinfo=None))
        return (local + limit).to_pydatetime().replace(tzinfo=LEGAL_ZONE)

    return act


if __name__ == "__main__":
    print(table())  # noqa: T201
