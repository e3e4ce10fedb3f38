"""Whom to call: promised, missed, and those whom nobody can write to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.reading import said
from motcua.desk.petitions.wording import EVENTS, OUTCOMES, WHYS
from motcua.desk.wording import words
from motcua.people.permissions import scope
from motcua.people.services.records import record_list
from motcua.petitions.hotline.models import CallBack
from motcua.petitions.hotline.rules import MOST_TRIES, Outcome
from motcua.petitions.hotline.selectors import to_call
from motcua.petitions.hotline.services import record_try
from motcua.petitions.models import PetitionLetter
from motcua.petitions.permissions import RECEIVE
from motcua.petitions.services import call_back_done
from motcua.web.access import official
from motcua.web.once import expected, once

PAGE = 50


@official(RECEIVE)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    promised = list(to_call(actor)[:PAGE])
    letters = PetitionLetter.objects.filter(
        scope(actor, RECEIVE, "petition__reception_unit"), call=True, called_at=None, petition__words__erased_at=None
    )
    waiting = list(letters.select_related("petition__words").order_by("at", "pk")[:PAGE])
    record_list(actor, RECEIVE, "call_back", {}, rows=len(promised) + len(waiting), now=at)
    context = {
        "promised": [_promised(one) for one in promised],
        "letters": [_letter(one) for one in waiting],
        "now": at,
        "outcomes": [(one.value, words(OUTCOMES, one)) for one in Outcome],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "hotline",
    }
    return render(request, "desk/petitions/call_backs.jinja", context)


def _promised(one: CallBack) -> Mapping[str, object]:
    return {
        "uid": one.uid,
        "why": words(WHYS, one.why),
        "phone": one.phone,
        "at": one.next_at,
        "tries": one.tries,
        "left": MOST_TRIES - one.tries,
        "code": one.petition.receipt_no if one.petition else "",
        "href": reverse("desk:petition", args=[one.petition.uid]) if one.petition else "",
    }


def _letter(one: PetitionLetter) -> Mapping[str, object]:
    return {
        "uid": one.uid,
        "what": words(EVENTS, one.kind) if one.kind in EVENTS else one.kind,
        "phone": one.petition.words.phone,
        "name": one.petition.words.sender_name,
        "said": said(one.petition, 80),
        "at": one.at,
        "code": one.petition.receipt_no,
        "href": reverse("desk:petition", args=[one.petition.uid]),
    }


@official(RECEIVE)
@require_POST
def tried(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """How the call went."""
    actor, at = actor_at(request), now()
    outcome = str(request.POST.get("outcome", ""))

    def run() -> str:
        if outcome not in set(Outcome):
            raise Invalid("nothing_chosen")
        record_try(uid, Outcome(outcome), seen=expected(request) or 0, actor=actor, now=at)
        return reverse("desk:call_backs")

    return _answered(request, f"desk.petitions.tried:{uid}", run)


@official(RECEIVE)
@require_POST
def told(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The sender was called and told what the letter would have said."""
    actor, at = actor_at(request), now()

    def run() -> str:
        call_back_done(uid, actor=actor, now=at)
        return reverse("desk:call_backs")

    return _answered(request, f"desk.petitions.told:{uid}", run)


def _answered(request: HttpRequest, operation: str, run: Callable[[], str]) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    try:
        address, fresh = once(request, operation, run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        messages.error(request, say(error.code, error.params))
        return HttpResponseRedirect(reverse("desk:call_backs"))
    if fresh:
        messages.success(request, _("Đã ghi cuộc gọi."))
    return HttpResponseRedirect(address)
