"""The write path: one short transaction for each act (docs/adr/0003-dossier-lifecycle.md).

claim the idempotency key and lock the dossier row in one statement - check ``expected_seq`` - decide - events, private
bodies, outbox, the row, its clocks and the stored answer in one statement. Control statements and authentication apart,
an act costs at most four statements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.idempotency import FINISH, Claim, claim
from motcua.core.remember import remembered
from motcua.dossiers import codes, references
from motcua.dossiers.answers import dossier_answer, unit_name
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import (
    Action,
    Command,
    DossierState,
    Event,
    EventKind,
    Refusal,
    decide,
    evolve,
    parse_command,
)
from motcua.dossiers.log.chain import Signature, seal
from motcua.dossiers.log.facts import facts_of
from motcua.dossiers.log.locking import claimed_row, locked_row
from motcua.dossiers.log.project import held_since
from motcua.dossiers.log.riders import Rider
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.log.write import Act, write_act, write_acts
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import acting_for, require_act
from motcua.dossiers.rerouting import moves_under_way
from motcua.organisation.models import UnitClosure, in_force
from motcua.people.actors import SYSTEM, Actor

from .addressing import addressed, require_fitting_posts

BAD_INPUT = frozenset(
    {
        "date_in_the_past",
        "date_in_the_future",
        "way_unknown",
        "result_kind_unknown",
        "refusal_needs_reason",
        "reason_unknown",
        "fault_unknown",
    }
)
STEP_TIME = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told. ``replayed``: an earlier request with the same key did the work."""

    status: int
    body: Mapping[str, Json]
    replayed: bool = False


@dataclass(slots=True)
class Locked:
    """A dossier under lock, with its state and a time that never runs backwards within it."""

    dossier: Dossier
    state: DossierState
    now: dt.datetime
    recorded_at: dt.datetime


def lock(uid: UUID, now: dt.datetime) -> Locked:
    """Lock the dossier row. Raises NotFound("dossier_unknown")."""
    dossier = locked_row(uid)
    if dossier is None:
        raise NotFound("dossier_unknown")
    return open_locked(dossier, now)


def claim_and_lock(uid: UUID, request: Claim, now: dt.datetime) -> Locked | Answer:
    """Lock the dossier row for the first request with its key; for a repeat, the answer of the first. One statement,
    more on a repeat. Raises NotFound("dossier_unknown"), and as :func:`motcua.core.idempotency.claim`."""
    dossier = claimed_row(uid, request, now=now)
    if dossier is not None:
        return open_locked(dossier, now)
    if not Dossier.objects.filter(uid=uid).exists():
        raise NotFound("dossier_unknown")
    earlier = claim(request, now=now)
    return lock(uid, now) if earlier is None else Answer(earlier.status, earlier.response, replayed=True)


def opened(uid: UUID, now: dt.datetime, request: Claim | None) -> Locked | Answer:
    """As :func:`claim_and_lock`, or :func:`lock` where nobody claims."""
    return lock(uid, now) if request is None else claim_and_lock(uid, request, now)


def open_locked(dossier: Dossier, now: dt.datetime) -> Locked:
    """Read a locked row: our own time is read after the lock and is later than the last event's."""
    last = dt.datetime.fromisoformat(dossier.snapshot["recorded_at"])
    recorded = max(clock_now(), last + STEP_TIME)
    return Locked(dossier, thaw(dossier.snapshot), max(now, last), recorded)


def expect(state: DossierState, expected_seq: int | None) -> None:
    """Raises Conflict("stale") when the dossier moved since the caller read it."""
    if expected_seq is not None and expected_seq != state.seq:
        raise Conflict("stale", params={"expected": expected_seq, "seq": state.seq})


def act(
    *,
    dossier: UUID,
    action: Action,
    data: Mapping[str, object],
    actor: Actor,
    now: dt.datetime,
    expected_seq: int | None = None,
    idempotency: Claim | None = None,
) -> Answer:
    """Do ``action``. Guarantees: all or nothing; with an idempotency claim, exactly one effect.

    Raises Invalid for bad data, NotFound, NotAllowed with the decision's code, Conflict with the refusal's code
    (``stale``, ``not_in_this_state``, ``components_missing`` ...), Unprocessable for a reused key.
    """
    command = parse_command(action, data)
    with transaction.atomic():
        locked = opened(dossier, now, idempotency)
        if isinstance(locked, Answer):
            return locked
        expect(locked.state, expected_seq)
        if locked.dossier.rerouting is not None:
            locked = _brought_along(locked, now)
        require_act(actor, action, locked.dossier, locked.state)
        on = legal_date(locked.now)
        command = addressed(command, locked.dossier, locked.state, actor=actor, on=on)
        events = _decided(locked, command)
        require_fitting_posts(events)
        if events[0].kind is EventKind.ACCEPTED:
            events = (_with_code(events[0], locked), *events[1:])
        acting = acting_for(actor, action, locked.state)
        body = write(locked, events, actor=actor, on_behalf_of=acting, idempotency=idempotency)
    return Answer(200, body)


