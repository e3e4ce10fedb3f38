"""Sealing events into a chain: pure hashing, no database.

``hash = SHA-256(domain || prev_hash || SHA-256(len(header) || header || payload))``, where ``header`` is canonical JSON
of who, when and what, and ``payload`` the canonical bytes as stored; as for dossiers, under a domain of its own.
Private bodies enter as HMAC-SHA-256 commitments.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from motcua.core.canonical import commitment, encode
from motcua.petitions.lifecycle import Event

HASH_VERSION = 1
DOMAIN = b"motcua petition event 1\0"
GENESIS = bytes(32)
COMMITMENT_KEY = "private"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acted, for whom, and when: shared by all events of one act."""

    petition: str
    actor: str
    on_behalf_of: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event ready to be stored."""

    event: Event
    seq: int
    payload: bytes
    prev_hash: bytes
    hash: bytes
    salt: bytes | None
    body: bytes | None


def event_hash(signature: Signature, *, seq: int, kind: str, version: int, payload: bytes, prev_hash: bytes) -> bytes:
    header = encode(
        {
            "actor": signature.actor,
            "hash_version": HASH_VERSION,
            "kind": kind,
            "occurred_at": signature.occurred_at,
            "on_behalf_of": signature.on_behalf_of,
            "petition": signature.petition,
            "recorded_at": signature.recorded_at,
            "seq": seq,
            "version": version,
        }
    )
    content = hashlib.sha256(len(header).to_bytes(4, "big") + header + payload).digest()
    return hashlib.sha256(DOMAIN + prev_hash + content).digest()


def _fresh_salt() -> bytes:
    return secrets.token_bytes(32)


def seal(
    events: Iterable[Event],
    *,
    signature: Signature,
    seq: int,
    head: bytes,
    salts: Callable[[], bytes] = _fresh_salt,
) -> Sequence[Sealed]:
    """The events as chain links after ``head``, the first one numbered ``seq``."""
    sealed: list[Sealed] = []
    for number, event in enumerate(events, start=seq):
        salt = body = None
        data = dict(event.data)
        if event.private:
            salt, body = salts(), encode(event.private)
            data[COMMITMENT_KEY] = commitment(salt, body).hex()
        payload = encode(data)
        digest = event_hash(
            signature, seq=number, kind=event.kind.value, version=event.version, payload=payload, prev_hash=head
        )
        sealed.append(Sealed(event, number, payload, head, digest, salt, body))
        head = digest
    return sealed
