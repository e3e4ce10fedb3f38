"""The landing page of the studio: what can be written here, and how much lies there."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT, shelves_of
from motcua.web.access import official


@official(DRAFT)
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """One statement for each shelf that counts."""
    rows = [
        {
            "title": shelf.title,
            "text": shelf.text,
            "href": href,
            "count": shelf.count() if shelf.count is not None else None,
        }
        for shelf, href in shelves_of(actor_at(request))
    ]
    return studio_page(request, "studio/home.jinja", {"rows": rows}, shelf="home")
