"""Figures over time: a table of periods, each number a link to its proof, with a small line drawn of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.desk.figures.summary_words import UNIT_WORDS
from motcua.figures.period_texts import period_name
from motcua.figures.periods import Period, parse_code
from motcua.figures.summaries.packing import Kept, unpack

WIDE, HIGH = 120, 28


@dataclass(frozen=True, slots=True)
class Line:
    """``points`` of a polyline in a box of :data:`WIDE` x :data:`HIGH`; empty where too little is known."""

    name: str
    unit: str
    figures: Sequence[Kept]
    points: str

    @property
    def now(self) -> Kept:
        return self.figures[-1]


def course_of(body: Mapping[str, object]) -> list[Period]:
    codes = body["course"]
    return [parse_code(str(code)) for code in codes] if isinstance(codes, list) else []


def names_of(course: Sequence[Period]) -> list[str]:
    return [period_name(one) for one in course]


def lines_in(body: Mapping[str, Mapping[str, Sequence[Mapping[str, object]]]], order: Sequence[str]) -> list[Line]:
    """One line for each figure of a row; the database keeps no order of its own."""
    found = []
    for indicator, packed in sorted(body["figures"].items(), key=lambda one: order.index(one[0])):
        figures = [unpack(indicator, one) for one in packed]
        unit = str(UNIT_WORDS.get(figures[-1].unit, ""))
        found.append(Line(figures[-1].name, unit, figures, points_of([one.value for one in figures])))
    return found


def points_of(values: Sequence[Fraction | None]) -> str:
    """A polyline from the lowest to the highest value; a gap is passed over."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    reach = high - low or Fraction(1)
    step = Fraction(WIDE - 4, len(values) - 1)
    return " ".join(
        f"{float(2 + at * step):.1f},{float(HIGH - 3 - (value - low) / reach * (HIGH - 6)):.1f}" for at, value in known
    )
