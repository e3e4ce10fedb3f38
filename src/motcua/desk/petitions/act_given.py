"""What the choices of an act are, and what is chosen when its page opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import QueryDict

from motcua.core.clock import legal_date
from motcua.desk.petitions.act_fields import Given
from motcua.desk.petitions.reading import category_choices, said, unit_choices
from motcua.organisation.selectors import places_in_order
from motcua.petitions.categories import owner_of, tree
from motcua.petitions.lifecycle import Action
from motcua.petitions.models import Petition

_NEED_UNITS = frozenset({Action.ASSIGN, Action.LEAD_AWAY, Action.CROSS_NOTICE})


def given(petition: Petition, action: Action, asked: Mapping[str, str] | QueryDict, now: dt.datetime) -> Given:
    """For this act on this petition; ``asked`` (the address) may name ``unit``, ``category`` or ``into``."""
    on = legal_date(now)
    if action in _NEED_UNITS:
        owner = owner_of(petition.category, petition.place, on) if action is Action.ASSIGN else None
        first = owner if action is Action.ASSIGN else petition.place
        chosen = str(asked.get("unit", "")) or (first.code if first and action is not Action.LEAD_AWAY else "")
        return Given(units=unit_choices(on, [first]), chosen={"unit": chosen} if chosen else {})
    if action is Action.VERIFY:
        return Given(
            categories=category_choices(on), chosen={"category": str(asked.get("category", petition.category))}
        )
    if action is Action.CORRECT:
        return _correcting(petition, on)
    if action is Action.EXTEND:
        terms = tree(on).terms(petition.category)
        return Given(most_days=terms.most_extension_days if terms else 0)
    if action is Action.MERGE:
        return _merging(str(asked.get("into", "")))
    return Given()


def _correcting(petition: Petition, on: dt.date) -> Given:
    chosen = {"category": petition.category, "kind": petition.kind}
    if petition.place is not None:
        chosen["place"] = petition.place.code
    places = [(one.code, one.name) for one in places_in_order(on)]
    return Given(categories=category_choices(on), places=places, chosen=chosen)


def _merging(number: str) -> Given:
    found = (
        Petition.objects.select_related("words").filter(receipt_no=number.strip().upper()).first() if number else None
    )
    if found is None:
        return Given()
    return Given(into=[(str(found.uid), f"{found.receipt_no}: {said(found, 80)}")], chosen={"into": str(found.uid)})
