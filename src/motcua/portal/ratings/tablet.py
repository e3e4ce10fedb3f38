"""The desk's tablet: one question, one touch, back to the beginning. The browser keeps which tablet it is, no more."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid
from motcua.core.texts import say
from motcua.ratings.asked import of_tablet
from motcua.ratings.circumstances import Circumstances, begin, circumstances, one_more, wrong_token
from motcua.ratings.services.places import pair_tablet, tablet_of
from motcua.ratings.services.rate import Filled, rate
from motcua.web.access import secret_link

COOKIE: Final = "motcua_tablet"
"""Sent by this site's own pages only (SameSite), so that no second cookie is needed against forged requests."""
BACK_SECONDS: Final = 8
"""After so long the thanks make room for the next person: a time limit that the use needs (WCAG 2.2.1, essential)."""
_YEAR: Final = 365 * 24 * 3600


@csrf_exempt
@secret_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponseBase:
    at = now()
    try:
        tablet = tablet_of(code, request.COOKIES.get(COOKIE, ""))
    except DomainError as error:
        wrong_token(request, now=at)
        return _words(request, error)
    asked = of_tablet(tablet, today=legal_date(at))
    first, thanks = asked.items[0], request.GET.get("xong") == "1"
    if request.method == "POST":
        one_more(request, now=at)
        seconds = circumstances(request, begun=str(request.POST.get("begun", "")), now=at).seconds
        answers = {first.key: str(request.POST.get(first.key, ""))}
        try:
            rate(asked, Filled(answers, how=Circumstances(seconds=seconds)), now=at)
        except Invalid:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(f"{request.path}?xong=1")
    context = {
        "signed_out": True,
        "about": asked.about,
        "key": first.key,
        "question": first.words,
        "answers": [{"code": one.code, "words": one.words, "points": one.points} for one in first.answers],
        "begun": begin(at),
        "thanks": thanks,
        "again": request.path,
    }
    response = render(request, "portal/ratings/tablet.jinja", context)
    if thanks:
        response.headers["Refresh"] = f"{BACK_SECONDS};url={request.path}"
    return response


@csrf_exempt
@secret_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, code: str, word: str) -> HttpResponseBase:
    """Opened once on the tablet; the button makes it the desk's."""
    if request.method != "POST":
        return render(request, "portal/ratings/pair.jinja", {"signed_out": True})
    try:
        kept = pair_tablet(code, word)
    except DomainError as error:
        wrong_token(request, now=now())
        return _words(request, error)
    response = HttpResponseRedirect(reverse("portal:rating_tablet", args=[code]))
    secure = request.is_secure()
    response.set_cookie(COOKIE, kept, max_age=_YEAR, httponly=True, secure=secure, samesite="Strict")
    return response


def _words(request: HttpRequest, error: DomainError) -> HttpResponse:
    context = {"signed_out": True, "words": say(error.code, error.params), "used": False, "early": False}
    return render(request, "portal/ratings/refused.jinja", context, status=error.status)
