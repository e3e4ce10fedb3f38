"""Answers that an interviewer enters with the person before them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.forms.validation import validate
from motcua.people.actors import Actor
from motcua.surveys.lifecycle import WaveState

from .fielding import Entry, Told, locked_case, require_case, schema_of, take


@transaction.atomic
def enter_interview(uid: UUID, entry: Entry, *, actor: Actor, now: dt.datetime) -> Told:
    """As :func:`motcua.surveys.services.fielding.answer_by_key`, by the interviewer's right. Raises NotAllowed,
    NotFound, Conflict ``wave_over``, Invalid ``answers_invalid``."""
    case = locked_case(uid)
    require_case(case, actor)
    if case.wave.state != WaveState.FIELDED or case.wave.ends_on < legal_date(now):
        raise Conflict("wave_over")
    errors = validate(schema_of(case.wave), entry.answers, on=entry.answered_on).errors
    if errors:
        raise Invalid("answers_invalid", errors=[one.as_dict() for one in errors])
    return take(case, entry, came_from=actor.user_id, now=now)
