"""Measures and indicators out of TOML, file by file; :mod:`.catalogue` then checks them against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from motcua.figures.numbers import MOST_DECIMALS
from motcua.figures.periods import PeriodKind
from motcua.figures.reported import ValueKind
from motcua.figures.toml_reading import Fault, Node, open_toml

from .formulas import Formula, FormulaFault, parse_formula
from .model import (
    AUTHORITIES,
    CountsFor,
    DueDate,
    Form,
    Identity,
    Indicator,
    Mark,
    Measure,
    Relation,
    Source,
    Span,
    UnitLevel,
    ZeroPolicy,
)
from .units import NUMBER, Unit, parse_unit

FORMAT: Final = "motcua-indicators/1"
_ROLL_UPS: Final = frozenset({"sum", "last", "none"})
_BETTER: Final = {"more": 1, "less": -1, "neither": 0}
_ALL_PERIODS: Final = tuple(PeriodKind)


@dataclass(frozen=True, slots=True)
class Read:
    """What the files hold, each with the node it came from so that later faults know their place."""

    measures: list[tuple[Measure, Node]]
    indicators: list[tuple[Indicator, Node]]
    identities: list[tuple[Identity, Node]]
    faults: list[Fault]


def read_files(files: Mapping[str, str]) -> Read:
    """``files``: name -> text. Never raises; the faults are in the answer."""
    read = Read([], [], [], [])
    for file, text in sorted(files.items()):
        root = open_toml(file, text, FORMAT, read.faults)
        if root is None:
            continue
        defaults = root.child("defaults")
        read.measures.extend((_measure(node), node) for node in root.children("measure"))
        read.indicators.extend((_indicator(node, defaults), node) for node in root.children("indicator"))
        read.identities.extend((_identity(node), node) for node in root.children("identity"))
        for node in (root, *([defaults] if defaults else [])):
            node.done()
    return read


def _measure(node: Node) -> Measure:
    roll_up = node.text("roll_up", "sum")
    if roll_up not in _ROLL_UPS:
        node.fault("roll_up", "not_one_of", ", ".join(sorted(_ROLL_UPS)))
    measure = Measure(
        id=node.identifier(),
        name_vi=node.text("name_vi"),
        name_en=node.text("name_en"),
        about=node.text("about"),
        unit=_unit(node, "unit", None),
        source=node.choice("source", Source),
        span=node.choice("span", Span, Span.FLOW),
        tests_date=node.flag("tests_date", False),
        value_kind=node.choice("value_kind", ValueKind, ValueKind.LEVEL),
        roll_up=roll_up,
        mark=node.choice("mark", Mark, Mark.OWN),
    )
    node.done()
    return measure


def _indicator(node: Node, defaults: Node | None) -> Indicator:
    _inherit(node, defaults)
    form = node.choice("form", Form, Form.RATE)
    denominator = _formula(node, "denominator") if node.has("denominator") else None
    if form is Form.RATIO and denominator is None:
        node.fault("denominator", "key_missing")
    if form is Form.AMOUNT and denominator is not None:
        node.fault("denominator", "amount_divided")
    valid_from, valid_to = node.day("valid_from"), node.day_or_none("valid_to")
    if valid_to is not None and valid_to <= valid_from:
        node.fault("valid_to", "dates_reversed")
    indicator = Indicator(
        id=node.identifier(),
        version=node.whole("version", 1, least=1, most=10**6),
        valid_from=valid_from,
        valid_to=valid_to,
        name_vi=node.text("name_vi"),
        name_en=node.text("name_en"),
        form=form,
        numerator=_formula(node, "numerator"),
        denominator=denominator,
        unit=_unit(node, "unit", NUMBER if form is Form.RATE else None),
        zero=node.choice("zero", ZeroPolicy, ZeroPolicy.NA),
        subset=node.flag("subset", form is Form.RATE and denominator is not None),
        cap=_cap(node),
        decimals=node.whole("decimals", 0 if form is Form.AMOUNT else 2, most=MOST_DECIMALS),
        tested=node.choice("tested", DueDate) if node.has("tested") else None,
        counts_for=node.choice("counts_for", CountsFor, CountsFor.OWNER),
        levels=node.choices("levels", UnitLevel, AUTHORITIES),
        periods=node.choices("periods", PeriodKind, _ALL_PERIODS),
        better=_better(node),
        legal=node.text("legal", ""),
        source=node.text("source"),
        mark=node.choice("mark", Mark),
        note=node.text("note", ""),
    )
    node.done()
    return indicator


def _cap(node: Node) -> Fraction | None:
    cap = node.number_or_none("cap")
    if cap is not None and cap <= 0:
        node.fault("cap", "cap_not_positive")
    return cap


def _better(node: Node) -> int:
    word = node.text("better", "neither")
    if word not in _BETTER:
        node.fault("better", "not_one_of", f"{word}: {', '.join(_BETTER)}")
    return _BETTER.get(word, 0)


def _identity(node: Node) -> Identity:
    identity = Identity(
        id=node.identifier(),
        name_vi=node.text("name_vi"),
        name_en=node.text("name_en"),
        left=_formula(node, "left"),
        relation=node.choice("relation", Relation, Relation.EQUAL),
        right=_formula(node, "right"),
        of_previous=node.flag("of_previous", False),
        tested=node.choice("tested", DueDate) if node.has("tested") else None,
        counts_for=node.choice("counts_for", CountsFor, CountsFor.OWNER),
        source=node.text("source"),
        mark=node.choice("mark", Mark),
    )
    node.done()
    return identity


def _inherit(node: Node, defaults: Node | None) -> None:
    """Keys of the file's [defaults] that the indicator leaves out."""
    if defaults is not None:
        for key, value in defaults.table.items():
            defaults.asked(key)
            node.table.setdefault(key, value)


def _formula(node: Node, key: str) -> Formula:
    text = node.text(key)
    try:
        return parse_formula(text or "0")
    except FormulaFault as fault:
        node.fault(key, fault.code, fault.detail)
        return parse_formula("0")


def _unit(node: Node, key: str, default: Unit | None) -> Unit:
    if default is not None and not node.has(key):
        return default
    try:
        return parse_unit(node.text(key) or "1")
    except FormulaFault as fault:
        node.fault(key, fault.code, fault.detail)
        return NUMBER
