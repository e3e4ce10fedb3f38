"""Numbers as people type them: ``93.86%``, ``29%%``, ``93,86 %``, ``1.835``, ``1 835``, full-width digits, spaces
that do not break. What was understood is said; what can mean two things is decided by the declared kind, and said too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from motcua.core.errors import Invalid

LONGEST: Final = 40
"""Characters of a typed number; more is no number."""


class Expected(StrEnum):
    COUNT = "count"
    """A whole number: one separator before three digits parts thousands."""
    AMOUNT = "amount"
    """May have decimals, written the Vietnamese way: a dot before three digits parts thousands, a comma decimals."""
    PERCENT = "percent"
    """One separator always parts decimals. The value is a share: 93,86 % is 0.9386."""
    MULTIPLE = "multiple"
    """Times something: one separator parts decimals."""


class Remark(StrEnum):
    """What the reader took for granted. The words are ``number_remark_<value>``."""

    WIDE = "wide"
    SPACES = "spaces"
    PERCENT_TWICE = "percent_twice"
    PERCENT_ASSUMED = "percent_assumed"
    PERCENT_MAYBE_SHARE = "percent_maybe_share"
    DOT_AS_DECIMAL = "dot_as_decimal"
    COMMA_AS_THOUSAND = "comma_as_thousand"
    AMBIGUOUS_AS_THOUSAND = "ambiguous_as_thousand"
    AMBIGUOUS_AS_DECIMAL = "ambiguous_as_decimal"


@dataclass(frozen=True, slots=True)
class Typed:
    """``value`` is exact, a share for percents; ``written`` the number itself with the decimals that were typed."""

    text: str
    value: Fraction
    written: Decimal
    expected: Expected
    remarks: tuple[Remark, ...]

    @property
    def decimals(self) -> int:
        return max(0, -int(self.written.as_tuple().exponent))


_MINUS: Final = str.maketrans(dict.fromkeys("\u2212\u2013\u2010\u2011", "-"))
_SPACE: Final = re.compile(r"\s+")
_UNSEEN: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
_SHAPE: Final = re.compile(r"([+-]?)\s?([0-9][0-9., ]*[0-9]|[0-9])\s?(%(?:\s?%)*)?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:[., ][0-9]{3})+")
_RANK: Final = re.compile(r"[0-9]+\s?/\s?[0-9]+")


def read_number(text: str, expected: Expected) -> Typed:
    """Raises Invalid: ``number_not_understood``, ``number_is_a_rank`` (17/63), ``number_not_whole``,
    ``number_percent_unexpected``, ``number_groups_wrong`` (1.83.5), each with the text as typed."""
    remarks: list[Remark] = []
    plain = _plain(text, remarks)
    if _RANK.fullmatch(plain):
        raise _refusal("number_is_a_rank", text)
    shape = _SHAPE.fullmatch(plain)
    if shape is None or len(plain) > LONGEST:
        raise _refusal("number_not_understood", text)
    sign, digits, percents = shape[1], shape[2], shape[3] or ""
    if percents and expected is not Expected.PERCENT:
        raise _refusal("number_percent_unexpected", text)
    if percents.count("%") > 1:
        remarks.append(Remark.PERCENT_TWICE)
    written = _number(text, digits, expected, remarks)
    if sign == "-":
        written = -written
    if expected is Expected.COUNT:
        if written != written.to_integral_value():
            raise _refusal("number_not_whole", text)
        written = written.to_integral_value()
    value = Fraction(written)
    if expected is Expected.PERCENT:
        value /= 100
        if not percents:
            remarks.append(Remark.PERCENT_MAYBE_SHARE if 0 < abs(written) <= 1 else Remark.PERCENT_ASSUMED)
    return Typed(text, value, written, expected, tuple(remarks))


def _plain(text: str, remarks: list[Remark]) -> str:
    normal = unicodedata.normalize("NFKC", text)
    if any(unicodedata.east_asian_width(letter) in "FW" for letter in text):
        remarks.append(Remark.WIDE)
    without = _SPACE.sub(" ", _UNSEEN.sub("", normal)).strip().translate(_MINUS)
    if " " in without:
        remarks.append(Remark.SPACES)
    return without


def _number(text: str, digits: str, expected: Expected, remarks: list[Remark]) -> Decimal:
    whole, point, places = _split(text, digits, expected, remarks)
    if re.search(r"[., ]", whole):
        if not _GROUPED.fullmatch(whole) or len(set(re.findall(r"[., ]", whole))) > 1:
            raise _refusal("number_groups_wrong", text)
        if "," in whole:
            remarks.append(Remark.COMMA_AS_THOUSAND)
    if not places.isdigit() and places:
        raise _refusal("number_groups_wrong", text)
    if point == ".":
        remarks.append(Remark.DOT_AS_DECIMAL)
    return Decimal(re.sub(r"[., ]", "", whole) + ("." + places if places else ""))


def _split(text: str, digits: str, expected: Expected, remarks: list[Remark]) -> tuple[str, str, str]:
    """The whole part with its separators, the sign that parts decimals (or nothing), the decimals."""
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return digits, "", ""
    if dots and commas:
        point = max(".,", key=digits.rfind)
        if digits.count(point) > 1:
            raise _refusal("number_groups_wrong", text)
        whole, _, places = digits.rpartition(point)
        return whole, point, places
    if dots + commas > 1:
        return digits, "", ""
    point = "." if dots else ","
    whole, _, places = digits.partition(point)
    if len(places) == 3 and " " not in digits and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        if expected is Expected.COUNT or (expected is Expected.AMOUNT and point == "."):
            remarks.append(Remark.AMBIGUOUS_AS_THOUSAND)
            return digits, "", ""
        remarks.append(Remark.AMBIGUOUS_AS_DECIMAL)
    return whole, point, places


def _refusal(code: str, text: str) -> Invalid:
    return Invalid(code, params={"text": text[:LONGEST]})
