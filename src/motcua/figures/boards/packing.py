"""A score as plain JSON and back: exact fractions as text, so that nothing is lost on the way through the database."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from motcua.core.canonical import Json
from motcua.figures.trees.model import Tree
from motcua.figures.trees.ranking import Change, Rank
from motcua.figures.trees.rules import Amount, Answers, Found, Lacking, NotApplicable, Rate, YesNo
from motcua.figures.trees.score import Score, score


def exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def fraction(text: object) -> Fraction | None:
    return None if text is None else Fraction(str(text))


def pack_found(found: Found) -> dict[str, Json]:
    match found:
        case Rate(above, below):
            return {"rate": [str(above), str(below)]}
        case Amount(value):
            return {"amount": str(value)}
        case YesNo(yes, in_time):
            return {"yes": yes, "in_time": in_time}
        case Answers(counts):
            return {"answers": dict(counts)}
        case NotApplicable(reason):
            return {"not_applicable": reason}
        case Lacking(code, about):
            return {"lacking": code, "about": about}


def read_found(body: Mapping[str, object]) -> Found:
    """What :func:`pack_found` wrote. Raises ValueError for anything else."""
    match body:
        case {"rate": [str() as above, str() as below]}:
            return Rate(Fraction(above), Fraction(below))
        case {"amount": str() as value}:
            return Amount(Fraction(value))
        case {"yes": bool() as yes, "in_time": bool() as in_time}:
            return YesNo(yes, in_time)
        case {"answers": dict() as counts}:
            return Answers({str(option): int(count) for option, count in counts.items()})
        case {"not_applicable": str() as reason}:
            return NotApplicable(reason)
        case {"lacking": str() as code, "about": str() as about}:
            return Lacking(code, about)
        case _:
            raise ValueError("not a packed finding")


def pack_score(found: Score) -> dict[str, Json]:
    """What was found, criterion by criterion: the tree makes the same score of it again."""
    return {name: pack_found(one.found) for name, one in found.criteria.items() if one.found is not None}


def read_score(tree: Tree, body: Mapping[str, Mapping[str, object]], *, assume: bool = False) -> Score:
    """The score again. Criteria that the tree does not have any more are left out."""
    known = {criterion.id for criterion in tree.leaves}
    return score(tree, {name: read_found(one) for name, one in body.items() if name in known}, assume=assume)


def pack_groups(found: Score) -> dict[str, Json]:
    """Group -> points, what could be scored, what applies."""
    return {one.group.id: [str(one.points), str(one.scored_most), str(one.most)] for one in found.groups}


def pack_rank(rank: Rank) -> dict[str, Json]:
    return {"rank": rank.rank, "of": rank.total, "tied": rank.tied, "why": rank.why}


def pack_change(change: Change) -> dict[str, Json]:
    return {
        "points": exact(change.points),
        "groups": {name: str(value) for name, value in (change.groups or {}).items()},
        "criteria": {name: str(value) for name, value in (change.criteria or {}).items()},
        "places": change.places,
        "why": change.why,
    }
