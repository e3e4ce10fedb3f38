"""All definitions together: every name known, no circle, one definition a day, units that fit. A catalogue that exists
is sound; a set of files with a fault gives none.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from motcua.core.errors import NotFound
from motcua.figures.periods import Period
from motcua.figures.toml_reading import Node, refuse

from .formulas import Formula, FormulaFault
from .loader import Read, read_files
from .model import Form, Identity, Indicator, Measure, MeasureKey
from .units import NUMBER, Unit, divided, unit_of, unit_text


@dataclass(frozen=True)
class Catalogue:
    """``versions`` of one indicator are in order of their dates."""

    measures: Mapping[str, Measure]
    indicators: Mapping[str, tuple[Indicator, ...]]
    identities: tuple[Identity, ...] = ()

    def in_force(self, indicator: str, day: dt.date) -> Indicator:
        """Raises NotFound ``indicator_unknown``, or ``indicator_not_in_force`` on that day."""
        versions = self.indicators.get(indicator)
        if versions is None:
            raise NotFound("indicator_unknown", params={"indicator": indicator})
        for version in versions:
            if version.is_in_force(day):
                return version
        raise NotFound("indicator_not_in_force", params={"indicator": indicator, "day": f"{day:%d/%m/%Y}"})

    def for_period(self, indicator: str, period: Period) -> Indicator:
        """The definition in force on the period's last day. Raises as :meth:`in_force`."""
        return self.in_force(indicator, period.last)

    def changes_within(self, indicator: str, period: Period) -> bool:
        """Whether its definition began inside the period, so that the figure says so."""
        return any(period.first < version.valid_from <= period.last for version in self.indicators.get(indicator, ()))

    def needed(self, indicator: str, day: dt.date) -> tuple[MeasureKey, ...]:
        """Everything to be counted for it, those of the indicators it is made of included."""
        found: dict[MeasureKey, None] = {}
        definition = self.in_force(indicator, day)
        for name in definition.names:
            if name in self.measures:
                found[self.key(definition, name)] = None
            else:
                found.update(dict.fromkeys(self.needed(name, day)))
        return tuple(found)

    def key(self, definition: Indicator | Identity, measure: str) -> MeasureKey:
        tests = self.measures[measure].tests_date
        return MeasureKey(measure, definition.tested if tests else None, definition.counts_for)


def build(texts: Mapping[str, str]) -> Catalogue:
    """From file name -> text. Raises Invalid ``definitions_invalid`` with every fault there is."""
    read = read_files(texts)
    faults = read.faults
    measures = {measure.id: measure for measure, _ in read.measures}
    indicators: dict[str, list[Indicator]] = defaultdict(list)
    for indicator, _ in read.indicators:
        indicators[indicator.id].append(indicator)
    catalogue = Catalogue(
        measures,
        {name: tuple(sorted(all_, key=lambda i: i.valid_from)) for name, all_ in indicators.items()},
        tuple(identity for identity, _ in read.identities),
    )
    _check_names(read, catalogue)
    _check_identities(read, catalogue)
    _check_labels(read)
    _check_versions(read, catalogue)
    _check_circles(read, catalogue)
    if not faults:
        _check_units(read, catalogue)
    refuse(faults)
    return catalogue


def _check_names(read: Read, catalogue: Catalogue) -> None:
    seen: set[str] = set()
    for measure, node in read.measures:
        if measure.id in seen or measure.id in catalogue.indicators:
            node.fault("id", "name_taken", measure.id)
        seen.add(measure.id)
    for indicator, node in read.indicators:
        tests = any(catalogue.measures[name].tests_date for name in indicator.names if name in catalogue.measures)
        if tests != (indicator.tested is not None):
            node.fault("tested", "tested_date_missing" if tests else "tested_date_unused")
        for name in indicator.names:
            if name in catalogue.measures:
                continue
            if name not in catalogue.indicators:
                node.fault("", "name_unknown", name)
            elif not _covers(catalogue.indicators[name], indicator):
                node.fault("", "reference_not_in_force", name)


