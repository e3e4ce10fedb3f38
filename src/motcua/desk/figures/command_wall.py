"""The screen on the wall: the same figures, large, one page after the other, turned by itself until it is paused."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.figures.command import shared
from motcua.desk.figures.command_map import METRICS, draw
from motcua.desk.figures.command_scope import scope_of
from motcua.desk.figures.command_shown import Screen
from motcua.desk.inbox import actor_at
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.screens.permissions import COMMAND
from motcua.web.access import official

SECONDS = 20
"""How long one page stays."""
LINES = 10


@official(COMMAND)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """One page of the wall: ``canh`` says which, ``dung`` that it stays."""
    actor, at = actor_at(request), now()
    scope = scope_of(request, actor, legal_date(at))
    screen = Screen(scope.row, at) if scope and scope.row else None
    names = _pages(screen)
    asked = str(request.GET.get("canh", ""))
    current = int(asked) % len(names) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    is_paused = "dung" in request.GET
    member = scope.member if scope else ""
    communes = screen.units(UnitLevel.COMMUNE.value) if screen and names[current] == "map" else []
    context = {
        **shared(actor, scope, "command_wall"),
        "screen": screen,
        "current": names[current],
        "lines": LINES,
        "seconds": SECONDS,
        "is_paused": is_paused,
        "next": _address(member, (current + 1) % len(names)),
        "pause": _address(member, current, is_paused=not is_paused),
        "pages": [
            {"text": _title(name), "href": _address(member, number, is_paused=is_paused), "current": number == current}
            for number, name in enumerate(names)
        ],
        "title": _title(names[current]),
        "drawing": draw(communes, METRICS[0]),
        "metric": METRICS[0],
    }
    return render(request, "desk/figures/command_wall.jinja", context)


def _pages(screen: Screen | None) -> list[str]:
    """The pages that have something to show."""
    if screen is None or not screen.has_detail:
        return ["now"]
    return ["now", "late", "soon", *(["map"] if screen.has_units else [])]


def _title(name: str) -> str:
    return {
        "now": _("Hôm nay, tháng này"),
        "late": _("Quá hạn"),
        "soon": _("Sắp quá hạn"),
        "map": _("Bản đồ quá hạn"),
    }[name]


def _address(member: str, number: int, *, is_paused: bool = False) -> str:
    asked = {"unit": member, "canh": str(number)} | ({"dung": "1"} if is_paused else {})
    return f"?{urlencode(asked)}"
