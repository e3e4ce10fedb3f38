"""Citizens of a made-up history who file online: accounts with a party of their own that nobody can sign in to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from motcua.core.search_text import fold
from motcua.people.models import Party, PartyKind, User, UserKind
from motcua.simulate.chance import Dice, id_of
from motcua.simulate.people import Applicant, drawn_person
from motcua.simulate.province import Place

NO_PASSWORD: Final = "!simulated"  # noqa: S105 (the mark of an account that cannot sign in)
DOSSIERS_EACH: Final = 12
MOST: Final = 20_000
FEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class Citizen:
    user: int
    uid: str
    party: int
    applicant: Applicant


def citizens(total: int, seed: int, places: Sequence[Place], *, now: dt.datetime) -> Sequence[Citizen]:
    """The accounts of a history of ``total`` dossiers; those that are missing are made. The same for the same seed."""
    count = min(MOST, max(FEWEST, total // DOSSIERS_EACH))
    people = [_drawn(seed, number, places) for number in range(count)]
    names = [f"sim-{seed}-{number}" for number in range(count)]
    found = _there(names)
    missing = [(name, one) for name, one in zip(names, people, strict=True) if name not in found]
    if missing:
        with transaction.atomic():
            parties = Party.objects.bulk_create(
                (_party(seed, name, one, now) for name, one in missing), batch_size=2000
            )
            User.objects.bulk_create(
                (_user(seed, name, one, party, now) for (name, one), party in zip(missing, parties, strict=True)),
                batch_size=2000,
            )
        found = _there(names)
    return [Citizen(*found[name], one) for name, one in zip(names, people, strict=True)]


def _there(names: Sequence[str]) -> dict[str, tuple[int, str, int]]:
    rows = User.objects.filter(username__in=names, party__isnull=False).values_list("username", "pk", "uid", "party_id")
    return {name: (user, str(uid), party) for name, user, uid, party in rows if party is not None}


def _drawn(seed: int, number: int, places: Sequence[Place]) -> Applicant:
    place = places[number % len(places)].name
    return drawn_person(Dice(seed, "citizen", number), place[:1].lower() + place[1:])


def _party(seed: int, name: str, one: Applicant, now: dt.datetime) -> Party:
    return Party(
        uid=id_of(Dice(seed, "party", name), now),
        kind=PartyKind.PERSON,
        name=one.name,
        search_text=fold(one.name),
        id_number=one.number,
        birth_date=one.born,
        phone=one.phone,
        address=one.address,
        created_at=now,
    )


def _user(seed: int, name: str, one: Applicant, party: Party, now: dt.datetime) -> User:
    return User(
        uid=id_of(Dice(seed, "user", name), now),
        kind=UserKind.CITIZEN,
        username=name,
        full_name=one.name,
        party=party,
        password=NO_PASSWORD,
        created_at=now,
    )
