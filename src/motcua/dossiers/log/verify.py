"""Verifying chains, private bodies, projections and daily roots.

What it finds: a changed payload or header, a broken or reordered chain, a missing private body without a lawful
erasure, a projection that is not what its log says; and against an exported root: a chain re-hashed as a whole, a cut
tail, a deleted dossier. What it cannot find is in docs/guides/proof.md.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from motcua.core.canonical import commitment, decode
from motcua.dossiers.lifecycle import EventKind, replay
from motcua.dossiers.log.chain import COMMITMENT_KEY, GENESIS, Signature, event_hash
from motcua.dossiers.log.merkle import GENESIS_ROOT, Leaf, day_root
from motcua.dossiers.log.read import stored_event
from motcua.dossiers.log.snapshot import SCHEMA_VERSION, freeze

CHUNK = 2000


class Finding(NamedTuple):
    """One fault. ``kind`` is stable; ``dossier`` is the public id, empty for a fault of a day's root."""

    kind: str
    dossier: str
    seq: int | None


@dataclass(slots=True)
class Report:
    dossiers: int = 0
    events: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings


class Row(NamedTuple):
    dossier: str
    head_seq: int | None
    head_hash: bytes
    snapshot: Mapping[str, object]
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


_EVENTS = """
    SELECT coalesce(d.uid::text, 'dossier ' || e.dossier_id), d.seq, d.head_hash, d.snapshot, e.seq, e.occurred_at,
           e.recorded_at, e.kind, e.version, e.actor, e.on_behalf_of, e.unit, e.payload, e.prev_hash, e.hash, p.salt,
           p.body, e.dossier_id, e.hash_version
    FROM dossier_event e LEFT JOIN dossier d ON d.id = e.dossier_id
    LEFT JOIN event_private p ON p.event_id = e.position
    {where}
    ORDER BY e.dossier_id, e.seq
"""
_SINCE = "WHERE e.dossier_id IN (SELECT dossier_id FROM dossier_event WHERE recorded_at >= %s)"
_WITHOUT_EVENTS = """
    SELECT d.uid::text FROM dossier d WHERE NOT EXISTS (SELECT 1 FROM dossier_event e WHERE e.dossier_id = d.id)
"""


def _row(values: Sequence[Any]) -> Row:
    (uid, head_seq, head_hash, snapshot, seq, occurred, recorded, kind, version, actor, behalf, unit, payload) = values[
        :13
    ]
    prev_hash, digest, salt, body = values[13:17]
    return Row(
        dossier=uid,
        head_seq=head_seq,
        head_hash=bytes(head_hash or b""),
        snapshot=json.loads(snapshot) if snapshot else {},
        seq=seq,
        signature=Signature(uid, actor, behalf, unit, occurred, recorded),
        kind=kind,
        version=version,
        payload=bytes(payload),
        prev_hash=bytes(prev_hash),
        hash=bytes(digest),
        salt=bytes(salt) if salt is not None else None,
        body=bytes(body) if body is not None else None,
        hash_version=values[18],
    )


def verify_chains(since: object = None) -> Report:
    """Check every chain (those with an event recorded since then), in bounded memory."""
    report = Report()
    where, params = (_SINCE, [since]) if since is not None else ("", [])
    with transaction.atomic(), connection.cursor() as plain:
        connection.ensure_connection()
        raw = connection.connection
        with raw.cursor(name="motcua_verify") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(_EVENTS.format(where=where), params)
            for _, values in groupby(cursor, key=lambda values: values[17]):
                chain = [_row(item) for item in values]
                report.dossiers += 1
                report.events += len(chain)
                report.findings += check_chain(chain)
        plain.execute(_WITHOUT_EVENTS)
        report.findings += [Finding("log_missing", uid, None) for (uid,) in plain.fetchall()]
    return report


def check_chain(chain: Sequence[Row]) -> list[Finding]:
    """Every fault of one chain, most telling first."""
    uid = chain[0].dossier
    if any(row.computed_hash(row.seq) != row.hash for row in chain) or not _linked(chain):
        return _name_damage(uid, chain)
    findings = list(_private_faults(uid, chain))
    last = chain[-1]
    if last.head_seq is None:
        findings.append(Finding("dossier_row_missing", uid, None))
    elif last.head_seq != last.seq or last.head_hash != last.hash:
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
    if len(walked) == len(chain) and all(row.computed_hash(n) == row.hash for n, row in enumerate(walked, start=1)):
        moved = [row.seq for n, row in enumerate(walked, start=1) if row.seq != n]
        return [Finding("events_swapped", uid, seq) for seq in sorted(moved)]
    changed = [row.seq for row in chain if row.computed_hash(row.seq) != row.hash]
    if changed:
        return [Finding("payload_changed", uid, seq) for seq in changed]
    return [Finding("chain_broken", uid, _first_break(chain))]


