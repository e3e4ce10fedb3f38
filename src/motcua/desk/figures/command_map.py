"""The map by commune. The province's register of units holds no shapes, so it is drawn as tiles: one for each commune,
set out by the areas their codes name, with the table of the same numbers beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.figures.command import shared
from motcua.desk.figures.command_scope import scope_of
from motcua.desk.figures.command_shown import Screen, UnitLine
from motcua.desk.inbox import actor_at
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.screens.permissions import COMMAND
from motcua.web.access import official

SIDE, GAP, ACROSS = 54, 6, 10
"""Side of a tile and the gap between two, in units of the drawing; how many tiles stand beside one another."""
METRICS = ("dossiers_late_total", "on_time_rate_ii06", "dossiers_open_total", "online_rate")
_BETTER = frozenset({"on_time_rate_ii06", "online_rate"})
SHADES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A commune on the drawing; ``shade`` 0 (nothing to say) to 5 (most of what wants a look)."""

    line: UnitLine
    x: int
    y: int
    shade: int
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    tiles: Sequence[Tile]
    width: int
    height: int


@official(COMMAND)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    scope = scope_of(request, actor, legal_date(at))
    screen = Screen(scope.row, at) if scope and scope.row else None
    asked = str(request.GET.get("chi-so", ""))
    metric = asked if asked in METRICS else METRICS[0]
    lines = screen.units(UnitLevel.COMMUNE.value) if screen else []
    context = {
        **shared(actor, scope, "command_map"),
        "screen": screen,
        "metric": metric,
        "metrics": [
            {"value": one, "text": lines[0].figures[one].name if lines else one, "selected": one == metric}
            for one in METRICS
        ],
        "lines": lines,
        "drawing": draw(lines, metric),
        "title": lines[0].figures[metric].name if lines else _("Bản đồ"),
        "wants_less": metric not in _BETTER,
    }
    return render(request, "desk/figures/command_map.jinja", context)


def draw(lines: Sequence[UnitLine], metric: str) -> Drawing:
    """The tiles of communes, those of one area (the first two digits of the code's number) beside one another."""
    values = [line.figures[metric].value for line in lines]
    areas = defaultdict[str, list[int]](list)
    for number, line in enumerate(lines):
        areas[line.code.rpartition("-")[2][:2]].append(number)
    shades = shades_of(values, wants_more=metric in _BETTER)
    tiles, row = [], 0
    for area in sorted(areas):
        for place, number in enumerate(areas[area]):
            x, y = place % ACROSS, row + place // ACROSS
            line = lines[number]
            tiles.append(Tile(line, x * (SIDE + GAP), y * (SIDE + GAP), shades[number], _initials(line.name)))
        row += (len(areas[area]) - 1) // ACROSS + 1
    return Drawing(tiles, ACROSS * (SIDE + GAP) - GAP, max(row * (SIDE + GAP) - GAP, 1))


def shades_of(values: Sequence[Fraction | None], *, wants_more: bool) -> list[int]:
    """Five steps from the best to the worst value; 0 where there is none. All alike are all best."""
    known = [one for one in values if one is not None]
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))

    def shade(value: Fraction | None) -> int:
        if value is None:
            return 0
        if high == low:
            return 1
        bad = (high - value) / (high - low) if wants_more else (value - low) / (high - low)
        return min(SHADES, int(bad * SHADES) + 1)

    return [shade(value) for value in values]


def _initials(name: str) -> str:
    """``Phường An Thành`` -> ``AT``: short enough for a tile."""
    words = [word for word in name.split()[1:] if word[:1].isalpha()] or name.split()
    return "".join(word[0] for word in words)[:3].upper()
