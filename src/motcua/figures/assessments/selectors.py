"""Reads of rounds, sheets and results."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.core.errors import Conflict, NotFound
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.periods import Period, parse_code
from motcua.figures.trees.catalogue import shipped
from motcua.figures.trees.layers import Entry, Layer, LayeredScore, layered
from motcua.figures.trees.model import Criterion, Tree
from motcua.organisation.agencies import agencies
from motcua.people.actors import Actor
from motcua.people.permissions import decide

from .models import (
    AssessmentEntry,
    AssessmentJudge,
    AssessmentResult,
    AssessmentRound,
    AssessmentSheet,
    Kind,
    Stage,
)
from .standing import Place, may_see
from .verbs import MANAGE, SELF

PROGRAM = "program"
"""The author of what the program filled in."""


def tree_of(round_: AssessmentRound) -> Tree:
    """The tree that the round was made with. Raises Conflict ``assessment_tree_changed`` when the definitions of this
    program no longer hold exactly that one."""
    for tree in shipped().versions.get((round_.tree, UnitLevel(round_.kind)), ()):
        if tree.version == round_.tree_version and tree.hash == round_.tree_hash:
            return tree
    raise Conflict("assessment_tree_changed", params={"tree": round_.tree, "version": round_.tree_version})


def trees_for(kind: Kind, day: dt.date) -> list[Tree]:
    """The trees in force on a day that can assess this kind: those with every maximum known, and not published by
    others."""
    found = []
    for (_index, level), versions in sorted(shipped().versions.items()):
        if level.value == kind.value:
            found += [tree for tree in versions if tree.is_in_force(day) and _can_assess(tree)]
    return found


def _can_assess(tree: Tree) -> bool:
    given = all(leaf.rule.kind.value == "given" for leaf in tree.leaves)
    return not tree.frame and not given and all(leaf.max_points is not None for leaf in tree.leaves)


def period_of(round_: AssessmentRound) -> Period:
    return parse_code(round_.period)


def criterion_of(tree: Tree, name: str) -> Criterion:
    """A criterion that is scored. Raises NotFound ``criterion_unknown``."""
    found = next((leaf for leaf in tree.leaves if leaf.id == name), None)
    if found is None:
        raise NotFound("criterion_unknown", params={"criterion": name[:40]})
    return found


def rounds_for(actor: Actor) -> QuerySet[AssessmentRound]:
    """Drafts are seen by who makes rounds; the others by everybody who has a part in them, and once published by all
    officials."""
    rows = AssessmentRound.objects.order_by("-created_at", "-id")
    if decide(actor, MANAGE, ()).allowed:
        return rows
    own = AssessmentSheet.objects.filter(_my_sheets(actor)).values("round")
    judged = AssessmentJudge.objects.filter(post__in=_posts(actor)).values("round")
    signed = AssessmentResult.objects.values("round")
    seen = Q(pk__in=own) | Q(pk__in=judged) | Q(signer__in=_posts(actor)) | Q(pk__in=signed)
    return rows.filter(seen).exclude(stage=Stage.DRAFT)


def _posts(actor: Actor) -> list[int]:
    return [standing.post_id for standing in actor.standings]


def _my_sheets(actor: Actor) -> Q:
    reach = actor.reach_of(SELF)
    units = Q(person=None) if reach.everywhere else Q(person=None, unit__in=sorted(reach.units))
    return units | Q(person=actor.user_id) if actor.user_id is not None else units


def my_sheets(actor: Actor) -> QuerySet[AssessmentSheet]:
    """Sheets that this person fills in: their own and those of their units."""
    rows = AssessmentSheet.objects.filter(_my_sheets(actor)).exclude(round__stage=Stage.DRAFT)
    return rows.select_related("round", "unit", "person").order_by("-round__created_at", "name", "pk")


def find_round(uid: UUID, actor: Actor) -> AssessmentRound:
    """Raises NotFound ``assessment_unknown``, also where the actor may not know of it."""
    found = rounds_for(actor).filter(uid=uid).select_related("signer__unit").first()
    if found is None:
        raise NotFound("assessment_unknown")
    return found


def judges_of(round_: AssessmentRound) -> list[AssessmentJudge]:
    rows = AssessmentJudge.objects.filter(round=round_).select_related("post__unit")
    return list(rows.order_by("part", "post__code", "group"))


def find_sheet(uid: UUID, actor: Actor) -> AssessmentSheet:
    """Raises NotFound ``assessment_sheet_unknown``, also where the actor may not see it."""
    rows = AssessmentSheet.objects.select_related("round__signer__unit", "unit", "person")
    found = rows.filter(uid=uid).first()
    if found is None or not may_see(actor, found, judges_of(found.round)):
        raise NotFound("assessment_sheet_unknown")
    if found.round.stage == Stage.DRAFT and not decide(actor, MANAGE, ()).allowed:
        raise NotFound("assessment_sheet_unknown")
    return found


def sheets_of(round_: AssessmentRound) -> list[AssessmentSheet]:
    rows = AssessmentSheet.objects.filter(round=round_).select_related("unit", "person", "round")
    return sorted(rows, key=lambda one: (one.unit.code, one.name, one.pk))


def entries_of(sheets: Iterable[AssessmentSheet]) -> Mapping[int, Sequence[AssessmentEntry]]:
    """By the sheet's key, in order. One statement."""
    found: dict[int, list[AssessmentEntry]] = defaultdict(list)
    rows = AssessmentEntry.objects.filter(sheet__in=list(sheets)).select_related("author")
    for row in rows.order_by("sheet", "seq"):
        found[row.sheet_id].append(row)
    return found


def pure(row: AssessmentEntry) -> Entry:
    author = PROGRAM if row.author_id is None else str(row.author_id)
    evidence = tuple(str(one) for one in row.evidence)
    return Entry(row.criterion, Layer(row.layer), row.exact, author, row.at, row.reason, evidence)


def scored(round_: AssessmentRound, rows: Iterable[AssessmentEntry], tree: Tree | None = None) -> LayeredScore:
    """All entries of one sheet through the layers."""
    return layered(tree or tree_of(round_), map(pure, rows), without_survey=round_.without_survey)


def place_of(actor: Actor, sheet: AssessmentSheet, on: dt.date) -> Place:
    """Where the actor works and where the sheet belongs, on the day. One statement."""
    own = {standing.unit_id for standing in actor.standings}
    found = agencies({*own, sheet.unit_id}, on)
    return Place(frozenset(found[unit] for unit in own), found[sheet.unit_id])
