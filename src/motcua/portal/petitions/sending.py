"""Sending a petition, page by page. Every page keeps what was typed, right or wrong, in a draft that needs no account;
nothing is sent before the last page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound, TooMany
from motcua.core.texts import say
from motcua.organisation.models import UnitLevel
from motcua.organisation.selectors import unit_or_heir
from motcua.petitions.intake import drafts
from motcua.petitions.intake.drafts import Beginning
from motcua.petitions.lifecycle import Channel
from motcua.petitions.models import PetitionDraft
from motcua.web.access import public
from motcua.web.fields import error_list
from motcua.web.maps.field import map_field
from motcua.web.maps.pins import Pin
from motcua.web.maps.policy import shows_map

from . import attaching, guard, pages, same_thing
from .opening import actor_of, own_link, taking_files
from .poster_codes import read_code
from .writing import Step, Writing

_PLAIN = "portal/petitions/step.jinja"
TEMPLATES = {
    Step.TRACK: "portal/petitions/track.jinja",
    Step.FILES: "portal/petitions/files.jinja",
    Step.PLACE: "portal/petitions/place.jinja",
    Step.ALIKE: "portal/petitions/alike.jinja",
}


@public
@never_cache
@taking_files
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """The first question. A draft is made when it is answered. ``?don-vi=``: the code of a poster; ``?thu-tuc=``: the
    procedure that it is about."""
    actor, at = actor_of(request), now()
    draft = PetitionDraft(begun_at=at, saved_at=at, account_id=actor.user_id)
    told = {name: str(request.GET.get(name, ""))[:80] for name in ("don-vi", "thu-tuc", "kenh")}
    answers = _told(draft, told, at)
    writing = Writing(draft, actor, at, answers)
    if request.method != "POST":
        return _ask(request, writing, Step.WORDS, {}, told=told)
    told = {name: str(request.POST.get(name, ""))[:80] for name in ("don-vi", "thu-tuc", "kenh")}
    answers = _told(draft, told, at) | pages.posted(Step.WORDS, request.POST, writing)
    writing = Writing(draft, actor, at, answers)
    faults = writing.missing(Step.WORDS)
    if faults:
        return _ask(request, writing, Step.WORDS, faults, told=told)
    try:
        guard.allow_begin(request, now=at)
    except TooMany as error:
        fault = {"text": say(error.code, error.params)}
        return _ask(request, writing, Step.WORDS, fault, told=told, status=error.status)
    beginning = Beginning(draft.channel, account=actor.user_id, origin=draft.origin_id)
    kept = drafts.start(beginning, now=at)
    drafts.save(kept, answers, now=at)
    return HttpResponseRedirect(str(Writing(kept, actor, at).place_of(Step.WORDS)["after"]))


def _told(draft: PetitionDraft, told: Mapping[str, str], at: dt.datetime) -> dict[str, Any]:
    """What the address says of where the form was opened; a code that is not ours says nothing."""
    draft.channel = Channel.PHONE_PAGE.value if told.get("kenh") == Channel.PHONE_PAGE else Channel.WEB.value
    answers: dict[str, Any] = {}
    if told.get("thu-tuc"):
        answers["procedure"] = told["thu-tuc"][:40]
    poster = read_code(told.get("don-vi", ""))
    if poster is None:
        return answers
    try:
        unit = unit_or_heir(poster.unit, legal_date(at))
    except NotFound:
        return answers
    draft.channel, draft.origin = poster.channel.value, unit
    if unit.level == UnitLevel.COMMUNE:
        answers["pin"] = {"place": unit.code}
    return answers


@own_link
@require_http_methods(["GET"])
def resume(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Go on where something is still missing; a draft that was sent leads to its receipt."""
    writing = _opened(request, secret)
    return receipt_redirect(writing.draft) or HttpResponseRedirect(writing.href(writing.unfinished()))