def _brought_along(locked: Locked, now: dt.datetime) -> Locked:
    """Competence is moving under open dossiers: this one moves first, so that the act is asked of whoever has it now.
    What a refused act brought along is undone with it; the job comes round."""
    events = moves_under_way(locked.dossier, locked.state, locked.now)
    if not events:
        return locked
    write(locked, events, actor=SYSTEM)
    return lock(locked.dossier.uid, now)


def _decided(locked: Locked, command: Command) -> tuple[Event, ...]:
    context = context_of(locked.dossier, locked.state, locked.now)
    decided = decide(context, locked.state, command, locked.now)
    if isinstance(decided, Refusal):
        raise refusal_error(decided)
    return decided


def refusal_error(refusal: Refusal) -> Conflict | Invalid:
    """The error a refusal becomes: bad input for dates and unknown names, else a conflict with the state."""
    if refusal.code in BAD_INPUT:
        return Invalid(refusal.code, params=refusal.params)
    components = refusal.params.get("components")
    errors = [{"field": str(item), "code": refusal.code} for item in components] if isinstance(components, list) else []
    return Conflict(refusal.code, params=refusal.params, errors=errors)


def _with_code(event: Event, locked: Locked) -> Event:
    """Issue the dossier code: drawn last, so the counter's lock is short and a rollback leaves no gap."""
    reception = references.unit_id(locked.state.reception_unit)
    agency = agency_code(reception, legal_date(locked.now))
    code = codes.GENERATOR.draw(agency, locked.now)
    return Event(event.kind, {**event.data, "code": code}, event.private, event.version)


@remembered(seconds=60)
def agency_code(unit: int, on: dt.date) -> str:
    """The agency code that begins the codes of a unit: its own, else that of the nearest agency above; its unit code
    where there is none."""
    line = UnitClosure.objects.filter(in_force(on), descendant_id=unit).exclude(ancestor__agency_code="")
    found = line.order_by("depth").values_list("ancestor__agency_code", flat=True).first()
    return found or unit_name(unit).code


def write(
    locked: Locked,
    events: tuple[Event, ...],
    *,
    actor: Actor,
    on_behalf_of: str = "",
    idempotency: Claim | None = None,
    riders: Iterable[Rider] = (),
) -> dict[str, Json]:
    """Append decided events to a locked dossier and project them, in one statement. ``riders`` go along. With
    :func:`write_many` the only way a dossier changes."""
    act = _sealed(locked, events, actor, on_behalf_of)
    if act.after.process:
        locked.dossier.process_version_id = act.after.process
    body = dossier_answer(locked.dossier, act.after, actor, locked.now)
    rides = [*riders, *facts_of(locked.dossier, act.sealed, locked.now)]
    if idempotency is not None:
        rides.append(stored_answer(idempotency, 200, body))
    write_act(act, rides)
    return body


def write_many(decided: Iterable[tuple[Locked, tuple[Event, ...]]], *, actor: Actor) -> None:
    """As :func:`write` for many locked dossiers, each with its events: one statement for all whose acts change nothing
    beside events and the dossier's row, one each for the others. All of it in the caller's transaction."""
    plain: list[Act] = []
    for locked, events in decided:
        act = _sealed(locked, events, actor, "")
        riders = list(facts_of(locked.dossier, act.sealed, locked.now))
        if riders or not act.plain:
            write_act(act, riders)
        else:
            plain.append(act)
    write_acts(plain)


def _sealed(locked: Locked, events: tuple[Event, ...], actor: Actor, on_behalf_of: str) -> Act:
    """Decided events as the next links of the dossier's chain, with the state they lead to."""
    dossier, before = locked.dossier, locked.state
    signature = Signature(
        dossier=str(dossier.uid),
        actor=str(actor.uid) if actor.uid else str(actor.kind),
        on_behalf_of=on_behalf_of[:120],
        unit=before.holder.unit if before.holder else before.settling_unit,
        occurred_at=locked.now,
        recorded_at=locked.recorded_at,
    )
    sealed = seal(events, signature=signature, seq=before.seq + 1, head=bytes(dossier.head_hash))
    after = before
    for event in events:
        after = evolve(after, event)
    since = held_since(before, after, dossier.held_since, locked.now)
    return Act(dossier.pk, dossier.process_version_id, before, after, sealed, signature, since)


def stored_answer(request: Claim, status: int, body: Mapping[str, Json]) -> Rider:
    """The query that keeps the first answer of an idempotency key, for riding along in a larger statement."""
    return FINISH, request.finish_values(status, body)
