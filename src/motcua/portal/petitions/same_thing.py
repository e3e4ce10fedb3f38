"""Reports near the pin: who finds the own matter there may follow it instead of sending it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import Invalid, NotFound
from motcua.core.texts import say
from motcua.petitions import selectors
from motcua.petitions.intake import drafts
from motcua.petitions.models import Petition
from motcua.petitions.services import Contact, follow, unfollow
from motcua.petitions.texts import STATE_NAMES
from motcua.web.access import public
from motcua.web.fields import FieldView, error_list

from . import advice, guard
from .opening import actor_of, own_link
from .writing import Writing


def found(writing: Writing) -> Sequence[advice.Alike]:
    pin = writing.pin
    return advice.alike(
        writing.said("text"),
        category=writing.said("category"),
        point=writing.point,
        place=pin.place,
        now=writing.at,
    )


def context(writing: Writing) -> dict[str, object]:
    return {
        "alike": [_card(one, writing) for one in found(writing)],
        "has_account": writing.actor.user_id is not None,
    }


def _card(one: advice.Alike, writing: Writing) -> dict[str, object]:
    petition = one.petition
    return {
        "title": petition.publication.title,
        "question": petition.publication.question,
        "metres": one.metres,
        "at": petition.submitted_at,
        "state": str(STATE_NAMES[petition.state]),
        "follow": reverse("portal:petition_follow", args=[petition.receipt_no]) + f"?nhap={writing.draft.secret}",
    }


@public
@require_http_methods(["GET", "POST"])
def follow_page(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """Follow a published report: with the account at once, else with an address. ``?nhap=``: the draft that told of the
    same; it is deleted, for nothing is sent twice. The answer is the same whether the address followed already."""
    petition = selectors.public_one(receipt)
    if petition is None:
        raise NotFound("petition_unknown")
    actor, at = actor_of(request), now()
    typed = request.POST.get("contact", "").replace("\x00", "")[:254].strip()
    fault = ""
    if request.method == "POST":
        try:
            guard.allow_lookup(request, now=at)
            is_mail = "@" in typed
            contact = Contact(
                email=typed if is_mail else "",
                phone="" if is_mail else typed,
                language=(get_language() or "vi")[:2],
            )
            follow(petition.uid, contact, actor=actor, now=at)
        except Invalid as error:
            fault = say(error.code, error.params)
        else:
            _forget(request.POST.get("nhap", ""), at)
            return render(request, "portal/petitions/followed.jinja", _about(petition))
    field = FieldView(
        "contact",
        "text",
        gettext("Thư điện tử hoặc số điện thoại"),
        required=True,
        hint=gettext("Chúng tôi báo cho bạn khi việc này có bước mới."),
        value=typed,
        error=fault,
        max_length=254,
    )
    draft = request.POST.get("nhap", request.GET.get("nhap", ""))[:60]
    page = {
        **_about(petition),
        "field": None if actor.user_id is not None else field,
        "errors": error_list([field]),
        "draft": draft,
    }
    return render(request, "portal/petitions/follow.jinja", page)


def _about(petition: Petition) -> dict[str, object]:
    return {
        "nav": "voices",
        "title": petition.publication.title,
        "receipt": petition.receipt_no,
        "state": str(STATE_NAMES[petition.state]),
    }


def _forget(secret: str, at: dt.datetime) -> None:
    try:
        draft = drafts.draft_of(secret)
    except NotFound:
        return
    if draft.petition_id is None:
        drafts.discard(draft, now=at)


@own_link
@require_http_methods(["GET", "POST"])
def unfollow_page(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    """From the link in a letter: stop following, after asking."""
    petition = selectors.by_receipt(receipt)
    if petition is None:
        raise NotFound("petition_unknown")
    if request.method == "POST":
        unfollow(petition.uid, actor=actor_of(request), now=now(), secret=secret)
        messages.success(request, gettext("Bạn không còn theo dõi việc này."))
        return HttpResponseRedirect(reverse("portal:petition_track"))
    return render(request, "portal/petitions/unfollow.jinja", {"nav": "voices", "receipt": petition.receipt_no})
