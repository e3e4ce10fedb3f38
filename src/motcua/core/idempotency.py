"""The same request twice has one effect and one answer.

In the caller's transaction: :func:`claim` before anything is written, :func:`finish` with the answer before commit.
A second request with the same key waits in :func:`claim` until the first has ended: it then gets the first answer, or,
when the first rolled back, becomes the first itself.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from motcua.core import hot
from motcua.core.canonical import Json, digest, encode, plain
from motcua.core.database import SqlValue
from motcua.core.erasure import Subject
from motcua.core.errors import Conflict, Invalid, Unprocessable

KEEP = dt.timedelta(days=30)
LONGEST_KEY = 200

CLAIM = """
INSERT INTO core_idempotency (actor_key, operation, key, request_hash, created_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""

FINISH = """
UPDATE core_idempotency SET status = %s, response = %s WHERE actor_key = %s AND operation = %s AND key = %s
"""
"""For use inside a larger statement, as ``WITH answered AS (...) UPDATE ...`` with :meth:`Claim.finish_values`. It must
be a later statement than the claim: parts of one statement do not see one another's rows."""

_SAME = "FROM core_idempotency WHERE actor_key = %s AND operation = %s AND key = %s"
_ANSWER = f"SELECT request_hash, status, response {_SAME}"
_KNOWN = f"SELECT EXISTS (SELECT 1 {_SAME})"


@dataclass(frozen=True, slots=True)
class Claim:
    """The identity of a request: whose, which operation (with its object), which key, and a hash of its content."""

    actor_key: str
    operation: str
    key: str
    request_hash: bytes

    @property
    def identity(self) -> tuple[SqlValue, ...]:
        return self.actor_key, self.operation, self.key

    def values(self, now: dt.datetime) -> tuple[SqlValue, ...]:
        """For :data:`CLAIM` inside a larger statement; that statement asks :func:`require_key` before."""
        return *self.identity, self.request_hash, now

    def finish_values(self, status: int, response: Mapping[str, object]) -> tuple[SqlValue, ...]:
        """For :data:`FINISH` inside a larger statement."""
        return status, json.dumps(plain(response), ensure_ascii=False), *self.identity


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer the first request got."""

    status: int
    response: dict[str, Json]


def request_hash(content: object) -> bytes:
    """SHA-256 over the canonical form of what the request asks for, its files by their own hashes."""
    return digest(encode(content))


def claim(request: Claim, *, now: dt.datetime) -> Replay | None:
    """``None``: this request is the first, go on. Else the answer of the first. One statement, two on a repeat.

    Raises Invalid (``idempotency_key_invalid``) for an empty or overlong key, Unprocessable
    (``idempotency_key_reused``) when the key came with another content, RuntimeError outside a transaction.
    """
    require_key(request)
    # A row of a transaction still open makes this wait. Should the row found be gone again (purged) before the second
    # statement looks, the first is tried once more.
    for _ in range(2):
        if hot.row(CLAIM, request.values(now)):
            return None
        found = answer(request)
        if found is not None:
            return found
    raise Conflict("idempotency_unfinished")


def require_key(request: Claim) -> None:
    """Raises Invalid (``idempotency_key_invalid``), RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a claim belongs in the transaction it protects")
    if not request.key or len(request.key) > LONGEST_KEY or "\x00" in request.key:
        raise Invalid("idempotency_key_invalid", params={"longest": LONGEST_KEY})


def answer(request: Claim) -> Replay | None:
    """The stored answer of an earlier request, ``None`` when there was none. For a larger statement whose claim part
    inserted nothing. Raises as :func:`claim`, and Conflict (``idempotency_unfinished``) for a claim nobody finished."""
    row = hot.row(_ANSWER, request.identity)
    if row is None:
        return None
    stored_hash, status, response = row
    if bytes(stored_hash) != request.request_hash:
        raise Unprocessable("idempotency_key_reused")
    if status is None:
        raise Conflict("idempotency_unfinished")
    return Replay(status, json.loads(response))


def known(actor_key: str, operation: str, key: str) -> bool:
    """Whether a request with this key was seen, whatever its content. One statement; for a look before the work."""
    row = hot.row(_KNOWN, (actor_key, operation, key))
    return row is not None and row[0] is True


def finish(request: Claim, *, status: int, response: Mapping[str, object]) -> None:
    """Store the answer, in the claim's transaction. One statement. ``response`` holds what a repeat may be shown, and
    no personal data."""
    if hot.run(FINISH, request.finish_values(status, response)) != 1:
        raise RuntimeError("there is no claim to finish")


def purge(*, now: dt.datetime, keep: dt.timedelta = KEEP, batch: int = 5000) -> int:
    """Forget requests older than ``keep``, in batches; returns how many. A key may be used anew afterwards."""
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM core_idempotency WHERE ctid IN"
                " (SELECT ctid FROM core_idempotency WHERE created_at < %s ORDER BY created_at LIMIT %s)",
                [now - keep, batch],
            )
            count = cursor.rowcount
        gone += count
        if count < batch:
            return gone


def erase(subject: Subject, now: dt.datetime) -> int:
    """Forget the requests of the accounts and those about the dossiers, with their stored answers: a repeat of one of
    them meets the state of the dossier instead."""
    about = [f"%{uid}%" for uid in subject.dossier_uids]
    whose = [str(uid) for uid in subject.account_uids]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM core_idempotency WHERE actor_key = ANY(%s) OR operation LIKE ANY(%s)"
            " OR response::text LIKE ANY(%s)",
            [whose, about, about],
        )
        return int(cursor.rowcount)
