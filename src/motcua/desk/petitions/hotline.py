"""The switchboard: a call comes in, is taken, noted as it is told, and ends in as few keys as can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.call_side import side
from motcua.desk.petitions.reading import category_choices, said
from motcua.desk.petitions.switchboard import ringing_for
from motcua.desk.petitions.wording import STATE_LOOK, STATES, WRAP_UPS
from motcua.desk.wording import words
from motcua.organisation.selectors import places_in_order
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.petitions.hotline.models import HotlineCall
from motcua.petitions.hotline.rules import WrapUp, draft_of
from motcua.petitions.hotline.selectors import calls_today, open_calls, to_call_now
from motcua.petitions.hotline.services import keep_draft, open_call
from motcua.petitions.permissions import READ, RECEIVE
from motcua.petitions.selectors import history_of_phone
from motcua.web.access import official
from motcua.web.once import once
from motcua.web.words import number, short_instant

HISTORY = 8


@official(RECEIVE)
@require_http_methods(["GET", "POST"])
def console(request: HttpRequest) -> HttpResponseBase:
    """Waiting for the next call; typing a number opens one."""
    actor, at = actor_at(request), now()
    if request.method == "POST":
        return _opened(request, actor, at)
    calls = open_calls(actor)
    context = {
        "ringing": ringing_for(actor, calls),
        "calls": calls,
        "today": _today(calls_today(actor, at)),
        "due": to_call_now(actor, at),
        "typed": str(request.GET.get("so", ""))[:40],
        "errors": [],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "hotline",
    }
    return render(request, "desk/petitions/console.jinja", context)


def _opened(request: HttpRequest, actor: Actor, at: dt.datetime) -> HttpResponseBase:
    phone = str(request.POST.get("phone", ""))[:40].replace("\x00", "")
    key = str(request.POST.get("call_key", ""))[:80].replace("\x00", "")

    def run() -> str:
        call = open_call(phone, actor=actor, now=at, call_key=key)
        return reverse("desk:hotline_call", args=[call.uid])

    address, _fresh = once(request, "desk.petitions.hotline", run, actor=actor, now=at)
    return HttpResponseRedirect(address)


def _today(ended: Mapping[str, int]) -> list[dict[str, str]]:
    if not ended:
        return []
    rows = [{"key": _("Cuộc gọi"), "value": number(sum(ended.values()))}]
    rows += [{"key": words(WRAP_UPS, one), "value": number(ended[one])} for one in WrapUp if ended.get(one.value)]
    return rows


@official(RECEIVE)
@require_GET
def ringing(request: HttpRequest) -> HttpResponseBase:
    """The call that rings for the operator, as a piece of the console; asked for every two seconds."""
    actor = actor_at(request)
    return render(request, "desk/petitions/ringing.jinja", {"ringing": ringing_for(actor, open_calls(actor))})


def own_call(uid: UUID, actor: Actor) -> HotlineCall:
    """A call of the operator. Raises NotFound, NotAllowed(``not_your_call``)."""
    found = HotlineCall.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound("call_unknown")
    if found.operator_id != actor.user_id:
        raise NotAllowed("not_your_call")
    return found


@official(RECEIVE)
@require_GET
def call(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    found = own_call(uid, actor)
    if found.ended_at is not None:
        return HttpResponseRedirect(reverse("desk:hotline"))
    return call_page(request, found, found.draft)


def call_page(
    request: HttpRequest,
    found: HotlineCall,
    draft: Mapping[str, str],
    *,
    error: DomainError | None = None,
    ending: bool = False,
) -> HttpResponseBase:
    """The screen of one call; after a refusal with what was typed."""
    actor, at = actor_at(request), now()
    on = legal_date(at)
    history = history_of_phone(found.phone, actor, limit=HISTORY + 1)
    if found.phone:
        record_list(actor, READ, "petition", {"caller": found.phone}, rows=len(history), now=at)
    context = {
        "call": found,
        "draft": draft,
        "categories": category_choices(on),
        "places": [f"{one.name} ({one.code})" for one in places_in_order(on)],
        "history": [
            {
                "code": one.receipt_no,
                "href": reverse("desk:petition", args=[one.uid]),
                "text": said(one, 80),
                "note": short_instant(one.submitted_at),
                "state": words(STATES, one.state),
                "kind": STATE_LOOK.get(one.state, "neutral"),
            }
            for one in history[:HISTORY]
        ],
        "more_history": len(history) > HISTORY,
        "wrap_ups": [(one.value, words(WRAP_UPS, one)) for one in WrapUp if one is not WrapUp.PETITION],
        "about": str(request.POST.get("about", ""))[:20],
        "ending": ending,
        "errors": [{"text": say(error.code, error.params), "href": "#text"}] if error else [],
        "idempotency_key": str(new_id()),
        **side(found, draft, actor, at),
        "post_line": post_line(actor),
        "nav": "hotline",
    }
    return render(request, "desk/petitions/call.jinja", context, status=error.status if error else 200)


@official(RECEIVE)
@require_POST
def draft(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Keep what is noted so far. A script gets the side of the screen made anew; without one the screen comes again."""
    actor, at = actor_at(request), now()
    given = typed(request)
    seen = str(request.POST.get("draft_no", "0"))
    number_seen = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
    part = request.headers.get("X-Motcua-Part") == "side"
    try:
        found = keep_draft(uid, given, seen=number_seen, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        if part:
            return HttpResponse(say(error.code, error.params), status=error.status, content_type="text/plain")
        return call_page(request, own_call(uid, actor), given, error=error)
    if not part:
        return HttpResponseRedirect(reverse("desk:hotline_call", args=[uid]))
    return render(request, "desk/petitions/call_side.jinja", side(found, found.draft, actor, at))


def typed(request: HttpRequest) -> dict[str, str]:
    """What the screen sent; a button that sets the category or place wins over the field."""
    given: dict[str, object] = {name: request.POST.get(name, "") for name in request.POST}
    if request.POST.get("set_category"):
        given["category"] = request.POST["set_category"]
    if request.POST.get("set_place"):
        given["place"] = request.POST["set_place"]
    return draft_of(given)


def when_typed(text: str, otherwise: dt.datetime) -> dt.datetime:
    """A ``datetime-local`` of the province; ``otherwise`` when it is none."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)
    except ValueError:
        return otherwise
