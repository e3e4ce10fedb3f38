"""Counting rows of a fact table: one query, whatever the number of keys, units and periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from motcua.figures.definitions.model import CountsFor, MeasureKey

from . import tallying
from .binding import Counted, When, amount
from .contact_measures import CONTACTS
from .cuts import PERIOD
from .dossier_measures import DOSSIERS
from .question import BY_UNITS, Question

if TYPE_CHECKING:
    import ibis.expr.types as ir

TABLES: tuple[Counted, ...] = (DOSSIERS, CONTACTS)
Sums = dict[tuple[str, int], dict[MeasureKey, int]]
"""By member and number of the period."""


def count_rows(question: Question, table: Counted, keys: Sequence[MeasureKey]) -> Sums:
    """Every cell of the table in which something counts, and every member of a table of units."""
    found: Sums = defaultdict(dict)
    for cut in question.cuts:
        for member in question.members(cut) if question.by not in table.columns else ():
            found[member.code, cut.number].update(dict.fromkeys(keys, 0))
    scope = question.scope
    column = table.columns.get(question.by) if question.by else None
    if scope is None or (column is None and question.by is not None and question.by not in BY_UNITS):
        return found
    names = {key: f"m{number}" for number, key in enumerate(keys)}
    for row in question.facts.backend.to_pyarrow(_added(question, table, scope, column, names)).to_pylist():
        cell = found[_member(question, table, row["member"]), row["number"]]
        for key, name in names.items():
            cell[key] = cell.get(key, 0) + int(row[name] or 0)
    return found


def _member(question: Question, table: Counted, value: object) -> str:
    named = table.named.get(question.by) if question.by else None
    return str(value) if named is None else str(named(question.facts).get(str(value)))


def _added(
    question: Question, table: Counted, scope: ir.Table, column: str | None, names: Mapping[MeasureKey, str]
) -> ir.Table:
    """(number, member, a column for each key)."""
    import ibis

    parts = [*_parts(question, table, column, names)]
    grouped = ibis.union(*parts) if len(parts) > 1 else parts[0]
    joined = grouped.join(scope, [grouped.uid == scope.s_uid, grouped.number == scope.s_period])
    joined = joined.filter(ibis.ifelse(joined.s_whole | joined.receives, joined.as_whole, joined.as_work))
    member = joined.member if column else joined.s_member
    sums = {name: joined[name].sum().cast("int64") for name in names.values()}
    return joined.group_by(number=joined.number, member=member).agg(**sums)


def _parts(
    question: Question, table: Counted, column: str | None, names: Mapping[MeasureKey, str]
) -> Iterator[ir.Table]:
    """By unit, period, grain and member: sums made beforehand with the rows that those lack, or all rows."""
    facts = question.facts
    steady = {key: name for key, name in names.items() if table.bindings[key.measure].is_steady}
    if column is not None or not steady or not (table.has_tally and tallying.serves(facts)):
        yield from _of_rows(question, table, column, names, names, None)
        return
    yield from _of_sums(question, table, steady, names)
    yield from _of_rows(question, table, None, steady, names, facts.view("dossiers_beyond"))
    other = {key: name for key, name in names.items() if key not in steady}
    if other:
        yield from _of_rows(question, table, None, other, names, None)


def _of_rows(
    question: Question,
    table: Counted,
    column: str | None,
    keys: Mapping[MeasureKey, str],
    names: Mapping[MeasureKey, str],
    view: ir.Table | None,
) -> Iterator[ir.Table]:
    """For each moment and each column of the unit the sums of its keys; 0 for the others, so that parts can be put
    under one another. Rows of ``view`` have a weight."""
    import ibis

    for when in dict.fromkeys(when for key in keys for when in table.bindings[key.measure].counts):
        rows = table.rows(question.facts, question.cuts, when, view)
        timely = [key for key in keys if when in table.bindings[key.measure].counts]
        for unit, own in _by_unit(table, timely).items():
            sums = {keys[key]: amount(rows, table, key, when) for key in own}
            if view is not None:
                sums = {name: value * rows.weight for name, value in sums.items()}
            wide = rows.mutate(**{f"v_{name}": value for name, value in sums.items()})
            yield _summed(
                wide,
                wide[unit],
                own,
                {name: wide[f"v_{name}"] for name in sums},
                names,
                wide[column].cast("string") if column else ibis.literal(""),
            )


def _of_sums(
    question: Question, table: Counted, keys: Mapping[MeasureKey, str], names: Mapping[MeasureKey, str]
) -> Iterator[ir.Table]:
    """From the sums of days: those of a period for flows, its last day for what is open, its first for what came in
    before."""
    import ibis
    import pyarrow as pa

    days = [
        (when.value, cut.number, first, last)
        for cut in question.cuts
        for when, first, last in (
            (When.RECEIVED, cut.period.first, cut.period.last),
            (When.SETTLED, cut.period.first, cut.period.last),
            (When.OPEN, cut.period.last, cut.period.last),
            (When.CARRIED, cut.period.first, cut.period.first),
        )
    ]
    types = (pa.string(), pa.int64(), pa.date32(), pa.date32())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*days, strict=True), types, strict=True)]
    wanted = ibis.memtable(pa.table(columns, names=("w_moment", PERIOD, "w_first", "w_last")))
    sums = question.facts.view("dossiers_sums")
    near = sums.filter(
        sums[tallying.DAY] >= min(cut.period.first for cut in question.cuts),
        sums[tallying.DAY] <= max(cut.period.last for cut in question.cuts),
    )
    laid = near.join(
        wanted,
        [
            near[tallying.WHEN] == wanted.w_moment,
            near[tallying.DAY] >= wanted.w_first,
            near[tallying.DAY] <= wanted.w_last,
        ],
    )
    for unit, own in _by_unit(table, keys).items():
        found = {keys[key]: laid[tallying.column_of(key)] for key in own}
        yield _summed(laid, laid[unit], own, found, names, ibis.literal(""))


def _by_unit(table: Counted, keys: Iterable[MeasureKey]) -> Mapping[str, list[MeasureKey]]:
    found: dict[str, list[MeasureKey]] = {}
    for key in keys:
        found.setdefault(table.unit[key.counts_for], []).append(key)
    return found


def _summed(
    rows: ir.Table,
    unit: ir.Value,
    own: Iterable[MeasureKey],
    values: Mapping[str, ir.Value],
    names: Mapping[MeasureKey, str],
    member: ir.Value,
) -> ir.Table:
    import ibis

    nothing = ibis.literal(0).cast("int64")
    counted = {name: value.sum().cast("int64") for name, value in values.items()}
    return rows.group_by(
        uid=unit,
        number=rows[PERIOD],
        as_work=rows.grain_work,
        as_whole=rows.grain_whole,
        receives=ibis.literal(all(key.counts_for is CountsFor.RECEIVING for key in own)),
        member=member,
    ).agg(**{name: counted.get(name, nothing) for name in names.values()})