def _check_identities(read: Read, catalogue: Catalogue) -> None:
    """Measures only, of one unit on both sides."""
    measures = catalogue.measures
    seen: set[str] = set()
    for identity, node in read.identities:
        if identity.id in seen:
            node.fault("id", "name_taken", identity.id)
        seen.add(identity.id)
        names = (*identity.left.names, *identity.right.names)
        for name in names:
            if name not in measures:
                node.fault("", "name_unknown", name)
        if any(name not in measures for name in names):
            continue
        if any(measures[name].tests_date for name in names) != (identity.tested is not None):
            node.fault("tested", "tested_date_unused" if identity.tested else "tested_date_missing")
        try:
            sides = [unit_of(side, lambda name: measures[name].unit) for side in (identity.left, identity.right)]
        except FormulaFault as fault:
            node.fault("", fault.code, fault.detail)
            continue
        if sides[0] != sides[1]:
            node.fault("", "units_differ", ", ".join(unit_text(side) for side in sides))


def _check_labels(read: Read) -> None:
    """Two rates that are counted differently must never be printed under one name."""
    owners: dict[str, str] = {}
    for indicator, node in read.indicators:
        for key, name in (("name_vi", indicator.name_vi), ("name_en", indicator.name_en)):
            if owners.setdefault(name.casefold(), indicator.id) != indicator.id:
                node.fault(key, "label_taken", owners[name.casefold()])


def _covers(versions: Iterable[Indicator], needed: Indicator) -> bool:
    day: dt.date | None = needed.valid_from
    for version in versions:
        if day is not None and version.is_in_force(day):
            day = version.valid_to
        if day is None or (needed.valid_to is not None and day >= needed.valid_to):
            return True
    return False


def _check_versions(read: Read, catalogue: Catalogue) -> None:
    where = {id(indicator): node for indicator, node in read.indicators}
    for versions in catalogue.indicators.values():
        for one, later in pairwise(versions):
            if one.valid_to is None or later.valid_from < one.valid_to:
                where[id(later)].fault("valid_from", "two_in_force", later.valid_from.isoformat())
            if later.version <= one.version:
                where[id(later)].fault("version", "version_not_higher", str(later.version))


def _check_circles(read: Read, catalogue: Catalogue) -> None:
    uses: dict[str, set[str]] = defaultdict(set)
    for indicator, _ in read.indicators:
        uses[indicator.id] |= {name for name in indicator.names if name in catalogue.indicators}
    for indicator, node in read.indicators:
        if indicator.id in uses[indicator.id]:
            node.fault("", "refers_to_itself", indicator.id)
        elif indicator.id in _reached(indicator.id, uses):
            node.fault("", "refers_in_a_circle", indicator.id)


def _reached(start: str, uses: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(uses[start])
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(uses.get(name, ()))
    return reached


def _check_units(read: Read, catalogue: Catalogue) -> None:
    def unit_of_name(name: str) -> Unit:
        if name in catalogue.measures:
            return catalogue.measures[name].unit
        return catalogue.indicators[name][-1].unit

    def unit(node: Node, key: str, formula: Formula | None) -> Unit:
        try:
            return unit_of(formula, unit_of_name) if formula else NUMBER
        except FormulaFault as fault:
            node.fault(key, fault.code, fault.detail)
            return NUMBER

    for indicator, node in read.indicators:
        before = len(read.faults)
        above, below = unit(node, "numerator", indicator.numerator), unit(node, "denominator", indicator.denominator)
        found = divided(above, below)
        if len(read.faults) == before and found != (NUMBER if indicator.form is Form.RATE else indicator.unit):
            node.fault("unit", "unit_differs", f"{unit_text(found)} / {unit_text(indicator.unit)}")


def shipped_texts() -> dict[str, str]:
    """The definition files that come with the program, by name."""
    folder = files("motcua.figures.definitions").joinpath("data")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}


@cache
def shipped() -> Catalogue:
    return build(shipped_texts())
