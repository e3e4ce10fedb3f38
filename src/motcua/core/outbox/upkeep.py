"""Lag, retention, new consumers and restores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from . import statements
from .consumers import consumer_names

KEEP = dt.timedelta(days=30)
"""How long handled messages stay, for replays by hand and for looking back."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a consumer is behind: the age of the oldest message it has not passed, and its failures."""

    consumer: str
    seconds: float
    waiting: int
    dead: int


def lags(*, now: dt.datetime, names: Iterable[str] | None = None) -> list[Lag]:
    """One statement for all consumers. A long transaction anywhere shows here, because it holds the watermark."""
    wanted = list(names) if names is not None else list(consumer_names())
    with connection.cursor() as cursor:
        cursor.execute(statements.LAGS, {"names": wanted})
        return [
            Lag(consumer, max((now - oldest).total_seconds(), 0.0) if oldest else 0.0, waiting, dead)
            for consumer, oldest, waiting, dead in cursor.fetchall()
        ]


def purge(*, now: dt.datetime, keep: dt.timedelta = KEEP, batch: int = 5000) -> int:
    """Delete messages older than ``keep`` that every registered consumer has passed and none has failed on.

    The outbox is transport, not a legal log: the application role may delete from it. Works in batches, each its own
    transaction. Returns how many rows went.
    """
    names = list(consumer_names())
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements.CREATE_CURSORS, {"names": names, "now": now})
            cursor.execute(statements.PURGE, {"before": now - keep, "size": batch, "names": names})
            count = cursor.rowcount
        gone += count
        if count < batch:
            return gone


def skip_to_end(name: str, *, now: dt.datetime) -> None:
    """Let a consumer pass everything published so far without handling it: for a new consumer beside an old log."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statements.CREATE_CURSORS, {"names": [name], "now": now})
        cursor.execute(statements.SKIP_TO_END, {"name": name, "now": now})


def start_epoch(*, reason: str, now: dt.datetime) -> int:
    """Begin a new epoch; the last step of a restore, before anything writes again. Returns its number.

    After a restore into another cluster transaction ids start low again; ordering by ``(epoch, xid)`` keeps old rows
    before new ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_epoch (number, started_at, reason)"
            " VALUES (public.core_current_epoch() + 1, %s, %s) RETURNING number",
            [now, reason],
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]
