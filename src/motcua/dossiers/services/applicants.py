"""The party a dossier is about. Numbers typed in are claims, so a claim never joins somebody else's record: an existing
party is taken only when it is the account's own, or verified with the same number and name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from motcua.core.canonical import Json
from motcua.core.search_text import fold
from motcua.people.models import Party
from motcua.people.rules import normalise_number
from motcua.people.services.parties import PartyData, create_party


def applicant_party(block: Mapping[str, Json], *, own_party: int | None, now: dt.datetime) -> Party:
    """The party for a validated applicant block: found in one statement, or created in a second."""
    data = _data(block)
    number = normalise_number(data.id_number or data.tax_code)
    same = Q(kind=data.kind, search_text=fold(data.name)[:300])
    numbered = Q(id_number=number) if data.id_number else Q(tax_code=number)
    known = Q(verified_at__isnull=False) | Q(pk=own_party) if own_party else Q(verified_at__isnull=False)
    found = Party.objects.filter(same & numbered & known, erased_at=None).order_by("-verified_at", "id").first()
    return found or create_party(data, now=now)


def _data(block: Mapping[str, Json]) -> PartyData:
    kind = str(block.get("kind", "person"))
    number, born = str(block.get("id_number", "")), block.get("birth_date")
    return PartyData(
        kind=kind,
        name=str(block.get("name", "")),
        id_number=number if kind == "person" else "",
        tax_code=number if kind == "organisation" else "",
        birth_date=dt.date.fromisoformat(born) if isinstance(born, str) and born else None,
        phone=str(block.get("phone", "")),
        email=str(block.get("email", "")),
        address=str(block.get("address", "")),
    )
