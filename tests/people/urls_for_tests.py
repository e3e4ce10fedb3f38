"""The sign-in pages alone, as the front ends include them."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from motcua.desk.account import urlpatterns_account
from motcua.desk.sign_in import urlpatterns_sign_in as desk_patterns
from motcua.portal.sign_in import urlpatterns_sign_in as portal_patterns
from motcua.web.access import citizen, current_actor, official


@official("dossier.settle")
def work(request: HttpRequest) -> HttpResponse:
    actor = current_actor(request)
    return HttpResponse(actor.name if actor else "")


@official()
def desk_home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("desk")


@citizen
def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("mine")


urlpatterns = i18n_patterns(
    path("", include("motcua.web.urls")),
    path("", include(([*portal_patterns, path("cua-toi/", mine, name="mine")], "portal"))),
    path(
        "desk/",
        include(
            (
                [
                    *desk_patterns,
                    *urlpatterns_account,
                    path("", desk_home, name="home"),
                    path("work/", work, name="work"),
                ],
                "desk",
            )
        ),
    ),
    prefix_default_language=False,
)
