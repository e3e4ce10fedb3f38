"""The one write path after submission: lock, check, decide, append, project - one short transaction."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.clock import now as clock_now
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.dossiers.references import unit_id
from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.people.actors import Actor, ActorKind
from motcua.petitions.lifecycle import Assign, Command, Event, Merge, PetitionState, Refusal, State, decide
from motcua.petitions.log.project import Doing, append
from motcua.petitions.log.snapshot import thaw
from motcua.petitions.models import Petition
from motcua.petitions.permissions import acting_for, is_sender, require_act, require_target
from motcua.petitions.terms import context_of

MOST_WORDS = 20_000
STEP_TIME = dt.timedelta(microseconds=1)
BAD_INPUT = frozenset(
    {
        *("words_missing", "category_unknown", "category_missing", "unit_unknown", "track_unknown", "kind_unknown"),
        *("reject_reason_unknown", "merge_target_missing", "outside_missing", "due_not_within_limit", "score_unknown"),
        *("extension_too_long", "apology_way_unknown", "nothing_corrected", "anonymous_not_allowed"),
    }
)


def act(
    uid: UUID,
    command: Command,
    *,
    actor: Actor,
    now: dt.datetime,
    expected_seq: int | None = None,
    secret: str = "",
) -> Petition:
    """Do ``command``. All or nothing. ``secret``: of the sender's receipt, for a sender without an account.

    Raises NotFound ``petition_unknown``, NotAllowed with the decision's code, Invalid for bad data, Conflict ``stale``
    or with the refusal's code.
    """
    command = cleaned(command)
    with transaction.atomic():
        petition = _locked(uid, command)
        require_act(actor, command.action, petition, secret)
        if isinstance(command, Assign):
            _require_own_reach(actor, command, petition, now)
        if expected_seq is not None and expected_seq != petition.seq:
            raise Conflict("stale", params={"expected": expected_seq, "seq": petition.seq})
        by_sender = is_sender(actor, petition, secret) and actor.kind is not ActorKind.OFFICIAL
        write(petition, command, actor=actor, now=now, by_sender=by_sender)
    return petition


def write(
    petition: Petition, command: Command, *, actor: Actor, now: dt.datetime, by_sender: bool = False
) -> tuple[Event, ...]:
    """Decide and append on a locked petition. Raises as :func:`act` for a refusal."""
    state = thaw(petition.snapshot)
    now = max(now, petition.recorded_at) if petition.recorded_at > now else now
    decided = decide(context_of(petition, now, by_sender=by_sender), state, command, now)
    if isinstance(decided, Refusal):
        raise refusal_error(decided)
    doing = Doing(
        actor="sender" if by_sender and actor.uid is None else actor_key(actor),
        user_id=actor.user_id,
        on_behalf_of=acting_for(actor, command.action, petition),
        now=now,
        recorded_at=max(clock_now(), petition.recorded_at + STEP_TIME),
    )
    append(petition, state, decided, doing)
    return decided


def _require_own_reach(actor: Actor, command: Assign, petition: Petition, now: dt.datetime) -> None:
    unit = context_of(petition, now).unit(command.unit)
    if unit is not None:
        require_target(actor, unit_id(unit), petition)


def actor_key(actor: Actor) -> str:
    """Who acted, as the log names them: a public id, or what kind of actor it is."""
    return str(actor.uid) if actor.uid else str(actor.kind)


def refusal_error(refusal: Refusal) -> DomainError:
    """The error a refusal becomes: bad input, or a conflict with the state."""
    if refusal.code in BAD_INPUT:
        named = refusal.params.get("field")
        errors = [{"field": str(named), "code": refusal.code}] if named else []
        return Invalid(refusal.code, params=refusal.params, errors=errors)
    return Conflict(refusal.code, params=refusal.params)


def _locked(uid: UUID, command: Command) -> Petition:
    """The petition under lock; of a merge both, in the order of their keys."""
    wanted = [uid]
    if isinstance(command, Merge) and command.into is not None:
        if command.into == uid:
            raise Invalid("merge_into_itself")
        wanted.append(command.into)
    rows = Petition.objects.select_for_update(of=("self",)).filter(uid__in=wanted).order_by("pk")
    found = {one.uid: one for one in rows}
    if uid not in found:
        raise NotFound("petition_unknown")
    if isinstance(command, Merge) and command.into is not None:
        _require_target(found.get(command.into))
    return found[uid]


_NO_TARGET = frozenset({State.MERGED, State.REJECTED, State.LED_AWAY})


def _require_target(target: Petition | None) -> None:
    if target is None:
        raise Invalid("merge_target_missing")
    if target.state in _NO_TARGET:
        raise Conflict("merge_target_ended", params={"state": target.state})


def cleaned(command: Command) -> Command:
    """The command with its texts safe to keep. Raises Invalid ``text_too_long`` and what cleaning finds."""
    changed: dict[str, object] = {}
    for field in dataclasses.fields(command):
        value = getattr(command, field.name)
        if isinstance(value, str) and field.name in _TEXTS:
            changed[field.name] = clean(value, field.name)
    return dataclasses.replace(command, **changed)


_TEXTS = frozenset({"words", "text", "title", "question", "answer", "outside"})


def clean(text: str, field: str, most: int = MOST_WORDS) -> str:
    try:
        said = clean_lines(text)
    except UncleanError as error:
        raise Invalid(error.code, errors=[{"field": field, "code": error.code}]) from error
    if len(said) > most:
        params = {"most": most}
        raise Invalid("text_too_long", params=params, errors=[{"field": field, "code": "text_too_long", **params}])
    return said


def state_of(petition: Petition) -> PetitionState:
    return thaw(petition.snapshot)
