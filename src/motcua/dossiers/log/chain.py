"""Sealing events into a chain: pure hashing, no database.

``hash = SHA-256(domain || prev_hash || content)`` with ``content = SHA-256(len(header) || header || payload)``, where
``header`` is canonical JSON of who, when and what, and ``payload`` the canonical bytes as stored. Whoever is given the
32 bytes of ``content`` can walk the chain over an event without seeing it. Events of hash version 1 hash header and
payload directly: ``SHA-256(domain || prev_hash || len(header) || header || payload)``; they stay valid, and one chain
may hold both. Private bodies enter as HMAC-SHA-256 commitments.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring as _quoted

from motcua.core.canonical import commitment, encode, encode_plain, plain
from motcua.dossiers.lifecycle import Event

HASH_VERSION = 2
DOMAINS = {1: b"motcua dossier event 1\0", 2: b"motcua dossier event 2\0"}
GENESIS = bytes(32)
"""What the first event of a chain names as its predecessor."""

COMMITMENT_KEY = "private"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acted, for whom, and when: the header shared by all events of one act."""

    dossier: str
    actor: str
    on_behalf_of: str
    unit: str
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


def event_hash(
    signature: Signature,
    *,
    seq: int,
    kind: str,
    version: int,
    payload: bytes,
    prev_hash: bytes,
    hash_version: int = HASH_VERSION,
) -> bytes:
    """The hash of an event. Raises KeyError for a hash version that was never used."""
    framed = _framed(signature, seq=seq, kind=kind, version=version, payload=payload, hash_version=hash_version)
    if hash_version == 1:
        return hashlib.sha256(DOMAINS[1] + prev_hash + framed).digest()
    return link_hash(prev_hash, hashlib.sha256(framed).digest(), hash_version=hash_version)


def content_digest(
    signature: Signature, *, seq: int, kind: str, version: int, payload: bytes, hash_version: int = HASH_VERSION
) -> bytes:
    """What stands for an event in a walk over its chain. Raises ValueError for version 1, which has no such thing."""
    if hash_version == 1:
        raise ValueError("an event of hash version 1 cannot be walked over unseen")
    framed = _framed(signature, seq=seq, kind=kind, version=version, payload=payload, hash_version=hash_version)
    return hashlib.sha256(framed).digest()


def link_hash(prev_hash: bytes, content: bytes, *, hash_version: int = HASH_VERSION) -> bytes:
    """The hash of the event with this content digest after ``prev_hash``."""
    return hashlib.sha256(DOMAINS[hash_version] + prev_hash + content).digest()


def _framed(signature: Signature, *, seq: int, kind: str, version: int, payload: bytes, hash_version: int) -> bytes:
    header = _header(signature, seq=seq, kind=kind, version=version, hash_version=hash_version).encode()
    return len(header).to_bytes(4, "big") + header + payload


def _header(signature: Signature, *, seq: int, kind: str, version: int, hash_version: int) -> str:
    """Canonical JSON of who, when and what, put together by hand: its keys are always these, in this order."""
    return (
        f'{{"actor":{_quoted(signature.actor)},"dossier":{_quoted(signature.dossier)},"hash_version":{hash_version},'
        f'"kind":{_quoted(kind)},"occurred_at":"{plain(signature.occurred_at)}",'
        f'"on_behalf_of":{_quoted(signature.on_behalf_of)},"recorded_at":"{plain(signature.recorded_at)}",'
        f'"seq":{seq},"unit":{_quoted(signature.unit)},"version":{version}}}'
    )


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
    """The events as chain links after ``head``, the first one numbered ``seq``. ``salts`` gives 32 bytes for each
    private body: random ones, but for a made-up history that must come out the same twice."""
    sealed: list[Sealed] = []
    for number, event in enumerate(events, start=seq):
        salt = body = None
        data = dict(event.data)
        if event.private:
            salt, body = salts(), encode(event.private)
            data[COMMITMENT_KEY] = commitment(salt, body).hex()
        payload = encode_plain(data)
        digest = event_hash(
            signature, seq=number, kind=event.kind, version=event.version, payload=payload, prev_hash=head
        )
        sealed.append(Sealed(event, number, payload, head, digest, salt, body))
        head = digest
    return sealed
