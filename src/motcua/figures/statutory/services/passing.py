"""From the unit to its superior and back: sent, received, returned."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.errors import NotAllowed
from motcua.figures.statutory.lifecycle import Act
from motcua.figures.statutory.models import StatutoryEdition
from motcua.people.actors import Actor

from .filling import require_sound
from .reminding import write
from .steps import begin, move, reason_of


def submit(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> StatutoryEdition:
    """Send a checked report. Raises as :func:`begin` and :func:`require_sound`."""
    with transaction.atomic():
        step = begin(uid, Act.SUBMIT, expected=expected, actor=actor, now=now)
        edition = step.current
        if not step.repeated:
            require_sound(edition, now=now)
            edition.submitted_by_id = actor.user_id
            move(edition, Act.SUBMIT, actor=actor, now=now)
        return edition


def receive(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> StatutoryEdition:
    """Take a report; another person than who sent it. Raises as :func:`begin`, and NotAllowed ``report_own``."""
    with transaction.atomic():
        step = begin(uid, Act.RECEIVE, expected=expected, actor=actor, now=now)
        if not step.repeated:
            require_other(step.current, actor)
            move(step.current, Act.RECEIVE, actor=actor, now=now)
        return step.current


def send_back(uid: UUID, *, reason: str, expected: int, actor: Actor, now: dt.datetime) -> StatutoryEdition:
    """The unit is to mend it. What was sent stays readable in the history. Raises as :func:`begin`, and Invalid
    ``report_reason_missing``."""
    why = reason_of(reason)
    with transaction.atomic():
        step = begin(uid, Act.RETURN, expected=expected, actor=actor, now=now)
        if not step.repeated:
            move(step.current, Act.RETURN, actor=actor, now=now, reason=why)
            write(step.report, "returned", now=now)
        return step.current


def require_other(edition: StatutoryEdition, actor: Actor) -> None:
    """Raises NotAllowed ``report_own`` for whoever sent it."""
    if edition.submitted_by_id is not None and edition.submitted_by_id == actor.user_id:
        raise NotAllowed("report_own")