@own_link
@taking_files
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, secret: str, page: str) -> HttpResponseBase:
    """One page of questions."""
    writing = _opened(request, secret)
    gone = receipt_redirect(writing.draft)
    if gone is not None:
        return gone
    try:
        asked = Step(page)
    except ValueError:
        raise NotFound("petition_draft_unknown") from None
    if asked not in writing.way():
        return HttpResponseRedirect(writing.href(writing.unfinished()))
    if asked is Step.ALIKE and not same_thing.found(writing):
        return HttpResponseRedirect(str(writing.place_of(asked)["after"]))
    if request.method != "POST":
        return _ask(request, writing, asked, {})
    return _posted(request, writing, asked)


def _posted(request: HttpRequest, writing: Writing, asked: Step) -> HttpResponseBase:
    if asked is Step.FILES:
        told = attaching.take(request, writing)
        if told is not None:
            return _ask(request, writing, asked, told)
    if asked is Step.PLACE and request.POST.get("use"):
        return _use_photo_place(request, writing)
    drafts.save(writing.draft, pages.posted(asked, request.POST, writing), now=writing.at)
    writing = Writing(writing.draft, writing.actor, writing.at)
    faults = writing.missing(asked)
    if faults:
        return _ask(request, writing, asked, faults)
    if asked is Step.PLACE:
        drafts.forget_places(writing.draft)
    if request.GET.get("ve") == Step.CHECK:
        return HttpResponseRedirect(writing.href(writing.unfinished()))
    return HttpResponseRedirect(str(writing.place_of(asked)["after"]))


def _use_photo_place(request: HttpRequest, writing: Writing) -> HttpResponseBase:
    """The sender takes the place that a photograph told; it stands on the map and can still be moved."""
    try:
        uid = UUID(request.POST["use"])
    except ValueError:
        return HttpResponseRedirect(request.get_full_path())
    row = writing.draft.files.filter(uid=uid).exclude(lat=None).first()
    typed = pages.posted(Step.PLACE, request.POST, writing)["pin"]
    if row is not None:
        typed |= {"lat": str(row.lat), "lng": str(row.lng), "accuracy": "", "place": ""}
        drafts.save(writing.draft, {"pin": typed}, now=writing.at)
    return HttpResponseRedirect(request.get_full_path())


def _opened(request: HttpRequest, secret: str) -> Writing:
    return Writing(drafts.draft_of(secret), actor_of(request), now())


def receipt_redirect(draft: PetitionDraft) -> HttpResponseRedirect | None:
    """To the receipt of a draft that was sent already."""
    if draft.petition is None:
        return None
    args = [draft.petition.receipt_no, draft.petition.secret]
    return HttpResponseRedirect(reverse("portal:petition_receipt", args=args))


def _ask(
    request: HttpRequest,
    writing: Writing,
    asked: Step,
    faults: Mapping[str, str],
    *,
    told: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    fields = pages.fields_of(asked, writing, faults)
    is_new = writing.draft.pk is None
    context: dict[str, Any] = {
        "nav": "voices",
        "title": pages.title_of(asked),
        "fields": fields,
        "errors": error_list(fields) or _plain_errors(faults),
        "step": writing.place_of(asked),
        "saved_at": None if is_new else writing.draft.saved_at,
        "purge_on": None if is_new else writing.draft.purge_on,
        "told": told or {},
        "origin": writing.draft.origin,
        "honeypot": guard.HONEYPOT,
        "is_first": asked is Step.WORDS,
    }
    if asked is Step.TRACK:
        context["track"] = writing.track
    elif asked is Step.FILES:
        context |= attaching.context(writing)
    elif asked is Step.PLACE:
        shows_map(request, asks_position=True)
        pin = writing.pin
        label = context["title"]
        context |= {"pin_field": map_field(writing.on, _with_errors(pin, faults), label=label)}
        context["photo_places"] = list(writing.draft.files.exclude(lat=None).order_by("id")[:3])
    elif asked is Step.ALIKE:
        context |= same_thing.context(writing)
    return render(request, TEMPLATES.get(asked, _PLAIN), context, status=status)


def _with_errors(pin: Pin, faults: Mapping[str, str]) -> Pin:
    """The pin with what is wrong with the page itself beside what is wrong with its numbers."""
    return replace(pin, errors={**pin.errors, **faults})


def _plain_errors(faults: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": f"#f-{name}"} for name, text in faults.items()]
