"""What could not be handled: put off, tried again, given up, replayed by a person."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from motcua.core import audit
from motcua.core.database import SqlValue
from motcua.core.errors import DomainError, NotFound

from .consumers import Consumer
from .messages import Message

if TYPE_CHECKING:
    from motcua.core.audit import Doer

_FIRST_DELAY = dt.timedelta(seconds=2)
_LONGEST_DELAY = dt.timedelta(hours=1)
_chance = random.SystemRandom()

_NOTE = """
INSERT INTO core_outbox_failure (consumer, position, topic, key, state, attempts, error, first_at, next_at)
VALUES (%(consumer)s, %(position)s, %(topic)s, %(key)s, %(state)s, %(attempts)s, %(error)s, %(now)s, %(next_at)s)
ON CONFLICT (consumer, position) DO UPDATE
SET state = EXCLUDED.state, attempts = EXCLUDED.attempts, error = EXCLUDED.error, next_at = EXCLUDED.next_at
"""


def delay(attempts: int) -> dt.timedelta:
    """How long to wait after so many failures: doubling from two seconds up to an hour, less up to half at random so
    that many failures of one cause do not come back together."""
    longest = min(_FIRST_DELAY * 2 ** min(attempts - 1, 20), _LONGEST_DELAY)
    return longest * (1 - _chance.random() / 2)


def note_failure(
    cursor: CursorWrapper, consumer: Consumer, message: Message, error: Exception, now: dt.datetime
) -> bool:
    """Keep a failed attempt; True when it was the last one. Only the error's type and code are kept: its text may hold
    personal data."""
    dead = message.attempt >= consumer.max_attempts
    code = f":{error.code}" if isinstance(error, DomainError) else ""
    _write(
        cursor,
        consumer.name,
        message,
        state="dead" if dead else "waiting",
        attempts=message.attempt,
        error=f"{type(error).__name__}{code}"[:120],
        now=now,
        next_at=now + delay(message.attempt),
    )
    return dead


def park(cursor: CursorWrapper, consumer: str, message: Message, now: dt.datetime) -> None:
    """Let a message wait behind an earlier one of its key. It costs no attempt."""
    _write(cursor, consumer, message, state="waiting", attempts=0, error="", now=now, next_at=now)


def _write(cursor: CursorWrapper, consumer: str, message: Message, **values: SqlValue) -> None:
    place: dict[str, SqlValue] = {
        "consumer": consumer,
        "position": message.position,
        "topic": message.topic,
        "key": message.key,
    }
    cursor.execute(_NOTE, {**place, **values})


@dataclass(frozen=True, slots=True)
class Failed:
    """A message one consumer has not handled: ``waiting`` for its time or its turn (no attempts yet), or ``dead``."""

    consumer: str
    message: uuid.UUID
    topic: str
    key: str
    kind: str
    state: str
    attempts: int
    error: str
    next_at: dt.datetime


def failed(*, limit: int = 100) -> list[Failed]:
    """The oldest failures first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.consumer, m.uid, f.topic, f.key, m.kind, f.state, f.attempts, f.error, f.next_at"
            " FROM core_outbox_failure f JOIN core_outbox m USING (position) ORDER BY f.position, f.consumer LIMIT %s",
            [limit],
        )
        return [Failed(*row) for row in cursor.fetchall()]


def failure_of(consumer: str, message: uuid.UUID) -> int:
    """The key for :func:`replay` and :func:`discard`. Raises NotFound (``outbox_failure_unknown``)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.id FROM core_outbox_failure f JOIN core_outbox m USING (position)"
            " WHERE f.consumer = %s AND m.uid = %s",
            [consumer, message],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("outbox_failure_unknown")
    found: int = row[0]
    return found


@transaction.atomic
def replay(failure_id: int, *, actor: Doer, now: dt.datetime) -> None:
    """Have a failed message tried again at once, with all its attempts. Leaves an audit record. Raises NotFound."""
    _act(
        "UPDATE core_outbox_failure SET state = 'waiting', attempts = 0, next_at = %s WHERE id = %s"
        " RETURNING consumer, position, topic, key",
        [now, failure_id],
        act="core.outbox_replayed",
        actor=actor,
        now=now,
    )


@transaction.atomic
def discard(failure_id: int, *, actor: Doer, now: dt.datetime) -> None:
    """Give a message up for one consumer, so that those behind it go on. Leaves an audit record. Raises NotFound."""
    _act(
        "DELETE FROM core_outbox_failure WHERE id = %s RETURNING consumer, position, topic, key",
        [failure_id],
        act="core.outbox_discarded",
        actor=actor,
        now=now,
    )


def _act(sql: str, params: list[SqlValue], *, act: str, actor: Doer, now: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    if row is None:
        raise NotFound("outbox_failure_unknown")
    consumer, position, topic, key = row
    audit.record(
        act=act,
        actor=actor,
        subject_kind="outbox_consumer",
        subject=consumer,
        details={"position": position, "topic": topic, "key": key},
        now=now,
    )
