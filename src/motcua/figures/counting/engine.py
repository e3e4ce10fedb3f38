"""Counting: one query for each fact table, whatever the number of keys, units and periods."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from motcua.figures.definitions import catalogue
from motcua.figures.definitions.evaluation import ABSENT_BY_SOURCE, Absent
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey, Source
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from . import registry_measures, sources
from .binding import Counted
from .contact_measures import CONTACTS
from .cuts import PERIOD, Cut, cuts_of
from .dimensions import Dimension
from .dossier_measures import DOSSIERS
from .maps import WHOLES, Maps, UnitRow, maps_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

TABLES: tuple[Counted, ...] = (DOSSIERS, CONTACTS)
Value = int | Fraction | Absent
Cells = dict[tuple[str, int], dict[MeasureKey, Value]]
"""By member and number of the period."""


@dataclass(frozen=True)
class Question:
    """``on``: the day whose map is read; None: the last of each period."""

    facts: Facts
    maps: Maps
    unit: str
    cuts: Sequence[Cut]
    by: Dimension | None = None
    on: dt.date | None = None

    def day(self, cut: Cut) -> dt.date:
        return self.on or cut.period.last

    def found(self, cut: Cut) -> UnitRow | None:
        return self.maps.find(self.unit, self.day(cut))

    def members(self, cut: Cut) -> list[UnitRow]:
        """Units that have a row of their own."""
        unit = self.found(cut)
        if unit is None:
            return []
        if self.by not in {Dimension.UNIT, Dimension.COMMUNE}:
            return [unit]
        day = self.day(cut)
        below = {row.uid: row for _, line in self.maps.under(unit, day) for row in line}
        return [row for row in below.values() if self.by is Dimension.UNIT or row.level == "commune"]

    def scope(self) -> ir.Table | None:
        """(period, uid, member, whole): which units count for which member. None when there is nobody."""
        import ibis
        import pyarrow as pa

        rows: list[tuple[int, str, str, bool]] = []
        for cut in self.cuts:
            unit = self.found(cut)
            if unit is None:
                continue
            named = {row.uid for row in self.members(cut)}
            rows += [
                (cut.number, uid, row.code, row.level in WHOLES)
                for uid, line in self.maps.under(unit, self.day(cut))
                for row in line
                if row.uid in named
            ]
        if not rows:
            return None
        names = ("s_period", "s_uid", "s_member", "s_whole")
        types = (pa.int64(), pa.string(), pa.string(), pa.bool_())
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
        return ibis.memtable(pa.table(columns, names=names))


def known_until(facts: Facts) -> dt.datetime:
    return facts.as_of or facts.settled_at


def asked(facts: Facts, unit: str, periods: Sequence[Period], by: Dimension | None, on: dt.date | None) -> Question:
    """Raises NotFound ``figure_unit_unknown``."""
    maps = maps_of(facts)
    maps.find(unit, on or periods[-1].last)
    return Question(facts, maps, unit, cuts_of(periods, known_until(facts)), by, on)


def cells(question: Question, keys: Iterable[MeasureKey]) -> Cells:
    """Every value there is; a key without a source is left out."""
    wanted = list(dict.fromkeys(keys))
    found: Cells = defaultdict(dict)
    for table in TABLES:
        own = [key for key in wanted if key.measure in table.bindings]
        if own:
            _count_rows(question, table, own, found)
    _count_sets(question, [key for key in wanted if key.measure in registry_measures.BINDINGS], found)
    _count_elsewhere(question, wanted, found)
    return found


def _count_rows(question: Question, table: Counted, keys: Sequence[MeasureKey], found: Cells) -> None:
    import ibis

    scope = question.scope()
    for cut in question.cuts:
        for member in question.members(cut) if question.by not in table.columns else ():
            found[member.code, cut.number].update(dict.fromkeys(keys, 0))
    if scope is None:
        return
    rows = table.rows(question.facts, question.cuts)
    column = table.columns.get(question.by) if question.by else None
    if column is None and question.by not in {None, Dimension.UNIT, Dimension.COMMUNE}:
        return
    parts, names = [], {key: f"m{number}" for number, key in enumerate(keys)}
    for column_of_unit in dict.fromkeys(table.unit[key.counts_for] for key in keys):
        own = [key for key in keys if table.unit[key.counts_for] == column_of_unit]
        parts.append(_grouped(rows, table, own, column_of_unit, column, names, list(keys)))
    grouped = ibis.union(*parts) if len(parts) > 1 else parts[0]
    joined = grouped.join(scope, [grouped.uid == scope.s_uid, grouped.number == scope.s_period])
    joined = joined.filter(ibis.ifelse(joined.s_whole | joined.receives, joined.as_whole, joined.as_work))
    member = joined.member if column else joined.s_member
    sums = {name: joined[name].sum().cast("int64") for name in names.values()}
    answer = joined.group_by(number=joined.number, member=member).agg(**sums)
    for row in question.facts.backend.to_pyarrow(answer).to_pylist():
        cell = found[str(row["member"]), row["number"]]
        cell.update({key: int(row[name] or 0) for key, name in names.items()})


def _grouped(
    rows: ir.Table,
    table: Counted,
    own: Sequence[MeasureKey],
    unit: str,
    column: str | None,
    names: Mapping[MeasureKey, str],
    every: Sequence[MeasureKey],
) -> ir.Table:
    """Sums by unit, period, grain and member, all keys in one pass; those of another unit's column as 0."""
    import ibis

    nothing = ibis.literal(0).cast("int64")
    sums = {names[key]: amount(rows, table, key) if key in own else nothing for key in every}
    wide = rows.mutate(**{f"v_{name}": value for name, value in sums.items()})
    receives = ibis.literal(all(key.counts_for is CountsFor.RECEIVING for key in own))
    return wide.group_by(
        uid=wide[unit],
        number=wide[PERIOD],
        as_work=wide.grain_work,
        as_whole=wide.grain_whole,
        receives=receives,
        member=wide[column].cast("string") if column else ibis.literal(""),
    ).agg(**{name: wide[f"v_{name}"].sum().cast("int64") for name in sums})


