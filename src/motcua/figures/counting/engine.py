"""Counting: one query for each fact table, whatever the number of keys, units and periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from motcua.figures.definitions import catalogue
from motcua.figures.definitions.evaluation import ABSENT_BY_SOURCE, Absent
from motcua.figures.definitions.model import MeasureKey, Source

from . import registry_measures, sources
from .cuts import Cut
from .dossier_measures import DOSSIERS
from .question import BY_UNITS, Question, known_until
from .rows import TABLES, count_rows

Value = int | Fraction | Absent
Cells = dict[tuple[str, int], dict[MeasureKey, Value]]
"""By member and number of the period."""


def cells(question: Question, keys: Iterable[MeasureKey]) -> Cells:
    """Every value there is; a key without a source is left out."""
    wanted = list(dict.fromkeys(keys))
    found: Cells = defaultdict(dict)
    for table in TABLES:
        own = [key for key in wanted if key.measure in table.bindings]
        if own:
            for cell, sums in count_rows(question, table, own).items():
                found[cell].update(sums)
    _count_sets(question, [key for key in wanted if key.measure in registry_measures.BINDINGS], found)
    _count_elsewhere(question, wanted, found)
    return found


def _count_sets(question: Question, keys: Sequence[MeasureKey], found: Cells) -> None:
    if not keys or not (question.by is None or question.by in BY_UNITS):
        return
    for cut in question.cuts:
        for member in question.members(cut):
            registry = registry_measures.Registry(question.facts, question.maps, member, cut.period, question.day(cut))
            for key in keys:
                ids = registry_measures.BINDINGS[key.measure].found(registry)
                found[member.code, cut.number][key] = ids if isinstance(ids, Absent) else len(ids)


def _count_elsewhere(question: Question, keys: Sequence[MeasureKey], found: Cells) -> None:
    if not (question.by is None or question.by in BY_UNITS):
        return
    measures, counters = catalogue.shipped().measures, sources.registered()
    by_source: dict[Source, list[MeasureKey]] = defaultdict(list)
    for key in keys:
        if key.measure in measures and measures[key.measure].source in counters:
            by_source[measures[key.measure].source].append(key)
    for source, own in by_source.items():
        counter, as_of = counters[source], question.facts.as_of
        asked = {cut.number: list(dict.fromkeys(row.code for row in question.members(cut))) for cut in question.cuts}
        if counter.many is not None:
            units = list(dict.fromkeys(code for codes in asked.values() for code in codes))
            said = counter.many(own, units, [cut.period for cut in question.cuts], as_of) if units else {}
        else:
            said = {
                (code, cut.period): counter.count(own, code, cut.period, as_of)
                for cut in question.cuts
                for code in asked[cut.number]
            }
        for cut in question.cuts:
            for code in asked[cut.number]:
                found[code, cut.number].update(said.get((code, cut.period), {}))


def whole(question: Question, cut: Cut, counted: Mapping[MeasureKey, Value], keys: Iterable[MeasureKey]) -> Any:
    """Every key with its value, or why it has none."""
    if question.found(cut) is None:
        return dict.fromkeys(keys, Absent.UNIT_GONE)
    return {key: _reached(question, cut, key, counted.get(key)) for key in keys}


def _source(key: MeasureKey) -> Source:
    measure = catalogue.shipped().measures.get(key.measure)
    return measure.source if measure else Source.DOSSIERS


def is_unknown(question: Question, cut: Cut, key: MeasureKey) -> bool:
    """Facts begin after the period, or end before it."""
    source = _source(key)
    if cut.period.starts_at >= known_until(question.facts) and source not in sources.registered():
        return True
    return question.reach.is_before(source, cut.period)


def _reached(question: Question, cut: Cut, key: MeasureKey, value: Value | None) -> Value:
    if question.remembered(("unknown", cut.number, key), lambda: is_unknown(question, cut, key)):
        return Absent.NO_DATA
    if value is not None:
        return value
    if key.measure in registry_measures.BINDINGS:
        return Absent.NO_DATA  # a set of procedures or decisions has no parts by channel, field or procedure
    if any(key.measure in table.bindings for table in TABLES):
        return 0 if question.by in DOSSIERS.columns or question.by is None else Absent.NO_DATA
    return ABSENT_BY_SOURCE.get(_source(key), Absent.SOURCE_MISSING)
