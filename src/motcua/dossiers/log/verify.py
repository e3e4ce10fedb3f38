"""Verifying chains, private bodies and projections, range by range of dossiers, so that memory does not grow with the
log and several processes can share the work.

What it finds: a changed payload or header, a broken or reordered chain, a missing private body without a lawful
erasure, a projection that is not what its log says. What only an exported root shows is in
:mod:`motcua.dossiers.log.anchors`; what nothing shows is in docs/guides/proof.md.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import psycopg
from django.db import connection

from motcua.core.canonical import commitment, decode
from motcua.dossiers.lifecycle import EventKind, replay
from motcua.dossiers.log.chain import COMMITMENT_KEY, GENESIS, Signature, event_hash
from motcua.dossiers.log.findings import Finding, Report
from motcua.dossiers.log.read import stored_event
from motcua.dossiers.log.snapshot import SCHEMA_VERSION, freeze

WIDTH = 500
"""How many ids of dossiers a range spans."""


class Row(NamedTuple):
    dossier: str
    head_seq: int | None
    head_hash: bytes
    snapshot: str | None
    seq: int
    signature: Signature
    kind: str
    version: int
    payload: bytes
    prev_hash: bytes
    hash: bytes
    salt: bytes | None
    body: bytes | None
    hash_version: int

    def computed_hash(self, seq: int) -> bytes:
        return event_hash(
            self.signature,
            seq=seq,
            kind=self.kind,
            version=self.version,
            payload=self.payload,
            prev_hash=self.prev_hash,
            hash_version=self.hash_version,
        )


# One statement sees one instant: a dossier that moves meanwhile is read as it was. The snapshot comes once a chain.
# OFFSET 0 keeps the shape: the events of the range by their index, in order, and for each its rows by their keys. Left
# to choose, the planner reads whole tables for every range.
_EVENTS = """
    SELECT e.dossier_id, d.uid::text, d.seq, d.head_hash, CASE WHEN e.seq = d.seq THEN d.snapshot::text END, e.seq,
           e.occurred_at, e.recorded_at, e.kind, e.version, e.actor, e.on_behalf_of, e.unit, e.payload, e.prev_hash,
           e.hash, p.salt, p.body, e.hash_version
    FROM (SELECT * FROM dossier_event e WHERE e.dossier_id BETWEEN %s AND %s {since} ORDER BY e.dossier_id, e.seq) e
    LEFT JOIN LATERAL (SELECT * FROM dossier x WHERE x.id = e.dossier_id OFFSET 0) d ON true
    LEFT JOIN LATERAL (SELECT * FROM event_private x WHERE x.event_id = e.position OFFSET 0) p ON true
    ORDER BY e.dossier_id, e.seq
"""
_SINCE = """AND e.dossier_id IN (
        SELECT x.dossier_id FROM dossier_event x WHERE x.dossier_id BETWEEN %s AND %s AND x.recorded_at >= %s)"""
_WITHOUT_EVENTS = """
    SELECT d.uid::text FROM dossier d
    LEFT JOIN LATERAL (SELECT 1 AS one FROM dossier_event e WHERE e.dossier_id = d.id LIMIT 1) e ON true
    WHERE d.id BETWEEN %s AND %s AND e.one IS NULL
"""
_SPAN = """
    SELECT least((SELECT min(id) FROM dossier), (SELECT min(dossier_id) FROM dossier_event)),
           greatest((SELECT max(id) FROM dossier), (SELECT max(dossier_id) FROM dossier_event))
