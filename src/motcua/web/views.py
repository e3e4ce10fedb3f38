"""The few pages of the page layer itself."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from motcua.core.clock import now
from motcua.people import browser
from motcua.web.access import public
from motcua.web.navigation import in_language
from motcua.web.styleguide import OFFICIAL, SKETCHES, samples
from motcua.web.words import language_in_force


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the sign-in of this browser and go to the front page. Repeating it changes nothing."""
    browser.sign_out(request, now())
    return HttpResponseRedirect(in_language("/", language_in_force()))


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the design system, for developers."""
    _only_for_developers(request)
    return render(request, "web/styleguide/index.jinja", {**samples(), "sketches": sorted(SKETCHES)})


@public
def sketch(request: HttpRequest, name: str) -> HttpResponse:
    """One whole page made of the parts, for developers."""
    _only_for_developers(request)
    if name not in SKETCHES:
        raise Http404
    return render(request, SKETCHES[name], samples())


def _only_for_developers(request: HttpRequest) -> None:
    """Hidden elsewhere; where it is shown, a made-up official stands in the header."""
    if not settings.MOTCUA_STYLEGUIDE:
        raise Http404
    request.actor = OFFICIAL  # type: ignore[attr-defined]
