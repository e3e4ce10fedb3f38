"""Weights: one over the chance to be asked, mended for those who did not answer, and brought to known totals.

A stored weight is a whole number of millionths. Everything published is computed from stored weights, so the rounding
here is the only one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

MILLION: Final = 1_000_000
ROUNDS: Final = 200
CLOSE: Final = Fraction(1, 10**9)


class Fate(StrEnum):
    """What became of somebody who was asked. ``ineligible``: belongs to no one who is surveyed (never filed, dead)."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    INELIGIBLE = "ineligible"


@dataclass(frozen=True, slots=True)
class Asked:
    """``cell`` is the class within which those who answer stand for those who do not; ``row`` the cells that may be
    joined when one has too few answers."""

    key: str
    chance: Fraction
    fate: Fate
    row: str
    cell: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A class of non-response after joining: how many answered of how many who could, and the factor."""

    cells: tuple[str, ...]
    row: str
    asked: int
    answered: int
    factor: Fraction


def weighted(asked: Sequence[Asked], *, at_least: int = 5) -> tuple[dict[str, Fraction], list[Cell]]:
    """Weights of those who answered, and the classes behind them. Within a class the weights of those who answered
    grow to those of all who could; a class with fewer than ``at_least`` answers is joined with the next of its row.
    A row without any answer gets no weight: nobody stands for it, and its class says so with factor 0."""
    rows: dict[str, dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for one in asked:
        if one.fate is not Fate.INELIGIBLE:
            rows[one.row][one.cell].append(one)
    weights: dict[str, Fraction] = {}
    classes: list[Cell] = []
    for row in sorted(rows):
        for names, members in _joined(rows[row], at_least):
            answered = [one for one in members if one.fate is Fate.ANSWERED]
            base = sum((1 / one.chance for one in answered), Fraction(0))
            factor = sum((1 / one.chance for one in members), Fraction(0)) / base if base else Fraction(0)
            weights |= {one.key: factor / one.chance for one in answered}
            classes.append(Cell(names, row, len(members), len(answered), factor))
    return weights, classes


def _joined(cells: Mapping[str, list[Asked]], at_least: int) -> list[tuple[tuple[str, ...], list[Asked]]]:
    found: list[tuple[tuple[str, ...], list[Asked]]] = []
    names: tuple[str, ...] = ()
    members: list[Asked] = []
    for name in sorted(cells):
        names, members = (*names, name), members + cells[name]
        if sum(one.fate is Fate.ANSWERED for one in members) >= at_least:
            found.append((names, members))
            names, members = (), []
    if members and found:
        last_names, last = found.pop()
        found.append(((*last_names, *names), last + members))
    elif members:
        found.append((names, members))
    return found


@dataclass(frozen=True, slots=True)
class Margin:
    """Known totals by category, and in which category each one who answered is."""

    name: str
    totals: Mapping[str, int]
    category: Mapping[str, str]


class NotCalibrated(ValueError):
    """``code``: ``unknown_category`` (an answer in none of the margin's), ``empty_category`` (a total above 0 that
    nobody stands for), ``totals_differ`` (two margins count different people), ``not_settled``."""

    def __init__(self, code: str, margin: str, category: str = "") -> None:
        super().__init__(code)
        self.code, self.margin, self.category = code, margin, category


def raked(weights: Mapping[str, Fraction], margins: Sequence[Margin]) -> dict[str, Fraction]:
    """Weights whose sums equal the totals of every margin (iterative proportional fitting), to one in a thousand
    million; as near to the given ones as that allows. One margin: exact (post-stratification). Raises
    :class:`NotCalibrated`."""
    for margin in margins:
        _check(weights, margin)
        if sum(margin.totals.values()) != sum(margins[0].totals.values()):
            raise NotCalibrated("totals_differ", margin.name)
    if len(margins) == 1:
        return _fitted(weights, margins[0], _sums(weights, margins[0]))
    now = dict(weights)
    for _ in range(ROUNDS):
        worst = Fraction(0)
        for margin in margins:
            sums = _sums(now, margin)
            worst = max(worst, *(abs(sums[name] / total - 1) for name, total in margin.totals.items() if total))
            now = {key: _short(weight) for key, weight in _fitted(now, margin, sums).items()}
        if worst < CLOSE:
            return now
    raise NotCalibrated("not_settled", margins[-1].name)


def _check(weights: Mapping[str, Fraction], margin: Margin) -> None:
    held = set()
    for key in weights:
        category = margin.category.get(key, "")
        if category not in margin.totals:
            raise NotCalibrated("unknown_category", margin.name, category)
        held.add(category)
    for category, total in margin.totals.items():
        if total and category not in held:
            raise NotCalibrated("empty_category", margin.name, category)


def _sums(weights: Mapping[str, Fraction], margin: Margin) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for key, weight in weights.items():
        sums[margin.category[key]] += weight
    return sums


def _fitted(weights: Mapping[str, Fraction], margin: Margin, sums: Mapping[str, Fraction]) -> dict[str, Fraction]:
    factors = {name: Fraction(margin.totals[name]) / total for name, total in sums.items()}
    return {key: weight * factors[margin.category[key]] for key, weight in weights.items()}


def _short(weight: Fraction) -> Fraction:
    """To 10⁻¹⁵: fractions would grow with every round."""
    return Fraction(round(weight * 10**15), 10**15)


def stored(weight: Fraction) -> int:
    """In millionths, half up."""
    return int(weight * MILLION + Fraction(1, 2))
