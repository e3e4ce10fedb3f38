"""From points to ranks, and the signed result as canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from motcua.core.canonical import Json
from motcua.figures.numbers import print_number
from motcua.figures.trees.layers import Layered, LayeredScore
from motcua.figures.trees.model import Tree
from motcua.figures.trees.ranking import Rank, rank

from .models import AssessmentRound, AssessmentSheet
from .selectors import entries_of, scored, sheets_of, tree_of

FORMAT: Final = "motcua-assessment-result/1"


@dataclass(frozen=True, slots=True)
class Placed:
    """One sheet with its points and rank. ``rank.why``: ``left`` (taken out), ``open`` (criteria nobody decided)."""

    sheet: AssessmentSheet
    score: LayeredScore
    rank: Rank

    @property
    def percent(self) -> Fraction | None:
        return None if self.sheet.left_reason else self.score.percent


def placed(round_: AssessmentRound, tree: Tree | None = None) -> list[Placed]:
    """Every sheet, the best first, those without a rank last. Sheets that lack a criterion are not ranked; those that
    share a percentage (within the tie of the tree) share a place."""
    tree = tree or tree_of(round_)
    sheets = sheets_of(round_)
    entries = entries_of(sheets)
    scores = {one.pk: scored(round_, entries.get(one.pk, ()), tree) for one in sheets}
    values = {
        str(one.pk): percent
        for one in sheets
        if not one.left_reason and (percent := scores[one.pk].percent) is not None
    }
    ranks = rank(values, tree.tie)
    rows = [Placed(one, scores[one.pk], ranks.get(str(one.pk)) or _unranked(one, len(values))) for one in sheets]
    return sorted(rows, key=lambda row: (row.rank.rank or len(rows) + 1, row.sheet.unit.code, row.sheet.pk))


def _unranked(sheet: AssessmentSheet, total: int) -> Rank:
    return Rank(None, total, why="left" if sheet.left_reason else "open")


def result_json(round_: AssessmentRound, *, number: int, decision: Mapping[str, Json]) -> dict[str, Json]:
    """What is signed: exact fractions as text, printed beside them. Persons by their public id alone."""
    tree = tree_of(round_)
    return {
        "format": FORMAT,
        "round": str(round_.uid),
        "number": number,
        "title": round_.title,
        "kind": str(round_.kind),
        "index": {"id": tree.id, "version": tree.version, "hash": tree.hash},
        "period": round_.period,
        "without_survey": round_.without_survey,
        "decision": dict(decision),
        "rows": [_row(one, tree) for one in placed(round_, tree)],
    }


def _row(one: Placed, tree: Tree) -> dict[str, Json]:
    percent, band = one.percent, one.score.band if one.percent is not None else None
    return {
        "sheet": str(one.sheet.uid),
        "unit": {"code": one.sheet.unit.code, "name": one.sheet.name},
        "person": str(one.sheet.person.uid) if one.sheet.person is not None else None,
        "points": str(one.score.final),
        "most": str(one.score.most),
        "percent": None if percent is None else str(percent),
        "printed": "" if percent is None else print_number(percent, tree.decimals),
        "band": band.name_vi if band else "",
        "rank": one.rank.rank,
        "of": one.rank.total,
        "tied": one.rank.tied,
        "why": one.rank.why,
        "groups": {name: str(points) for name, points in group_points(one.score).items()},
        "criteria": {row.criterion.id: _points(row) for row in one.score.criteria},
    }


def _points(row: Layered) -> str | None:
    deciding = row.deciding
    if deciding is None:
        return None
    return "not_applicable" if deciding.points is None else str(deciding.points)


def group_points(score: LayeredScore) -> dict[str, Fraction]:
    """Final points so far by group."""
    found: dict[str, Fraction] = {group.id: Fraction(0) for group in score.tree.groups}
    for row in score.criteria:
        found[row.criterion.group] += row.final or Fraction(0)
    return found


def missing_words(rows: Sequence[Placed]) -> int:
    """How many are not ranked."""
    return sum(1 for row in rows if row.rank.rank is None)
