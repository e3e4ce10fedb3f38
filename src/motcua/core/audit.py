"""Who did which administrative act: an append-only record, sealed into a hash chain.

Writing needs no lock, so acts do not wait on one another; :func:`seal`, a job of every minute, chains what was written
below the transaction watermark. An edit, a removal or an insertion behind a seal is found by :func:`verify`. It cannot
find a chain that the owner of the database rewrote as a whole: for that, keep a seal's hash elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from motcua.core import canonical, personal_data
from motcua.core.database import SqlValue
from motcua.core.ids import new_id

_NOTHING = bytes(32)
_BATCH = 5000


class Doer(Protocol):
    """What an actor must tell about itself. ``on_behalf_of`` of an act is given apart, with the act."""

    @property
    def kind(self) -> str: ...

    @property
    def uid(self) -> uuid.UUID | None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :func:`verify` found: how many seals and records were looked at, and the seals that do not hold."""

    seals: int
    records: int
    broken: tuple[int, ...]

    @property
    def ok(self) -> bool:
        return not self.broken


def record(
    *,
    act: str,
    actor: Doer,
    subject_kind: str,
    subject: str,
    now: dt.datetime,
    details: Mapping[str, object] | None = None,
    on_behalf_of: str = "",
) -> uuid.UUID:
    """Note an act (``people.grant_given``) in the caller's transaction; one statement. Returns the record's id.

    ``subject`` is a public id or code; ``details`` ids, codes and counts. Raises ValueError when a key of ``details``
    names personal data: that belongs to the row it is about, where it can be erased.
    """
    body = canonical.encode(details or {})
    named = personal_data.keys_within(details or {})
    if named:
        raise ValueError(f"personal data has no place in an audit record: {', '.join(sorted(named))}")
    uid = new_id()
    row: dict[str, SqlValue] = {
        "uid": uid,
        "recorded_at": now,
        "act": act,
        "actor_kind": str(actor.kind),
        "actor_uid": actor.uid,
        "on_behalf_of": on_behalf_of,
        "subject_kind": subject_kind,
        "subject": subject,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_audit (uid, recorded_at, act, actor_kind, actor_uid, on_behalf_of, subject_kind, subject,"
            " details, hash) VALUES (%(uid)s, %(recorded_at)s, %(act)s, %(actor_kind)s, %(actor_uid)s,"
            " %(on_behalf_of)s, %(subject_kind)s, %(subject)s, %(details)s, %(hash)s)",
            {**row, "details": body, "hash": _row_hash(row, body)},
        )
    return uid


def seal(*, now: dt.datetime) -> int:
    """Chain all records below the watermark that no seal covers yet; returns how many. One transaction; a second
    sealer waits for the first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core_audit_seal'))")
        cursor.execute("SELECT public.core_current_epoch(), pg_snapshot_xmin(pg_current_snapshot())")
        epoch, xid = cursor.fetchone()
        cursor.execute("SELECT number, epoch, xid, hash FROM core_audit_seal ORDER BY number DESC LIMIT 1")
        number, from_epoch, from_xid, previous = cursor.fetchone() or (0, 0, "0", _NOTHING)
        if (epoch, int(xid)) <= (from_epoch, int(from_xid)):
            return 0
        head, count, _ = _chain(cursor, bytes(previous), (from_epoch, from_xid), (epoch, xid))
        if count:
            cursor.execute(
                "INSERT INTO core_audit_seal (number, epoch, xid, records, prev_hash, hash, sealed_at)"
                " VALUES (%s, %s, %s::xid8, %s, %s, %s, %s)",
                [number + 1, epoch, xid, count, bytes(previous), head, now],
            )
        return count


def verify() -> Verdict:
    """Compute every seal again from the rows. Reads the whole table."""
    seals = records = 0
    broken: list[int] = []
    previous, place = _NOTHING, (0, "0")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT number, epoch, xid, records, prev_hash, hash FROM core_audit_seal ORDER BY number")
        for number, epoch, xid, told, prev_hash, told_hash in cursor.fetchall():
            head, count, intact = _chain(cursor, bytes(prev_hash), place, (epoch, xid))
            seals += 1
            records += count
            linked = bytes(prev_hash) == previous and number == seals
            if not (linked and intact and count == told and head == bytes(told_hash)):
                broken.append(number)
            previous, place = bytes(told_hash), (epoch, xid)
    return Verdict(seals, records, tuple(broken))


def _chain(
    cursor: CursorWrapper, start: bytes, after: tuple[int, str], before: tuple[int, str]
) -> tuple[bytes, int, bool]:
    """Hash of ``start`` and of each record with ``after <= (epoch, xid) < before``; how many; whether each record's
    own hash holds."""
    head, count, intact = start, 0, True
    for row, details, own in _rows(cursor, after, before):
        intact = intact and _row_hash(row, details) == own
        head = hashlib.sha256(head + own).digest()
        count += 1
    return head, count, intact


def _rows(
    cursor: CursorWrapper, after: tuple[int, str], before: tuple[int, str]
) -> Iterator[tuple[Mapping[str, object], bytes, bytes]]:
    names = ("uid", "recorded_at", "act", "actor_kind", "actor_uid", "on_behalf_of", "subject_kind", "subject")
    last = 0
    place = (*after, last)
    while True:
        cursor.execute(
            "SELECT epoch, xid, id, details, hash, uid, recorded_at, act, actor_kind, actor_uid, on_behalf_of,"
            " subject_kind, subject FROM core_audit"
            " WHERE (epoch, xid, id) > (%s, %s::xid8, %s) AND (epoch, xid) < (%s, %s::xid8)"
            " ORDER BY epoch, xid, id LIMIT %s",
            [*place, *before, _BATCH],
        )
        rows = cursor.fetchall()
        for epoch, xid, row_id, details, own, *columns in rows:
            place = (epoch, xid, row_id)
            yield dict(zip(names, columns, strict=True)), bytes(details), bytes(own)
        if len(rows) < _BATCH:
            return


def _row_hash(row: Mapping[str, object], details: bytes) -> bytes:
    return canonical.digest(canonical.encode({**row, "details": canonical.digest(details)}))
