"""The address of a list: what is filtered, and where in it the reader stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.http import QueryDict

from motcua.core.errors import Invalid
from motcua.core.pagination import seal, unseal
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.lists import Filters, View

PURPOSE = "desk.inbox"
FILTERED = ("field", "step", "status", "holder", "procedure", "state", "unit", "query", "place", "map", "grain")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """The row a page begins after (or ends before), and how many rows are ahead of the page."""

    next_at: dt.datetime | None
    key: int
    ahead: int
    backwards: bool = False

    def sealed(self) -> str:
        return seal([self.next_at, self.key, self.ahead], purpose=PURPOSE)


def place_after(dossier: Dossier, ahead: int, *, view: View) -> Place:
    return Place(None if view is View.DONE else dossier.next_at, dossier.pk, ahead)


def filters_in(query: Mapping[str, str] | QueryDict) -> Filters:
    """The filters of an address. A strange value filters nothing out of the ordinary: it matches no row."""
    view = query.get("view", "")
    found = Filters(view=View(view) if view in {one.value for one in View} else View.MINE)
    for name in FILTERED:
        found = changed(found, name, _text(query.get(name, "")))
    return found


def changed(filters: Filters, name: str, value: str) -> Filters:
    """The filters with one of them (not the view) set."""
    if name not in FILTERED:
        raise KeyError(name)
    return replace(filters, **{name: value})  # type: ignore[arg-type]


def _text(value: object) -> str:
    return "".join(sign for sign in str(value)[:LONGEST] if sign.isprintable()).strip()


def place_in(query: Mapping[str, str] | QueryDict) -> Place | None:
    """Where the address stands; None at the beginning. Raises Invalid(``cursor_invalid``)."""
    for name, backwards in (("after", False), ("before", True)):
        cursor = query.get(name, "")
        if cursor:
            values = unseal(cursor, purpose=PURPOSE)
            if len(values) != 3:
                raise Invalid("cursor_invalid")
            next_at, key, ahead = values
            if not isinstance(key, int) or not isinstance(ahead, int):
                raise Invalid("cursor_invalid")
            return Place(next_at if isinstance(next_at, dt.datetime) else None, key, ahead, backwards)
    return None


def query_of(filters: Filters, **more: str) -> str:
    """The query string, empty values and the first list left out."""
    values = {one.name: str(getattr(filters, one.name)) for one in fields(filters)}
    if values["view"] == View.MINE:
        values["view"] = ""
    return urlencode({name: value for name, value in {**values, **more}.items() if value})


def without(filters: Filters, name: str) -> str:
    """The address with one filter taken away."""
    return "?" + query_of(changed(filters, name, ""))
