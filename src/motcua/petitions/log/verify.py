"""Checking the chains of petitions and what the tables say of them, petition by petition.

What it finds: a changed payload or header, a broken or reordered chain, a missing private body without a lawful
erasure, a projection that is not what its log says."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from motcua.core.canonical import commitment, decode
from motcua.petitions.lifecycle import Event, EventKind, PetitionState, replay
from motcua.petitions.models import Petition, PetitionEvent, PetitionPrivate

from .chain import COMMITMENT_KEY, GENESIS, Signature, event_hash
from .project import set_columns
from .snapshot import freeze

BATCH = 200


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """``kind`` as for dossiers: ``hash``, ``chain``, ``head``, ``private_missing``, ``private_other``,
    ``projection``, ``log_missing``."""

    kind: str
    petition: str
    seq: int | None = None


@dataclass(slots=True)
class Report:
    petitions: int = 0
    events: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings


def verify_petitions(since: dt.datetime | None = None) -> Report:
    """Every chain, or those that moved since then. Nothing is changed; memory stays bounded."""
    report = Report()
    for petition, events, bodies in _chains(since):
        report.petitions += 1
        report.events += len(events)
        report.findings += check(petition, events, bodies)
    report.findings.sort(key=lambda one: (one.kind, one.petition, one.seq or 0))
    return report


def _chains(
    since: dt.datetime | None,
) -> Iterator[tuple[Petition, list[PetitionEvent], dict[int, PetitionPrivate]]]:
    last = 0
    while True:
        rows = Petition.objects.filter(pk__gt=last).order_by("pk")
        if since is not None:
            rows = rows.filter(recorded_at__gte=since)
        found = list(rows[:BATCH])
        events: dict[int, list[PetitionEvent]] = {one.pk: [] for one in found}
        for event in PetitionEvent.objects.filter(petition__in=events).order_by("petition_id", "seq"):
            events[event.petition_id].append(event)
        private = PetitionPrivate.objects.filter(event__petition__in=events)
        bodies = {one.pk: one for one in private}
        for petition in found:
            yield petition, events[petition.pk], bodies
        if len(found) < BATCH:
            return
        last = found[-1].pk


def check(petition: Petition, events: Sequence[PetitionEvent], bodies: dict[int, PetitionPrivate]) -> list[Finding]:
    uid = str(petition.uid)
    if not events:
        return [Finding("log_missing", uid)]
    return [
        *_check_links(uid, events),
        *_check_head(petition, events),
        *_check_bodies(uid, events, bodies),
        *_check_projection(petition, events),
    ]


def _check_links(uid: str, events: Sequence[PetitionEvent]) -> Iterator[Finding]:
    head = GENESIS
    for number, event in enumerate(events, start=1):
        signature = Signature(uid, event.actor, event.on_behalf_of, event.occurred_at, event.recorded_at)
        computed = event_hash(
            signature,
            seq=number,
            kind=event.kind,
            version=event.version,
            payload=bytes(event.payload),
            prev_hash=bytes(event.prev_hash),
        )
        if computed != bytes(event.hash):
            yield Finding("hash", uid, event.seq)
        if bytes(event.prev_hash) != head or event.seq != number:
            yield Finding("chain", uid, event.seq)
        head = bytes(event.hash)


def _check_head(petition: Petition, events: Sequence[PetitionEvent]) -> Iterator[Finding]:
    if bytes(petition.head_hash) != bytes(events[-1].hash) or petition.seq != events[-1].seq:
        yield Finding("head", str(petition.uid), events[-1].seq)


def _check_bodies(uid: str, events: Sequence[PetitionEvent], bodies: dict[int, PetitionPrivate]) -> Iterator[Finding]:
    through = max(
        (int(str(decode(bytes(one.payload))["through"])) for one in events if one.kind == EventKind.DATA_ERASED),
        default=0,
    )
    for event in events:
        committed = decode(bytes(event.payload)).get(COMMITMENT_KEY)
        body = bodies.get(event.pk)
        if committed is None:
            continue
        if body is None:
            if event.seq > through:
                yield Finding("private_missing", uid, event.seq)
        elif not hmac.compare_digest(commitment(bytes(body.salt), bytes(body.body)).hex(), str(committed)):
            yield Finding("private_other", uid, event.seq)


def stored_state(events: Sequence[PetitionEvent]) -> PetitionState:
    """The state that the log alone leads to."""
    return replay(Event(EventKind(one.kind), decode(bytes(one.payload)), {}, one.version) for one in events)


_COLUMNS = (
    *("kind", "category", "state", "flags", "seq", "rounds", "reception_unit_id", "owner_unit_id", "place_id"),
    *("holder_kind", "holder_unit_id", "next_at", "handle_due", "merged_into_id", "closed", "submitted_at"),
    *("answered_at", "approved_at", "published_at", "closed_at", "apology_since"),
)


def _check_projection(petition: Petition, events: Sequence[PetitionEvent]) -> Iterator[Finding]:
    """The snapshot and the columns, against the log replayed."""
    try:
        state = stored_state(events)
    except (ValueError, KeyError, TypeError):
        yield Finding("projection", str(petition.uid), petition.seq)
        return
    told = {name: getattr(petition, name) for name in _COLUMNS}
    fresh = Petition(pk=petition.pk, uid=petition.uid)
    set_columns(fresh, state)
    if petition.snapshot != freeze(state) or told != {name: getattr(fresh, name) for name in _COLUMNS}:
        yield Finding("projection", str(petition.uid), petition.seq)
