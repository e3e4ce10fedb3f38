"""Making a round, leading it from stage to stage, going back with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.assessments.candidates import candidates, unit_candidate
from motcua.figures.assessments.models import (
    AssessmentAppeal,
    AssessmentJudge,
    AssessmentRound,
    AssessmentSheet,
    Kind,
    Part,
    Stage,
)
from motcua.figures.assessments.selectors import entries_of, judges_of, scored, sheets_of, tree_of, trees_for
from motcua.figures.assessments.verbs import MANAGE
from motcua.figures.periods import Period
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .entries import leave_out
from .log import locked_round, note, said

LONGEST_TITLE: Final = 200
NEXT: Final = {
    Stage.DRAFT: Stage.SELF,
    Stage.SELF: Stage.APPRAISAL,
    Stage.APPRAISAL: Stage.APPEAL,
    Stage.APPEAL: Stage.FINAL,
}
"""Where a stage leads; the signature leads from the last one to publication."""
BACK: Final = {
    Stage.APPRAISAL: Stage.SELF,
    Stage.APPEAL: Stage.APPRAISAL,
    Stage.FINAL: Stage.APPEAL,
    Stage.PUBLISHED: Stage.APPEAL,
}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days, inside."""

    self_until: dt.date
    appraised_until: dt.date
    appeal_until: dt.date
    publish_by: dt.date

    def check(self) -> None:
        """Raises Invalid ``assessment_deadlines_order``."""
        days = (self.self_until, self.appraised_until, self.appeal_until, self.publish_by)
        if list(days) != sorted(days):
            raise Invalid("assessment_deadlines_order")


@dataclass(frozen=True, slots=True)
class Order:
    """A round as it is asked for. ``judges``: (part, post's public id, group or empty)."""

    title: str
    kind: Kind
    tree: str
    period: Period
    deadlines: Deadlines
    signer: str
    basis: str = ""
    without_survey: bool = False
    judges: Sequence[tuple[Part, str, str]] = ()


@transaction.atomic
def make_round(order: Order, *, actor: Actor, now: dt.datetime) -> AssessmentRound:
    """A draft with a sheet for every unit (or official) of the kind on the period's last day.

    Raises NotAllowed, Invalid (``assessment_title_missing``, ``assessment_deadlines_order``, ``assessment_tree_unfit``,
    ``assessment_post_unknown``, ``assessment_nobody``).
    """
    require(actor, MANAGE, ())
    order.deadlines.check()
    title = _title(order)
    tree = next((one for one in trees_for(order.kind, order.period.last) if one.id == order.tree), None)
    if tree is None:
        raise Invalid("assessment_tree_unfit", params={"tree": order.tree[:60]})
    round_ = AssessmentRound.objects.create(
        title=title,
        kind=order.kind,
        tree=tree.id,
        tree_version=tree.version,
        tree_hash=tree.hash,
        period=order.period.code,
        basis=order.basis.strip()[:300],
        self_until=order.deadlines.self_until,
        appraised_until=order.deadlines.appraised_until,
        appeal_until=order.deadlines.appeal_until,
        publish_by=order.deadlines.publish_by,
        without_survey=order.without_survey,
        signer=_post(order.signer, now),
        drafted_by_id=actor.user_id,
        created_at=now,
    )
    found = candidates(order.kind, order.period.last)
    if not found:
        raise Invalid("assessment_nobody")
    AssessmentSheet.objects.bulk_create(
        [AssessmentSheet(round=round_, unit=one.unit, person_id=one.person, name=one.name) for one in found]
    )
    for part, post, group in order.judges:
        _add_judge(round_, part, post, group, now)
    note(round_, "made", actor=actor, now=now, details={"sheets": len(found)})
    return round_


def _title(order: Order) -> str:
    title = " ".join(order.title.replace("\x00", "").split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid("assessment_title_missing", params={"most": LONGEST_TITLE})
    return title


def _post(uid: str, now: dt.datetime) -> Post:
    try:
        key = UUID(uid)
    except ValueError:
        raise Invalid("assessment_post_unknown") from None
    found = Post.objects.filter(in_force(legal_date(now)), uid=key).first()
    if found is None:
        raise Invalid("assessment_post_unknown")
    return found


def _add_judge(round_: AssessmentRound, part: Part, post: str, group: str, now: dt.datetime) -> None:
    if group and group not in {one.id for one in tree_of(round_).groups}:
        raise NotFound("assessment_group_unknown")
    AssessmentJudge.objects.get_or_create(round=round_, part=part, post=_post(post, now), group=group)


@transaction.atomic
def add_judge(uid: UUID, part: Part, post: str, group: str, *, actor: Actor, now: dt.datetime) -> None:
    """A post appraises, or sits on the council. Not after the result is final. Naming it twice changes nothing."""
    require(actor, MANAGE, ())
    round_ = _open(uid)
    _add_judge(round_, part, post, group, now)
    note(round_, "judge_added", actor=actor, now=now, details={"part": part.value, "post": post, "group": group})


@transaction.atomic
def remove_judge(uid: UUID, judge: int, *, actor: Actor, now: dt.datetime) -> None:
    """What was appraised stays. Raises NotFound ``assessment_judge_unknown``."""
    require(actor, MANAGE, ())
    round_ = _open(uid)
    row = AssessmentJudge.objects.filter(round=round_, pk=judge).select_related("post").first()
    if row is None:
        raise NotFound("assessment_judge_unknown")
    details = {"part": row.part, "post": str(row.post.uid), "group": row.group}
    row.delete()
    note(round_, "judge_removed", actor=actor, now=now, details=details)


def _open(uid: UUID) -> AssessmentRound:
    round_ = locked_round(uid)
    if round_.stage in {Stage.FINAL, Stage.PUBLISHED}:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage(round_.stage).label)})
    return round_


