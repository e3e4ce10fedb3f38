"""Dates that follow from a petition as it stands, beside its lifecycle."""

from __future__ import annotations

import datetime as dt

from motcua.petitions.models import Petition

from .deadlines import DayContext


def context_of(petition: Petition, now: dt.datetime, *, by_sender: bool = False) -> DayContext:
    """The law of the day, with the calendar of the unit that has it in hand."""
    unit = petition.owner_unit_id or petition.reception_unit_id
    return DayContext(unit, now, by_sender=by_sender)
