"""What a form asks and whom: its lines and its units, read from dated data. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.core.errors import Invalid
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.model import Measure, Source
from motcua.figures.definitions.units import unit_text
from motcua.figures.reported import ValueKind

from .unit_words import comes_whole

MOST_LINES: Final = 200
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FACTS: Final = frozenset({Source.DOSSIERS, Source.PROCEDURES, Source.DECISIONS, Source.ORGANISATION})
"""Sources that the system counts itself: nobody is asked to report them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a form. ``measure`` is empty for a question of a one-time form that no measure answers; then
    ``name`` is the question. ``counts`` is the unit as :mod:`.unit_words` names it. ``total``: key of the line that a
    share is a share of; ``part_of``: key of the line that this one can not exceed."""

    key: str
    measure: str
    name_vi: str
    name_en: str
    kind: ValueKind = ValueKind.LEVEL
    counts: str = ""
    required: bool = True
    evidence: bool = False
    total: str = ""
    part_of: str = ""
    hint: str = ""

    @property
    def whole(self) -> bool:
        return self.kind is ValueKind.LEVEL and comes_whole(self.counts)

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en or self.name_vi


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """Units by code, and all living ones of a level or kind (``commune``, ``department``)."""

    codes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.codes or self.levels or self.kinds)


def unit_choice(data: Mapping[str, object]) -> UnitChoice:
    """Raises Invalid ``form_units_invalid``."""
    found: dict[str, tuple[str, ...]] = {}
    for name in ("codes", "levels", "kinds"):
        value = data.get(name, [])
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            raise Invalid("form_units_invalid")
        found[name] = tuple(value)
    choice = UnitChoice(**found)
    if choice.is_empty:
        raise Invalid("form_units_missing")
    return choice


def lines_of(data: Sequence[object], catalogue: Catalogue) -> tuple[Line, ...]:
    """The lines of a form. Raises Invalid ``form_lines_invalid`` with every fault: a measure that nobody knows, one
    that the system counts itself, a key twice, a total that is no line."""
    faults: list[dict[str, object]] = []
    lines: list[Line] = []
    if not 1 <= len(data) <= MOST_LINES:
        raise Invalid("form_lines_missing", params={"most": MOST_LINES})
    for number, raw in enumerate(data, start=1):
        if not isinstance(raw, Mapping):
            faults.append({"field": str(number), "code": "form_line_malformed"})
            continue
        line, code = _line(raw, catalogue)
        if line is None or code:
            faults.append({"field": str(raw.get("measure") or raw.get("key") or number), "code": code})
        else:
            lines.append(line)
    faults.extend(_among_themselves(lines))
    if faults:
        raise Invalid("form_lines_invalid", params={"count": len(faults)}, errors=faults)
    return tuple(lines)


def _line(raw: Mapping[str, object], catalogue: Catalogue) -> tuple[Line | None, str]:
    name = str(raw.get("measure") or "")
    measure = catalogue.measures.get(name)
    if name and measure is None:
        return None, "form_measure_unknown"
    if measure is not None and measure.source in _FACTS:
        return None, "form_measure_counted"
    key = str(raw.get("key") or name)
    if not _KEY.fullmatch(key):
        return None, "form_line_malformed"
    kind = str(raw.get("kind") or (measure.value_kind if measure else ValueKind.LEVEL))
    if kind not in list(ValueKind):
        return None, "form_line_malformed"
    if measure is None and not str(raw.get("name_vi") or ""):
        return None, "form_line_unnamed"
    return _made(raw, key, ValueKind(kind), measure), ""


def _made(raw: Mapping[str, object], key: str, kind: ValueKind, measure: Measure | None) -> Line:
    counts = str(raw.get("counts") or (unit_text(measure.unit) if measure else ""))
    return Line(
        key=key,
        measure=measure.id if measure else "",
        name_vi=measure.name_vi if measure else str(raw["name_vi"]),
        name_en=measure.name_en if measure else str(raw.get("name_en") or raw["name_vi"]),
        kind=kind,
        counts=counts if kind is ValueKind.LEVEL else "",
        required=raw.get("required") is not False,
        evidence=raw.get("evidence") is True,
        total=str(raw.get("total") or ""),
        part_of=str(raw.get("part_of") or ""),
        hint=str(raw.get("hint") or ""),
    )


def _among_themselves(lines: Iterable[Line]) -> list[dict[str, object]]:
    known: set[str] = set()
    faults: list[dict[str, object]] = []
    for line in lines:
        if line.key in known:
            faults.append({"field": line.key, "code": "form_line_twice"})
        known.add(line.key)
    for line in lines:
        if {line.total, line.part_of} - {""} - known:
            faults.append({"field": line.key, "code": "form_total_unknown"})
    return faults
