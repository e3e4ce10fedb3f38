"""Signing the result by the post that the round names; publishing it by that."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json, digest, encode
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.figures.assessments.models import AssessmentResult, AssessmentRound, Stage
from motcua.figures.assessments.results import result_json
from motcua.figures.assessments.standing import signing
from motcua.people.actors import Actor

from .log import behalf, locked_round, note


@transaction.atomic
def sign(
    uid: UUID,
    *,
    decision_number: str,
    signed_on: dt.date,
    actor: Actor,
    now: dt.datetime,
    expected: int | None = None,
) -> AssessmentResult:
    """The result in one canonical text, kept with its hash; officials see it from now on, and everybody that of units.

    Raises NotAllowed (``assessment_not_signer``, ``assessment_own_round``: who made the round does not sign it),
    Conflict (``assessment_changed``, ``assessment_layer_closed``), Invalid (``assessment_decision_missing``,
    ``assessment_signed_later``).
    """
    round_ = locked_round(uid, expected)
    standing = signing(actor, round_)
    if actor.user_id is not None and actor.user_id == round_.drafted_by_id:
        raise NotAllowed("assessment_own_round")
    if round_.stage != Stage.FINAL:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage(round_.stage).label)})
    number = _number(decision_number, signed_on, now)
    made = _kept(round_, number, signed_on, actor, now, behalf(standing))
    round_.stage = Stage.PUBLISHED
    round_.revision += 1
    round_.save(update_fields=["stage", "revision"])
    details: dict[str, Json] = {"number": made.number, "sha256": made.sha256, "decision": number}
    note(round_, "published", actor=actor, now=now, standing=standing, details=details)
    audit.record(
        act="figures.assessment_published",
        actor=actor,
        subject_kind="assessment",
        subject=str(round_.uid),
        now=now,
        details={"result": made.number, "sha256": made.sha256},
        on_behalf_of=behalf(standing),
    )
    return made


def _number(decision_number: str, signed_on: dt.date, now: dt.datetime) -> str:
    number = " ".join(decision_number.replace("\x00", "").split())[:100]
    if not number:
        errors = [{"field": "decision_number", "code": "assessment_decision_missing"}]
        raise Invalid("assessment_decision_missing", errors=errors)
    if signed_on > legal_date(now):
        raise Invalid("assessment_signed_later", errors=[{"field": "signed_on", "code": "assessment_signed_later"}])
    return number


def _kept(
    round_: AssessmentRound, number: str, signed_on: dt.date, actor: Actor, now: dt.datetime, on_behalf_of: str
) -> AssessmentResult:
    last = AssessmentResult.objects.filter(round=round_).order_by("-number").first()
    place = last.number + 1 if last else 1
    decision = {"number": number, "signed_on": signed_on.isoformat()}
    body = encode(result_json(round_, number=place, decision=decision))
    return AssessmentResult.objects.create(
        round=round_,
        number=place,
        body=body,
        sha256=digest(body).hex(),
        decision_number=number,
        signed_on=signed_on,
        signed_by_id=actor.user_id,
        on_behalf_of=on_behalf_of,
        signed_at=now,
    )


def newest_result(round_: AssessmentRound) -> AssessmentResult:
    """Raises NotFound ``assessment_not_published``; a round that was reopened still shows what was published last."""
    found = AssessmentResult.objects.filter(round=round_).select_related("signed_by").order_by("-number").first()
    if found is None:
        raise NotFound("assessment_not_published")
    return found
