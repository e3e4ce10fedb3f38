"""Figures stay exact fractions until they are printed; printing rounds half up. Nothing here uses floats.

18 of 64 is 28.125 %, printed ``28,13%``: Python's own rounding (half to even) would print 28,12.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

Exact = int | Fraction | Decimal
"""What a figure may be before it is printed."""

MOST_DECIMALS: Final = 12
_SEPARATORS: Final = {"vi": (".", ","), "en": (",", ".")}


def exact(value: Exact) -> Fraction:
    """Raises TypeError for anything that is not exact, above all floats."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        raise TypeError(f"a figure is an int, a Fraction or a Decimal, not {type(value).__name__}")
    return Fraction(value)


def half_up(value: Exact, decimals: int = 0) -> Decimal:
    """Rounded to ``decimals`` places, halves away from zero. The answer always carries exactly that many places."""
    if not 0 <= decimals <= MOST_DECIMALS:
        raise ValueError(f"decimals must lie between 0 and {MOST_DECIMALS}")
    fraction = exact(value)
    whole, rest = divmod(abs(fraction.numerator) * 10**decimals, fraction.denominator)
    if 2 * rest >= fraction.denominator:
        whole += 1
    sign = 1 if fraction < 0 and whole else 0
    return Decimal((sign, tuple(int(digit) for digit in str(whole)), -decimals))


def percent(share: Exact, decimals: int = 2) -> Decimal:
    """A share (1 is the whole) as a rounded number of per cent."""
    return half_up(exact(share) * 100, decimals)


def print_decimal(value: Decimal | int, language: str = "vi") -> str:
    """Grouped by thousands: ``1.835`` and ``28,13`` in Vietnamese, ``1,835`` and ``28.13`` in English."""
    thousands, point = _SEPARATORS.get(language, _SEPARATORS["en"])
    text = format(value, ",f") if isinstance(value, Decimal) else format(value, ",d")
    whole, _, places = text.partition(".")
    return whole.replace(",", thousands) + (point + places if places else "")


def print_number(value: Exact, decimals: int = 0, language: str = "vi") -> str:
    return print_decimal(half_up(value, decimals), language)


def print_percent(share: Exact, decimals: int = 2, language: str = "vi") -> str:
    """``28,13%`` from 18/64; no space before the sign, as provinces print it."""
    return print_decimal(percent(share, decimals), language) + "%"


@dataclass(frozen=True, slots=True)
class Printable:
    """Which whole numbers out of ``total`` print as ``rate``. ``first`` and ``last`` are the smallest and the largest
    of them, both None when there is none. ``below`` and ``above`` are the nearest counts and what they print."""

    total: int
    rate: Decimal
    first: int | None
    last: int | None
    below: tuple[int, Decimal]
    above: tuple[int, Decimal]

    @property
    def is_possible(self) -> bool:
        return self.first is not None


def whole_numbers_behind(rate: Decimal, total: int) -> Printable:
    """Can a whole number out of ``total`` give this printed number of per cent? The number of decimals is the one that
    ``rate`` carries: 74.26 of 1,392 cannot be, 1,033 gives 74.21 and 1,034 gives 74.28. Raises ValueError when
    ``total`` is not positive or the rate is negative or over 100."""
    if total <= 0 or not 0 <= rate <= 100:
        raise ValueError("a rate of 0 to 100 and a positive total are needed")
    decimals = max(0, -int(rate.as_tuple().exponent))
    half = Fraction(1, 2 * 10**decimals)
    share = exact(rate)
    first = max(0, _ceiling((share - half) * total / 100))
    last = min(total, _ceiling((share + half) * total / 100) - 1)
    below = (share * total / 100).__floor__()
    above = min(total, below + 1)
    return Printable(
        total=total,
        rate=rate,
        first=first if first <= last else None,
        last=last if first <= last else None,
        below=(below, percent(Fraction(below, total), decimals)),
        above=(above, percent(Fraction(above, total), decimals)),
    )


def _ceiling(value: Fraction) -> int:
    return -((-value).__floor__())
