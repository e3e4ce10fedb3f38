"""The lists of petitions: what waits for whom, the most urgent first, at a cost that does not grow with the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import QueryDict

from motcua.core.database import SqlValue
from motcua.core.pagination import Page, paginate
from motcua.people.actors import Actor
from motcua.petitions.categories import tree
from motcua.petitions.models import Petition
from motcua.petitions.selectors import Pile, pile_filter

PAGE: Final = 25
MOST: Final = 999
LONGEST: Final = 120


_ORDER: Final[Mapping[Pile, tuple[str, str]]] = {
    Pile.APOLOGY: ("apology_since", "id"),
    Pile.DONE: ("-submitted_at", "-id"),
    Pile.LED_AWAY: ("-submitted_at", "-id"),
}
UNCOUNTED: Final = frozenset({Pile.DONE})


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a list asks for; empty means all."""

    pile: str = Pile.ALL_OPEN.value
    category: str = ""
    unit: str = ""
    channel: str = ""
    place: str = ""
    kind: str = ""
    query: str = ""


FILTERED: Final = tuple(one.name for one in fields(Filters) if one.name != "pile")


def filters_in(query: Mapping[str, str] | QueryDict, otherwise: Pile) -> Filters:
    """The filters of an address; a strange value matches nothing."""
    wanted = str(query.get("pile", ""))
    found = Filters(pile=wanted if wanted in set(Pile) else otherwise.value)
    values = {name: _clean(str(query.get(name, ""))) for name in FILTERED}
    return replace(found, **values)


def _clean(text: str) -> str:
    return "".join(sign for sign in text[:LONGEST] if sign.isprintable()).strip()


def query_of(filters: Filters, **more: str) -> str:
    values = {one.name: str(getattr(filters, one.name)) for one in fields(filters)}
    return urlencode({name: value for name, value in {**values, **more}.items() if value})


def filtered(actor: Actor, filters: Filters, now: dt.datetime, on: dt.date) -> QuerySet[Petition]:
    """The rows of a list, in no order."""
    pile = Pile(filters.pile)
    rows = Petition.objects.filter(pile_filter(actor, pile, now))
    if filters.category:
        rows = rows.filter(category__in=sorted(tree(on).within(filters.category)) or [filters.category])
    exact = {"owner_unit__code": filters.unit, "place__code": filters.place, "channel": filters.channel}
    exact["kind"] = filters.kind
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.query:
        # A number finds one petition, whatever its list; words are not searched here: they are apart, to be erased.
        rows = rows.filter(Q(receipt_no__iexact=filters.query) | Q(foreign_id=filters.query))
    return rows


def page_of(actor: Actor, filters: Filters, now: dt.datetime, on: dt.date, cursor: str | None) -> Page[Petition]:
    """One page, in one statement. Raises Invalid(``cursor_invalid``)."""
    pile = Pile(filters.pile)
    rows = filtered(actor, filters, now, on).select_related("words", "place", "owner_unit", "holder_unit")
    order = _ORDER.get(pile, ("next_at", "id"))
    return paginate(rows, order=order, cursor=cursor, limit=PAGE, purpose=f"desk.petitions.{pile}")


def counts(actor: Actor, now: dt.datetime, on: dt.date) -> dict[Pile, int]:
    """How many each list has, at most MOST + 1 each, in one statement."""
    parts: list[str] = []
    values: list[SqlValue] = []
    shown = [pile for pile in Pile if pile not in UNCOUNTED]
    for pile in shown:
        rows = filtered(actor, Filters(pile=pile.value), now, on).order_by().values("pk")[: MOST + 1]
        try:
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS one)")  # noqa: S608 - made by the ORM, values apart
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        row = cursor.fetchone()
    return dict(zip(shown, row or [0] * len(shown), strict=True))
