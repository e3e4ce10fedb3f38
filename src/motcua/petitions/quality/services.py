"""Samples drawn, answers scored by a second person, criteria put in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.petitions.models import Petition, PetitionEvent
from motcua.petitions.permissions import QUALITY
from motcua.petitions.quality.models import QualityDraw, QualityMark, QualitySheet
from motcua.petitions.quality.rules import draw, faults, frame_hash, score
from motcua.petitions.quality.selectors import as_rules, criteria_on, frame

LONGEST_PERIOD = dt.timedelta(days=400)
MOST_PER_UNIT = 200
GOOD_FROM = 70


@transaction.atomic
def draw_sample(
    first: dt.date,
    last: dt.date,
    *,
    per_unit: int,
    seed: str,
    actor: Actor,
    now: dt.datetime,
    good_from_percent: int = GOOD_FROM,
) -> QualityDraw:
    """Draw ``per_unit`` answers of each unit and lay a sheet for each. The seed is kept: who draws again over the same
    answers draws the same. Raises Invalid(``period_invalid``, ``number_out_of_range``, ``seed_missing``),
    Conflict(``nothing_to_draw``)."""
    require(actor, QUALITY, [None])
    if not first <= last <= legal_date(now) or last - first > LONGEST_PERIOD:
        raise Invalid("period_invalid", errors=[{"field": "last", "code": "period_invalid"}])
    if not 1 <= per_unit <= MOST_PER_UNIT or not 0 <= good_from_percent <= 100:
        raise Invalid("number_out_of_range", errors=[{"field": "per_unit", "code": "number_out_of_range"}])
    if not seed.strip():
        raise Invalid("seed_missing", errors=[{"field": "seed", "code": "required"}])
    answers = frame(first, last)
    drawn = draw(answers, per_unit=per_unit, seed=seed.strip()[:64])
    if not drawn:
        raise Conflict("nothing_to_draw")
    one = QualityDraw.objects.create(
        seed=seed.strip()[:64],
        first=first,
        last=last,
        per_unit=per_unit,
        good_from_percent=good_from_percent,
        frame_size=len(answers),
        frame_hash=frame_hash(answers),
        drawn_by_id=actor.user_id,
        drawn_at=now,
    )
    keys = dict(Petition.objects.filter(uid__in=[row.petition for row in drawn]).values_list("uid", "pk"))
    QualitySheet.objects.bulk_create(
        QualitySheet(draw=one, petition_id=keys[row.petition], unit_id=row.unit, place=place)
        for place, row in enumerate(drawn, start=1)
    )
    audit.record(
        act="petition.quality_drawn",
        actor=actor,
        subject_kind="quality_draw",
        subject=str(one.uid),
        now=now,
        details={"drawn": len(drawn), "frame": one.frame_hash},
    )
    return one


@transaction.atomic
def score_sheet(
    uid: UUID, marks: Mapping[str, int], *, remark: str = "", actor: Actor, now: dt.datetime
) -> QualitySheet:
    """Record one reading. Who wrote, approved or returned the answer does not score it: NotAllowed(``own_answer``). A
    sheet is scored once: Conflict(``already_scored``). Raises Invalid(``data_invalid``) with the faults by name."""
    require(actor, QUALITY, [None])
    sheet = QualitySheet.objects.select_for_update(of=("self",)).select_related("draw").filter(uid=uid).first()
    if sheet is None:
        raise NotFound("quality_sheet_unknown")
    if sheet.scored_at is not None:
        raise Conflict("already_scored")
    if took_part(actor, sheet):
        raise NotAllowed("own_answer")
    rows = criteria_on(legal_date(sheet.draw.drawn_at))
    rules = as_rules(rows)
    wrong = faults(rules, marks)
    if wrong:
        raise Invalid("data_invalid", errors=[{"field": f"c-{code}", "code": fault} for code, fault in wrong.items()])
    found = score(rules, marks, good_from_percent=sheet.draw.good_from_percent)
    sheet.scored_by_id, sheet.scored_at, sheet.remark = actor.user_id, now, remark.strip()[:600]
    sheet.points, sheet.most, sheet.is_good = found.points, found.most, found.is_good
    sheet.save(update_fields=["scored_by", "scored_at", "remark", "points", "most", "is_good"])
    QualityMark.objects.bulk_create(QualityMark(sheet=sheet, criterion=one, points=marks[one.code]) for one in rows)
    return sheet


def took_part(actor: Actor, sheet: QualitySheet) -> bool:
    """Whether the actor did anything to the petition of the sheet."""
    return PetitionEvent.objects.filter(petition=sheet.petition_id, actor=str(actor.uid)).exists()
