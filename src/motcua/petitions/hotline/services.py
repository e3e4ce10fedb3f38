"""Calls taken, notes kept as they are typed, people called back, filters kept by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from motcua.core.search_text import plain_spaces
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.people.rules import normalise_phone
from motcua.petitions.hotline.models import CallBack, HotlineCall, PetitionFilter
from motcua.petitions.hotline.rules import OF_A_PETITION, Direction, Outcome, Why, WrapUp, after_try, draft_of
from motcua.petitions.models import Petition
from motcua.petitions.permissions import RECEIVE

MOST_FILTERS = 30
LONGEST_NAME = 60
LONGEST_QUERY = 600


# ---- calls


@transaction.atomic
def open_call(
    phone: str, *, actor: Actor, now: dt.datetime, call_key: str = "", direction: Direction = Direction.IN
) -> HotlineCall:
    """A call begins. The same call of the switchboard opens once, whoever presses twice. A number that is none is
    kept as given, at most 20 signs: somebody may call from a strange line."""
    user = _user(actor)
    caller = normalise_phone(phone) if phone.strip() else ""
    fields = {"direction": direction.value, "phone": (caller or phone.strip())[:20], "began_at": now}
    if not call_key:
        return HotlineCall.objects.create(operator_id=user, **fields)
    call, _made = HotlineCall.objects.get_or_create(operator_id=user, call_key=call_key[:80], defaults=fields)
    return call


@transaction.atomic
def keep_draft(uid: UUID, given: Mapping[str, object], *, seen: int, actor: Actor, now: dt.datetime) -> HotlineCall:
    """Keep what is noted so far. ``seen``: the number of the draft that the screen has; another screen of the same
    call that wrote meanwhile is not written over: Conflict(``stale``). Raises Conflict(``call_ended``)."""
    call = _locked(uid, actor)
    _require_open(call)
    if call.draft_no != seen:
        raise Conflict("stale", params={"seq": call.draft_no})
    call.draft, call.draft_no, call.drafted_at = draft_of(given), seen + 1, now
    call.save(update_fields=["draft", "draft_no", "drafted_at"])
    return call


@transaction.atomic
def end_call(
    uid: UUID, wrap_up: WrapUp, *, actor: Actor, now: dt.datetime, petition: Petition | None = None
) -> HotlineCall:
    """The call is over. Raises Invalid(``petition_missing``) for an ending that names a petition without one, and
    Conflict(``call_ended``) for one that is over already, unless it ended just so."""
    call = _locked(uid, actor)
    if call.ended_at is not None and (call.wrap_up, call.petition_id) == (wrap_up.value, petition and petition.pk):
        return call
    _require_open(call)
    if wrap_up in OF_A_PETITION and petition is None:
        raise Invalid("petition_missing", errors=[{"field": "petition", "code": "required"}])
    call.wrap_up, call.petition, call.ended_at, call.draft = wrap_up.value, petition, now, {}
    call.save(update_fields=["wrap_up", "petition", "ended_at", "draft"])
    return call


def _locked(uid: UUID, actor: Actor) -> HotlineCall:
    call = HotlineCall.objects.select_for_update().filter(uid=uid).first()
    if call is None:
        raise NotFound("call_unknown")
    if call.operator_id != _user(actor):
        raise NotAllowed("not_your_call")
    return call


def _require_open(call: HotlineCall) -> None:
    if call.ended_at is not None:
        raise Conflict("call_ended")


# ---- calling back


@transaction.atomic
def promise_call_back(
    why: Why,
    phone: str,
    *,
    unit: Unit,
    at: dt.datetime,
    actor: Actor,
    now: dt.datetime,
    petition: Petition | None = None,
    call: HotlineCall | None = None,
) -> CallBack:
    """Somebody will be called at ``at`` or later. One open promise a number, reason and petition: a second one leaves
    the first, with the earlier hour. Raises Invalid(``phone_malformed``)."""
    require(actor, RECEIVE, [unit.pk])
    number = normalise_phone(phone)
    if not number:
        raise Invalid("phone_malformed", errors=[{"field": "phone", "code": "phone_malformed"}])
    rows = CallBack.objects.select_for_update().filter(why=why.value, phone=number, petition=petition, done_at=None)
    earlier = rows.first()
    if earlier is not None:
        if earlier.next_at is None or at < earlier.next_at:
            earlier.next_at = at
            earlier.save(update_fields=["next_at"])
        return earlier
    return CallBack.objects.create(
        why=why.value, phone=number, unit=unit, petition=petition, call=call, made_at=now, next_at=at
    )


@transaction.atomic
def record_try(uid: UUID, outcome: Outcome, *, seen: int, actor: Actor, now: dt.datetime) -> CallBack:
    """How a try went; when nobody answered it comes again, up to the most tries. ``seen``: the tries that the page
    showed, so that two operators do not count one call twice: Conflict(``stale``)."""
    one = CallBack.objects.select_for_update().filter(uid=uid).first()
    if one is None:
        raise NotFound("call_back_unknown")
    require(actor, RECEIVE, [one.unit_id])
    if one.done_at is not None or one.tries != seen:
        raise Conflict("stale", params={"seq": one.tries})
    one.tries, one.tried_at, one.outcome = one.tries + 1, now, outcome.value
    one.next_at = after_try(outcome, one.tries, now)
    if one.next_at is None:
        one.done_at, one.done_by_id = now, _user(actor)
    one.save(update_fields=["tries", "tried_at", "outcome", "next_at", "done_at", "done_by"])
    return one


# ---- filters kept by name


def save_filter(name: str, query: str, *, actor: Actor, now: dt.datetime) -> PetitionFilter:
    """Raises Invalid(``filter_name_missing``, ``filter_too_long``), Conflict(``filters_too_many``)."""
    called = plain_spaces("".join(sign for sign in name if sign.isprintable() or sign == " "))
    if not called:
        raise Invalid("filter_name_missing")
    if len(called) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise Invalid("filter_too_long", params={"most": LONGEST_NAME})
    user = _user(actor)
    if PetitionFilter.objects.filter(user=user).exclude(name=called).count() >= MOST_FILTERS:
        raise Conflict("filters_too_many", params={"most": MOST_FILTERS})
    saved, _made = PetitionFilter.objects.update_or_create(
        user_id=user, name=called, defaults={"query": query, "saved_at": now}
    )
    return saved


def forget_filter(uid: UUID, *, actor: Actor) -> None:
    """Only one's own; an unknown one is gone already."""
    PetitionFilter.objects.filter(uid=uid, user=actor.user_id).delete()


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotSignedIn("not_signed_in")
    return actor.user_id
