"""Rows of a fact table laid beside the periods in which they count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motcua.figures.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

FIRST, LAST, UNTIL, PERIOD = "p_first", "p_last", "p_until", "p_number"
"""Columns that a cut adds: the first and last legal day, the instant at its end, its number."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One period as it is asked: ``until`` is its end, or the instant asked as of when that is earlier (UTC, without
    a zone, as in facts). ``number`` is its place among those asked."""

    number: int
    period: Period
    until: dt.datetime


class EachDay(tuple[Cut, ...]):
    """Every day as a period of its own, for rows that have ended. It holds no cuts."""


def cuts_of(periods: Sequence[Period], known: dt.datetime) -> list[Cut]:
    """``known``: as of when is asked."""
    return [Cut(number, one, _plain(min(one.ends_at, known))) for number, one in enumerate(periods)]


def _plain(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)


def within(rows: ir.Table, day: str, cuts: Sequence[Cut]) -> ir.Table:
    """Each row once for each period that ``day`` lies in. Periods may overlap; a row without the day is nowhere."""
    import ibis

    if isinstance(cuts, EachDay):
        return _beside_day(rows.filter(rows[day].notnull()), day)

    def of(apart: Sequence[Cut]) -> ir.Table:
        first, last = apart[0].period.first, apart[-1].period.last
        near = rows.filter(rows[day] >= ibis.literal(first), rows[day] <= ibis.literal(last))
        if len(apart) == 1:
            return _beside_one(near, apart[0])
        limits: list[tuple[dt.date, int | None]] = []
        for cut in apart:
            if limits and limits[-1][0] == cut.period.first:
                limits.pop()
            limits += [(cut.period.first, cut.number), (_next(cut.period.last), None)]
        numbered = near.mutate(**{PERIOD: _by_day(near[day], limits, None)})
        has_gaps = any(number is None for _, number in limits[:-1])
        return _beside(numbered.filter(numbered[PERIOD].notnull()) if has_gaps else numbered, cuts)

    return _together(of, cuts)


def standing(rows: ir.Table, since: str, ended: str, cuts: Sequence[Cut], *, at_first: bool = False) -> ir.Table:
    """Each row once for each period at whose end it stands: from the day ``since`` on, not ended up to the last day.
    ``at_first``: that it stood in before it began."""
    import ibis

    if isinstance(cuts, EachDay):
        after = ibis.range(0, rows[ended].delta(rows[since], unit="day")).unnest() + (1 if at_first else 0)
        spread = rows.filter(rows[since] < rows[ended]).mutate(p_after=after)
        spread = spread.mutate(p_day=(spread[since] + spread.p_after.as_interval("D")).cast("date"))
        return _beside_day(spread.drop("p_after"), "p_day")

    def of(apart: Sequence[Cut]) -> ir.Table:
        days = [cut.period.first if at_first else _next(cut.period.last) for cut in apart]
        near = rows.filter(
            rows[since] < ibis.literal(days[-1]), rows[ended].isnull() | (rows[ended] >= ibis.literal(days[0]))
        )
        if len(apart) == 1:
            return _beside_one(near, apart[0])
        limits: list[tuple[dt.date, int | None]] = [(day, place) for place, day in enumerate(days, 1)]
        first, beyond = _by_day(near[since], limits, 0), _by_day(near[ended], limits, 0)
        spread = near.mutate(p_at=first, p_beyond=beyond.coalesce(ibis.literal(len(days), type="int64")))
        spread = spread.filter(spread.p_at < spread.p_beyond)
        spread = spread.mutate(p_at=ibis.range(spread.p_at, spread.p_beyond).unnest()).drop("p_beyond")
        numbers = [cut.number for cut in apart]
        return _beside(spread.mutate(**{PERIOD: _nth(numbers, spread.p_at)}).drop("p_at"), cuts)

    return _together(of, cuts)


def _together(of: Callable[[Sequence[Cut]], ir.Table], cuts: Sequence[Cut]) -> ir.Table:
    import ibis

    parts = [of(apart) for apart in _apart(cuts)]
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _by_day(day: ir.Value, limits: Sequence[tuple[dt.date, int | None]], below: int | None) -> ir.Value:
    """The number of the last limit that ``day`` has reached, ``below`` before the first; null for no day. A tree of
    comparisons: four for a year of months."""
    import ibis

    if not limits:
        return ibis.literal(below, type="int64")
    middle = len(limits) // 2
    at, number = limits[middle]
    left, right = _by_day(day, limits[:middle], below), _by_day(day, limits[middle + 1 :], number)
    return ibis.cases((day < ibis.literal(at), left), (day >= ibis.literal(at), right))


def _nth(values: Sequence[object], at: ir.Value) -> ir.Value:
    import ibis

    kind = "int64" if isinstance(values[0], int) else None
    return ibis.array([ibis.literal(value, type=kind) for value in values])[at]


def _beside(rows: ir.Table, cuts: Sequence[Cut]) -> ir.Table:
    number = rows[PERIOD]
    return rows.mutate(
        **{
            FIRST: _nth([one.period.first for one in cuts], number),
            LAST: _nth([one.period.last for one in cuts], number),
            UNTIL: _nth([one.until for one in cuts], number),
        }
    )


def _beside_day(rows: ir.Table, day: str) -> ir.Table:
    """Beside itself: the legal day ends seven hours before that of UTC."""
    import ibis

    until = rows[day].cast("timestamp(6)") + ibis.interval(hours=17)
    return rows.mutate(**{PERIOD: ibis.literal(0, type="int64"), FIRST: rows[day], LAST: rows[day], UNTIL: until})


def _beside_one(rows: ir.Table, cut: Cut) -> ir.Table:
    import ibis

    return rows.mutate(
        **{
            PERIOD: ibis.literal(cut.number).cast("int64"),
            FIRST: ibis.literal(cut.period.first),
            LAST: ibis.literal(cut.period.last),
            UNTIL: ibis.literal(cut.until),
        }
    )


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _apart(cuts: Sequence[Cut]) -> list[list[Cut]]:
    """Groups of periods in order that have no day in common."""
    groups: list[list[Cut]] = []
    for cut in sorted(cuts, key=lambda one: (one.period.first, one.period.last)):
        home = next((group for group in groups if group[-1].period.last < cut.period.first), None)
        if home is None:
            groups.append([cut])
        else:
            home.append(cut)
    return groups
