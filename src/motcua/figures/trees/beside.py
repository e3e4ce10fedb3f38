"""A published score beside our own: the national one is computed from what was synchronised, ours from what is here.
The difference is shown with what could explain it; ours never replaces theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .score import Score

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Beside:
    """``difference`` = ours - theirs. ``open``: points of ours that have no source; when ours lacks no more than that,
    ``explained_by_open`` says that the gap may be just those."""

    group: str
    ours: Fraction
    theirs: Fraction | None
    open: Fraction

    @property
    def difference(self) -> Fraction | None:
        return None if self.theirs is None else self.ours - self.theirs

    @property
    def explained_by_open(self) -> bool:
        return self.theirs is not None and self.open > 0 and self.ours <= self.theirs <= self.ours + self.open


def beside(ours: Score, theirs: Mapping[str, Fraction], total: Fraction | None = None) -> list[Beside]:
    """``theirs``: the publisher's group code -> points; a group that they do not give has None. The last line is the
    whole (group ``""``). Raises ValueError for a group the tree does not have."""
    codes = {found.group.code or found.group.id: found for found in ours.groups}
    unknown = set(theirs) - set(codes)
    if unknown:
        raise ValueError(f"no such groups: {', '.join(sorted(unknown))}")
    lines = [Beside(code, found.points, theirs.get(code), found.open) for code, found in codes.items()]
    whole = total if total is not None else sum(theirs.values(), NOTHING) if set(theirs) == set(codes) else None
    return [*lines, Beside("", ours.points, whole, ours.open)]
