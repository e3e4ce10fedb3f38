"""A list by the place its dossiers belong to on the map of a day: for who reads more than one place."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from motcua.core.remember import remembered
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.lists import Filters, map_day
from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.people.actors import Actor
from motcua.web.words import day

NAMES = ("place", "map")


def asks_for_places(actor: Actor, filters: Filters) -> bool:
    return bool(filters.place) or actor.reach_of(READ).everywhere


def map_fields(filters: Filters, today: dt.date) -> list[dict[str, object]]:
    """The place and the day of the map, as fields of the filter."""
    found = places(map_day(filters.map) or today)
    known = any(code == filters.place for code, _name in found)
    rest = [] if known or not filters.place else [(filters.place, filters.place)]
    options = [{"value": code, "text": name, "selected": code == filters.place} for code, name in [*found, *rest]]
    return [
        {"name": "place", "label": _("Địa bàn"), "options": [{"value": "", "text": _("Tất cả")}, *options]},
        {"name": "map", "label": _("Theo bản đồ ngày (ngày/tháng/năm)"), "kind": "text", "value": map_words(filters)},
    ]


def place_name(filters: Filters, today: dt.date) -> str:
    return dict(places(map_day(filters.map) or today)).get(filters.place, filters.place)


def map_words(filters: Filters) -> str:
    on = map_day(filters.map)
    return day(on) if on else filters.map


@remembered(seconds=60)
def places(on: dt.date) -> list[tuple[str, str]]:
    """The communes of the map of a day, by name."""
    rows = Unit.objects.filter(in_force(on), level=UnitLevel.COMMUNE)
    return sorted(rows.values_list("code", "name"), key=lambda one: (one[1], one[0]))
