"""Counting rows of a fact table: one query, whatever the number of keys, units and periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey

from .binding import Counted, When
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
    """For each moment and each column of the unit the sums of its keys by unit, period, grain and member; 0 for the
    other keys, so that parts can be put under one another."""
    import ibis

    nothing = ibis.literal(0).cast("int64")
    for when in dict.fromkeys(when for key in names for when in table.bindings[key.measure].counts):
        rows = table.rows(question.facts, question.cuts, when)
        timely = [key for key in names if when in table.bindings[key.measure].counts]
        for unit in dict.fromkeys(table.unit[key.counts_for] for key in timely):
            own = {key for key in timely if table.unit[key.counts_for] == unit}
            sums = {name: amount(rows, table, key, when) for key, name in names.items() if key in own}
            wide = rows.mutate(**{f"v_{name}": value for name, value in sums.items()})
            counted = {name: wide[f"v_{name}"].sum().cast("int64") for name in sums}
            yield wide.group_by(
                uid=wide[unit],
                number=wide[PERIOD],
                as_work=wide.grain_work,
                as_whole=wide.grain_whole,
                receives=ibis.literal(all(key.counts_for is CountsFor.RECEIVING for key in own)),
                member=wide[column].cast("string") if column else ibis.literal(""),
            ).agg(**{name: counted.get(name, nothing) for name in names.values()})


def amount(rows: ir.Table, table: Counted, key: MeasureKey, when: When) -> ir.IntegerValue:
    """How much of the number each row of this moment is; 0 for one that does not count."""
    import ibis

    binding = table.bindings[key.measure]
    counts = binding.counts[when](rows, key.tested or DueDate.APPOINTED)
    each = rows[binding.amount].coalesce(0).cast("int64") if binding.amount else ibis.literal(1)
    return ibis.ifelse(counts, each, 0)
