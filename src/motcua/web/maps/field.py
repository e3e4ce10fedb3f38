"""What the templates of maps draw (``web/map_field.jinja``)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.web.maps.drawing import plan
from motcua.web.maps.pins import Pin
from motcua.web.maps.policy import tiles

_WORLD = (102.0, 8.0, 110.0, 23.5)
"""The mainland, where no shapes say better."""


@dataclass(frozen=True, slots=True)
class MapBox:
    """What the script of a map reads from its box."""

    units: str
    bounds: str
    label: str
    words: str
    tiles: str = ""
    tiles_by: str = ""


@dataclass(frozen=True, slots=True)
class MapField:
    """The field for a pin: what it is called, what stands in it, and what is wrong with that."""

    label: str
    hint: str
    map: MapBox
    places: Sequence[Mapping[str, object]]
    prefix: str = ""
    size: str = "m"
    words: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def map_box(on: dt.date, *, label: str = "", bounds: tuple[float, float, float, float] | None = None) -> MapBox:
    """A map that shows the province, or a part of it."""
    drawn = plan(on)
    address = reverse("web:unit_tile", args=[0, 0, 0]).replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")
    words = {
        "NavigationControl.ZoomIn": _("Phóng to"),
        "NavigationControl.ZoomOut": _("Thu nhỏ"),
        "Map.Title": label or _("Bản đồ"),
        "Marker.Title": _("Ghim"),
    }
    return MapBox(
        units=address,
        bounds=json.dumps(bounds or (drawn.bounds if drawn else _WORLD)),
        label=label or _("Bản đồ"),
        words=json.dumps(words, ensure_ascii=False),
        tiles=tiles(),
        tiles_by=str(settings.MAP_TILES_BY),
    )


def map_field(on: dt.date, pin: Pin | None = None, *, label: str = "", hint: str = "", prefix: str = "") -> MapField:
    """The field, empty or as it was posted. One statement for the communes of the day, one for the map."""
    given = pin or Pin()
    typed = {"lat": "", "lng": "", "accuracy": "", "place": "", "address_words": "", **given.typed}
    chosen = given.place.code if given.place else typed["place"]
    return MapField(
        label=label or _("Việc xảy ra ở đâu?"),
        hint=hint or _("Ghim trên bản đồ, hoặc chọn xã, phường và ghi tên đường."),
        map=map_box(on, label=_("Bản đồ để đặt ghim")),
        places=[{"value": "", "text": _("Chọn xã, phường")}, *_communes(on, chosen)],
        prefix=prefix,
        words=given.words,
        typed=typed,
        errors={"lat": "", "lng": "", "place": "", **given.errors},
    )


def _communes(on: dt.date, chosen: str) -> list[Mapping[str, object]]:
    rows = Unit.objects.filter(in_force(on), level=UnitLevel.COMMUNE).order_by("code").values_list("code", "name")
    return [{"value": code, "text": name, "selected": code == chosen} for code, name in rows]
