"""In whose name the settling unit signs: an act of authorisation or decentralisation carries signer and seal with the
work, for a place and from day to day. Everything that names who signs asks here."""

from __future__ import annotations

import datetime as dt

from motcua.core.errors import DomainError
from motcua.core.remember import remembered
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit
from motcua.organisation.selectors import answers_for, find_unit
from motcua.procedures.models import Case
from motcua.procedures.selectors import route, terms
from motcua.procedures.terms import ChannelName, Signing


def signing_of(dossier: Dossier, on: dt.date) -> Signing | None:
    """How results of the dossier are signed by the rules of the day; ``None`` where its settling unit signs by its own
    right, or is not whom the rules of that day send it to."""
    return _signing(dossier.case_id, dossier.channel, dossier.place_id, dossier.settling_unit_id, on)


@remembered(seconds=60)
def _signing(case: int, channel: str, place: int, settling: int, on: dt.date) -> Signing | None:
    procedure, key = Case.objects.values_list("version__procedure__key", "key").get(pk=case)
    try:
        there = answers_for(place, on)
        way = route(terms(procedure, key, ChannelName(channel), on), there.code, on) if there else None
    except DomainError:
        return None
    return way.signing if way is not None and way.settling_unit_id == settling else None


def seal_of(signing: Signing | None, settling: Unit, on: dt.date) -> Unit:
    """The unit whose seal and letterhead the paper has; the settling unit's own where none is named, or the one named
    is no more."""
    return (find_unit(signing.seal, on) if signing is not None and signing.seal else None) or settling