def amount(rows: ir.Table, table: Counted, key: MeasureKey) -> ir.IntegerValue:
    """How much of the number each row is; 0 for one that does not count."""
    import ibis

    binding = table.bindings[key.measure]
    counts = binding.which(rows, key.tested or DueDate.APPOINTED)
    each = rows[binding.amount].coalesce(0).cast("int64") if binding.amount else ibis.literal(1).cast("int64")
    return ibis.ifelse(counts, each, 0)


def _count_sets(question: Question, keys: Sequence[MeasureKey], found: Cells) -> None:
    if not keys or question.by not in {None, Dimension.UNIT, Dimension.COMMUNE}:
        return
    for cut in question.cuts:
        for member in question.members(cut):
            registry = registry_measures.Registry(question.facts, question.maps, member, cut.period, question.day(cut))
            for key in keys:
                ids = registry_measures.BINDINGS[key.measure].found(registry)
                found[member.code, cut.number][key] = ids if isinstance(ids, Absent) else len(ids)


def _count_elsewhere(question: Question, keys: Sequence[MeasureKey], found: Cells) -> None:
    if question.by not in {None, Dimension.UNIT, Dimension.COMMUNE}:
        return
    measures, counters = catalogue.shipped().measures, sources.registered()
    by_source: dict[Source, list[MeasureKey]] = defaultdict(list)
    for key in keys:
        if key.measure in measures and measures[key.measure].source in counters:
            by_source[measures[key.measure].source].append(key)
    for source, own in by_source.items():
        for cut in question.cuts:
            for member in question.members(cut):
                said = counters[source].count(own, member.code, cut.period, question.facts.as_of)
                found[member.code, cut.number].update(said)


def whole(question: Question, cut: Cut, counted: Mapping[MeasureKey, Value], keys: Iterable[MeasureKey]) -> Any:
    """Every key with its value, or why it has none."""
    if question.found(cut) is None:
        return dict.fromkeys(keys, Absent.UNIT_GONE)
    return {key: _reached(question, cut, key, counted.get(key)) for key in keys}


def _reached(question: Question, cut: Cut, key: MeasureKey, value: Value | None) -> Value:
    measure = catalogue.shipped().measures.get(key.measure)
    source = measure.source if measure else Source.DOSSIERS
    if cut.period.starts_at >= known_until(question.facts) and source not in sources.registered():
        return Absent.NO_DATA
    if value is not None:
        return value
    if key.measure in registry_measures.BINDINGS:
        return Absent.NO_DATA  # a set of procedures or decisions has no parts by channel, field or procedure
    if any(key.measure in table.bindings for table in TABLES):
        return 0 if question.by in DOSSIERS.columns or question.by is None else Absent.NO_DATA
    return ABSENT_BY_SOURCE.get(source, Absent.SOURCE_MISSING)
