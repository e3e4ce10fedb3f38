"""The map and the list of what is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.core.clock import legal_date, now
from motcua.organisation.places import revision as shapes_revision
from motcua.petitions.points.selectors import PointFilter, filtered, revision
from motcua.petitions.selectors import public as published
from motcua.portal.voices_map.cards import cards
from motcua.portal.voices_map.wanted import OPEN, Wanted, category_options, read_wanted, state_options
from motcua.web.access import public
from motcua.web.maps.drawing import Plan, plan
from motcua.web.maps.field import map_box
from motcua.web.maps.policy import shows_map
from motcua.web.words import number

PAGE = 20
MOST_IN_A_BOX = 200


@public
@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/``: filter, map, list. As many statements for a million as for ten."""
    shows_map(request)
    return render(request, "portal/voices/list.jinja", listing(request, embedded=False))


def listing(request: HttpRequest, *, embedded: bool) -> dict[str, Any]:
    """What the list page and the embedded one show."""
    on = legal_date(now())
    wanted = read_wanted(request.GET, on)
    asked = wanted.published()
    if wanted.box is not None:
        asked = replace(asked, receipts=_in_box(wanted) or ["-"])
    page = published(asked, on=on, after=str(request.GET.get("tu", ""))[:60], limit=PAGE)
    address = reverse("voices:embed" if embedded else "voices:list")
    return {
        "nav": "voices",
        "wanted": wanted,
        "rows": cards(page.items, on),
        "next": f"{address}{wanted.query(tu=page.next)}" if page.next else "",
        "first": f"{address}{wanted.query()}" if request.GET.get("tu") else "",
        "fields": [
            {"name": "linh-vuc", "label": _("Lĩnh vực"), "options": category_options(on, wanted.category)},
            {"name": "tinh-trang", "label": _("Tình trạng"), "options": state_options(wanted.state)},
            {"name": "thang", "label": _("Tháng"), "kind": "month", "value": wanted.month},
            {"name": "q", "label": _("Từ cần tìm"), "value": wanted.words},
        ],
        "hidden": [("don-vi", wanted.unit.code)] if wanted.unit else [],
        "clear": address if wanted.query() or wanted.box else "",
        "map": map_context(wanted, on),
        "is_now": request.GET.get("ban-do") == "1",
        "open_map": f"{address}{wanted.query(**{'ban-do': '1'})}",
    }


def map_context(wanted: Wanted, on: dt.date) -> Mapping[str, Any]:
    """The plain map with a count in each commune, and where the script gets its tiles."""
    tiles = reverse("voices:tile", args=[0, 0, 0]).replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")
    drawn = plan(on)
    return {
        "plan": drawn,
        "dots": _dots(drawn, wanted.points(), revision(), shapes_revision()) if drawn else [],
        "hrefs": {unit.code: reverse("voices:unit", args=[unit.code]) for unit in drawn.units} if drawn else {},
        "box": map_box(on, label=_("Bản đồ phản ánh đã công khai")),
        "tiles": f"{tiles}{wanted.query()}",
        "one": reverse("voices:one", args=["RECEIPT"]),
    }


@lru_cache(maxsize=64)
def _dots(
    drawn: Plan, wanted: PointFilter, revision: int, shapes: tuple[object, ...]
) -> Sequence[Mapping[str, object]]:
    """One circle a commune, its area growing with the count."""
    del revision, shapes  # new ones count anew
    rows = filtered(wanted).filter(place__isnull=False).values("place__code").annotate(n=Count("pk")).order_by()
    counts = {row["place__code"]: int(row["n"]) for row in rows}
    most = max(counts.values(), default=1)
    found = []
    for unit in drawn.units:
        n = counts.get(unit.code, 0)
        if n:
            radius = round(24 + 18 * (n / most) ** 0.5)
            found.append({"x": unit.x, "y": unit.y, "r": radius, "text": number(n), "size": 28 if n < 1000 else 20})
    return found


def _in_box(wanted: Wanted) -> list[str]:
    """Those on the map within the box, by their rounded points."""
    assert wanted.box is not None  # noqa: S101 (the caller looked)
    west, south, east, north = wanted.box
    rows = filtered(wanted.points()).filter(lng__gte=west, lng__lte=east, lat__gte=south, lat__lte=north)
    return list(rows.order_by("-petition").values_list("receipt_no", flat=True)[:MOST_IN_A_BOX])


__all__ = ["OPEN", "listing", "map_context", "voices"]
