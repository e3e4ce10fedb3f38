"""How a call ends: a petition sent (and given to its unit at once), one followed, a call back promised, or a word."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.desk.inbox import actor_at
from motcua.desk.petitions.act_fields import pin
from motcua.desk.petitions.call_side import place_named
from motcua.desk.petitions.hotline import call_page, own_call, typed, when_typed
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.petitions.categories import owner_of
from motcua.petitions.hotline.models import HotlineCall
from motcua.petitions.hotline.rules import Why, WrapUp
from motcua.petitions.hotline.services import end_call, promise_call_back
from motcua.petitions.lifecycle import Assign, Channel, State
from motcua.petitions.models import Petition
from motcua.petitions.permissions import RECEIVE, decide_read
from motcua.petitions.selectors import by_receipt
from motcua.petitions.services import Contact, Sender, SubmitPetition, act, follow, submit
from motcua.web.access import official
from motcua.web.once import once

CALL_BACK_AFTER = dt.timedelta(hours=2)


@official(RECEIVE)
@require_POST
def send(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The notes become a petition; with ``do=assign`` it goes to the unit that the rules name in the same stroke. On a
    refusal nothing is sent, and the notes stand."""
    actor, at = actor_at(request), now()
    found = own_call(uid, actor)
    draft = typed(request)

    def run() -> str:
        with transaction.atomic():
            petition, unit = _sent(found, draft, actor, at, assign=request.POST.get("do") == "assign")
            end_call(uid, WrapUp.PETITION, petition=petition, actor=actor, now=at)
        _tell(request, petition, unit)
        return reverse("desk:hotline")

    try:
        address, _fresh = once(request, f"desk.petitions.send:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return call_page(request, found, draft, error=error)
    return HttpResponseRedirect(address)


def _sent(
    call: HotlineCall, draft: dict[str, str], actor: Actor, at: dt.datetime, *, assign: bool
) -> tuple[Petition, Unit | None]:
    on = legal_date(at)
    place, asked = place_named(draft.get("place", ""), on)
    if draft.get("place") and place is None:
        code = "place_unclear" if asked else "place_not_found"
        raise Invalid(code, errors=[{"field": "place", "code": code}])
    try:
        point = pin(draft.get("lat", ""), draft.get("lng", ""))
    except ValueError:
        raise Invalid("number_malformed", errors=[{"field": "lat", "code": "number_malformed"}]) from None
    anonymous = bool(draft.get("anonymous"))
    sender = Sender(
        name=draft.get("person", ""),
        phone=call.phone,
        email=draft.get("reach", ""),
        address=draft.get("home", ""),
        anonymous=anonymous,
    )
    command = SubmitPetition(
        channel=Channel.HOTLINE,
        text=draft.get("text", ""),
        category=draft.get("category", ""),
        place=place.code if place else "",
        point=point,
        address_words=draft.get("street", ""),
        sender=sender,
        key=f"call:{call.uid}",
    )
    petition = submit(command, actor=actor, now=at)
    unit = owner_of(petition.category, petition.place, on) if assign else None
    if unit is not None and petition.state == State.NEW:
        petition = act(petition.uid, Assign(unit=unit.code), actor=actor, now=at, expected_seq=petition.seq)
    return petition, unit


def _tell(request: HttpRequest, petition: Petition, unit: Unit | None) -> None:
    text = _("Đã ghi {code}. Đọc số này cho người gọi.").format(code=petition.receipt_no)
    if unit is not None:
        text += " " + _("Đã giao {unit}.").format(unit=unit.name)
    elif request.POST.get("do") == "assign":
        text += " " + _("Chưa rõ giao ai: việc nằm ở danh sách chờ.")
    messages.success(request, text)


@official(RECEIVE)
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The call ends without a new petition; ``follows`` names one that the caller joins."""
    actor, at = actor_at(request), now()
    found = own_call(uid, actor)
    draft = typed(request)

    def run() -> str:
        with transaction.atomic():
            messages.success(request, _ended(request, found, actor, at))
        return reverse("desk:hotline")

    try:
        address, _fresh = once(request, f"desk.petitions.end:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return call_page(request, found, draft, error=error, ending=True)
    return HttpResponseRedirect(address)


def _ended(request: HttpRequest, call: HotlineCall, actor: Actor, at: dt.datetime) -> str:
    """Do it, and what to tell the operator."""
    follows = str(request.POST.get("follows", ""))[:20]
    wanted = WrapUp.FOLLOWS.value if follows else str(request.POST.get("wrap_up", ""))
    if wanted not in set(WrapUp):
        raise Invalid("wrap_up_missing")
    wrap_up = WrapUp(wanted)
    petition = _about(follows or str(request.POST.get("about", ""))[:20], actor)
    if wrap_up is WrapUp.FOLLOWS and petition is not None:
        follow(petition.uid, Contact(phone=call.phone), actor=actor, now=at)
    if wrap_up is WrapUp.CALL_BACK:
        when = when_typed(str(request.POST.get("back_at", "")), at + CALL_BACK_AFTER)
        promise_call_back(
            Why.TELL,
            call.phone,
            unit=_own_unit(actor),
            at=max(when, at),
            actor=actor,
            now=at,
            petition=petition,
            call=call,
        )
    end_call(call.uid, wrap_up, petition=petition, actor=actor, now=at)
    return _("Đã kết thúc cuộc gọi.")


def _about(number: str, actor: Actor) -> Petition | None:
    """The petition of a receipt number; an empty number names none. Raises Invalid(``petition_unknown``)."""
    if not number.strip():
        return None
    found = by_receipt(number)
    if found is None or not decide_read(actor, found).allowed:
        raise Invalid("petition_unknown", errors=[{"field": "about", "code": "petition_unknown"}])
    return found


def _own_unit(actor: Actor) -> Unit:
    """The unit of the post by which the operator receives."""
    for standing in actor.standings:
        reach = standing.reach.get(RECEIVE)
        if reach is not None and (reach.everywhere or reach.units):
            return Unit.objects.get(pk=standing.unit_id)
    raise NotAllowed("not_allowed")
