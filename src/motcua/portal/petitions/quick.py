"""Everything on one page, for a phone in the street: words, a photograph, the place, who tells. A device without
network keeps it and sends it later, once (``assets/js/report.js``); without script it is an ordinary form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.petitions.intake import drafts
from motcua.petitions.intake.drafts import Beginning
from motcua.petitions.lifecycle import Channel
from motcua.petitions.models import Petition, PetitionDraft
from motcua.web.access import public
from motcua.web.fields import FieldView
from motcua.web.maps.field import map_field
from motcua.web.maps.policy import shows_map

from . import attaching, guard, pages, proof
from .delivering import deliver
from .opening import actor_of, taking_files
from .writing import Step, Writing

STEPS = (Step.WORDS, Step.PLACE, Step.CONTACT)


@public
@never_cache
@require_http_methods(["GET"])
def ask_challenge(request: HttpRequest) -> JsonResponse:
    """``?khoa=``: the key of a report that a device keeps. What it needs to send it now."""
    asked = proof.challenge(_key(request.GET.get("khoa", "")), now=now())
    return JsonResponse({"token": get_token(request), "challenge": asked.text, "bits": asked.bits})


def _key(text: str) -> str:
    """Raises Invalid ``petition_key_invalid``."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Invalid("petition_key_invalid") from None


@public
@never_cache
@taking_files
@require_http_methods(["GET", "POST"])
def quick(request: HttpRequest) -> HttpResponseBase:
    """The page, and what it sends: from a script as JSON, else a draft that leads to what is still missing."""
    if request.method != "POST":
        return _ask(request)
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        return _take(request, is_script=is_script)
    except DomainError as error:
        if not is_script:
            raise
        body = {"code": error.code, "words": say(error.code, error.params)}
        return JsonResponse(body, status=error.status, headers=_later(error))


def _later(error: DomainError) -> dict[str, str]:
    seconds = error.params.get("retry_after")
    return {"Retry-After": str(seconds)} if seconds else {}


def _take(request: HttpRequest, *, is_script: bool) -> HttpResponseBase:
    actor, at = actor_of(request), now()
    key = _key(request.POST.get("key", ""))
    known = PetitionDraft.objects.select_related("petition").filter(client_key=key).first()
    if known is not None and known.petition is not None:
        return _sent(known.petition, is_script=is_script)
    if known is None:
        guard.allow_begin(request, now=at)
    draft = known or drafts.start(Beginning(Channel.PHONE_PAGE.value, actor.user_id, None, key), now=at)
    writing = Writing(draft, actor, at)
    answers: dict[str, Any] = {}
    for step in STEPS:
        answers |= pages.posted(step, request.POST, writing)
    drafts.save(draft, answers, now=at)
    if not draft.files.exists():
        attaching.keep_all(request, writing)
    writing = Writing(draft, actor, at)
    missing = {name: text for step in (*STEPS, Step.TRACK) for name, text in writing.missing(step).items()}
    if missing or not is_script:
        return _unfinished(writing, missing, is_script=is_script)
    is_proven = proof.proven(request, key, now=at)
    guard.allow_send(request, guard.contacts_of(writing.said("phone"), writing.said("email")), proven=is_proven, now=at)
    return _sent(deliver(writing, language=get_language() or "vi"), is_script=True)


def _unfinished(writing: Writing, missing: dict[str, str], *, is_script: bool) -> HttpResponseBase:
    address = reverse("portal:petition_draft", args=[writing.draft.secret])
    if not is_script:
        return HttpResponseRedirect(address)
    return JsonResponse({"code": "petition_unfinished", "missing": missing, "address": address}, status=422)


def _sent(petition: Petition, *, is_script: bool) -> HttpResponseBase:
    address = reverse("portal:petition_receipt", args=[petition.receipt_no, petition.secret])
    if is_script:
        return JsonResponse({"receipt": petition.receipt_no, "address": address}, status=201)
    return HttpResponseRedirect(address)


def _ask(request: HttpRequest) -> HttpResponseBase:
    at = now()
    shows_map(request, asks_position=True)
    writing = Writing(PetitionDraft(begun_at=at, saved_at=at), actor_of(request), at)
    contact: list[FieldView] = pages.fields_of(Step.CONTACT, writing, {})
    context = {
        "nav": "voices",
        "words": pages.fields_of(Step.WORDS, writing, {})[0],
        "contact": contact,
        "pin_field": map_field(legal_date(at)),
        "key": str(new_id()),
        "honeypot": guard.HONEYPOT,
        **attaching.limits_context(writing.on),
    }
    return render(request, "portal/petitions/quick.jinja", context)
