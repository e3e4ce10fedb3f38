"""Layers of a score: the unit's own, the appraised one, the survey, and what follows finally. Every entry keeps author,
time, reason and evidence; none is ever overwritten, the newest of a layer counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from motcua.core.errors import Conflict, Invalid, NotFound

from .model import Band, Criterion, Origin, Tree

NOTHING = Fraction(0)


class Layer(StrEnum):
    SELF = "self"
    APPRAISED = "appraised"
    SURVEY = "survey"
    FINAL = "final"
    """What a council decided on an appeal; stands before the others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``points`` None: not applicable to this unit. ``evidence``: ids of files; ``reason``: why so, in words."""

    criterion: str
    layer: Layer
    points: Fraction | None
    author: str
    at: dt.datetime
    reason: str = ""
    evidence: tuple[str, ...] = ()


def check_entry(tree: Tree, earlier: Sequence[Entry], new: Entry) -> None:
    """Raises NotFound ``criterion_unknown``; Invalid ``score_out_of_range``, ``score_max_unknown``,
    ``score_layer_wrong``, ``score_evidence_missing`` (neither file nor explanation), ``score_reason_missing`` (an
    appraisal that differs, or a value that changes); Conflict ``score_self_missing`` (nothing to appraise),
    ``score_same_person`` (nobody appraises their own), ``score_not_appraised`` (nothing to change finally),
    ``score_out_of_order`` (recorded before the last entry)."""
    criterion = next((leaf for leaf in tree.leaves if leaf.id == new.criterion), None)
    if criterion is None:
        raise NotFound("criterion_unknown", params={"criterion": new.criterion})
    _check_layer(criterion, new)
    _check_points(criterion, new)
    mine = [entry for entry in earlier if entry.criterion == new.criterion]
    if any(entry.at > new.at for entry in mine):
        raise Conflict("score_out_of_order", params={"criterion": new.criterion})
    own, last = _last(mine, Layer.SELF), _last(mine, new.layer)
    if new.layer is Layer.APPRAISED and criterion.origin is Origin.SELF:
        if own is None:
            raise Conflict("score_self_missing", params={"criterion": new.criterion})
        if own.author == new.author:
            raise Conflict("score_same_person", params={"criterion": new.criterion})
    if new.layer is Layer.FINAL:
        _check_final(mine, new)
    compared = [entry for entry in (last, own if new.layer is Layer.APPRAISED else None) if entry is not None]
    if any(entry.points != new.points for entry in compared) and not new.reason.strip():
        raise Invalid("score_reason_missing", params={"criterion": new.criterion})
    if new.layer is Layer.SELF and not new.evidence and not new.reason.strip():
        raise Invalid("score_evidence_missing", params={"criterion": new.criterion})


def _check_final(mine: Sequence[Entry], new: Entry) -> None:
    if all(_last(mine, layer) is None for layer in (Layer.APPRAISED, Layer.SURVEY)):
        raise Conflict("score_not_appraised", params={"criterion": new.criterion})
    if not new.reason.strip():
        raise Invalid("score_reason_missing", params={"criterion": new.criterion})


def _check_layer(criterion: Criterion, new: Entry) -> None:
    is_survey = criterion.origin is Origin.SURVEY
    if new.layer is not Layer.FINAL and is_survey != (new.layer is Layer.SURVEY):
        raise Invalid("score_layer_wrong", params={"criterion": criterion.id, "layer": new.layer.value})


def _check_points(criterion: Criterion, new: Entry) -> None:
    if new.points is None:
        return
    if criterion.max_points is None:
        raise Invalid("score_max_unknown", params={"criterion": criterion.id})
    if not 0 <= new.points <= criterion.max_points:
        params = {"criterion": criterion.id, "most": str(criterion.max_points)}
        raise Invalid("score_out_of_range", params=params)


@dataclass(frozen=True, slots=True)
class Layered:
    """One criterion through the layers. ``final``: the council's where it decided, else the survey's for survey
    criteria, else the appraised one; None while it is open. ``applies`` False: left out of the maximum."""

    criterion: Criterion
    own: Entry | None
    appraised: Entry | None
    survey: Entry | None
    decided: Entry | None = None

    @property
    def deciding(self) -> Entry | None:
        """The council's word where there is one."""
        if self.decided is not None:
            return self.decided
        return self.survey if self.criterion.origin is Origin.SURVEY else self.appraised

    @property
    def final(self) -> Fraction | None:
        return self.deciding.points if self.deciding is not None else None

    @property
    def applies(self) -> bool:
        return self.deciding is None or self.deciding.points is not None


@dataclass(frozen=True)
class LayeredScore:
    """``percent``: final points of the maximum that applies; None while something is open. ``without_survey``: the
    survey was not held, its points left the maximum (appraised / (100 - survey) * 100)."""

    tree: Tree
    criteria: tuple[Layered, ...]
    without_survey: bool

    def total(self, layer: Layer) -> Fraction:
        """Points entered in that layer so far."""
        entries = {
            Layer.SELF: [c.own for c in self.criteria],
            Layer.APPRAISED: [c.appraised for c in self.criteria],
            Layer.SURVEY: [c.survey for c in self.criteria],
            Layer.FINAL: [c.deciding for c in self.criteria],
        }[layer]
        return sum((entry.points or NOTHING for entry in entries if entry is not None), NOTHING)

    @property
    def _counted(self) -> list[Layered]:
        return [
            c for c in self.criteria if not (self.without_survey and c.criterion.origin is Origin.SURVEY) and c.applies
        ]

    @property
    def open(self) -> tuple[str, ...]:
        """Criteria that nobody decided yet; bonus may stay open."""
        return tuple(c.criterion.id for c in self._counted if c.deciding is None and not c.criterion.bonus)

    @property
    def most(self) -> Fraction:
        return sum((c.criterion.max_points or NOTHING for c in self._counted if not c.criterion.bonus), NOTHING)

    @property
    def final(self) -> Fraction:
        """So far; never over the maximum that applies."""
        return min(self.most, sum((c.final or NOTHING for c in self._counted), NOTHING))

    @property
    def percent(self) -> Fraction | None:
        return self.final / self.most * 100 if self.most and not self.open and not self.tree.frame else None

    @property
    def band(self) -> Band | None:
        share = self.percent
        return next((b for b in self.tree.bands if share is not None and share >= b.least), None)


def layered(tree: Tree, entries: Iterable[Entry], *, without_survey: bool = False) -> LayeredScore:
    """All entries of one unit and period, in any order."""
    by_criterion: dict[str, list[Entry]] = {}
    for entry in entries:
        by_criterion.setdefault(entry.criterion, []).append(entry)
    rows = (
        (leaf, sorted(by_criterion.get(leaf.id, []), key=lambda entry: entry.at)) for leaf in tree.leaves
    )  # fmt: skip
    criteria = tuple(Layered(leaf, *(_last(mine, layer) for layer in Layer)) for leaf, mine in rows)
    return LayeredScore(tree, criteria, without_survey)


def _last(entries: Sequence[Entry], layer: Layer) -> Entry | None:
    return next((entry for entry in reversed(entries) if entry.layer is layer), None)
