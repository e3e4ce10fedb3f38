"""The front page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from motcua.core.clock import legal_date, now
from motcua.procedures.selectors.listing import facets
from motcua.web.access import public
from motcua.web.life_events import LIFE_EVENTS
from motcua.web.words import number

POPULAR = ("khai sinh", "đăng ký kết hôn", "sang tên sổ đỏ", "hộ kinh doanh", "giấy phép xây dựng")
"""Searches offered under the box; the words are looked for in procedures, which are Vietnamese."""


@public
def home(request: HttpRequest) -> HttpResponse:
    """Search, tracking, and the events in life with how many procedures each has."""
    counts = dict(facets(legal_date(now())).life_events)
    procedures = reverse("portal:procedures")
    tiles = [
        {
            "title": event.name,
            "text": event.about,
            "href": f"{procedures}?{urlencode({'viec': event.key})}",
            "note": _count(counts.get(event.key, 0)),
        }
        for event in LIFE_EVENTS
    ]
    hints = [{"text": words, "href": f"{procedures}?{urlencode({'q': words})}"} for words in POPULAR]
    return render(request, "portal/home.jinja", {"nav": "home", "tiles": tiles, "hints": hints})


def _count(many: int) -> str:
    if not many:
        return gettext("Chưa có thủ tục")
    return ngettext("{n} thủ tục", "{n} thủ tục", many).format(n=number(many))
