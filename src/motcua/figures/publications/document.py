"""The canonical document of a publication: what was asked, by which definitions, and what the facts answer.

It states everything needed to make it again and nothing that changes when facts are built anew: no hash of a manifest,
no instant of issue, no person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

from motcua.core.canonical import Json, decode, encode
from motcua.core.errors import Invalid
from motcua.figures import counting
from motcua.figures.counting import Dimension
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.evaluation import Absent, Values, evaluate, figure_json
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.facts.schema import EVOLVE_VERSION, SCHEMA_VERSION
from motcua.figures.periods import Period

from .asked import Asked, FigureAsked, TableAsked, period_json
from .kept_definitions import indicators_used, kept

FORMAT: Final = "motcua-publication/1"
ANSWERS: Final = frozenset({"figures", "counts", "tables"})
_SAFE: Final = 2**53


class Counting(Protocol):
    """Who counts; :mod:`motcua.figures.counting`, and in tests whatever is given."""

    def count(self, facts: Facts, keys: Iterable[MeasureKey], unit: str, period: Period) -> Values: ...

    def count_table(
        self,
        facts: Facts,
        keys: Iterable[MeasureKey],
        periods: Sequence[Period],
        *,
        by: Dimension,
        unit: str,
        on: dt.date | None = None,
    ) -> Mapping[str, Mapping[Period, Values]]: ...


class FromFacts:
    """The room that counts."""

    def count(self, facts: Facts, keys: Iterable[MeasureKey], unit: str, period: Period) -> Values:
        return counting.count(facts, keys, unit, period)

    def count_table(
        self,
        facts: Facts,
        keys: Iterable[MeasureKey],
        periods: Sequence[Period],
        *,
        by: Dimension,
        unit: str,
        on: dt.date | None = None,
    ) -> Mapping[str, Mapping[Period, Values]]:
        return counting.count_table(facts, keys, periods, by=by, unit=unit, on=on)


FROM_FACTS: Final = FromFacts()


@dataclass(frozen=True, slots=True)
class Rules:
    """Versions by which events became facts."""

    evolve: int = EVOLVE_VERSION
    facts: int = SCHEMA_VERSION


CURRENT_RULES: Final = Rules()


def document(
    asked: Asked,
    facts: Facts,
    as_of: dt.datetime,
    catalogue: Catalogue,
    *,
    by: Counting = FROM_FACTS,
    rules: Rules = CURRENT_RULES,
) -> bytes:
    """The canonical bytes. ``facts`` must be those as of ``as_of``. Raises NotFound for an indicator or a unit that is
    unknown, Invalid ``measure_unknown``."""
    _require_measures(asked, catalogue)
    keys = [count.key for count in asked.counts.values()]
    keys += [key for table in asked.tables.values() for key in table.keys]
    used = indicators_used(catalogue, [(one.indicator, one.period.last) for one in asked.figures.values()])
    counted = _counted(asked, facts, catalogue, by)
    return encode(
        {
            "format": FORMAT,
            "kind": asked.kind,
            "title": asked.title,
            "unit": asked.unit,
            "period": period_json(asked.period),
            "map": asked.map_day,
            "as_of": as_of,
            "rules": {"evolve": rules.evolve, "facts": rules.facts},
            "about": dict(asked.about),
            "asked": asked.as_json(),
            "definitions": kept(catalogue, used, keys),
            "figures": {
                name: _figure(one, counted[one.unit, one.period], catalogue, as_of)
                for name, one in asked.figures.items()
            },
            "counts": {
                name: value_json(counted[one.unit, one.period].get(one.key, Absent.NO_DATA))
                for name, one in asked.counts.items()
            },
            "tables": {name: _table(table, facts, by) for name, table in asked.tables.items()},
        }
    )


def _require_measures(asked: Asked, catalogue: Catalogue) -> None:
    names = [count.key.measure for count in asked.counts.values()]
    names += [key.measure for table in asked.tables.values() for key in table.keys]
    for name in names:
        if name not in catalogue.measures:
            raise Invalid("measure_unknown", params={"measure": name[:80]})


def _counted(asked: Asked, facts: Facts, catalogue: Catalogue, by: Counting) -> Mapping[tuple[str, Period], Values]:
    """Everything asked of one unit and period in one pass."""
    wanted: dict[tuple[str, Period], dict[MeasureKey, None]] = defaultdict(dict)
    for figure in asked.figures.values():
        needed = catalogue.needed(figure.indicator, figure.period.last)
        wanted[figure.unit, figure.period].update(dict.fromkeys(needed))
    for count in asked.counts.values():
        wanted[count.unit, count.period][count.key] = None
    return {(unit, period): by.count(facts, list(keys), unit, period) for (unit, period), keys in wanted.items()}


def _figure(asked: FigureAsked, values: Values, catalogue: Catalogue, as_of: dt.datetime) -> dict[str, Json]:
    outcome = evaluate(catalogue, asked.indicator, asked.period.last, values)
    return figure_json(outcome, unit=asked.unit, period=asked.period, as_of=as_of)


def _table(asked: TableAsked, facts: Facts, by: Counting) -> dict[str, Json]:
    found = by.count_table(facts, asked.keys, asked.periods, by=asked.by, unit=asked.unit, on=asked.on)
    return {
        member: {
            period.code: [value_json(values.get(period, {}).get(key, Absent.NO_DATA)) for key in asked.keys]
            for period in asked.periods
        }
        for member, values in found.items()
    }


def value_json(value: int | Fraction | Absent) -> Json:
    """A number exactly, or ``{"missing": code}``."""
    if isinstance(value, Absent):
        return {"missing": value.value}
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator if abs(exact.numerator) < _SAFE else str(exact.numerator)
    return f"{exact.numerator}/{exact.denominator}"


# ---- reading one


def read_document(body: bytes | memoryview) -> dict[str, Json]:
    """Raises Invalid ``publication_damaged`` for what is not a document of this format."""
    try:
        found = decode(body)
    except (ValueError, TypeError) as error:
        raise Invalid("publication_damaged", params={"where": ""}) from error
    if found.get("format") != FORMAT:
        raise Invalid("publication_damaged", params={"where": "format"})
    return found


def question(issued: Mapping[str, Json]) -> dict[str, Json]:
    """A document without what was answered: what whoever makes it again is given."""
    return {name: value for name, value in issued.items() if name not in ANSWERS}


def first_difference(one: Json, other: Json, path: str = "") -> str:
    """Where two documents differ first, as ``figures/rate/value``; empty when they are equal."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            place = f"{path}/{name}" if path else name
            if name not in one or name not in other:
                return place
            found = first_difference(one[name], other[name], place)
            if found:
                return found
        return ""
    if isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            place = f"{path}/{index}"
            if index >= min(len(one), len(other)):
                return place
            found = first_difference(one[index], other[index], place)
            if found:
                return found
        return ""
    return "" if one == other and type(one) is type(other) else path or "/"
