"""The newest published score of a unit beside our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.figures.periods import Period
from motcua.figures.trees.beside import Beside, beside
from motcua.figures.trees.score import Score

from .models import NationalImport, NationalKind, NationalScore, NationalState


@dataclass(frozen=True, slots=True)
class Compared:
    """``lines``: group by group, the whole last. ``source`` and ``obtained_on`` of what was imported."""

    lines: Sequence[Beside]
    source: NationalImport
    rank: int | None
    ranked_of: int | None

    @property
    def obtained_on(self) -> dt.date:
        return self.source.obtained_on


def published_score(unit: str, period: Period) -> NationalScore | None:
    """What was published of a unit and period, as imported last."""
    return (
        NationalScore.objects.filter(
            unit=unit,
            fault="",
            source__kind=NationalKind.SCORES,
            source__state=NationalState.TAKEN,
            source__period=period.code,
        )
        .select_related("source")
        .order_by("-source__obtained_on", "-source__taken_at")
        .first()
    )


def compared(ours: Score, unit: str, period: Period) -> Compared | None:
    """None while nothing of it was imported."""
    theirs = published_score(unit, period)
    if theirs is None:
        return None
    codes = {group.group.code or group.group.id for group in ours.groups}
    groups = {code: Fraction(value) for code, value in theirs.groups.items() if code in codes}
    total = Fraction(theirs.total) if theirs.total else None
    return Compared(beside(ours, groups, total), theirs.source, theirs.rank, theirs.ranked_of)


def newest_list(unit: str, period: Period) -> NationalImport | None:
    """The list of dossiers of this unit and period that was taken last."""
    return (
        NationalImport.objects.filter(
            kind=NationalKind.DOSSIERS, state=NationalState.TAKEN, unit=unit, period=period.code
        )
        .order_by("-obtained_on", "-taken_at")
        .first()
    )
