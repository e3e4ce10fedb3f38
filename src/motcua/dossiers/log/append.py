"""Writing events: chain links, private bodies and outbox messages, as parts of the statement that writes an act."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.core.hot import Value

from .chain import HASH_VERSION, Sealed, Signature
from .riders import Part

TOPIC = "dossier"

_EVENTS = """INSERT INTO dossier_event (dossier_id, seq, occurred_at, recorded_at, kind, version, actor, on_behalf_of,
    unit, payload, prev_hash, hash, hash_version) VALUES {rows} RETURNING position, seq"""
_EVENT_ROW = "(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"

_PRIVATE = """INSERT INTO event_private (event_id, salt, body)
    SELECT ev.position, p.salt, p.body FROM (VALUES {rows}) AS p(seq, salt, body) JOIN ev ON ev.seq = p.seq"""
_PRIVATE_ROW = "(%s::int,%s::bytea,%s::bytea)"

_OUTBOX = "INSERT INTO core_outbox (topic, key, kind, body, created_at) VALUES {rows}"
_OUTBOX_ROW = "(%s,%s,%s,%s,%s)"


def event_parts(dossier_id: int, signature: Signature, sealed: Sequence[Sealed]) -> list[Part]:
    """The parts that append ``sealed`` to the chain of a dossier and tell the outbox.

    The caller holds the lock on the dossier row. A seq that exists already raises IntegrityError.
    """
    parts = public_parts([(dossier_id, signature, link) for link in sealed])
    private = [link for link in sealed if link.salt is not None]
    if private:
        bodies: list[Value] = [value for link in private for value in (link.seq, link.salt, link.body)]
        parts.append(Part("private", _PRIVATE.format(rows=",".join([_PRIVATE_ROW] * len(private))), bodies))
    return parts


def public_parts(links: Sequence[tuple[int, Signature, Sealed]]) -> list[Part]:
    """As :func:`event_parts` for links of one or many dossiers, each with its key, without private bodies."""
    events: list[Value] = []
    messages: list[Value] = []
    for dossier_id, signature, link in links:
        events += _event(dossier_id, signature, link)
        messages += _message(signature, link)
    number = len(links)
    return [
        Part("ev", _EVENTS.format(rows=",".join([_EVENT_ROW] * number)), events),
        Part("told", _OUTBOX.format(rows=",".join([_OUTBOX_ROW] * number)), messages),
    ]


def _event(dossier_id: int, signature: Signature, link: Sealed) -> tuple[Value, ...]:
    return (
        dossier_id,
        link.seq,
        signature.occurred_at,
        signature.recorded_at,
        link.event.kind.value,
        link.event.version,
        signature.actor,
        signature.on_behalf_of,
        signature.unit,
        link.payload,
        link.prev_hash,
        link.hash,
        HASH_VERSION,
    )


def _message(signature: Signature, link: Sealed) -> tuple[Value, ...]:
    kind = link.event.kind.value
    body: dict[str, object] = {"dossier": signature.dossier, "seq": link.seq, "kind": kind}
    return TOPIC, signature.dossier, kind, body, signature.recorded_at
