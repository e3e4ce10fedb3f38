"""Persons and organisations: entered, completed, verified; who may act for whom; what they agreed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.core.search_text import fold, plain_spaces
from motcua.people.actors import Actor
from motcua.people.models import Consent, Party, PartyKind, Representation, RepresentationKind
from motcua.people.rules import normalise_email, normalise_number, normalise_phone, storable

LENGTHS: Final = {"name": 300, "id_number": 20, "tax_code": 20, "phone": 20, "email": 254, "address": 500}


@dataclass(frozen=True, slots=True)
class PartyData:
    """What is known of a person or organisation, as typed; it is stored in normal form."""

    kind: str
    name: str
    id_number: str = ""
    tax_code: str = ""
    birth_date: dt.date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""


def create_party(data: PartyData, *, now: dt.datetime) -> Party:
    """A new party; its numbers are claims until :func:`verify_party`. One statement. Raises Invalid
    (``party_malformed``)."""
    party = new_party(data, now=now)
    party.save(force_insert=True)
    return party


def new_party(data: PartyData, *, now: dt.datetime) -> Party:
    """A party in normal form, not stored yet."""
    party = Party(kind=PartyKind(data.kind), created_at=now)
    _fill(party, data)
    return party


def update_party(party: Party, data: PartyData) -> bool:
    """Bring the party up to date; whether anything changed. Verified numbers stay as they were verified."""
    before = _values(party)
    verified = (party.id_number, party.tax_code, party.birth_date)
    _fill(party, data)
    if party.verified_at is not None:
        party.id_number, party.tax_code, party.birth_date = verified
    changed = _values(party) != before
    if changed:
        party.save()
    return changed


@transaction.atomic
def verify_party(party: Party, *, actor: Actor, now: dt.datetime, by: str = "document") -> None:
    """The numbers were compared with the document (``by="document"``) or came from an identity provider. Raises
    Conflict (``number_verified_for_another``)."""
    party.verified_at, party.verified_by = now, by
    try:
        with transaction.atomic():
            party.save(update_fields=["verified_at", "verified_by"])
    except IntegrityError as error:
        raise Conflict("number_verified_for_another") from error
    _record("people.party_verified", party, actor=actor, now=now, details={"by": by})


@transaction.atomic
def add_representation(
    represented: Party,
    representative: Party,
    kind: RepresentationKind,
    *,
    actor: Actor,
    now: dt.datetime,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    procedure_code: str = "",
    document_number: str = "",
) -> Representation:
    """``representative`` may act for ``represented``. Who enters it has seen the paper. Raises Invalid
    (``dates_reversed``)."""
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid("dates_reversed")
    row = Representation.objects.create(
        represented=represented,
        representative=representative,
        kind=kind,
        procedure_code=procedure_code,
        document_number=document_number,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=now,
    )
    details = {"representation": row.uid, "kind": str(kind)}
    _record("people.representation_added", represented, actor=actor, now=now, details=details)
    return row


@transaction.atomic
def revoke_representation(row: Representation, *, actor: Actor, now: dt.datetime) -> None:
    """It is taken back from today on."""
    if row.revoked_on is None:
        row.revoked_on = legal_date(now)
        row.save(update_fields=["revoked_on"])
        details = {"representation": row.uid}
        _record("people.representation_revoked", row.represented, actor=actor, now=now, details=details)


@transaction.atomic
def give_consent(party: Party, purpose: str, text_version: str, *, actor: Actor, now: dt.datetime) -> Consent:
    """Raises Conflict (``consent_given_already``)."""
    try:
        with transaction.atomic():
            consent = Consent.objects.create(party=party, purpose=purpose, text_version=text_version, given_at=now)
    except IntegrityError as error:
        raise Conflict("consent_given_already") from error
    _record("people.consent_given", party, actor=actor, now=now, details={"purpose": purpose, "version": text_version})
    return consent


@transaction.atomic
def withdraw_consent(party: Party, purpose: str, *, actor: Actor, now: dt.datetime) -> None:
    """Raises Conflict (``consent_missing``)."""
    live = Consent.objects.filter(party=party, purpose=purpose, withdrawn_at__isnull=True)
    if not live.update(withdrawn_at=now):
        raise Conflict("consent_missing")
    _record("people.consent_withdrawn", party, actor=actor, now=now, details={"purpose": purpose})


def _fill(party: Party, data: PartyData) -> None:
    """Raises Invalid (``party_malformed``) naming the fields that are too long."""
    values = {
        "name": plain_spaces(storable(data.name)),
        "id_number": normalise_number(storable(data.id_number)),
        "tax_code": normalise_number(storable(data.tax_code)),
        "phone": normalise_phone(data.phone),
        "email": normalise_email(storable(data.email)),
        "address": plain_spaces(storable(data.address)),
    }
    too_long = [name for name, value in values.items() if len(value) > LENGTHS[name]]
    if too_long:
        faults = [{"field": name, "code": "party_field_too_long", "length": LENGTHS[name]} for name in too_long]
        raise Invalid("party_malformed", errors=faults)
    for name, value in values.items():
        setattr(party, name, value)
    party.search_text = fold(party.name)[:300]
    party.birth_date = data.birth_date


def _values(party: Party) -> tuple[object, ...]:
    return (
        party.name,
        party.id_number,
        party.tax_code,
        party.birth_date,
        party.phone,
        party.email,
        party.address,
    )


def _record(act: str, party: Party, *, actor: Actor, now: dt.datetime, details: Mapping[str, object]) -> None:
    audit.record(act=act, actor=actor, subject_kind="party", subject=str(party.uid), now=now, details=details)