@transaction.atomic
def add_unit(uid: UUID, code: str, *, actor: Actor, now: dt.datetime) -> AssessmentSheet:
    """A unit that the map of the period's last day did not bring. Raises NotFound ``unit_unknown``, Conflict
    ``assessment_unit_there``."""
    require(actor, MANAGE, ())
    round_ = _open(uid)
    if round_.kind == Kind.OFFICIAL:
        raise Invalid("assessment_tree_unfit", params={"tree": round_.tree})
    one = unit_candidate(code.strip(), legal_date(now))
    sheet, is_new = AssessmentSheet.objects.get_or_create(
        round=round_, unit=one.unit, person=None, defaults={"name": one.name}
    )
    if not is_new:
        raise Conflict("assessment_unit_there", params={"unit": one.name})
    note(round_, "sheet_added", actor=actor, now=now, sheet=sheet)
    return sheet


@transaction.atomic
def take_out(sheet: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> None:
    """Out of the round, say because the unit ended: what was entered stays, it is not ranked."""
    require(actor, MANAGE, ())
    row = AssessmentSheet.objects.select_for_update().filter(uid=sheet).select_related("round").first()
    if row is None:
        raise NotFound("assessment_sheet_unknown")
    _open(row.round.uid)
    if row.left_reason:
        raise Conflict("assessment_sheet_left", params={"reason": row.left_reason})
    row.left_reason = said(reason)
    row.save(update_fields=["left_reason"])
    note(row.round, "sheet_left", actor=actor, now=now, sheet=row, reason=row.left_reason)


@transaction.atomic
def advance(uid: UUID, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> AssessmentRound:
    """Close the layer and open the next. Raises Conflict: ``assessment_changed``, ``assessment_no_judges`` (nobody
    appraises, or nobody answers appeals), ``assessment_open_criteria`` (not everything is appraised),
    ``assessment_open_appeals``, ``assessment_not_advancing``."""
    require(actor, MANAGE, ())
    round_ = locked_round(uid, expected)
    stage = Stage(round_.stage)
    if stage not in NEXT:
        raise Conflict("assessment_not_advancing")
    if stage is Stage.DRAFT:
        _check_judges(round_)
    if stage is Stage.APPRAISAL:
        _check_appraised(round_, now)
    if stage is Stage.APPEAL:
        _check_answered(round_)
    return _move(round_, NEXT[stage], "advanced", actor=actor, now=now)


def _check_judges(round_: AssessmentRound) -> None:
    parts = {judge.part for judge in judges_of(round_)}
    if parts != set(Part.values):
        raise Conflict("assessment_no_judges")


def _check_appraised(round_: AssessmentRound, now: dt.datetime) -> None:
    sheets = [one for one in sheets_of(round_) if not one.left_reason]
    if round_.kind in {Kind.DESK, Kind.OFFICIAL}:
        for one in sheets:
            leave_out(one.uid, now=now)
        return
    entries, tree = entries_of(sheets), tree_of(round_)
    left = sum(1 for one in sheets if scored(round_, entries.get(one.pk, ()), tree).open)
    if left:
        raise Conflict("assessment_open_criteria", params={"sheets": left})


def _check_answered(round_: AssessmentRound) -> None:
    left = AssessmentAppeal.objects.filter(sheet__round=round_, answer=None).count()
    if left:
        raise Conflict("assessment_open_appeals", params={"appeals": left})


@transaction.atomic
def reopen(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime, expected: int | None = None) -> AssessmentRound:
    """Back to the layer before, with a reason. A published result stays as it was issued; the next one has the next
    number. Raises Conflict ``assessment_not_reopening``."""
    require(actor, MANAGE, ())
    round_ = locked_round(uid, expected)
    back = BACK.get(Stage(round_.stage))
    if back is None:
        raise Conflict("assessment_not_reopening")
    return _move(round_, back, "reopened", actor=actor, now=now, reason=said(reason))


def _move(
    round_: AssessmentRound, stage: Stage, kind: str, *, actor: Actor, now: dt.datetime, reason: str = ""
) -> AssessmentRound:
    details = {"from": str(round_.stage), "to": stage.value}
    round_.stage = stage
    round_.revision += 1
    round_.save(update_fields=["stage", "revision"])
    note(round_, kind, actor=actor, now=now, reason=reason, details=details)
    audit.record(
        act=f"figures.assessment_{kind}",
        actor=actor,
        subject_kind="assessment",
        subject=str(round_.uid),
        now=now,
        details=details,
    )
    return round_


@transaction.atomic
def change_deadlines(
    uid: UUID, deadlines: Deadlines, *, reason: str, actor: Actor, now: dt.datetime, expected: int | None = None
) -> AssessmentRound:
    require(actor, MANAGE, ())
    deadlines.check()
    round_ = locked_round(uid, expected)
    if round_.stage == Stage.PUBLISHED:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage.PUBLISHED.label)})
    names = ("self_until", "appraised_until", "appeal_until", "publish_by")
    before = {name: getattr(round_, name).isoformat() for name in names}
    for name in names:
        setattr(round_, name, getattr(deadlines, name))
    round_.revision += 1
    round_.save(update_fields=[*names, "revision"])
    note(round_, "deadlines", actor=actor, now=now, reason=said(reason), details=before)
    return round_
