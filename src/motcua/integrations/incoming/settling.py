"""What a person does with a message that no program could read. Nothing leaves the list in another way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.integrations.models import IncomingMessage, IncomingState
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.petitions.categories import receiving_desk
from motcua.petitions.models import Petition
from motcua.petitions.permissions import RECEIVE
from motcua.petitions.services import Sender, SubmitPetition, submit

ASIDE: Final = ("aside_spam", "aside_no_petition", "aside_answered", "aside_twice")
"""Why nothing comes of a message; each has a text."""
_OPEN: Final = (IncomingState.UNREAD.value, IncomingState.STOPPED.value)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the person could make out."""

    text: str
    title: str = ""
    category: str = ""
    sender: Sender = field(default_factory=Sender)


def make_petition(uid: UUID, typed: Typed, *, actor: Actor, now: dt.datetime) -> Petition:
    """The message as a petition of its channel; the person keyed it in. Raises NotFound (``incoming_unknown``),
    Conflict (``incoming_settled``), NotAllowed, and what ``petitions.submit`` raises."""
    require_receiving(actor, now)
    with transaction.atomic():
        message = _locked(uid)
        submission = SubmitPetition(
            channel=message.channel,
            text=typed.text,
            title=typed.title,
            category=typed.category,
            sender=typed.sender,
            key=f"incoming:{message.uid}",
        )
        petition = submit(submission, actor=actor, now=now)
        _settle(message, IncomingState.TAKEN, "", actor, now, petition=petition.uid)
    return petition


def put_aside(uid: UUID, reason: str, *, actor: Actor, now: dt.datetime) -> None:
    """Nothing comes of it, for one of the reasons of :data:`ASIDE`. Raises as :func:`make_petition`, and Invalid
    (``incoming_reason_missing``)."""
    if reason not in ASIDE:
        raise Invalid("incoming_reason_missing", errors=[{"field": "reason", "code": "incoming_reason_missing"}])
    require_receiving(actor, now)
    with transaction.atomic():
        _settle(_locked(uid), IncomingState.PUT_ASIDE, reason, actor, now)


def read_again(uid: UUID, *, actor: Actor, now: dt.datetime) -> None:
    """Let the program try once more. Raises as :func:`make_petition`."""
    require_receiving(actor, now)
    with transaction.atomic():
        message = _locked(uid)
        IncomingMessage.objects.filter(pk=message.pk).update(
            state=IncomingState.WAITING.value, reason="", attempts=0, next_at=now
        )
        _record("incoming.read_again", message, actor, now)


def require_receiving(actor: Actor, now: dt.datetime) -> None:
    """Messages belong to no place yet: whoever receives for the whole province sees them. Raises NotAllowed."""
    require(actor, RECEIVE, [receiving_desk(None, legal_date(now))])


def _locked(uid: UUID) -> IncomingMessage:
    message = IncomingMessage.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if message is None:
        raise NotFound("incoming_unknown")
    if message.state not in _OPEN:
        raise Conflict("incoming_settled")
    return message


def _settle(
    message: IncomingMessage,
    state: IncomingState,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    *,
    petition: UUID | None = None,
) -> None:
    IncomingMessage.objects.filter(pk=message.pk).update(
        state=state.value, reason=reason, settled_by=actor.user_id, settled_at=now, petition_uid=petition
    )
    _record(f"incoming.{state.value}", message, actor, now)


def _record(act: str, message: IncomingMessage, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        act=act,
        actor=actor,
        subject_kind="incoming",
        subject=str(message.uid),
        now=now,
        details={"channel": message.channel, "reason": message.reason},
    )
