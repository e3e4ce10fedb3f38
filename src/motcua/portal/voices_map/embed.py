"""The map and list inside other sites: only inside those that a setting names, and without anything of a session."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from motcua.portal.voices_map.listing import listing
from motcua.web.access import public
from motcua.web.maps.policy import shows_map

_SITE: Final = re.compile(r"^https://[a-z0-9.-]+(:\d{1,5})?$")


@public
@require_safe
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/nhung``: links open in a window of their own. Who may frame it stands in the page's policy; with no
    site named, nobody but ourselves."""
    shows_map(request)
    request.framed_by = embedders()  # type: ignore[attr-defined]
    return render(request, "portal/voices/embed.jinja", {**listing(request, embedded=True), "signed_out": True})


def embedders() -> str:
    """The ``frame-ancestors`` of the page: ourselves and the https sites that the setting names."""
    sites = [one for one in str(settings.MAP_EMBEDDERS).split() if _SITE.match(one)]
    return " ".join(["'self'", *sites])
