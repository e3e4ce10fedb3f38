"""Rows of a fact table laid beside the periods that they touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
    a zone, as in facts)."""

    number: int
    period: Period
    until: dt.datetime


def cuts_of(periods: Sequence[Period], known: dt.datetime) -> list[Cut]:
    """``known``: as of when is asked."""
    return [Cut(number, one, _plain(min(one.ends_at, known))) for number, one in enumerate(periods)]


def _plain(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)


def laid(rows: ir.Table, since: ir.Value, ended: ir.Value, cuts: Sequence[Cut]) -> ir.Table:
    """Each row once for each period that has a day of it: it is there from the day ``since`` to the day ``ended``
    (null: still). Periods may overlap."""
    import ibis

    if len(cuts) == 1:
        return _with(rows.filter(_touches(since, ended, cuts[0])), cuts[0])
    parts = []
    for apart in _apart(cuts):
        first = sum((_after(since, one.period.last) for one in apart), ibis.literal(0).cast("int64"))
        beyond = sum((_reaches(ended, one.period.first) for one in apart), ibis.literal(0).cast("int64"))
        spread = rows.filter(since.notnull(), first < beyond).mutate(p_at=ibis.range(first, beyond).unnest())
        parts.append(
            spread.mutate(
                **{
                    PERIOD: _nth([one.number for one in apart], spread.p_at),
                    FIRST: _nth([one.period.first for one in apart], spread.p_at),
                    LAST: _nth([one.period.last for one in apart], spread.p_at),
                    UNTIL: _nth([one.until for one in apart], spread.p_at),
                }
            ).drop("p_at")
        )
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _after(day: ir.Value, last: dt.date) -> ir.Value:
    import ibis

    return (day > ibis.literal(last)).cast("int64")


def _reaches(ended: ir.Value, first: dt.date) -> ir.Value:
    import ibis

    return (ended.isnull() | (ended >= ibis.literal(first))).cast("int64")


def _nth(values: Sequence[object], at: ir.Value) -> ir.Value:
    import ibis

    return ibis.array([ibis.literal(value) for value in values])[at]


def _touches(since: ir.Value, ended: ir.Value, cut: Cut) -> ir.Value:
    import ibis

    first, last = ibis.literal(cut.period.first), ibis.literal(cut.period.last)
    return since.notnull() & (since <= last) & (ended.isnull() | (ended >= first))


def _with(rows: ir.Table, cut: Cut) -> ir.Table:
    import ibis

    return rows.mutate(
        **{
            PERIOD: ibis.literal(cut.number).cast("int64"),
            FIRST: ibis.literal(cut.period.first),
            LAST: ibis.literal(cut.period.last),
            UNTIL: ibis.literal(cut.until),
        }
    )


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
