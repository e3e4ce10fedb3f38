"""How a chain begins: with the submission and, at a desk that receives for another one, with the way onward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.core.errors import Conflict
from motcua.dossiers import references
from motcua.dossiers.context import context_for
from motcua.dossiers.lifecycle import (
    Action,
    Command,
    Context,
    DossierState,
    Event,
    Refusal,
    State,
    decide,
    evolve,
)
from motcua.dossiers.lifecycle.reception import submit as submitted
from motcua.dossiers.log.chain import GENESIS, Sealed, Signature, seal
from motcua.dossiers.models import Dossier
from motcua.people.actors import Actor
from motcua.procedures.terms import Route


@dataclass(frozen=True, slots=True)
class Filed:
    """What an application says: ``facts`` and the ``terms`` of the law in codes and ids, ``private`` about people."""

    facts: Mapping[str, object]
    terms: Mapping[str, Json]
    private: Mapping[str, Json]


def first_events(
    dossier: Dossier, filed: Filed, way: Route, *, actor: Actor, now: dt.datetime, recorded: dt.datetime
) -> tuple[DossierState, Signature, Sequence[Sealed]]:
    """The state the first events lead to, who signed them, and the events as a chain. Raises Conflict with the code of
    a refusal to send it on."""
    reception = references.unit_uid(dossier.reception_unit_id)
    settling = references.unit_uid(dossier.settling_unit_id)
    units = {"reception_unit": reception, "settling_unit": settling}
    empty = DossierState(State.SUBMITTED, 0, reception_unit=reception, settling_unit=settling, terms=filed.terms)
    context = context_for(empty, dossier.process_version_id, now)
    events = submitted(context, {**filed.facts, **units, "terms": filed.terms}, filed.private, now)
    state: DossierState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise RuntimeError("a submission has an event")
    if way.reception_unit_id not in {None, dossier.reception_unit_id}:
        onward = _sent_on(context, state, way, now)
        state, events = evolve(state, onward), (*events, onward)
    signature = Signature(
        dossier=str(dossier.uid),
        actor=str(actor.uid) if actor.uid else str(actor.kind),
        on_behalf_of="",
        unit=reception,
        occurred_at=now,
        recorded_at=recorded,
    )
    return state, signature, seal(events, signature=signature, seq=1, head=GENESIS)


def _sent_on(context: Context, state: DossierState, way: Route, now: dt.datetime) -> Event:
    """From the desk that received it to the one of the competent authority, at once."""
    to = {"to_unit": references.unit_uid(way.reception_unit_id or 0), "settling_unit": state.settling_unit}
    decided = decide(context, state, Command(Action.TRANSFER, to, {}), now)
    if isinstance(decided, Refusal):
        raise Conflict(decided.code, params=decided.params)
    return decided[0]
