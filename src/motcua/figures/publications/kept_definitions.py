"""Definitions as a publication keeps them: everything that decides a value travels in the document, so that a figure
can be made again after its definition was closed, replaced or taken away.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from motcua.core.canonical import Json, digest, encode
from motcua.core.errors import Invalid
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.formulas import parse_formula
from motcua.figures.definitions.model import (
    CountsFor,
    DueDate,
    Form,
    Indicator,
    Mark,
    Measure,
    MeasureKey,
    Source,
    Span,
    UnitLevel,
    ZeroPolicy,
)
from motcua.figures.definitions.units import parse_unit, unit_text
from motcua.figures.periods import PeriodKind
from motcua.figures.reported import ValueKind


def measure_json(measure: Measure) -> dict[str, Json]:
    """The contract of a measure; its names are words only."""
    return {
        "id": measure.id,
        "about": measure.about,
        "unit": unit_text(measure.unit),
        "source": measure.source.value,
        "span": measure.span.value,
        "tests_date": measure.tests_date,
        "value_kind": measure.value_kind.value,
        "roll_up": measure.roll_up,
    }


def measure_hash(measure: Measure) -> str:
    return digest(encode(measure_json(measure))).hex()


def indicators_used(catalogue: Catalogue, asked: Iterable[tuple[str, dt.date]]) -> list[Indicator]:
    """Definitions of these indicators on these days, with those they are made of; in order of id and version."""
    found: dict[tuple[str, int], Indicator] = {}

    def add(name: str, day: dt.date) -> None:
        definition = catalogue.in_force(name, day)
        found[definition.id, definition.version] = definition
        for inner in definition.names:
            if inner not in catalogue.measures:
                add(inner, day)

    for name, day in asked:
        add(name, day)
    return [found[key] for key in sorted(found)]


def kept(catalogue: Catalogue, indicators: Iterable[Indicator], keys: Iterable[MeasureKey]) -> dict[str, Json]:
    """``definitions`` of a document: indicators with their hashes, and the measures they and ``keys`` name."""
    chosen = list(indicators)
    names = {key.measure for key in keys}
    names |= {name for indicator in chosen for name in indicator.names if name in catalogue.measures}
    return {
        "indicators": [{**one.as_json(), "hash": one.hash} for one in chosen],
        "measures": [measure_json(catalogue.measures[name]) for name in sorted(names)],
    }


def restored(definitions: Mapping[str, Json]) -> Catalogue:
    """A catalogue of exactly what a document keeps. Raises Invalid ``publication_damaged``."""
    try:
        measures = [_measure(_mapping(one)) for one in _listed(definitions, "measures")]
        indicators: dict[str, list[Indicator]] = defaultdict(list)
        for one in _listed(definitions, "indicators"):
            indicator = _indicator(_mapping(one))
            indicators[indicator.id].append(indicator)
    except (KeyError, ValueError, TypeError) as error:
        raise Invalid("publication_damaged", params={"where": "definitions"}) from error
    return Catalogue(
        {measure.id: measure for measure in measures},
        {name: tuple(sorted(all_, key=lambda one: one.valid_from)) for name, all_ in indicators.items()},
    )


def _measure(one: Mapping[str, Json]) -> Measure:
    return Measure(
        id=str(one["id"]),
        name_vi="",
        name_en="",
        about=str(one["about"]),
        unit=parse_unit(str(one["unit"])),
        source=Source(str(one["source"])),
        span=Span(str(one["span"])),
        tests_date=one["tests_date"] is True,
        value_kind=ValueKind(str(one["value_kind"])),
        roll_up=str(one["roll_up"]),
        mark=Mark.OWN,
    )


def _indicator(one: Mapping[str, Json]) -> Indicator:
    denominator, cap, tested, valid_to = one["denominator"], one["cap"], one["tested"], one["valid_to"]
    return Indicator(
        id=str(one["id"]),
        version=int(str(one["version"])),
        valid_from=dt.date.fromisoformat(str(one["valid_from"])),
        valid_to=dt.date.fromisoformat(str(valid_to)) if valid_to else None,
        name_vi="",
        name_en="",
        form=Form(str(one["form"])),
        numerator=parse_formula(str(one["numerator"])),
        denominator=parse_formula(str(denominator)) if denominator else None,
        unit=parse_unit(str(one["unit"])),
        zero=ZeroPolicy(str(one["zero"])),
        subset=one["subset"] is True,
        cap=Fraction(str(cap)) if cap else None,
        decimals=int(str(one["decimals"])),
        tested=DueDate(str(tested)) if tested else None,
        counts_for=CountsFor(str(one["counts_for"])),
        levels=tuple(UnitLevel(str(level)) for level in _listed(one, "levels")),
        periods=tuple(PeriodKind(str(kind)) for kind in _listed(one, "periods")),
        better=0,
        legal="",
        source="",
        mark=Mark.OWN,
        note="",
    )


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    return value


def _listed(of: Mapping[str, Json], name: str) -> list[Json]:
    value = of[name]
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value


# ---- what became of them since


def changes_since(definitions: Mapping[str, Json], now: Catalogue) -> list[tuple[str, int, str]]:
    """Kept definitions that are not as they were: (id, version, code). ``definition_gone``: no such version;
    ``definition_closed``: an end was set, nothing else; ``definition_edited``: the same version says something else,
    which must not be. Measures have version 0: ``measure_gone``, ``measure_edited``."""
    before = restored(definitions)
    found: list[tuple[str, int, str]] = []
    for versions in before.indicators.values():
        for old in versions:
            code = _indicator_change(old, now)
            if code:
                found.append((old.id, old.version, code))
    for name, measure in before.measures.items():
        current = now.measures.get(name)
        if current is None:
            found.append((name, 0, "measure_gone"))
        elif measure_hash(current) != measure_hash(measure):
            found.append((name, 0, "measure_edited"))
    return sorted(found)


def _indicator_change(old: Indicator, now: Catalogue) -> str:
    same = next((one for one in now.indicators.get(old.id, ()) if one.version == old.version), None)
    if same is None:
        return "definition_gone"
    if same.hash == old.hash:
        return ""
    was, is_ = old.as_json(), same.as_json()
    differing = {name for name in was if was[name] != is_[name]}
    return "definition_closed" if differing == {"valid_to"} and old.valid_to is None else "definition_edited"