"""


def ranges(width: int = WIDTH) -> list[tuple[int, int]]:
    """The ranges of keys, both ends in, that together hold every chain there is now."""
    with connection.cursor() as cursor:
        cursor.execute(_SPAN)
        first, last = cursor.fetchone()
    if first is None:
        return []
    return [(start, min(start + width - 1, last)) for start in range(first, last + 1, width)]


def verify_range(first: int, last: int, since: dt.datetime | None = None) -> Report:
    """Check every chain in a range of keys (those with an event recorded since then)."""
    report = Report()
    for chain in _chains(first, last, since):
        report.dossiers += 1
        report.events += len(chain)
        report.findings += check_chain(chain)
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_EVENTS, [first, last])
        report.findings += [Finding("log_missing", uid, None) for (uid,) in cursor.fetchall()]
    return report


def _chains(first: int, last: int, since: dt.datetime | None) -> Iterator[list[Row]]:
    query = _EVENTS.format(since=_SINCE if since is not None else "")
    limits: list[object] = [first, last] if since is None else [first, last, first, last, since]
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(query, limits, binary=True)
        for _, rows in groupby(cursor, key=lambda values: values[0]):
            yield [_row(values) for values in rows]


def _row(values: Sequence[Any]) -> Row:
    (key, uid, head_seq, head_hash, snapshot, seq, occurred, recorded, kind, version, actor, behalf, unit) = values[:13]
    return Row(
        uid or f"dossier {key}",
        head_seq,
        head_hash or b"",
        snapshot,
        seq,
        Signature(uid or "", actor, behalf, unit, occurred, recorded),
        kind,
        version,
        *values[13:],
    )


def check_chain(chain: Sequence[Row]) -> list[Finding]:
    """Every fault of one chain, most telling first."""
    last = chain[-1]
    uid = last.dossier
    if last.head_seq is None:
        return [Finding("dossier_row_missing", uid, None)]
    if not _linked(chain) or any(row.computed_hash(row.seq) != row.hash for row in chain):
        return _name_damage(uid, chain)
    findings = list(_private_faults(uid, chain))
    if last.head_seq != last.seq or last.head_hash != last.hash:
        kind = "tail_cut" if last.head_seq > last.seq else "head_differs"
        findings.append(Finding(kind, uid, last.seq))
    elif not _projected(chain):
        findings.append(Finding("projection_differs", uid, last.seq))
    return findings


def _linked(chain: Sequence[Row]) -> bool:
    head = GENESIS
    for number, row in enumerate(chain, start=1):
        if row.seq != number or row.prev_hash != head:
            return False
        head = row.hash
    return True


def _name_damage(uid: str, chain: Sequence[Row]) -> list[Finding]:
    """Tell events in another order from events with another content and from events taken out."""
    by_previous = {row.prev_hash: row for row in chain}
    walked: list[Row] = []
    head = GENESIS
    while head in by_previous and len(walked) < len(chain):
        row = by_previous[head]
        walked.append(row)
        head = row.hash
    if len(walked) == len(chain) and all(_computed(row, n) == row.hash for n, row in enumerate(walked, start=1)):
        moved = [row.seq for n, row in enumerate(walked, start=1) if row.seq != n]
        return [Finding("events_swapped", uid, seq) for seq in sorted(moved)]
    changed = [row.seq for row in chain if _computed(row, row.seq) != row.hash]
    if changed:
        return [Finding("payload_changed", uid, seq) for seq in changed]
    return [Finding("chain_broken", uid, _first_break(chain))]


def _computed(row: Row, seq: int) -> bytes:
    """Nothing for an event that names a way of hashing there never was."""
    try:
        return row.computed_hash(seq)
    except KeyError:
        return b""


def _first_break(chain: Sequence[Row]) -> int:
    head = GENESIS
    for number, row in enumerate(chain, start=1):
        if row.seq != number or row.prev_hash != head:
            return number
        head = row.hash
    return len(chain)


_COMMITTED = re.compile(f'"{COMMITMENT_KEY}":"([0-9a-f]{{64}})"'.encode())


def _private_faults(uid: str, chain: Sequence[Row]) -> Iterator[Finding]:
    erased_through = max((_through(row.payload) for row in chain if row.kind == EventKind.DATA_ERASED), default=0)
    for row in chain:
        promised = _promised(row.payload)
        if promised is None:
            continue
        if row.body is None or row.salt is None:
            if row.seq > erased_through:
                yield Finding("private_missing", uid, row.seq)
        elif not hmac.compare_digest(commitment(row.salt, row.body).hex(), promised):
            yield Finding("private_changed", uid, row.seq)


def _promised(payload: bytes) -> str | None:
    """The commitment to the private body. Found without reading the whole payload, which is canonical JSON: only when
    the words stand there more than once is it looked at as a whole."""
    found = _COMMITTED.findall(payload)
    if len(found) < 2:
        return found[0].decode() if found else None
    promised = decode(payload).get(COMMITMENT_KEY)
    return None if promised is None else str(promised)


def _through(payload: bytes) -> int:
    through = decode(payload).get("through")
    return through if isinstance(through, int) else 0


def _projected(chain: Sequence[Row]) -> bool:
    kept: Mapping[str, object] = json.loads(chain[-1].snapshot or "{}")
    if kept.get("schema_version") != SCHEMA_VERSION:
        return False
    state = replay(stored_event(row.kind, row.version, row.payload) for row in chain)
    return freeze(state) == {key: value for key, value in kept.items() if key != "recorded_at"}
