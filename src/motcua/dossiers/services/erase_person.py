"""Erasing a person: every closed dossier of theirs, their party, accounts and drafts, and what other rooms keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.core.canonical import Json
from motcua.core.erasure import Subject, erase_everywhere, words_of
from motcua.core.errors import Conflict, NotFound
from motcua.core.search_text import fold
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.erase import erase_one, require_decision
from motcua.dossiers.services.erasure_log import note
from motcua.people.actors import Actor
from motcua.people.models import Party, User


@dataclass(frozen=True, slots=True)
class Person:
    """What belongs to one person. ``doubtful`` parties share a number but not the name (a typing error, or somebody
    else): they are left alone unless named."""

    parties: tuple[Party, ...]
    accounts: tuple[User, ...]
    closed: tuple[Dossier, ...]
    open: tuple[Dossier, ...]
    doubtful: tuple[Party, ...]

    @property
    def subject(self) -> Subject:
        texts = [text for p in self.parties for text in (p.name, p.id_number, p.tax_code, p.phone, p.email, p.address)]
        texts += [text for user in self.accounts for text in (user.full_name, user.email)]
        return Subject(
            dossiers=tuple(dossier.pk for dossier in self.closed),
            dossier_uids=tuple(dossier.uid for dossier in self.closed),
            parties=tuple(party.pk for party in self.parties),
            accounts=tuple(user.pk for user in self.accounts),
            account_uids=tuple(user.uid for user in self.accounts),
            words=words_of(*texts),
        )


@dataclass(frozen=True, slots=True)
class Erased:
    """``counts`` by the name of what went; ``register`` is the entry's public id, empty for a dry run."""

    counts: Mapping[str, int]
    register: str


def find_person(text: str, *, also: Sequence[UUID] = ()) -> Person:
    """The person with this public id, identity number or e-mail address, with all parties of the same number and name
    and those named in ``also``. Raises NotFound("person_unknown"); Conflict("person_ambiguous") when a number that
    nobody has verified belongs to several names: say which by a public id."""
    seeds = _seeds(text)
    numbers = {party.id_number for party in seeds if party.id_number}
    names = {fold(party.name) for party in seeds}
    near = Party.objects.filter(id_number__in=numbers, erased_at=None).order_by("id")
    same = {party.pk: party for party in (*seeds, *Party.objects.filter(uid__in=also, erased_at=None))}
    doubtful = []
    for party in near:
        if party.pk in same:
            continue
        if fold(party.name) in names:
            same[party.pk] = party
        else:
            doubtful.append(party)
    accounts = tuple(User.objects.filter(party__in=same).order_by("id"))
    dossiers = list(Dossier.objects.filter(applicant__in=same).order_by("id"))
    closed, still_open = [d for d in dossiers if d.closed], [d for d in dossiers if not d.closed]
    return Person(tuple(same.values()), accounts, tuple(closed), tuple(still_open), tuple(doubtful))


def _seeds(text: str) -> list[Party]:
    seeds = list(Party.objects.filter(_meant(text), erased_at=None).order_by("id"))
    if not seeds:
        raise NotFound("person_unknown")
    if len({fold(party.name) for party in seeds}) == 1:
        return seeds
    verified = [party for party in seeds if party.verified_at is not None]
    if not verified:
        raise Conflict("person_ambiguous", params={"ids": ", ".join(str(party.uid) for party in seeds)})
    return verified


def _meant(text: str) -> Q:
    wanted = text.strip()
    try:
        uid = UUID(wanted)
    except ValueError:
        email = Q(email__iexact=wanted) | Q(accounts__email__iexact=wanted) if "@" in wanted else Q(pk=None)
        return Q(id_number=wanted.replace(" ", "")) & ~Q(id_number="") | email
    return Q(uid=uid) | Q(accounts__uid=uid)


def erase_person(
    person: Person,
    *,
    decision: str,
    ground: str,
    actor: Actor,
    now: dt.datetime,
    closed_only: bool = False,
    dry_run: bool = False,
) -> Erased:
    """Erase all of it in one transaction; a dry run does the same and rolls back.

    With open dossiers nothing is erased, or, ``closed_only``, only the closed ones: the agency still needs to know who
    the person is. Raises Invalid("erasure_needs_decision"), Conflict("erasure_open_dossier").
    """
    require_decision(decision, ground)
    if person.open and not closed_only:
        codes = [str(dossier) for dossier in person.open]
        raise Conflict("erasure_person_has_open_dossiers", params={"codes": ", ".join(codes)})
    subject = person.subject
    if person.open:
        subject = Subject(dossiers=subject.dossiers, dossier_uids=subject.dossier_uids)
    with transaction.atomic():
        through, counts = _empty(subject, decision=decision, ground=ground, actor=actor, now=now)
        if dry_run:
            transaction.set_rollback(True)
            return Erased(counts, "")
        subjects: dict[str, Json] = {"dossiers": through, "counts": dict(counts)}
        if not person.open:
            subjects["parties"] = [str(party.uid) for party in person.parties]
            subjects["accounts"] = [str(user.uid) for user in person.accounts]
        row = note("person", subjects, decision=decision, ground=ground, now=now)
    return Erased(counts, str(row.uid))


def _empty(
    subject: Subject, *, decision: str, ground: str, actor: Actor, now: dt.datetime
) -> tuple[dict[str, Json], dict[str, int]]:
    """Erase each dossier and what every room keeps: the last seq covered by dossier, and the counts."""
    counts = {"dossiers": 0, "dossiers.private_bodies": 0}
    through: dict[str, Json] = {}
    for uid in subject.dossier_uids:
        through[str(uid)], bodies = erase_one(uid, decision=decision, ground=ground, actor=actor, now=now)
        counts["dossiers"] += 1
        counts["dossiers.private_bodies"] += bodies
    return through, {**counts, **erase_everywhere(subject, now)}


def subject_of(subjects: Mapping[str, Any]) -> Subject:
    """The subject of a register's entry, as the database knows it now: after a restore the names are there again, so
    the copies elsewhere are found by them."""
    parties = list(Party.objects.filter(uid__in=subjects.get("parties", [])))
    accounts = list(User.objects.filter(uid__in=subjects.get("accounts", [])))
    dossiers = list(Dossier.objects.filter(uid__in=list(subjects.get("dossiers", {}))))
    return Person(tuple(parties), tuple(accounts), tuple(dossiers), (), ()).subject


def empty_person(subject: Subject, now: dt.datetime) -> bool:
    """Call every room's eraser; whether anything was left to erase."""
    return any(erase_everywhere(subject, now).values())
