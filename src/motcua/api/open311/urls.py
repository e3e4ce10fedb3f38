"""``/open311/``: addresses as the standard writes them, with or without the suffix that names the format."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from motcua.web.access import program

from . import views

_SUFFIX = r"(?:\.(?P<suffix>xml|json))?$"
_V2 = r"^open311/v2/"

urlpatterns: list[URLPattern] = [
    re_path(rf"^open311/(?:v2/)?discovery{_SUFFIX}", program(views.discovery), name="open311_discovery"),
    re_path(rf"{_V2}services{_SUFFIX}", program(views.service_list), name="open311_services"),
    re_path(
        rf"{_V2}services/(?P<code>[\w-]{{1,40}}){_SUFFIX}", program(views.service_definition), name="open311_service"
    ),
    re_path(rf"{_V2}requests{_SUFFIX}", program(views.requests), name="open311_requests"),
    re_path(rf"{_V2}requests/(?P<number>[\w-]{{1,40}}){_SUFFIX}", program(views.one_request), name="open311_request"),
    re_path(rf"{_V2}tokens/(?P<token>[\w-]{{1,40}}){_SUFFIX}", program(views.token), name="open311_token"),
    re_path(r"^open311(?:/|$)", program(views.unknown), name="open311_unknown"),
]
