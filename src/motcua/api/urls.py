"""Where the API lives. Every operation checks its own token; none is ever redirected to a sign-in page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, path, re_path

from motcua.api.edge import edge, spoken, unknown_address
from motcua.api.open311.urls import urlpatterns as open311
from motcua.api.v1.api import api
from motcua.api.webhooks.urls import urlpatterns as webhooks
from motcua.web.access import program


def _declared(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = program(spoken(edge(pattern.callback)))
        yield pattern


_patterns, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", (list(_declared(_patterns)), _app, _namespace)),
    *open311,
    *webhooks,
    re_path(r"^api(?:/|$)", program(spoken(unknown_address)), name="api_unknown"),
]
