"""Accounts of citizens: found by the identity a provider vouches for, made at the first sign-in."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.errors import NotAllowed
from motcua.core.ids import new_id
from motcua.people.actors import SYSTEM
from motcua.people.identity import Assurance, Identity
from motcua.people.models import CitizenIdentity, User, UserKind
from motcua.people.services.parties import PartyData, create_party, verify_party


def account_of(identity: Identity, *, now: dt.datetime, language: str = "vi") -> User:
    """The account behind an identity; at the first sign-in it is made, with a party of its own. Two first sign-ins at
    once make one account. Raises NotAllowed (``account_unknown``) when the account is switched off."""
    user = _known(identity)
    if user is None:
        try:
            user = _made(identity, now, language)
        except IntegrityError:
            user = _known(identity)
            if user is None:
                raise
    if not user.is_active:
        raise NotAllowed("account_unknown")
    return user


def _known(identity: Identity) -> User | None:
    row = CitizenIdentity.objects.filter(provider=identity.provider, subject=identity.subject).select_related("user")
    found = row.first()
    return None if found is None else found.user


@transaction.atomic
def _made(identity: Identity, now: dt.datetime, language: str) -> User:
    data = PartyData(
        kind="person",
        name=identity.name,
        id_number=identity.id_number,
        birth_date=identity.birth_date,
        email=identity.email,
    )
    party = create_party(data, now=now)
    if identity.assurance > Assurance.ADDRESS and identity.id_number:
        verify_party(party, actor=SYSTEM, now=now, by=identity.provider)
    uid = new_id()
    # An address already tied to another account stays with it: accounts are never joined by address alone.
    taken = User.objects.filter(kind=UserKind.CITIZEN, email=identity.email).exists() if identity.email else False
    user = User(
        uid=uid,
        kind=UserKind.CITIZEN,
        username=f"c-{uid.hex}",
        email="" if taken else identity.email,
        full_name=identity.name,
        language=language,
        party=party,
        created_at=now,
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    CitizenIdentity.objects.create(user=user, provider=identity.provider, subject=identity.subject, created_at=now)
    audit.record(
        act="people.account_created",
        actor=SYSTEM,
        subject_kind="account",
        subject=str(uid),
        now=now,
        details={"kind": "citizen", "provider": identity.provider},
    )
    return user
