"""Criteria that figures know: filled by the program, with the figure, its hash and the address of its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import jobs
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid
from motcua.figures import answers
from motcua.figures.answers import Answer
from motcua.figures.assessments import typed as reading
from motcua.figures.assessments.models import (
    AssessmentEntry,
    AssessmentRound,
    AssessmentSheet,
    EntryOrigin,
    Kind,
    Stage,
)
from motcua.figures.assessments.rating import rated
from motcua.figures.assessments.selectors import period_of, sheets_of, tree_of
from motcua.figures.assessments.verbs import MANAGE
from motcua.figures.trees.layers import Layer
from motcua.figures.trees.model import Criterion, Origin, Tree
from motcua.figures.trees.rules import Answers, Found, Lacking
from motcua.figures.trees.score import found_in
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .entries import Draft, write
from .log import locked_round, locked_sheet, note

JOB: Final = "figures.assessment"


@dataclass(frozen=True, slots=True)
class Known:
    """What figures say for a criterion. ``proof`` is kept beside the points."""

    found: Found
    proof: Mapping[str, Json]


@transaction.atomic
def begin_filling(uid: UUID, *, actor: Actor, now: dt.datetime) -> UUID:
    """Queue the row of a job that fills; its public id. Raises NotAllowed, Conflict ``assessment_layer_closed``."""
    require(actor, MANAGE, ())
    _require_open(locked_round(uid))
    return jobs.begin(kind=JOB, started_by=actor.uid, now=now)


def _require_open(round_: AssessmentRound) -> None:
    if round_.stage not in {Stage.SELF, Stage.APPRAISAL}:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage(round_.stage).label)})


def fill(uid: UUID, *, actor: Actor, now: dt.datetime) -> int:
    """Fill the criteria of all sheets that figures know; how many entries are new. What a person changed since is
    left alone. Raises NotAllowed, Conflict ``assessment_layer_closed``, and as ``figures.answers.table``."""
    require(actor, MANAGE, ())
    with transaction.atomic():
        round_ = locked_round(uid)
        _require_open(round_)
    tree = tree_of(round_)
    sheets = [one for one in sheets_of(round_) if not one.left_reason]
    known = _rated(round_, sheets) if round_.kind in {Kind.DESK, Kind.OFFICIAL} else _answered(round_, sheets, tree)
    done = sum(_fill_sheet(sheet, tree, known.get(sheet.pk, {}), now) for sheet in sheets)
    note(round_, "computed", actor=actor, now=now, details={"entries": done})
    return done


@transaction.atomic
def _fill_sheet(sheet: AssessmentSheet, tree: Tree, known: Mapping[str, Known], now: dt.datetime) -> int:
    held = locked_sheet(sheet.uid)
    return sum(_fill_one(held, tree, leaf, known[leaf.id], now) for leaf in tree.leaves if leaf.id in known)


def _fill_one(sheet: AssessmentSheet, tree: Tree, leaf: Criterion, known: Known, now: dt.datetime) -> int:
    newest = AssessmentEntry.objects.filter(sheet=sheet, criterion=leaf.id, layer=Layer.APPRAISED).order_by("-seq")
    last = newest.first()
    if last is not None and (last.origin != EntryOrigin.COMPUTED or last.found == dict(known.proof)):
        return 0
    try:
        points = reading.points_for(tree, leaf, known.found)
    except Invalid:
        return 0
    reason = "" if last is None else "Tính lại từ số liệu mới nhất"
    write(
        sheet,
        tree,
        leaf,
        Draft(Layer.APPRAISED, points, EntryOrigin.COMPUTED, known.proof, reason),
        actor=None,
        now=now,
    )
    return 1


def _answered(round_: AssessmentRound, sheets: list[AssessmentSheet], tree: Tree) -> dict[int, dict[str, Known]]:
    wanted = {leaf.id: leaf.indicator for leaf in tree.leaves if leaf.indicator and leaf.origin is Origin.COMPUTED}
    if not wanted or not sheets:
        return {}
    period, codes = period_of(round_), [one.unit.code for one in sheets]
    found = answers.table(list(dict.fromkeys(wanted.values())), codes, [period], unit=_root(codes))
    known: dict[int, dict[str, Known]] = {}
    for sheet in sheets:
        of_unit = found.get(sheet.unit.code, {}).get(period, {})
        known[sheet.pk] = {
            criterion: one
            for criterion, indicator in wanted.items()
            if indicator in of_unit and (one := _known(of_unit[indicator])) is not None
        }
    return known


def _root(codes: list[str]) -> str:
    """The province's code: what all codes of its units begin with."""
    return codes[0].replace("-", ".").split(".", 1)[0]


def _known(answer: Answer) -> Known | None:
    found = found_in(answer.outcome)
    if isinstance(found, Lacking):
        return None
    return Known(found, {"kind": "figure", "figure": answer.json, "address": answer.address})


def _rated(round_: AssessmentRound, sheets: list[AssessmentSheet]) -> dict[int, dict[str, Known]]:
    known: dict[int, dict[str, Known]] = {}
    for sheet in sheets:
        counts = rated(sheet, period_of(round_))
        known[sheet.pk] = {
            criterion: Known(Answers(of), {"kind": "answers", "counts": dict(of), "counted": True})
            for criterion, of in counts.items()
        }
    return known
