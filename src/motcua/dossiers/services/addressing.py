"""What an act names: units, posts and questions, turned into ids and checked against who can take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from motcua.core.canonical import Json
from motcua.core.errors import DomainError, Invalid, NotAllowed
from motcua.core.remember import remembered
from motcua.dossiers import references
from motcua.dossiers.lifecycle import Action, Command, DossierState, Event, EventKind, HolderKind
from motcua.dossiers.lifecycle.states import RECEPTION_STATES
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import SETTLE
from motcua.organisation.models import Post, Unit, in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.procedures.models.registry import Case
from motcua.procedures.selectors import route, terms

UNIT_FIELDS = ("unit", "to_unit", "delayed_unit")
POST_FIELDS = ("post", "assignee", "from_post")
RECEIVING_ROLE = "reception_officer"


def addressed(command: Command, dossier: Dossier, state: DossierState, *, actor: Actor, on: dt.date) -> Command:
    """The command with public ids for the units it names by code or id, the question that is the actor's to answer,
    and for a dossier sent on the unit that settles it there.

    Raises Invalid("unit_unknown"), ("post_unknown"), ("unit_receives_nothing"), NotAllowed("consultation_of_another").
    """
    changed: dict[str, Json] = {}
    for field in UNIT_FIELDS:
        value = command.data.get(field)
        if isinstance(value, str):
            changed[field] = references.unit_uid(_unit(value, on))
    for field in POST_FIELDS:
        value = command.data.get(field)
        if isinstance(value, str):
            references.post_id(value)
    if command.action is Action.TRANSFER and state.state in RECEPTION_STATES and "to_unit" in changed:
        changed |= _way_on(dossier, references.unit_id(str(changed["to_unit"])), on)
    if command.action is Action.ANSWER_CONSULTATION:
        changed |= _own_question(command, state, actor)
    return Command(command.action, {**command.data, **changed}, command.private) if changed else command


def _unit(value: str, on: dt.date) -> int:
    try:
        return references.unit_id(str(UUID(value)))
    except ValueError:
        return _unit_by_code(value, on)


@remembered(seconds=60)
def _unit_by_code(code: str, on: dt.date) -> int:
    found = Unit.objects.filter(in_force(on), code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid("unit_unknown", params={"id": code})
    return found


def _way_on(dossier: Dossier, desk: int, on: dt.date) -> dict[str, Json]:
    """Where a dossier sent on is settled, and by which process: as the competence rules and process bindings say for
    the place of the new desk; as before where they do not lead there."""
    if not _receives(desk, on):
        raise Invalid("unit_receives_nothing", params={"id": references.unit_uid(desk)})
    way = _way_at(dossier.case_id, dossier.channel, desk, on)
    if way is None:
        return {}
    settling, process = way
    rebound: dict[str, Json] = {} if process in {None, dossier.process_version_id} else {"process": process}
    return {"settling_unit": references.unit_uid(settling), **rebound}


def receiving_desk(code: str, on: dt.date) -> int:
    """The unit with this code, which receives dossiers. Raises Invalid("unit_unknown"), ("unit_receives_nothing")."""
    unit = _unit_by_code(code, on)
    if not _receives(unit, on):
        raise Invalid("unit_receives_nothing", params={"id": code})
    return unit


@remembered(seconds=60)
def _receives(desk: int, on: dt.date) -> bool:
    return Post.objects.filter(in_force(on), unit=desk, role=RECEIVING_ROLE).exists()


@remembered(seconds=60)
def _way_at(case: int, channel: str, desk: int, on: dt.date) -> tuple[int, int | None] | None:
    procedure, key = Case.objects.values_list("version__procedure__key", "key").get(pk=case)
    above = ancestors(desk, on)
    if not above:
        return None
    try:
        way = route(terms(procedure, key, channel, on), above[0].code, on)
    except DomainError:
        return None
    if way.reception_unit_id != desk or way.settling_unit_id is None:
        return None
    return way.settling_unit_id, way.process_version_id


def _own_question(command: Command, state: DossierState, actor: Actor) -> dict[str, Json]:
    """A unit answers what it was asked, not what others were."""
    asked = {one.id: references.unit_id(one.unit) for one in state.consultations}
    mine = [key for key, unit in asked.items() if decide(actor, SETTLE, [unit])]
    named = command.code("consultation")
    if not named:
        return {"consultation": mine[0]} if len(mine) == 1 else {}
    if named in asked and named not in mine:
        raise NotAllowed("consultation_of_another")
    return {}


def require_fitting_posts(events: Sequence[Event]) -> None:
    """A step is given only to a post of the unit that holds it: another could not complete it. Raises
    Invalid("post_of_another_unit")."""
    for event in events:
        if event.kind is EventKind.REASSIGNED:
            new, before = str(event.data["assignee"]), str(event.data["before"])
            if references.post_unit(new) != references.post_unit(before):
                raise Invalid("post_of_another_unit", params={"id": new})
            continue
        holder = event.data.get("holder")
        if not isinstance(holder, dict) or holder["kind"] != HolderKind.POST:
            continue
        if references.post_unit(str(holder["ref"])) != references.unit_id(str(holder["unit"])):
            raise Invalid("post_of_another_unit", params={"id": holder["ref"]})
