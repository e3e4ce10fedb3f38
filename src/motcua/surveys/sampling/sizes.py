"""How many to ask, and how to share them out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

Z95: Final = Fraction(196, 100)


def slovin(population: int, error: Fraction) -> int:
    """n = N / (1 + N e²), rounded up: the formula of the Ministry's manual of 2013 (there e = 0.05)."""
    _checked(population, error)
    return ceil(population / (1 + population * error * error))


def for_margin(population: int, error: Fraction, *, design_effect: Fraction = Fraction(1)) -> int:
    """Answers needed so that a share near one half is known to ± ``error`` at 95 %: z² / 4e², times what clusters
    cost, less what a small population saves; never more than there are."""
    _checked(population, error)
    if design_effect < 1:
        raise ValueError("clusters do not make a sample better than a simple one")
    endless = Z95 * Z95 / (4 * error * error) * design_effect
    return min(population, ceil(endless / (1 + (endless - 1) / population))) if population else 0


def invited(answers: int, response: Fraction) -> int:
    """How many to invite when a share of ``response`` answers."""
    if not 0 < response <= 1:
        raise ValueError("a share of answers lies above 0 and not above 1")
    return ceil(answers / response)


def shared_out(total: int, sizes: Mapping[str, int], *, at_least: int = 0) -> dict[str, int]:
    """``total`` over strata in proportion to their sizes by largest remainder, none below ``at_least`` (or its whole
    size where that is smaller) and none above its size. Ties go by name. The sum may exceed ``total`` only because
    of ``at_least``, and falls short only where everybody is asked."""
    given = {key: min(at_least, size) for key, size in sizes.items()}
    open_ones = {key: size for key, size in sizes.items() if size > given[key]}
    while open_ones:
        rest = total - sum(count for key, count in given.items() if key not in open_ones)
        share = _largest_remainder(max(rest, 0), open_ones)
        within = {key: min(max(count, given[key]), sizes[key]) for key, count in share.items()}
        more = sum(within.values()) - sum(share.values())
        fixed = {
            key: count
            for key, count in within.items()
            if more == 0 or (count > share[key] if more > 0 else count < share[key])
        }
        given |= fixed
        open_ones = {key: size for key, size in open_ones.items() if key not in fixed}
    return given


def _largest_remainder(total: int, sizes: Mapping[str, int]) -> dict[str, int]:
    whole = sum(sizes.values())
    exact = {key: Fraction(total * size, whole) for key, size in sizes.items()}
    share = {key: int(value) for key, value in exact.items()}
    left = total - sum(share.values())
    for key in sorted(exact, key=lambda one: (share[one] - exact[one], one))[:left]:
        share[key] += 1
    return share


def _checked(population: int, error: Fraction) -> None:
    if population < 0 or not 0 < error < 1:
        raise ValueError("a population is not negative and an error lies between 0 and 1")


def as_fraction(value: Decimal | int | str) -> Fraction:
    """Exactly, not by way of a float."""
    return Fraction(str(value))
