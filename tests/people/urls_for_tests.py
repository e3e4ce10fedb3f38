"""The real addresses, and two closed pages of our own to knock at."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from motcua.web.access import citizen, current_actor, official


@official("dossier.settle")
def work(request: HttpRequest) -> HttpResponse:
    actor = current_actor(request)
    return HttpResponse(actor.name if actor else "")


@citizen
def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("mine")


urlpatterns = i18n_patterns(
    path("cua-toi/", mine),
    path("desk/work/", work),
    path("", include("motcua.web.urls")),
    path("", include("motcua.portal.urls")),
    path("desk/", include("motcua.desk.urls")),
    prefix_default_language=False,
)
