"""Appeals against points: by the assessed, within the deadline; answered by the council with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotAllowed, NotFound
from motcua.documents.models import StoredFile
from motcua.figures.assessments import typed as reading
from motcua.figures.assessments.models import (
    AssessmentAnswer,
    AssessmentAppeal,
    AssessmentEntry,
    AssessmentJudge,
    AssessmentSheet,
    EntryOrigin,
    Part,
    Stage,
)
from motcua.figures.assessments.selectors import criterion_of, place_of, tree_of
from motcua.figures.assessments.standing import may_fill, require_judge, require_stage
from motcua.figures.assessments.verbs import SELF
from motcua.figures.trees.layers import Layer
from motcua.people.actors import Actor, Standing

from . import evidence
from .entries import Draft, write
from .log import behalf, locked_sheet, said


@transaction.atomic
def appeal(
    uid: UUID,
    criterion: str,
    *,
    text: str,
    wanted: str = "",
    files: Sequence[StoredFile] = (),
    actor: Actor,
    now: dt.datetime,
) -> AssessmentAppeal:
    """Ask for other points of one criterion, once. Raises NotAllowed, Conflict (``assessment_layer_closed``,
    ``assessment_deadline_passed``, ``assessment_appealed``, ``score_not_appraised``), Invalid."""
    sheet = locked_sheet(uid)
    if not may_fill(actor, sheet):
        raise NotAllowed("not_allowed", params={"verb": SELF})
    require_stage(sheet.round, Stage.APPEAL, sheet.round.appeal_until, legal_date(now))
    leaf = criterion_of(tree_of(sheet.round), criterion)
    if not AssessmentEntry.objects.filter(sheet=sheet, criterion=leaf.id).exclude(layer=Layer.SELF).exists():
        raise Conflict("score_not_appraised", params={"criterion": leaf.id})
    if AssessmentAppeal.objects.filter(sheet=sheet, criterion=leaf.id).exists():
        raise Conflict("assessment_appealed", params={"criterion": leaf.id})
    words = said(text, "text")
    points = str(reading.read_points(wanted, leaf)) if wanted.strip() else ""
    return AssessmentAppeal.objects.create(
        sheet=sheet,
        criterion=leaf.id,
        wanted=points,
        text=words,
        evidence=evidence.attach(sheet, leaf.id, files, actor=actor, now=now),
        author_id=actor.user_id,
        at=now,
    )


def find_appeal(uid: UUID) -> AssessmentAppeal:
    """Raises NotFound ``assessment_appeal_unknown``."""
    rows = AssessmentAppeal.objects.select_related("sheet__round", "sheet__unit", "author", "answer__author")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound("assessment_appeal_unknown")
    return found


@transaction.atomic
def answer(uid: UUID, *, granted: bool, points: str, reason: str, actor: Actor, now: dt.datetime) -> AssessmentAnswer:
    """The council's word. Granted: ``points`` become the final ones by a new entry. Raises NotAllowed
    (``assessment_not_judge``, ``assessment_own_unit``), Conflict (``assessment_answered``,
    ``assessment_layer_closed``), Invalid."""
    row = find_appeal(uid)
    sheet = locked_sheet(row.sheet.uid)
    standing = _council(actor, sheet, now)
    require_stage(sheet.round, Stage.APPEAL, None, legal_date(now))
    if AssessmentAnswer.objects.filter(appeal=row).exists():
        raise Conflict("assessment_answered")
    words, entry = said(reason), None
    if granted:
        tree = tree_of(sheet.round)
        leaf = criterion_of(tree, row.criterion)
        found = {"kind": "appeal", "appeal": str(row.uid)}
        exact = reading.read_points(points, leaf)
        draft = Draft(Layer.FINAL, exact, EntryOrigin.APPEAL, found, words, row.evidence)
        entry = write(sheet, tree, leaf, draft, actor=actor, now=now, standing=standing)
    return AssessmentAnswer.objects.create(
        appeal=row,
        granted=granted,
        entry=entry,
        reason=words,
        author_id=actor.user_id,
        on_behalf_of=behalf(standing),
        at=now,
    )


def _council(actor: Actor, sheet: AssessmentSheet, now: dt.datetime) -> Standing:
    judges = list(AssessmentJudge.objects.filter(round=sheet.round))
    return require_judge(actor, sheet, judges, Part.COUNCIL, place_of(actor, sheet, legal_date(now)))
