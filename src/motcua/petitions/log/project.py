"""Events on the tables: the petition's row, its clocks, and the rows beside it. The only writer of these rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from motcua.core import hot
from motcua.dossiers.references import unit_id
from motcua.petitions.lifecycle import Event, PetitionState, Step, evolve
from motcua.petitions.models import Petition, PetitionClock, PetitionEvent, PetitionPause, PetitionPrivate

from .chain import HASH_VERSION, Sealed, Signature, seal
from .effects import apply
from .snapshot import freeze

TOPIC = "petition"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, on whose behalf and when."""

    actor: str
    user_id: int | None
    on_behalf_of: str
    now: dt.datetime
    recorded_at: dt.datetime


def append(petition: Petition, before: PetitionState, events: Sequence[Event], doing: Doing) -> PetitionState:
    """Append ``events`` to the chain of a locked petition (or a fresh one, its first events) and project them. In the
    caller's transaction. A seq that exists already raises IntegrityError."""
    signature = Signature(
        petition=str(petition.uid),
        actor=doing.actor,
        on_behalf_of=doing.on_behalf_of[:120],
        occurred_at=doing.now,
        recorded_at=doing.recorded_at,
    )
    sealed = seal(events, signature=signature, seq=before.seq + 1, head=bytes(petition.head_hash))
    after = before
    for event in events:
        after = evolve(after, event)
    fresh = petition.pk is None
    set_columns(petition, after)
    petition.head_hash, petition.recorded_at = sealed[-1].hash, doing.recorded_at
    petition.save(force_insert=fresh, force_update=not fresh)
    _store(petition, signature, sealed)
    write_clocks(petition, before, after)
    for link in sealed:
        apply(petition, link.event, seq=link.seq, now=doing.now, user_id=doing.user_id)
    return after


def _store(petition: Petition, signature: Signature, sealed: Sequence[Sealed]) -> None:
    rows = PetitionEvent.objects.bulk_create(
        PetitionEvent(
            petition=petition,
            seq=link.seq,
            occurred_at=signature.occurred_at,
            recorded_at=signature.recorded_at,
            kind=link.event.kind.value,
            version=link.event.version,
            actor=signature.actor,
            on_behalf_of=signature.on_behalf_of,
            payload=link.payload,
            prev_hash=link.prev_hash,
            hash=link.hash,
            hash_version=HASH_VERSION,
        )
        for link in sealed
    )
    spoken = [
        PetitionPrivate(event=row, salt=link.salt, body=link.body)
        for row, link in zip(rows, sealed, strict=True)
        if link.salt is not None
    ]
    if spoken:
        PetitionPrivate.objects.bulk_create(spoken)
    _publish(signature, sealed)


_OUTBOX = "INSERT INTO core_outbox (topic, key, kind, body, created_at) VALUES {rows}"
_OUTBOX_ROW = "(%s,%s,%s,%s::jsonb,%s)"


def _publish(signature: Signature, sealed: Sequence[Sealed]) -> None:
    """One message for each event, in one statement: :func:`motcua.core.outbox.publish` for many."""
    values: list[hot.Value] = []
    for link in sealed:
        kind = link.event.kind.value
        body: dict[str, object] = {"petition": signature.petition, "seq": link.seq, "kind": kind}
        values += (TOPIC, signature.petition, kind, body, signature.recorded_at)
    hot.run(_OUTBOX.format(rows=",".join([_OUTBOX_ROW] * len(sealed))), values)


def set_columns(petition: Petition, state: PetitionState) -> None:
    """Make the row say what the state says."""
    handle = state.clock(Step.HANDLE)
    petition.kind, petition.category, petition.state = state.kind, state.category, state.state.value
    petition.flags, petition.seq, petition.rounds = sorted(state.flags), state.seq, state.rounds
    petition.reception_unit_id = unit_id(state.reception_unit)
    petition.owner_unit_id = unit_id(state.owner_unit) if state.owner_unit else None
    petition.place_id = unit_id(state.place) if state.place else None
    petition.holder_kind = state.holder.kind.value if state.holder else ""
    petition.holder_unit_id = unit_id(state.holder.unit) if state.holder else None
    petition.next_at = state.next_at
    petition.handle_due = handle.due_at if handle else None
    petition.merged_into_id = _key(state.merged_into) if state.merged_into else None
    petition.closed = state.ended
    for name in ("submitted_at", "answered_at", "approved_at", "published_at", "closed_at", "apology_since"):
        setattr(petition, name, getattr(state, name))
    petition.snapshot = freeze(state)


def _key(uid: str) -> int:
    return Petition.objects.values_list("pk", flat=True).get(uid=UUID(uid))


_CLOCK_FIELDS = ("amount", "unit", "calendar", "calendar_revision", "started_at", "due_at", "ended_at", "outcome")


def write_clocks(petition: Petition, before: PetitionState, after: PetitionState) -> None:
    """The runs that are new or changed, and the pauses they have now. Two statements at most, three with pauses."""
    known = set(before.clocks)
    changed = [one for one in after.clocks if one not in known]
    if not changed:
        return
    PetitionClock.objects.bulk_create(
        [
            PetitionClock(
                petition=petition,
                step=one.step.value,
                run_no=one.run,
                amount=one.amount,
                unit=one.unit,
                calendar=one.calendar,
                calendar_revision=one.revision,
                started_at=one.started_at,
                due_at=one.due_at,
                ended_at=one.ended_at,
                outcome=one.outcome,
                paused_since=one.paused_since,
            )
            for one in changed
        ],
        update_conflicts=True,
        unique_fields=["petition", "step", "run_no"],
        update_fields=[*_CLOCK_FIELDS, "paused_since"],
    )
    paused = {(one.step.value, one.run): one.pauses for one in changed if one.pauses}
    if paused:
        _write_pauses(petition, paused)


def _write_pauses(
    petition: Petition, paused: dict[tuple[str, int], tuple[tuple[dt.datetime, dt.datetime], ...]]
) -> None:
    rows: Iterable[PetitionClock] = PetitionClock.objects.filter(petition=petition).order_by("id")
    PetitionPause.objects.bulk_create(
        [
            PetitionPause(clock=row, paused_from=since, paused_to=until)
            for row in rows
            for since, until in paused.get((row.step, row.run_no), ())
        ],
        ignore_conflicts=True,
    )
