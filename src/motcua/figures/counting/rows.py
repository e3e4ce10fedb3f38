"""Counting rows of a fact table: one query, whatever the number of keys, units and periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from motcua.figures.definitions.model import CountsFor, MeasureKey

from . import summed, tallying
from .binding import Apart, Counted, amount
from .compiled import ask
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
    column = table.columns.get(question.by) if question.by else None
    if column is None and question.by is not None and question.by not in BY_UNITS:
        return found
    names = {key: f"m{number}" for number, key in enumerate(keys)}
    has_sums = column is None and table.has_tally and tallying.serves(question.facts)

    def added(asked: Question, scope: ir.Table, days: ir.Table) -> ir.Table:
        return _added(scope, column, names, _parts(asked, table, column, names, days if has_sums else None))

    for row in ask(question, table, ("count", tuple(names), column, has_sums), added):
        cell = found[_member(question, table, row["member"]), row["number"]]
        for key, name in names.items():
            cell[key] = cell.get(key, 0) + int(row[name] or 0)
    return found


def _member(question: Question, table: Counted, value: object) -> str:
    named = table.named.get(question.by) if question.by else None
    return str(value) if named is None else str(named(question.facts).get(str(value)))


def _added(scope: ir.Table, column: str | None, names: Mapping[MeasureKey, str], found: Iterable[ir.Table]) -> ir.Table:
    """(number, member, a column for each key)."""
    import ibis

    parts = [*found]
    grouped = ibis.union(*parts) if len(parts) > 1 else parts[0]
    joined = grouped.join(scope, [grouped.uid == scope.s_uid, grouped.number == scope.s_period])
    joined = joined.filter(ibis.ifelse(joined.s_whole | joined.receives, joined.as_whole, joined.as_work))
    member = joined.member if column else joined.s_member
    sums = {name: joined[name].sum().cast("int64") for name in names.values()}
    return joined.group_by(number=joined.number, member=member).agg(**sums)


def _parts(
    question: Question, table: Counted, column: str | None, names: Mapping[MeasureKey, str], days: ir.Table | None
) -> Iterator[ir.Table]:
    """By unit, period, grain and member: sums of these ``days`` made beforehand with the rows that those lack; without
    them all rows."""
    if days is None:
        yield from _of_rows(question, table, column, names, names, None)
        return
    for apart in summed.kinds().values():
        own = {key: name for key, name in names.items() if table.bindings[key.measure].apart is apart}
        if own and apart is None:
            yield from _of_days(question, table, own, names, days)
        elif own and apart is not None:
            yield from _of_apart(question, table, own, names, apart)
    yield from _of_rows(question, table, None, names, names, question.facts.view("dossiers_beyond"))


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


def _of_apart(
    question: Question, table: Counted, keys: Mapping[MeasureKey, str], names: Mapping[MeasureKey, str], apart: Apart
) -> Iterator[ir.Table]:
    """From the sums that tell what the period decides."""
    import ibis

    laid = apart.lay(question.facts, question.facts.view(f"{table.name}_{apart.name}"), summed.DAY, question.cuts)
    counts = apart.which(laid)
    for unit, own in _by_unit(table, keys).items():
        found = {keys[key]: ibis.ifelse(counts, laid[summed.column_of(key)], 0) for key in own}
        yield _summed(laid, laid[unit], own, found, names, ibis.literal(""))


def _of_days(
    question: Question,
    table: Counted,
    keys: Mapping[MeasureKey, str],
    names: Mapping[MeasureKey, str],
    wanted: ir.Table,
) -> Iterator[ir.Table]:
    """From the sums of days."""
    import ibis

    sums = question.facts.view(f"{table.name}_{summed.DAYS}")
    near = sums.filter(
        sums[summed.DAY] >= min(cut.period.first for cut in question.cuts),
        sums[summed.DAY] <= max(cut.period.last for cut in question.cuts),
    )
    laid = near.join(
        wanted,
        [
            near[summed.WHEN] == wanted.w_moment,
            near[summed.DAY] >= wanted.w_first,
            near[summed.DAY] <= wanted.w_last,
        ],
    ).rename({PERIOD: "w_period"})
    for unit, own in _by_unit(table, keys).items():
        found = {keys[key]: laid[summed.column_of(key)] for key in own}
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
