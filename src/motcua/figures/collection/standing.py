"""A target beside what was reached. Pure."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from fractions import Fraction

from motcua.figures.periods import Period


class Standing(StrEnum):
    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    """The period runs, and the target is not reached yet."""
    MISSED = "missed"
    UNKNOWN = "unknown"
    """There is no figure to compare."""


def standing(value: Fraction | None, target: Fraction, *, better: int, period: Period, today: dt.date) -> Standing:
    """``better``: 1 when more is, -1 when less is. A figure of less-is-better can still rise while the period runs, so
    it is reached only when the period is over."""
    if value is None:
        return Standing.UNKNOWN
    is_over = today > period.last
    met = value >= target if better >= 0 else value <= target
    if met and (is_over or better >= 0):
        return Standing.REACHED
    if not is_over:
        return Standing.ON_THE_WAY
    return Standing.MISSED
