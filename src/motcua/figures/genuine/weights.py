"""The weights, as dated data (``data/weights.toml``): each with its reason, each marked as our own.

A weight is added to the log-odds that the person filed it: minus speaks for somebody else. They come from a fit on
made-up filings (``motcua bench genuine --fit``), are rounded, and may be changed by an office as a new edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final

from motcua.figures.definitions.model import Mark
from motcua.figures.toml_reading import Fault, Node, open_toml, refuse

from .signals import LEVELS, Signal

FORMAT: Final = "motcua-genuine/1"
_FILE: Final = "weights.toml"


@dataclass(frozen=True)
class Edition:
    """In force for what is filed from ``valid_from`` to before ``valid_to``. ``prior``: log-odds before any signal.

    ``slope_error`` and ``shift_error`` say how wrong the weights may be: all too strong or too weak by a factor, all of
    them shifted. ``cluster``: so many filings of one machine count as one in the spread. ``least``: fewer online
    filings are not published."""

    version: int
    valid_from: dt.date
    valid_to: dt.date | None
    prior: float
    slope_error: float
    shift_error: float
    cluster: float
    least: int
    traces_kept_days: int
    scores_kept_days: int
    weights: Mapping[tuple[Signal, str], float]
    reasons: Mapping[tuple[Signal, str], str]
    mark: Mark
    source: str

    def is_in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def read_editions(text: str, file: str = _FILE) -> tuple[Edition, ...]:
    """Raises Invalid("definitions_invalid") with every fault."""
    faults: list[Fault] = []
    root = open_toml(file, text, FORMAT, faults)
    editions = [_edition(node) for node in root.children("edition")] if root else []
    if root:
        root.done()
        if not editions:
            root.fault("edition", "key_missing")
        _overlaps(root, editions)
    refuse(faults)
    return tuple(sorted(editions, key=lambda one: one.valid_from))


def _overlaps(root: Node, editions: list[Edition]) -> None:
    ordered = sorted(editions, key=lambda one: one.valid_from)
    for first, second in pairwise(ordered):
        if first.valid_to is None or first.valid_to > second.valid_from:
            root.fault("edition", "two_in_force", str(second.valid_from))
        if second.version <= first.version:
            root.fault("edition", "version_not_higher", str(second.version))


def _edition(node: Node) -> Edition:
    weights: dict[tuple[Signal, str], float] = {}
    reasons: dict[tuple[Signal, str], str] = {}
    for row in node.children("weight"):
        signal, level = row.choice("signal", Signal), row.text("level")
        weight, reason = float(row.number("weight")), row.text("reason")
        row.done()
        if level not in LEVELS[signal]:
            row.fault("level", "not_one_of", level)
        elif (signal, level) in weights:
            row.fault("level", "name_taken", f"{signal} {level}")
        elif abs(weight) > 5:
            row.fault("weight", "rule_out_of_range", str(weight))
        elif not reason:
            row.fault("reason", "key_missing")
        weights[signal, level], reasons[signal, level] = weight, reason
    for signal, levels in LEVELS.items():
        for level in levels:
            if (signal, level) not in weights:
                node.fault("weight", "key_missing", f"{signal} {level}")
    edition = Edition(
        version=node.whole("version", least=1, most=9999),
        valid_from=node.day("valid_from"),
        valid_to=node.day_or_none("valid_to"),
        prior=float(node.number("prior")),
        slope_error=float(node.number("slope_error")),
        shift_error=float(node.number("shift_error")),
        cluster=float(node.number("cluster")),
        least=node.whole("least", least=1, most=10_000),
        traces_kept_days=node.whole("traces_kept_days", least=31, most=400),
        scores_kept_days=node.whole("scores_kept_days", least=31, most=800),
        weights=weights,
        reasons=reasons,
        mark=node.choice("mark", Mark),
        source=node.text("source"),
    )
    if edition.cluster < 1 or not 0 <= edition.slope_error < 1 or edition.shift_error < 0:
        node.fault("cluster", "rule_out_of_range")
    node.done()
    return edition


@cache
def shipped() -> tuple[Edition, ...]:
    text = (resources.files("motcua.figures.genuine") / "data" / _FILE).read_text("utf-8")
    return read_editions(text)


def edition_on(day: dt.date, editions: tuple[Edition, ...] | None = None) -> Edition | None:
    """The edition in force on ``day``; None before the first."""
    found = [one for one in (shipped() if editions is None else editions) if one.is_in_force(day)]
    return found[-1] if found else None
