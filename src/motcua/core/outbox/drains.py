"""One consumer's way through the outbox."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import structlog
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from motcua.core import clock
from motcua.core.database import is_away

from . import statements
from .consumers import Consumer, consumer_named
from .failures import note_failure, park
from .messages import Message

log = structlog.get_logger(__name__)

_LAST_POSITION = 2**63 - 1
_LOOK_AHEAD = 100
"""Rows of any topic looked at in one step, so that others' messages are passed quickly."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What a drain did. ``parked`` messages wait behind another of their key; ``busy`` tells that another drain of
    this consumer is at work; ``more`` that there was more to do than the limit allowed."""

    handled: int = 0
    failed: int = 0
    dead: int = 0
    parked: int = 0
    more: bool = False
    busy: bool = False

    def then(self, other: Drained) -> Drained:
        return Drained(
            self.handled + other.handled,
            self.failed + other.failed,
            self.dead + other.dead,
            self.parked + other.parked,
            other.more,
            other.busy,
        )

    @property
    def touched(self) -> int:
        return self.handled + self.failed + self.dead + self.parked


@dataclass(frozen=True, slots=True)
class _Place:
    """A cursor and the watermark seen with it: every transaction below ``(to_epoch, to_xid)`` has ended."""

    epoch: int
    xid: int
    position: int
    to_epoch: int
    to_xid: int

    @property
    def at(self) -> tuple[int, int, int]:
        return self.epoch, self.xid, self.position


@dataclass(frozen=True, slots=True)
class _Row:
    message: Message
    epoch: int
    xid: int
    mine: bool
    behind: bool
    earlier: tuple[int, ...]


def drain(name: str, *, limit: int = 1000, now: dt.datetime | None = None) -> Drained:
    """Handle up to about ``limit`` messages of one consumer, those due for another attempt first.

    Two drains of one consumer exclude each other: the second returns ``busy``. An exception of the handler costs its
    message an attempt and holds back its key; other keys go on. Raises ``OperationalError`` or ``InterfaceError`` when
    the database goes away; then nothing of the batch happened.
    """
    the_consumer = consumer_named(name)
    moment = now or clock.now()
    with connection.cursor() as cursor:
        cursor.execute(statements.CREATE_CURSORS, {"names": [name], "now": moment})
    total = Drained()
    for step in (_retry, _advance):
        while total.touched < limit:
            size = min(the_consumer.batch, limit - total.touched)
            done = step(the_consumer, size, moment)
            total = total.then(done)
            if done.busy or not done.more:
                break
    return total


def pending(names: Iterable[str], *, now: dt.datetime | None = None) -> list[str]:
    """Which of these consumers have something to do. One statement, no locks, no transaction id."""
    with connection.cursor() as cursor:
        cursor.execute(statements.PENDING, {"names": list(names), "now": now or clock.now()})
        return [row[0] for row in cursor.fetchall()]


def _advance(consumer: Consumer, size: int, now: dt.datetime) -> Drained:
    """The next batch in one transaction; when a message of it fails, once more with a savepoint for each."""
    try:
        return _batch(consumer, size, now, _handle_plainly)
    except Exception as error:
        if is_away(error):
            raise
        log.info("outbox.batch_split", consumer=consumer.name, error=type(error).__name__)
    return _batch(consumer, size, now, _handle_guarded)


_Handle = Callable[[CursorWrapper, Consumer, Message, dt.datetime], Drained]


@transaction.atomic
def _batch(consumer: Consumer, size: int, now: dt.datetime, handle: _Handle) -> Drained:
    with connection.cursor() as cursor:
        place = _lock(cursor, consumer.name)
        if place is None:
            return Drained(busy=True)
        rows, full = _fetch(cursor, consumer, place, size)
        done = _handle_rows(cursor, consumer, [row for row in rows if row.mine], now, handle)
        if full:
            reached = rows[-1].epoch, rows[-1].xid, rows[-1].message.position
        else:
            reached = place.to_epoch, place.to_xid - 1, _LAST_POSITION
        if reached > place.at:
            epoch, xid, position = reached
            cursor.execute(
                statements.ADVANCE,
                {"name": consumer.name, "epoch": epoch, "xid": str(xid), "position": position, "now": now},
            )
    return replace(done, more=full)


def _handle_rows(
    cursor: CursorWrapper, consumer: Consumer, rows: list[_Row], now: dt.datetime, handle: _Handle
) -> Drained:
    """In order of position; a message whose key is held back, or whose predecessor is not below the watermark yet,
    is parked."""
    done = Drained()
    here = {row.message.position for row in rows}
    held: set[tuple[str, str]] = set()
    for row in sorted(rows, key=lambda row: row.message.position):
        key = row.message.topic, row.message.key
        if row.behind or key in held or not here.issuperset(row.earlier):
            park(cursor, consumer.name, row.message, now)
            held.add(key)
            done = done.then(Drained(parked=1))
            continue
        result = handle(cursor, consumer, row.message, now)
        if not result.handled:
            held.add(key)
        done = done.then(result)
    return done


def _handle_plainly(cursor: CursorWrapper, consumer: Consumer, message: Message, now: dt.datetime) -> Drained:
    consumer.handle(message, now=now)
    return Drained(handled=1)


def _handle_guarded(cursor: CursorWrapper, consumer: Consumer, message: Message, now: dt.datetime) -> Drained:
    """A failing handler leaves nothing but its failure row. The database going away is nobody's failure."""
    try:
        with transaction.atomic():
            consumer.handle(message, now=now)
    except Exception as error:
        if is_away(error):
            raise
        dead = note_failure(cursor, consumer, message, error, now)
        log.warning(
            "outbox.failed",
            consumer=consumer.name,
            message=str(message.id),
            kind=message.kind,
            attempt=message.attempt,
            error=type(error).__name__,
            dead=dead,
        )
        return Drained(dead=1) if dead else Drained(failed=1)
    return Drained(handled=1)


