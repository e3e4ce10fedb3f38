from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from motcua.core.canonical import Json, plain


@dataclass(frozen=True, slots=True)
class Message:
    """A published fact as a handler gets it. ``id`` never changes, whatever is restored or replayed;
    ``attempt`` counts from 1."""

    id: uuid.UUID
    position: int
    topic: str
    key: str
    kind: str
    body: Mapping[str, Json]
    created_at: dt.datetime
    attempt: int = 1


def publish(*, topic: str, key: str, kind: str, body: Mapping[str, object], now: dt.datetime) -> int:
    """Write one message in the caller's transaction (one statement); return its position.

    ``body`` holds ids, codes and instants, never personal data: it outlives erasure. Raises RuntimeError outside a
    transaction, because the fact and its message must stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish belongs in the transaction that writes the fact")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_outbox (topic, key, kind, body, created_at) VALUES (%s, %s, %s, %s::jsonb, %s)"
            " RETURNING position",
            [topic, key, kind, json.dumps(plain(body), ensure_ascii=False), now],
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]
