"""A published petition as lists and pages show it: masked texts only, never the words of the sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.petitions.categories import tree
from motcua.petitions.models import Petition
from motcua.petitions.texts import STATE_NAMES
from motcua.portal.voices_map.wanted import category_name
from motcua.web.words import shortened

_BADGES = {"published": "ontime", "closed": "ontime", "approved": "ontime"}


@dataclass(frozen=True, slots=True)
class Card:
    receipt_no: str
    href: str
    title: str
    text: str
    category: str
    place: str
    unit: str
    sent_at: dt.datetime
    state: str
    badge: str


def cards(rows: Iterable[Petition], on: dt.date) -> list[Card]:
    return [card(one, on) for one in rows]


def card(petition: Petition, on: dt.date) -> Card:
    """``publication``, ``place`` and ``owner_unit`` must be there already."""
    words = petition.publication
    return Card(
        receipt_no=petition.receipt_no,
        href=reverse("voices:one", args=[petition.receipt_no]),
        title=title_of(petition),
        text=shortened(words.question, 160),
        category=category_name(tree(on).by_code.get(petition.category)),
        place=petition.place.name if petition.place else "",
        unit=petition.owner_unit.name if petition.owner_unit else "",
        sent_at=petition.submitted_at,
        state=str(STATE_NAMES[petition.state]),
        badge=_BADGES.get(petition.state, "soon"),
    )


def title_of(petition: Petition) -> str:
    words = petition.publication
    return words.title or shortened(words.question, 80) or _("Phản ánh {number}").format(number=petition.receipt_no)
