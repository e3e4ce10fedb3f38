"""What a report asks of figures: every indicator that its words and tables name, for its own period and the two it is
compared with. The answer is the canonical document of :mod:`motcua.figures.publications`, so a draft and the issued
report are counted by the same means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import override

from motcua.core.canonical import Json
from motcua.core.errors import NotFound
from motcua.figures.collection.unit_words import named
from motcua.figures.counting import Dimension
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.definitions.model import Form, MeasureKey
from motcua.figures.definitions.units import unit_text
from motcua.figures.periods import Period, previous, same_of_last_year
from motcua.figures.publications.asked import Asked, FigureAsked, TableAsked
from motcua.organisation.models import Unit
from motcua.organisation.selectors import descendants

from .letterhead import Letterhead
from .outlines import Section, TableDefinition, TableKind
from .placeholders import Kind, Placeholder, Which
from .source import LineKind, read

WRITER: Final = "motcua-reform-report/1"
MOST_ROWS: Final = 400
ALWAYS: Final = "dossiers_received_total"
"""Asked also where the words name no figure at all, because an issued document needs one."""


@dataclass(frozen=True)
class Words:
    """Everything of a report that is not counted."""

    head: Letterhead
    sections: tuple[Section, ...]
    fragments: Mapping[str, str]
    tables: Mapping[str, TableDefinition]
    outline: Mapping[str, Json]
    explained: str = ""
    corrects: str = ""


def figure_key(indicator: str, period: Period) -> str:
    return f"{indicator}@{period.code}"


def period_of_which(which: Which, period: Period) -> Period:
    match which:
        case Which.NOW:
            return period
        case Which.LAST:
            return previous(period)
        case Which.YEAR:
            return same_of_last_year(period)


def placeholders(words: Words) -> Iterator[Placeholder]:
    """Those that would be printed, fragments followed, each once."""
    seen: dict[Placeholder, None] = {}
    for section in words.sections:
        for line in read(section.text, words.fragments):
            if line.kind is not LineKind.HINT:
                seen.update((token, None) for token in line.tokens if isinstance(token, Placeholder))
    yield from seen


def asked_for(
    words: Words, *, unit: str, agency: str, members: Mapping[str, Sequence[tuple[str, str]]], period: Period
) -> Asked:
    """The question about a unit (its code), with everything that is repeated as it is. ``members``: code and name of
    the units of each table of units (:func:`members_of`). Raises Invalid as :class:`Asked`."""
    catalogue = shipped()
    figures: dict[str, FigureAsked] = {}
    for indicator, when in _wanted(words, period):
        if _in_force(catalogue, indicator, when.last):
            figures[figure_key(indicator, when)] = FigureAsked(indicator, unit, when)
    used = [words.tables[name] for name in _tables(words)]
    tables = {one.id: asked for one in used if (asked := _table(catalogue, one, unit, period)) is not None}
    about: dict[str, Json] = {**about_of(words), "names": names_of(figures), "agency": agency}
    about["members"] = {name: [list(one) for one in rows] for name, rows in members.items()}
    return Asked("report", title_of(words), unit, period, figures=figures, tables=tables, about=about)


def title_of(words: Words) -> str:
    return f"Báo cáo {words.head.title[:1].lower()}{words.head.title[1:]}"[:300]


def about_of(words: Words) -> dict[str, Json]:
    """The words as a document repeats them."""
    return {
        "writer": WRITER,
        "outline": dict(words.outline),
        "head": words.head.as_json(),
        "sections": [
            {"key": one.key, "part": one.part, "title": one.title, "text": one.text, "appendix": one.appendix}
            for one in words.sections
        ],
        "fragments": dict(words.fragments),
        "tables": {name: _table_json(words.tables[name]) for name in _tables(words)},
        "explained": words.explained,
        "corrects": words.corrects,
    }


def _table_json(one: TableDefinition) -> Json:
    return {
        "title": one.title,
        "kind": one.kind.value,
        "indicators": list(one.indicators),
        "heads": list(one.heads),
        "total": one.total,
    }


def _tables(words: Words) -> list[str]:
    return [one.name for one in placeholders(words) if one.kind is Kind.TABLE and one.name in words.tables]


def _wanted(words: Words, period: Period) -> Iterator[tuple[str, Period]]:
    yield ALWAYS, period
    for one in placeholders(words):
        match one.kind:
            case Kind.FIGURE | Kind.ABOVE | Kind.BELOW:
                yield one.name, period_of_which(one.which or Which.NOW, period)
            case Kind.COMPARISON:
                others = (one.which,) if one.which else (Which.LAST, Which.YEAR)
                yield from ((one.name, period_of_which(which, period)) for which in (Which.NOW, *others))
            case Kind.TABLE if one.name in words.tables:
                table = words.tables[one.name]
                by_period = table.kind is TableKind.PERIODS
                chosen = tuple(Which) if by_period else (Which.NOW,)
                yield from ((name, period_of_which(which, period)) for name in table.indicators for which in chosen)


def _in_force(catalogue: Catalogue, indicator: str, day: dt.date) -> bool:
    try:
        catalogue.in_force(indicator, day)
    except NotFound:
        return False
    return True


def _table(catalogue: Catalogue, one: TableDefinition, unit: str, period: Period) -> TableAsked | None:
    if one.kind is TableKind.PERIODS:
        return None
    keys: dict[MeasureKey, None] = {}
    for indicator in one.indicators:
        if _in_force(catalogue, indicator, period.last):
            keys.update(dict.fromkeys(catalogue.needed(indicator, period.last)))
    by = Dimension.UNIT if one.kind is TableKind.UNITS else Dimension.FIELD
    return TableAsked(tuple(keys), by, unit, (period,)) if keys else None


def members_of(words: Words, unit: Unit, period: Period) -> dict[str, list[tuple[str, str]]]:
    """Code and name of the units that have a row in each table of units, as they were on the period's last day."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in (words.tables[name] for name in _tables(words)):
        if table.kind is not TableKind.UNITS:
            continue
        rows = descendants(unit.pk, period.last).exclude(pk=unit.pk)
        if table.levels:
            rows = rows.filter(level__in=table.levels)
        if table.unit_kinds:
            rows = rows.filter(kind__in=table.unit_kinds)
        found[table.id] = list(rows.order_by("code").values_list("code", "name")[:MOST_ROWS])
    return found


def names_of(figures: Mapping[str, FigureAsked]) -> dict[str, Json]:
    """Indicators and what they count, in Vietnamese."""
    found: dict[str, Json] = {}
    with override("vi"):
        for one in figures.values():
            definition = shipped().in_force(one.indicator, one.period.last)
            counts = "" if definition.form is Form.RATE else named(unit_text(definition.unit))
            found.setdefault(one.indicator, {"name": definition.name_vi, "counts": counts})
    return found
