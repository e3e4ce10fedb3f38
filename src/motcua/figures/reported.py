"""Reported values carry a kind: *bằng 100,21 %* of the same period is growth of 0,21 %, *tăng 174 %* is growth,
*3,3 lần* a multiple, *hơn* and *gần* are bounds. Two values are compared only where their kinds and units allow it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from motcua.core.errors import Invalid

from .numbers import Printable, percent, whole_numbers_behind
from .typed_numbers import Expected, Typed, read_number


class ValueKind(StrEnum):
    LEVEL = "level"
    """An amount in its unit: 1.835 procedures."""
    SHARE = "share"
    """Per cent of a whole; never over 100."""
    OF_PLAN = "of_plan"
    """Per cent of the yearly plan; may exceed 100."""
    OF_ESTIMATE = "of_estimate"
    """Per cent of the budget estimate; may exceed 100."""
    OF_SAME_PERIOD = "of_same_period"
    """Per cent of the same period of last year: 100,21 % is 0,21 % more."""
    GROWTH = "growth"
    """Per cent more than the same period of last year."""
    MULTIPLE = "multiple"
    """Times the same period of last year: 3,3 lần is 230 % more."""


class Bound(StrEnum):
    EXACT = "exact"
    ABOVE = "above"
    """hơn, trên: the value or somewhat more."""
    BELOW = "below"
    """gần, dưới: the value or somewhat less."""
    ABOUT = "about"
    """khoảng: near it, on either side."""


@dataclass(frozen=True, slots=True)
class Reported:
    """``value`` is exact; percents are shares (93,86 % is 0.9386). ``unit`` is empty for everything but a level."""

    kind: ValueKind
    value: Fraction
    unit: str = ""
    bound: Bound = Bound.EXACT
    decimals: int = 0

    @property
    def growth(self) -> Fraction | None:
        """Against the same period of last year, as a share, where the kind itself says it."""
        match self.kind:
            case ValueKind.GROWTH:
                return self.value
            case ValueKind.OF_SAME_PERIOD | ValueKind.MULTIPLE:
                return self.value - 1
            case _:
                return None


@dataclass(frozen=True, slots=True)
class ReadReport:
    reported: Reported
    typed: Typed


_BOUNDS: Final = {
    "hơn": Bound.ABOVE,
    "trên": Bound.ABOVE,
    "ít nhất": Bound.ABOVE,
    ">": Bound.ABOVE,
    "≥": Bound.ABOVE,
    "gần": Bound.BELOW,
    "dưới": Bound.BELOW,
    "không quá": Bound.BELOW,
    "<": Bound.BELOW,
    "≤": Bound.BELOW,
    "khoảng": Bound.ABOUT,
    "ước": Bound.ABOUT,
    "~": Bound.ABOUT,
}
_DIRECTIONS: Final = ("tăng", "giảm", "bằng", "đạt", "gấp")
_ALLOWED: Final = {
    "tăng": {ValueKind.GROWTH},
    "giảm": {ValueKind.GROWTH},
    "gấp": {ValueKind.MULTIPLE},
    "bằng": set(ValueKind) - {ValueKind.GROWTH},
    "đạt": set(ValueKind) - {ValueKind.GROWTH, ValueKind.MULTIPLE},
}
_TAIL: Final = re.compile(r"\s*(?:so với cùng kỳ|cùng kỳ|kế hoạch năm|kế hoạch|dự toán)(?: năm trước)?\s*$")
_TIMES: Final = re.compile(r"\s*lần\s*$")
_EXPECTED: Final = {ValueKind.LEVEL: Expected.AMOUNT, ValueKind.MULTIPLE: Expected.MULTIPLE}


def read_reported(text: str, kind: ValueKind, *, unit: str = "", whole: bool = False) -> ReadReport:
    """One typed cell of a report. Bound words (*hơn*, *gần*, *trên*, *dưới*, *khoảng*) and words of direction are
    understood. ``whole``: a level that counts things. Raises Invalid: as :func:`read_number`, and
    ``reported_kind_differs`` when a word contradicts the declared kind (*tăng* for a per cent of the same period),
    ``reported_over_100`` for a share over the whole, ``reported_unit_missing`` for a level without a unit."""
    if kind is ValueKind.LEVEL and not unit:
        raise Invalid("reported_unit_missing", params={"text": text})
    rest = unicodedata.normalize("NFC", text).strip().lower()
    bound, direction = Bound.EXACT, ""
    while True:
        word = next((word for word in (*_BOUNDS, *_DIRECTIONS) if rest.startswith(word)), "")
        if not word:
            break
        rest = rest[len(word) :].lstrip()
        if word in _BOUNDS:
            bound = _BOUNDS[word]
        elif kind not in _ALLOWED[word]:
            raise Invalid("reported_kind_differs", params={"text": text, "word": word})
        else:
            direction = word
    rest = _without_unit(rest, kind, unit)
    typed = read_number(rest, Expected.COUNT if whole else _EXPECTED.get(kind, Expected.PERCENT))
    value = -typed.value if direction == "giảm" else typed.value
    _check_range(text, kind, value)
    decimals = typed.decimals
    return ReadReport(Reported(kind, value, unit if kind is ValueKind.LEVEL else "", bound, decimals), typed)


def _without_unit(rest: str, kind: ValueKind, unit: str) -> str:
    rest = _TAIL.sub("", rest)
    if kind is ValueKind.MULTIPLE:
        return _TIMES.sub("", rest)
    if kind is ValueKind.LEVEL:
        return rest.removesuffix(unit.lower()).rstrip()
    return rest


def _check_range(text: str, kind: ValueKind, value: Fraction) -> None:
    if kind is ValueKind.SHARE and value > 1:
        raise Invalid("reported_over_100", params={"text": text})
    if kind in {ValueKind.SHARE, ValueKind.OF_SAME_PERIOD, ValueKind.MULTIPLE} and value < 0:
        raise Invalid("reported_negative", params={"text": text})
    if kind is ValueKind.GROWTH and value < -1:
        raise Invalid("reported_falls_below_nothing", params={"text": text})


@dataclass(frozen=True, slots=True)
class Comparison:
    """``difference`` in the values' own unit (percentage points as a share); ``growth`` relative to the earlier value.
    ``direction`` is 1, 0 or -1, or None where bounds leave it open. ``why_not`` is a code when nothing was compared."""

    difference: Fraction | None = None
    growth: Fraction | None = None
    direction: int | None = None
    why_not: str = ""


def compare(now: Reported, before: Reported | None) -> Comparison:
    """The value beside that of the same period of last year (or the last period). Never raises: says why it cannot."""
    if before is None:
        return Comparison(
            growth=now.growth, direction=_sign(now), why_not="" if now.growth is not None else "no_before"
        )
    if now.kind is not before.kind:
        return Comparison(why_not="kinds_differ")
    if now.unit != before.unit:
        return Comparison(why_not="units_differ")
    difference = now.value - before.value
    relative = difference / before.value if now.kind is ValueKind.LEVEL and before.value > 0 else None
    return Comparison(difference, relative, _direction(now, before))


def _sign(value: Reported) -> int | None:
    if value.growth is None or value.bound is Bound.ABOUT:
        return None
    sign = (value.growth > 0) - (value.growth < 0)
    agrees = {Bound.EXACT: True, Bound.ABOVE: sign >= 0, Bound.BELOW: sign <= 0}[value.bound]
    return sign if agrees else None


def _direction(now: Reported, before: Reported) -> int | None:
    sign = (now.value > before.value) - (now.value < before.value)
    if now.bound is Bound.EXACT and before.bound is Bound.EXACT:
        return sign
    surely_up = now.bound in {Bound.EXACT, Bound.ABOVE} and before.bound in {Bound.EXACT, Bound.BELOW}
    surely_down = now.bound in {Bound.EXACT, Bound.BELOW} and before.bound in {Bound.EXACT, Bound.ABOVE}
    if (sign > 0 and surely_up) or (sign < 0 and surely_down):
        return sign
    return None


def check_rate(reported: Reported, total: int) -> Printable | None:
    """What a reported share of ``total`` things says about itself; None when there is nothing to check (another kind, a
    bound, an empty total). When ``is_possible`` is false no whole number prints so: the denominator is another one."""
    if reported.kind is not ValueKind.SHARE or reported.bound is not Bound.EXACT or total <= 0:
        return None
    return whole_numbers_behind(percent(reported.value, reported.decimals), total)
