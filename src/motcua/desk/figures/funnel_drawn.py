"""A funnel plot as coordinates of an SVG that the server draws; the same numbers stand in the table beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.figures.comparison.funnel import ACTION, WARNING, limits

WIDE: Final = 720
HIGH: Final = 360
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 44
_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class Point:
    """A unit: how many late dossiers are expected, and how many times that there were."""

    name: str
    expected: float
    ratio: float
    look: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    look: str
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """``inner`` and ``outer``: upper and lower limits as points of polylines."""

    wide: int
    high: int
    left: int
    right: int
    top: int
    bottom: int
    one: str
    inner: tuple[str, str]
    outer: tuple[str, str]
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def funnel(points: Sequence[Point]) -> Drawn:
    """Raises ValueError without any point."""
    if not points:
        raise ValueError("a funnel needs points")
    most = max(point.expected for point in points) * 1.08
    tallest = max(2.5, *(point.ratio * 1.1 for point in points))
    width, height = WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM

    def x(value: float) -> str:
        return f"{LEFT + width * value / most:.1f}"

    def y(value: float) -> str:
        return f"{TOP + height * (1 - min(value, tallest) / tallest):.1f}"

    first = min(1.0, most / 10)
    places = [first + (most - first) * at / _STEPS for at in range(_STEPS + 1)]

    def band(side: float) -> tuple[str, str]:
        found = [(place, limits(place, side)) for place in places]
        return (
            " ".join(f"{x(place)},{y(one.high)}" for place, one in found if one.high <= tallest),
            " ".join(f"{x(place)},{y(one.low)}" for place, one in found),
        )

    return Drawn(
        WIDE,
        HIGH,
        LEFT,
        WIDE - RIGHT,
        TOP,
        HIGH - BOTTOM,
        y(1),
        band(WARNING),
        band(ACTION),
        tuple(Dot(x(point.expected), y(point.ratio), point.look, point.name) for point in points),
        tuple(Tick(x(at), f"{at:g}") for at in _ticks(most)),
        tuple(Tick(y(at), f"{at:g}") for at in _ticks(tallest)),
    )


def _ticks(most: float) -> list[float]:
    """Round numbers up to the most, four or five of them."""
    rough = most / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough)
    return [step * at for at in range(int(most / step) + 1)]
