"""The party a dossier is about. Numbers typed in are claims, so a claim never joins somebody else's record: an existing
party is taken only when it is the account's own, or verified with the same number and name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from motcua.core import hot
from motcua.core.canonical import Json
from motcua.core.database import SqlValue
from motcua.people.models import Party
from motcua.people.services.parties import PartyData, new_party

_FIELDS = Party._meta.concrete_fields  # noqa: SLF001 - documented by Django
COLUMNS = tuple(field.column for field in _FIELDS if not field.primary_key)
INSERTED = f"INSERT INTO people_party ({', '.join(COLUMNS)}) SELECT {', '.join(['%s'] * len(COLUMNS))}"
KEPT = "id, name, id_number"
FIND_OR_CREATE = f"""
WITH found AS (
    SELECT {KEPT} FROM people_party
    WHERE kind = %s AND search_text = %s AND erased_at IS NULL
      AND %s = CASE kind WHEN 'person' THEN id_number ELSE tax_code END
      AND (id = %s::bigint OR verified_at IS NOT NULL AND %s::boolean)
    ORDER BY id = %s::bigint DESC NULLS LAST, verified_at DESC, id LIMIT 1
), made AS (
    {INSERTED} WHERE NOT EXISTS (SELECT FROM found) RETURNING {KEPT}
)
SELECT {KEPT}, nextval('dossier_id_seq') FROM found UNION ALL SELECT {KEPT}, nextval('dossier_id_seq') FROM made
"""  # noqa: S608 - only names of columns are put together


class Applicant(NamedTuple):
    """What a dossier copies of its party, and the key drawn for that dossier."""

    id: int
    name: str
    id_number: str
    dossier_id: int


def applicant_party(block: Mapping[str, Json], *, own_party: int | None, now: dt.datetime) -> Applicant:
    """The party for a validated applicant block: the account's own or a verified one with the same name and number,
    else a new one; and the key of the dossier to be, so that all its rows can be written at once. One statement."""
    party = new_party(_data(block), now=now)
    number = party.id_number or party.tax_code
    same: list[SqlValue] = [party.kind, party.search_text, number, own_party, number != "", own_party]
    (row,) = hot.rows(FIND_OR_CREATE, [*same, *(getattr(party, column) for column in COLUMNS)])
    return Applicant(*row)


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
