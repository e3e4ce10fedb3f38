"""What is summed beforehand of dossiers that have run their course, and by what: days, and for what a measure asks of
the whole period one more column. The expressions are those that count rows, each day taken as a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.facts.reader import Facts

from . import cuts, dossier_measures
from .binding import Apart, When, amount
from .cuts import EachDay
from .dossier_measures import BINDINGS, rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAYS: Final = "days"
DAY, WHEN = "day", "moment"
SHARED: Final = ("reception_unit", "settling_unit", "grain_work", "grain_whole")
MOMENTS: Final = (When.RECEIVED, When.SETTLED, When.OPEN, When.CARRIED)
ON: Final[Mapping[When, str]] = {When.RECEIVED: "accepted_on", When.SETTLED: "coalesce(finished_on, closed_on)"}
"""The day of a flow."""


def column_of(key: MeasureKey) -> str:
    return f"{key.measure}|{key.tested.value if key.tested and tests_date(key.measure) else ''}"


def tests_date(measure: str) -> bool:
    known = shipped().measures.get(measure)
    return known is not None and known.tests_date


def kind_of(measure: str) -> str:
    """Which sums have it."""
    apart = BINDINGS[measure].apart
    return apart.name if apart is not None else DAYS


@cache
def kinds() -> Mapping[str, Apart | None]:
    """The sums there are."""
    return {DAYS: None, **{one.apart.name: one.apart for one in BINDINGS.values() if one.apart is not None}}


@cache
def keys_of(kind: str) -> tuple[MeasureKey, ...]:
    """What these sums hold: each once for every date it may test."""
    return tuple(
        MeasureKey(name, tested, CountsFor.SETTLING)
        for name in BINDINGS
        if kind_of(name) == kind
        for tested in (DueDate if tests_date(name) else (None,))
    )


def sums_of(facts: Facts, regular: ir.Table, kind: str) -> Iterator[ir.Table]:
    """In parts that fit into memory, at least one."""
    import ibis

    apart = kinds()[kind]
    if apart is None:
        found = ibis.union(*(_grouped(facts, regular, when, DAYS) for when in MOMENTS))
        yield found.order_by(WHEN, DAY, *SHARED)
        return
    when = moment_of(apart)
    for first, last in _months(facts, regular.get_name(), when):
        day = regular.accepted_on if when is When.RECEIVED else regular.finished_on.coalesce(regular.closed_on)
        near = regular.filter(day >= ibis.literal(first), day <= ibis.literal(last))
        yield _grouped(facts, near, when, kind, apart.column).order_by(DAY, *SHARED, apart.column)


def moment_of(apart: Apart) -> When:
    """The one moment at which those that ask this of the period count."""
    (when,) = {when for one in BINDINGS.values() if one.apart is apart for when in one.counts}
    return when


def _months(facts: Facts, view: str, when: When) -> list[tuple[dt.date, dt.date]]:
    """Those in which something happened; any, when there was nothing."""
    sql = f"""
        SELECT month, last_day(month) FROM (
            SELECT DISTINCT date_trunc('month', {ON[when]})::DATE AS month FROM {view} WHERE {ON[when]} IS NOT NULL
        ) ORDER BY month
    """  # noqa: S608 - of names written here
    return facts.connection.execute(sql).fetchall() or [(dt.date.min, dt.date.min)]


def _grouped(facts: Facts, regular: ir.Table, when: When, kind: str, column: str = "") -> ir.Table:
    import ibis

    own = [key for key in keys_of(kind) if when in BINDINGS[key.measure].counts]
    laid = rows(facts, EachDay(), when, regular)
    each = {column_of(key): amount(laid, dossier_measures.DOSSIERS, key, when, by_itself=True) for key in own}
    wide = laid.mutate(**each)
    nothing = ibis.literal(0).cast("int64")
    shared = {name: wide[name] for name in (*SHARED, column) if name}
    return wide.group_by(**{DAY: wide[cuts.FIRST], WHEN: ibis.literal(when.value), **shared}).agg(
        **{
            column_of(key): wide[column_of(key)].sum().cast("int64") if column_of(key) in each else nothing
            for key in keys_of(kind)
        }
    )
