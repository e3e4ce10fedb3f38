"""Points of a criterion in a layer: the assessed's own, the appraiser's. Every entry is new; none is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, monotonic_after
from motcua.core.errors import Conflict, NotAllowed
from motcua.documents.models import StoredFile
from motcua.figures.assessments import typed as reading
from motcua.figures.assessments.models import (
    AssessmentEntry,
    AssessmentJudge,
    AssessmentSheet,
    EntryOrigin,
    Part,
    Stage,
)
from motcua.figures.assessments.selectors import PROGRAM, criterion_of, place_of, pure, tree_of
from motcua.figures.assessments.standing import may_fill, require_judge, require_stage
from motcua.figures.assessments.verbs import SELF
from motcua.figures.trees.layers import Layer, check_entry, layered
from motcua.figures.trees.model import Criterion, Origin, Tree
from motcua.people.actors import Actor, Standing
from motcua.people.permissions import standing_for

from . import evidence
from .log import behalf, locked_sheet, note

LONGEST: Final = 2000
NO_DATA: Final = "Không có dữ liệu trong kỳ nên không tính vào điểm tối đa"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form sent for a criterion. ``seen``: the number of the newest entry that the page showed for this
    criterion; None where the caller does not look. ``keeps``: files that stay; ``files``: new ones, taken in."""

    values: Mapping[str, str]
    reason: str = ""
    seen: int | None = None
    keeps: Collection[str] = ()
    files: Sequence[StoredFile] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry about to be written."""

    layer: Layer
    points: Fraction | None
    origin: EntryOrigin
    found: Mapping[str, Json]
    reason: str = ""
    evidence: Sequence[UUID] = ()


@transaction.atomic
def enter(uid: UUID, criterion: str, typed: Typed, *, actor: Actor, now: dt.datetime) -> AssessmentEntry:
    """The assessed's own points, worked out from what they declare.

    Raises NotAllowed, Conflict (``assessment_layer_closed``, ``assessment_deadline_passed``,
    ``assessment_sheet_left``, ``assessment_submitted``, ``assessment_entry_changed``, ``assessment_computed``) and
    what reading the numbers, files and the tree refuse.
    """
    sheet, tree, leaf = _opened(uid, criterion)
    if not may_fill(actor, sheet):
        raise NotAllowed("not_allowed", params={"verb": SELF})
    require_stage(sheet.round, Stage.SELF, sheet.round.self_until, legal_date(now))
    if sheet.submitted_at is not None:
        raise Conflict("assessment_submitted")
    if leaf.origin is Origin.COMPUTED:
        raise Conflict("assessment_computed", params={"criterion": leaf.id})
    found = reading.read_found(leaf, typed.values)
    draft = Draft(
        Layer.SELF,
        reading.points_for(tree, leaf, found),
        EntryOrigin.TYPED,
        reading.found_json(found),
        _clean(typed.reason),
        _files(sheet, leaf, typed, actor, now),
    )
    return write(sheet, tree, leaf, draft, actor=actor, now=now, seen=typed.seen, standing=_filling(actor, sheet))


@transaction.atomic
def appraise(uid: UUID, criterion: str, typed: Typed, *, actor: Actor, now: dt.datetime) -> AssessmentEntry:
    """The appraiser's points: ``value`` = ``agree`` takes the assessed's own; for indicators that nobody declares, what
    the rule asks for; else points with a reason. Raises as :func:`enter`, and NotAllowed ``assessment_not_judge``,
    ``assessment_own_unit``; Conflict ``score_self_missing``, ``score_same_person``."""
    sheet, tree, leaf = _opened(uid, criterion)
    judges = list(AssessmentJudge.objects.filter(round=sheet.round))
    place = place_of(actor, sheet, legal_date(now))
    standing = require_judge(actor, sheet, judges, Part.APPRAISER, place, leaf.group)
    require_stage(sheet.round, Stage.APPRAISAL, sheet.round.appraised_until, legal_date(now))
    points, found = _appraised(sheet, tree, leaf, typed)
    draft = Draft(Layer.APPRAISED, points, EntryOrigin.TYPED, found, _clean(typed.reason))
    return write(sheet, tree, leaf, draft, actor=actor, now=now, seen=typed.seen, standing=standing)


def _appraised(
    sheet: AssessmentSheet, tree: Tree, leaf: Criterion, typed: Typed
) -> tuple[Fraction | None, Mapping[str, Json]]:
    value = str(typed.values.get("value", "")).strip()
    if value == "agree":
        own = _newest(sheet, leaf.id, Layer.SELF)
        if own is None:
            raise Conflict("score_self_missing", params={"criterion": leaf.id})
        return own.exact, own.found
    if value == reading.APPLIES_NOT:
        return None, {"kind": "not_applicable"}
    if leaf.origin is Origin.IMPORTED and not value:
        found = reading.read_found(leaf, typed.values)
        return reading.points_for(tree, leaf, found), reading.found_json(found)
    points = reading.read_points(value, leaf)
    return points, {"kind": "points", "value": str(points)}


def _opened(uid: UUID, criterion: str) -> tuple[AssessmentSheet, Tree, Criterion]:
    sheet = locked_sheet(uid)
    if sheet.left_reason:
        raise Conflict("assessment_sheet_left", params={"reason": sheet.left_reason})
    tree = tree_of(sheet.round)
    return sheet, tree, criterion_of(tree, criterion)


def _filling(actor: Actor, sheet: AssessmentSheet) -> Standing | None:
    return None if sheet.person_id is not None else standing_for(actor, SELF, (sheet.unit_id,))


def _files(sheet: AssessmentSheet, leaf: Criterion, typed: Typed, actor: Actor, now: dt.datetime) -> list[UUID]:
    kept = evidence.kept(sheet, leaf.id, typed.keeps, len(typed.files))
    return [*kept, *evidence.attach(sheet, leaf.id, typed.files, actor=actor, now=now)]


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]


def _newest(sheet: AssessmentSheet, criterion: str, layer: Layer | None = None) -> AssessmentEntry | None:
    rows = AssessmentEntry.objects.filter(sheet=sheet, criterion=criterion)
    return (rows if layer is None else rows.filter(layer=layer.value)).order_by("-seq").first()


def write(
    sheet: AssessmentSheet,
    tree: Tree,
    leaf: Criterion,
    draft: Draft,
    *,
    actor: Actor | None,
    now: dt.datetime,
    seen: int | None = None,
    standing: Standing | None = None,
) -> AssessmentEntry:
    """Append, under the lock of the sheet. What says exactly what the newest of its layer says is not written again.
    ``actor`` None: the program. Raises Conflict ``assessment_entry_changed`` and as ``trees.layers.check_entry``."""
    rows = list(AssessmentEntry.objects.filter(sheet=sheet).select_related("author").order_by("seq"))
    mine = [row for row in rows if row.criterion == leaf.id]
    newest = mine[-1] if mine else None
    same = next((row for row in reversed(mine) if row.layer == draft.layer.value), None)
    made = _row(sheet, leaf, draft, rows, actor, now, standing)
    if same is not None and _says(same) == _says(made):
        return same
    if seen is not None and seen != (newest.seq if newest else 0):
        raise _changed(leaf, newest)
    check_entry(tree, [pure(row) for row in mine], replace(pure(made), author=_author(actor)))
    made.save(force_insert=True)
    return made


def _row(
    sheet: AssessmentSheet,
    leaf: Criterion,
    draft: Draft,
    rows: Sequence[AssessmentEntry],
    actor: Actor | None,
    now: dt.datetime,
    standing: Standing | None,
) -> AssessmentEntry:
    return AssessmentEntry(
        sheet=sheet,
        seq=rows[-1].seq + 1 if rows else 1,
        criterion=leaf.id,
        layer=draft.layer.value,
        points="" if draft.points is None else str(draft.points),
        origin=draft.origin.value,
        found=dict(draft.found),
        reason=draft.reason,
        evidence=list(draft.evidence),
        author_id=actor.user_id if actor is not None else None,
        on_behalf_of=behalf(standing),
        at=monotonic_after(rows[-1].at if rows else None, now),
    )


def _author(actor: Actor | None) -> str:
    return PROGRAM if actor is None or actor.user_id is None else str(actor.user_id)


def _says(row: AssessmentEntry) -> tuple[object, ...]:
    return row.points, row.found, row.reason, tuple(map(str, row.evidence)), row.author_id


def _changed(leaf: Criterion, newest: AssessmentEntry | None) -> Conflict:
    who = newest.author.full_name if newest is not None and newest.author is not None else ""
    return Conflict("assessment_entry_changed", params={"criterion": leaf.id, "who": who or "hệ thống"})


@transaction.atomic
def submit(uid: UUID, *, actor: Actor, now: dt.datetime) -> AssessmentSheet:
    """Hand the sheet in: nothing more is entered until it is given back. Raises as :func:`enter`, Conflict
    ``assessment_self_incomplete``. Handing in twice changes nothing."""
    sheet = locked_sheet(uid)
    if not may_fill(actor, sheet):
        raise NotAllowed("not_allowed", params={"verb": SELF})
    require_stage(sheet.round, Stage.SELF, sheet.round.self_until, legal_date(now))
    if sheet.submitted_at is not None:
        return sheet
    tree = tree_of(sheet.round)
    entered = set(AssessmentEntry.objects.filter(sheet=sheet, layer=Layer.SELF).values_list("criterion", flat=True))
    left = [one.id for one in tree.leaves if one.origin is Origin.SELF and not one.bonus and one.id not in entered]
    if left:
        raise Conflict("assessment_self_incomplete", params={"criteria": ", ".join(left)})
    sheet.submitted_at = now
    sheet.save(update_fields=["submitted_at"])
    note(sheet.round, "submitted", actor=actor, now=now, sheet=sheet, standing=_filling(actor, sheet))
    return sheet


def leave_out(uid: UUID, *, now: dt.datetime) -> int:
    """Of a rating of desks or officials: indicators without data are left out (Circular 01/2018/TT-VPCP), by entries
    that say so. How many."""
    sheet = locked_sheet(uid)
    tree = tree_of(sheet.round)
    rows = [pure(row) for row in AssessmentEntry.objects.filter(sheet=sheet).order_by("seq")]
    open_ = layered(tree, rows).open
    for name in open_:
        draft = Draft(Layer.APPRAISED, None, EntryOrigin.COMPUTED, {"kind": "not_applicable"}, NO_DATA)
        write(sheet, tree, criterion_of(tree, name), draft, actor=None, now=now)
    return len(open_)