@transaction.atomic
def _retry(consumer: Consumer, size: int, now: dt.datetime) -> Drained:
    """The failures that are due and first of their key, each guarded by a savepoint."""
    with connection.cursor() as cursor:
        if _lock(cursor, consumer.name) is None:
            return Drained(busy=True)
        cursor.execute(statements.DUE_FAILURES, {"name": consumer.name, "now": now, "size": size})
        done = Drained()
        for *columns, failure, attempts in cursor.fetchall():
            message = replace(_message(columns), attempt=attempts + 1)
            result = _handle_guarded(cursor, consumer, message, now)
            if result.handled:
                cursor.execute("DELETE FROM core_outbox_failure WHERE id = %s", [failure])
            done = done.then(result)
    return replace(done, more=done.handled > 0)


def _lock(cursor: CursorWrapper, name: str) -> _Place | None:
    cursor.execute(statements.LOCK_CURSOR, {"name": name})
    row = cursor.fetchone()
    return row and _Place(row[0], int(row[1]), row[2], row[3], int(row[4]))


def _fetch(cursor: CursorWrapper, consumer: Consumer, place: _Place, size: int) -> tuple[list[_Row], bool]:
    """The next rows up to the ``size``-th of the consumer's topics, and whether there may be more behind them."""
    limit = max(size, _LOOK_AHEAD)
    cursor.execute(
        statements.FETCH,
        {
            "name": consumer.name,
            "epoch": place.epoch,
            "xid": str(place.xid),
            "position": place.position,
            "to_epoch": place.to_epoch,
            "to_xid": str(place.to_xid),
            "topics": list(consumer.topics),
            "size": limit,
        },
    )
    found = cursor.fetchall()
    rows: list[_Row] = []
    mine = 0
    for *columns, epoch, xid, is_mine, behind, earlier in found:
        rows.append(_Row(_message(columns), epoch, int(xid), is_mine, behind, tuple(earlier or ())))
        mine += is_mine
        if mine == size:
            break
    return rows, len(rows) < len(found) or len(found) == limit


def _message(columns: Iterable[object]) -> Message:
    uid, position, topic, key, kind, body, created_at = columns
    read = json.loads(body) if isinstance(body, str) else {}
    return Message(uid, position, topic, key, kind, read, created_at)  # type: ignore[arg-type]
