"""What every page of the studio has in common."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.core.errors import NotSignedIn
from motcua.people.actors import Actor
from motcua.studio.shelves import side_items
from motcua.web.access import current_actor

NAV = "studio"


def actor_at(request: HttpRequest) -> Actor:
    """The official of a request behind :func:`motcua.web.access.official`."""
    actor = current_actor(request)
    if actor is None:
        raise NotSignedIn("not_signed_in")
    return actor


def studio_page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, shelf: str, status: int = 200
) -> HttpResponse:
    """Render ``template`` (it extends ``studio/base.jinja``) with the studio's navigation, ``shelf`` marked."""
    actor = actor_at(request)
    own = {"nav": NAV, "shelves": side_items(actor, shelf), **context}
    return render(request, template, own, status=status)
