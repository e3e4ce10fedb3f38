"""Writing events: chain links, private bodies and outbox messages in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from .chain import HASH_VERSION, Sealed, Signature
from .riders import Rider, parts_of

TOPIC = "dossier"

_EVENT_ROW = "(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"
_PRIVATE_ROW = "(%s::int,%s::bytea,%s::bytea)"
_OUTBOX_ROW = "(%s,%s,%s,%s,%s)"


def append(dossier_id: int, signature: Signature, sealed: Sequence[Sealed], riders: Iterable[Rider] = ()) -> None:
    """Append ``sealed`` to the chain of a locked dossier and tell the outbox, in ONE statement; ``riders`` go along.

    The caller holds the lock on the dossier row. A seq that exists already raises IntegrityError.
    """
    events: list[Any] = []
    private: list[Any] = []
    messages: list[Any] = []
    for link in sealed:
        kind = str(link.event.kind)
        events += (
            dossier_id,
            link.seq,
            signature.occurred_at,
            signature.recorded_at,
            kind,
            link.event.version,
            signature.actor,
            signature.on_behalf_of,
            signature.unit,
            link.payload,
            link.prev_hash,
            link.hash,
            HASH_VERSION,
        )
        if link.salt is not None:
            private += (link.seq, link.salt, link.body)
        body = Jsonb({"dossier": signature.dossier, "seq": link.seq, "kind": kind})
        messages += (TOPIC, signature.dossier, kind, body, signature.recorded_at)
    private_part = ""
    if private:
        rows = ",".join([_PRIVATE_ROW] * (len(private) // 3))
        private_part = f"""
            , private AS (
                INSERT INTO event_private (event_id, salt, body)
                SELECT ev.position, p.salt, p.body FROM (VALUES {rows}) AS p(seq, salt, body)
                JOIN ev ON ev.seq = p.seq
            )"""  # noqa: S608 - only placeholders are joined in
    rides, ridden = parts_of(riders)
    statement = f"""
        WITH ev AS (
            INSERT INTO dossier_event (dossier_id, seq, occurred_at, recorded_at, kind, version, actor, on_behalf_of,
                                       unit, payload, prev_hash, hash, hash_version)
            VALUES {",".join([_EVENT_ROW] * len(sealed))}
            RETURNING position, seq
        ){private_part}{"".join(f", {part}" for part in rides)}
        INSERT INTO core_outbox (topic, key, kind, body, created_at)
        VALUES {",".join([_OUTBOX_ROW] * len(sealed))}
    """  # noqa: S608 - only placeholders are joined in
    with connection.cursor() as cursor:
        cursor.execute(statement, [*events, *private, *ridden, *messages])
