"""Giving a sheet that was handed in back to who filled it in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Conflict
from motcua.figures.assessments.models import AssessmentSheet, Stage
from motcua.figures.assessments.verbs import MANAGE
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .log import locked_sheet, note, said


@transaction.atomic
def give_back(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> AssessmentSheet:
    """Raises NotAllowed, Conflict ``assessment_not_submitted``, ``assessment_layer_closed``."""
    require(actor, MANAGE, ())
    sheet = locked_sheet(uid)
    if sheet.round.stage != Stage.SELF:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage(sheet.round.stage).label)})
    if sheet.submitted_at is None:
        raise Conflict("assessment_not_submitted")
    sheet.submitted_at = None
    sheet.save(update_fields=["submitted_at"])
    note(sheet.round, "given_back", actor=actor, now=now, sheet=sheet, reason=said(reason))
    return sheet