def _first_break(chain: Sequence[Row]) -> int:
    head = GENESIS
    for number, row in enumerate(chain, start=1):
        if row.seq != number or row.prev_hash != head:
            return number
        head = row.hash
    return len(chain)


def _private_faults(uid: str, chain: Sequence[Row]) -> Iterator[Finding]:
    erased_through = max(
        (_through(row.payload) for row in chain if row.kind == EventKind.DATA_ERASED),
        default=0,
    )
    for row in chain:
        promised = decode(row.payload).get(COMMITMENT_KEY)
        if promised is None:
            continue
        if row.body is None or row.salt is None:
            if row.seq > erased_through:
                yield Finding("private_missing", uid, row.seq)
        elif not hmac.compare_digest(commitment(row.salt, row.body).hex(), str(promised)):
            yield Finding("private_changed", uid, row.seq)


def _through(payload: bytes) -> int:
    through = decode(payload).get("through")
    return through if isinstance(through, int) else 0


def _projected(chain: Sequence[Row]) -> bool:
    state = replay(stored_event(row.kind, row.version, row.payload) for row in chain)
    kept = {key: value for key, value in chain[-1].snapshot.items() if key != "recorded_at"}
    return kept.get("schema_version") == SCHEMA_VERSION and freeze(state) == kept


class Day(NamedTuple):
    """One closed day as exported: hashes as bytes. ``leaves`` is None when only roots were exported."""

    number: int
    day: str
    prev_root: bytes
    root: bytes
    leaves: Sequence[Leaf] | None


def check_kept(days: Iterable[Day]) -> Iterator[Finding]:
    """Hold the closed days against their own leaves, against one another and against the log."""
    previous: Day | None = None
    for day in days:
        if day.leaves is not None:
            if day_root(day.prev_root, day.leaves) != day.root:
                yield Finding("leaves_differ", "", day.number)
            yield from check_leaves(day.leaves)
        if day.prev_root != (previous.root if previous else GENESIS_ROOT):
            yield Finding("roots_unlinked", "", day.number)
        previous = day


def check_anchor(days: Iterable[Day], kept: Mapping[int, Day]) -> Iterator[Finding]:
    """Hold exported ``days`` against the ``kept`` ones and against the log."""
    for day in days:
        mine = kept.get(day.number)
        if mine is None:
            yield Finding("root_missing", "", day.number)
        elif mine.root != day.root or mine.prev_root != day.prev_root:
            yield Finding("root_differs", "", day.number)
        if day.leaves is not None:
            if day_root(day.prev_root, day.leaves) != day.root:
                yield Finding("anchor_inconsistent", "", day.number)
            yield from check_leaves(day.leaves)


_AT = """
    SELECT want.uid, want.seq, want.hash, e.hash, d.seq IS NOT NULL, EXISTS (
        SELECT 1 FROM dossier_event x WHERE x.dossier_id = d.id)
    FROM (SELECT unnest(%s::uuid[]) AS uid, unnest(%s::int[]) AS seq, unnest(%s::bytea[]) AS hash) want
    LEFT JOIN dossier d ON d.uid = want.uid
    LEFT JOIN dossier_event e ON e.dossier_id = d.id AND e.seq = want.seq
    WHERE e.hash IS DISTINCT FROM want.hash
"""


def check_leaves(leaves: Sequence[Leaf]) -> Iterator[Finding]:
    """The heads once proven must still be in the log, unchanged."""
    for start in range(0, len(leaves), CHUNK):
        batch = leaves[start : start + CHUNK]
        with connection.cursor() as cursor:
            cursor.execute(_AT, [[x.dossier for x in batch], [x.seq for x in batch], [x.hash for x in batch]])
            rows = cursor.fetchall()
        for uid, seq, _wanted, found, has_row, has_events in rows:
            if not has_row or not has_events:
                yield Finding("dossier_deleted", str(uid), seq)
            elif found is None:
                yield Finding("tail_cut", str(uid), seq)
            else:
                yield Finding("chain_rehashed", str(uid), seq)
