"""What became of a figure, in words that stand in Vietnamese reports. Rules are a table: the first that fits speaks.

Differences are those of the printed numbers, so that a reader who subtracts what is printed finds what is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from motcua.figures.numbers import half_up, print_decimal

MULTIPLE_FROM: Final = 2
"""From this many times on a growth is said as *gấp … lần*."""


class Change(StrEnum):
    NOT_COUNTED = "not_counted"
    NO_BEFORE = "no_before"
    REDEFINED = "redefined"
    NOTHING_THERE = "nothing_there"
    """Nothing to divide by in one of the periods: a rate by a zero rule is no level to compare with."""
    SAME = "same"
    NEARLY_SAME = "nearly_same"
    """Other numbers that print the same."""
    POINTS = "points"
    FROM_NOTHING = "from_nothing"
    MULTIPLE = "multiple"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Level:
    """A figure of one period. ``shown``: as printed, in per cent for a rate; None: missing. ``exact``: before it was
    rounded. ``definition``: hash of what it was counted by. ``counts``: what it counts (*hồ sơ*), empty for a rate."""

    shown: Decimal | None
    exact: Fraction | None = None
    definition: str = ""
    is_rate: bool = False
    is_empty: bool = False
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``difference`` is signed, in percentage points for rates; ``share`` of the earlier amount in per cent."""

    change: Change
    difference: Decimal = Decimal(0)
    share: Decimal | None = None
    times: Decimal | None = None


_Rule = Callable[[Level, Level], bool]


def _before(level: Level) -> Decimal:
    return level.shown if level.shown is not None else Decimal(0)


RULES: Final[tuple[tuple[Change, _Rule], ...]] = (
    (Change.NOT_COUNTED, lambda now, before: now.shown is None),
    (Change.NO_BEFORE, lambda now, before: before.shown is None),
    (Change.REDEFINED, lambda now, before: now.definition != before.definition or now.is_rate != before.is_rate),
    (Change.NOTHING_THERE, lambda now, before: now.is_empty or before.is_empty),
    (Change.SAME, lambda now, before: now.shown == before.shown and now.exact == before.exact),
    (Change.NEARLY_SAME, lambda now, before: now.shown == before.shown),
    (Change.POINTS, lambda now, before: now.is_rate),
    (Change.FROM_NOTHING, lambda now, before: _before(before) <= 0 or _before(now) < 0),
    (Change.MULTIPLE, lambda now, before: _before(now) >= MULTIPLE_FROM * _before(before)),
    (Change.AMOUNT, lambda now, before: True),
)


def compare(now: Level, before: Level) -> Comparison:
    change = next(change for change, fits in RULES if fits(now, before))
    if now.shown is None or before.shown is None:
        return Comparison(change)
    difference = now.shown - before.shown
    match change:
        case Change.POINTS | Change.FROM_NOTHING:
            return Comparison(change, difference)
        case Change.MULTIPLE:
            return Comparison(change, difference, times=_times(now.shown, before.shown))
        case Change.AMOUNT:
            share = half_up(abs(Fraction(difference)) / Fraction(before.shown) * 100, 2)
            return Comparison(change, difference, share=share)
        case _:
            return Comparison(change)


def _times(now: Decimal, before: Decimal) -> Decimal:
    """Without a decimal when it is whole, else with one."""
    exact = Fraction(now) / Fraction(before)
    return half_up(exact, 0 if exact.denominator == 1 else 1)


class PartKind(StrEnum):
    TEXT = "text"
    DIFFERENCE = "difference"
    """A number made of two figures."""
    BEFORE = "before"
    """The earlier figure itself goes here."""


@dataclass(frozen=True, slots=True)
class Part:
    kind: PartKind
    text: str = ""


def phrase(found: Comparison, *, other: str, counts: str = "") -> list[Part]:
    """*tăng 0,35 điểm phần trăm so với kỳ trước (quý IV/2025: 97,78%)*. ``other``: *kỳ trước*, *cùng kỳ năm
    trước*."""
    direction = "tăng" if found.difference > 0 else "giảm"
    amount = Part(PartKind.DIFFERENCE, f"{print_decimal(abs(found.difference))} {counts}".strip())
    match found.change:
        case Change.NOT_COUNTED:
            return [_text(f"không so sánh được với {other} vì kỳ này chưa có số liệu")]
        case Change.NO_BEFORE:
            return [_text(f"chưa có số liệu {other} để so sánh")]
        case Change.REDEFINED:
            return [_text(f"không so sánh với {other} vì cách tính đã thay đổi")]
        case Change.NOTHING_THERE:
            return [_text(f"không so sánh với {other} vì có kỳ không phát sinh")]
        case Change.SAME:
            return [_text(f"không đổi so với {other} ("), Part(PartKind.BEFORE), _text(")")]
        case Change.NEARLY_SAME:
            return [_text(f"gần như không đổi so với {other} ("), Part(PartKind.BEFORE), _text(")")]
        case Change.POINTS:
            points = Part(PartKind.DIFFERENCE, f"{print_decimal(abs(found.difference))} điểm phần trăm")
            return [_text(f"{direction} "), points, *_against(other)]
        case Change.MULTIPLE if found.times is not None:
            times = Part(PartKind.DIFFERENCE, f"{print_decimal(found.times)} lần")
            return [_text(f"{direction} "), amount, _text(", gấp "), times, _text(f" {other} ("), *_last()]
        case Change.AMOUNT if found.share is not None:
            share = Part(PartKind.DIFFERENCE, f"{print_decimal(found.share)}%")
            return [_text(f"{direction} "), amount, _text(", tương đương "), share, _text(","), *_against(other)]
        case _:
            return [_text(f"{direction} "), amount, *_against(other)]


def _text(words: str) -> Part:
    return Part(PartKind.TEXT, words)


def _against(other: str) -> list[Part]:
    return [_text(f" so với {other} ("), *_last()]


def _last() -> list[Part]:
    return [Part(PartKind.BEFORE), _text(")")]
