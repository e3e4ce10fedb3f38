"""The write path: one short transaction for each act (docs/adr/0003-dossier-lifecycle.md).

lock the dossier row - check ``expected_seq`` - decide - events, private bodies and outbox in one statement - project
the row, its clocks and the stored answer in one statement. Control statements and authentication apart, an act costs
at most six statements.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json, plain
from motcua.core.clock import legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.idempotency import Claim, claim
from motcua.core.remember import remembered
from motcua.dossiers import codes, references
from motcua.dossiers.answers import dossier_answer, unit_name
from motcua.dossiers.context import context_for
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
from motcua.dossiers.log.append import append
from motcua.dossiers.log.chain import Signature, seal
from motcua.dossiers.log.facts import facts_of
from motcua.dossiers.log.locking import locked_row
from motcua.dossiers.log.project import held_since, project
from motcua.dossiers.log.riders import Rider
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import acting_for, require_act
from motcua.organisation.models import Unit, UnitClosure, in_force
from motcua.people.actors import Actor

FINISH = """UPDATE core_idempotency SET status = %s, response = %s::jsonb
            WHERE actor_key = %s AND operation = %s AND key = %s"""

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
        if idempotency is not None:
            earlier = claim(idempotency, now=now)
            if earlier is not None:
                return Answer(earlier.status, earlier.response, replayed=True)
        locked = lock(dossier, now)
        expect(locked.state, expected_seq)
        require_act(actor, action, locked.dossier, locked.state)
        command = _name_units(command)
        events = _decided(locked, command)
        if events[0].kind is EventKind.ACCEPTED:
            events = (_with_code(events[0], locked), *events[1:])
        acting = acting_for(actor, action, locked.state)
        body = write(locked, events, actor=actor, on_behalf_of=acting, idempotency=idempotency)
    return Answer(200, body)


def _decided(locked: Locked, command: Command) -> tuple[Event, ...]:
    context = context_for(locked.state, locked.dossier.process_version_id, locked.now)
    decided = decide(context, locked.state, command, locked.now)
    if isinstance(decided, Refusal):
        raise refusal_error(decided)
    return decided


def refusal_error(refusal: Refusal) -> Conflict | Invalid:
    """The error a refusal becomes: bad input for dates and unknown names, else a conflict with the state."""
    if refusal.code in {"date_in_the_past", "date_in_the_future", "way_unknown", "result_kind_unknown"}:
        return Invalid(refusal.code, params=refusal.params)
    components = refusal.params.get("components")
    errors = [{"field": str(item), "code": refusal.code} for item in components] if isinstance(components, list) else []
    return Conflict(refusal.code, params=refusal.params, errors=errors)


def _name_units(command: Command) -> Command:
    """Units and posts may be named by code or public id; events carry public ids."""
    changed: dict[str, Json] = {}
    for field in ("unit", "to_unit", "delayed_unit"):
        value = command.data.get(field)
        if isinstance(value, str):
            changed[field] = _unit(value)
    for field in ("post", "assignee"):
        value = command.data.get(field)
        if isinstance(value, str):
            references.post_id(value)
    return Command(command.action, {**command.data, **changed}, command.private) if changed else command


def _unit(value: str) -> str:
    try:
        return references.unit_uid(references.unit_id(str(UUID(value))))
    except ValueError:
        found = Unit.objects.filter(code=value, valid_to__isnull=True).values_list("uid", flat=True).first()
    if found is None:
        raise Invalid("unit_unknown", params={"id": value})
    return str(found)


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
    """Append decided events to a locked dossier and project them, in two statements. The only way a dossier changes.
    ``riders`` go along with the second."""
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
    append(dossier.pk, signature, sealed)
    body = dossier_answer(dossier, after, actor, locked.now)
    since = held_since(before, after, dossier.held_since, locked.now)
    rides = [*riders, *facts_of(dossier, sealed, locked.now)]
    if idempotency is not None:
        rides.append(stored_answer(idempotency, 200, body))
    project(dossier.pk, before=before, after=after, sealed=sealed, signature=signature, held=since, riders=rides)
    return body


def stored_answer(request: Claim, status: int, body: Mapping[str, Json]) -> Rider:
    """The query that keeps the first answer of an idempotency key, for riding along in a larger statement."""
    text = json.dumps(plain(body), ensure_ascii=False)
    return FINISH, (status, text, request.actor_key, request.operation, request.key)
