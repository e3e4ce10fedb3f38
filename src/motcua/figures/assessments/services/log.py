"""The log of acts of a round, and locking what an act changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.assessments.models import LONGEST_REASON, AssessmentAct, AssessmentRound, AssessmentSheet
from motcua.people.actors import Actor, Standing


def locked_round(uid: UUID, expected: int | None = None) -> AssessmentRound:
    """Raises NotFound ``assessment_unknown``, Conflict ``assessment_changed`` when it is no longer the revision that
    the page showed."""
    found = AssessmentRound.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise NotFound("assessment_unknown")
    if expected is not None and found.revision != expected:
        raise Conflict("assessment_changed")
    return found


def locked_sheet(uid: UUID) -> AssessmentSheet:
    """The sheet, with its round held still against closing. Raises NotFound ``assessment_sheet_unknown``."""
    row = AssessmentSheet.objects.filter(uid=uid).values_list("round", flat=True).first()
    if row is None:
        raise NotFound("assessment_sheet_unknown")
    round_ = AssessmentRound.objects.select_for_update(no_key=True).get(pk=row)
    sheet = AssessmentSheet.objects.select_for_update(of=("self",)).select_related("unit").get(uid=uid)
    sheet.round = round_
    return sheet


def note(
    round_: AssessmentRound,
    kind: str,
    *,
    actor: Actor,
    now: dt.datetime,
    sheet: AssessmentSheet | None = None,
    reason: str = "",
    standing: Standing | None = None,
    details: Mapping[str, Json] | None = None,
) -> AssessmentAct:
    return AssessmentAct.objects.create(
        round=round_,
        sheet=sheet,
        kind=kind,
        reason=reason,
        details=dict(details or {}),
        actor_id=actor.user_id,
        on_behalf_of=behalf(standing),
        at=now,
    )


def behalf(standing: Standing | None) -> str:
    return (standing.on_behalf_of or "")[:300] if standing is not None else ""


def said(text: str, field: str = "reason") -> str:
    """A reason in words. Raises Invalid ``assessment_reason_missing``, ``text_too_long``."""
    kept = " ".join(text.replace("\x00", "").split(" ")).strip()
    if not kept:
        raise Invalid("assessment_reason_missing", errors=[{"field": field, "code": "assessment_reason_missing"}])
    if len(kept) > LONGEST_REASON:
        params = {"most": LONGEST_REASON}
        raise Invalid(
            "assessment_text_too_long", params=params, errors=[{"field": field, "code": "too_long", **params}]
        )
    return kept
