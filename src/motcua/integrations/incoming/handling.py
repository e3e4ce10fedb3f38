"""Reading what was kept. Each channel registers how; what it makes of a message and the message's new state are one
transaction, so that one message makes one petition, however often it is tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q

from motcua.core.errors import DomainError, Unavailable
from motcua.documents.services import read_content
from motcua.integrations.models import IncomingMessage, IncomingState

log = structlog.get_logger()

LEASE: Final = dt.timedelta(minutes=5)
MOST_ATTEMPTS: Final = 8
_FIRST_DELAY: Final = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Unread:
    """A person must look. ``reason`` is a code with a text."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing is asked for: a program wrote it, or a word such as STOP. Kept for a while with its reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    petition: UUID
    is_answer: bool = False


_READ: Final = ("sent_from", "subject_line", "body_words", "facts_read")
"""What a reader may have filled in on the row."""

Act = Callable[[], Taken | Unread | Stopped]
"""What happens inside the transaction; everything slow was done before."""

Handler = Callable[[IncomingMessage, bytes, dt.datetime], Unread | Stopped | Act]
_handlers: dict[str, Handler] = {}


def register(channel: str, handler: Handler) -> None:
    """Name who reads a channel; once for each, in ``apps.ready()``. Raises ValueError for another."""
    if _handlers.get(channel, handler) is not handler:
        raise ValueError(f"{channel!r} has a reader already")
    _handlers[channel] = handler


def due(now: dt.datetime) -> Q:
    return Q(state=IncomingState.WAITING.value, next_at__lte=now)


def handle_due(*, now: dt.datetime, limit: int = 200) -> int:
    """Read what waits, oldest first; how many were looked at."""
    waiting = IncomingMessage.objects.filter(due(now)).order_by("next_at", "id").values_list("uid", flat=True)[:limit]
    return sum(handle(uid, now=now) is not None for uid in list(waiting))


def handle(uid: UUID, *, now: dt.datetime) -> IncomingState | None:
    """Read one message if it is due; the state it has then, ``None`` when it is not due or another reads it. Not
    inside a transaction: the lease must be seen by others."""
    leased = IncomingMessage.objects.filter(due(now), uid=uid).update(attempts=F("attempts") + 1, next_at=now + LEASE)
    if not leased:
        return None
    message = IncomingMessage.objects.select_related("raw").get(uid=uid)
    try:
        return _handled(message, now)
    except Unavailable as error:
        return _later(message, error.code, now)
    except DomainError as error:
        return _settle(message, Unread(error.code), now)
    except Exception as error:
        log.exception("incoming.failed", message=str(uid), channel=message.channel, attempt=message.attempts)
        return _later(message, "incoming_failed", now, error)


def _handled(message: IncomingMessage, now: dt.datetime) -> IncomingState:
    if message.raw is None:
        return _settle(message, Unread("incoming_gone"), now)
    raw = b"".join(read_content(message.raw))
    found = _handlers[message.channel](message, raw, now)
    if isinstance(found, Unread | Stopped):
        return _settle(message, found, now)
    with transaction.atomic():
        # Whoever lost the lease meanwhile finds another attempt on the row, and does nothing.
        held = IncomingMessage.objects.select_for_update().filter(
            pk=message.pk, state=IncomingState.WAITING.value, attempts=message.attempts
        )
        if not held.exists():
            return IncomingState(IncomingMessage.objects.get(pk=message.pk).state)
        return _settle(message, found(), now)


def _settle(message: IncomingMessage, found: Taken | Unread | Stopped, now: dt.datetime) -> IncomingState:
    values: dict[str, object]
    if isinstance(found, Taken):
        values = {"petition_uid": found.petition, "is_answer": found.is_answer, "settled_at": now, "reason": ""}
        state = IncomingState.TAKEN
    else:
        values = {"reason": found.reason}
        state = IncomingState.UNREAD if isinstance(found, Unread) else IncomingState.STOPPED
    read = {name: getattr(message, name) for name in _READ}
    rows = IncomingMessage.objects.filter(pk=message.pk, state=IncomingState.WAITING.value, attempts=message.attempts)
    rows.update(state=state.value, **values, **read)
    log.info("incoming.settled", message=str(message.uid), channel=message.channel, state=state.value)
    return state


def _later(message: IncomingMessage, code: str, now: dt.datetime, error: Exception | None = None) -> IncomingState:
    """Tried again later; after the last attempt a person looks."""
    if message.attempts >= MOST_ATTEMPTS:
        return _settle(message, Unread(code), now)
    wait = _FIRST_DELAY * 2 ** min(message.attempts - 1, 10)
    IncomingMessage.objects.filter(pk=message.pk, state=IncomingState.WAITING.value, attempts=message.attempts).update(
        next_at=now + wait
    )
    return IncomingState.WAITING
