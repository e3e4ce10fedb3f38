"""Addresses that declare their access in every way, for the tests of the page layer."""

from __future__ import annotations

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from motcua.core.errors import Conflict, Invalid, TooMany
from motcua.web.access import citizen, official, opened_by, program, public, secret_link


def _hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def _stale(request: HttpRequest) -> HttpResponse:
    raise Conflict("stale")


def _faults(request: HttpRequest) -> HttpResponse:
    raise Invalid("bad_request", errors=[{"field": "a", "code": "not_found"}, {"field": "b", "code": "<b>odd</b>"}])


def _slow(request: HttpRequest) -> HttpResponse:
    raise TooMany("too_many_requests", params={"seconds": 90})


def _gone(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is closed")


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Nguyễn Văn A 040123452718")


def _json(request: HttpRequest) -> HttpResponse:
    return HttpResponse("{}", content_type="application/json")


FOREIGN = [path("one/", _hello, name="one"), path("two/", include([path("deep/", _hello, name="deep")]))]

urlpatterns = [
    path("open/", public(_hello), name="open"),
    path("mine/", citizen(_hello), name="mine"),
    path("desk/work/", official("dossier.receive")(_hello), name="work"),
    path("desk/any/", official()(_hello), name="any"),
    path("secret/<str:token>/", secret_link(lambda request, token: HttpResponse(token)), name="secret"),
    path("json/", program(_json), name="json"),
    path("stale/", public(_stale), name="stale"),
    path("desk/stale/", public(_stale), name="desk_stale"),
    path("faults/", public(_faults), name="faults"),
    path("slow/", public(_slow), name="slow"),
    path("gone/", public(_gone), name="gone"),
    path("broken/", public(_broken), name="broken"),
    path("foreign/", opened_by(program, FOREIGN)),
    path("vao/", public(_hello), name="citizen_door"),
    path("desk/vao/", public(_hello), name="official_door"),
]

handler400 = "motcua.web.problems.bad_request"
handler403 = "motcua.web.problems.permission_denied"
handler404 = "motcua.web.problems.page_not_found"
handler500 = "motcua.web.problems.server_error"
