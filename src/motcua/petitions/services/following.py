"""Following a petition, and calling back whom nobody can write to."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.core.errors import Invalid, NotFound
from motcua.people.actors import Actor, ActorKind
from motcua.people.permissions import require
from motcua.people.rules import normalise_email, normalise_phone
from motcua.petitions.lifecycle import State
from motcua.petitions.models import Follower, Petition, PetitionLetter
from motcua.petitions.permissions import RECEIVE

from .act import clean


@dataclass(frozen=True, slots=True)
class Contact:
    email: str = ""
    phone: str = ""
    language: str = "vi"


@transaction.atomic
def follow(uid: UUID, contact: Contact, *, actor: Actor, now: dt.datetime) -> Follower:
    """Hear how a petition goes on: by the account, or at the address given. Following twice is once. One that was led
    away cannot be followed. Raises NotFound ``petition_unknown``, Invalid ``contact_missing``."""
    petition = Petition.objects.filter(uid=uid).exclude(state=State.LED_AWAY.value).first()
    if petition is None:
        raise NotFound("petition_unknown")
    account = actor.user_id if actor.kind is ActorKind.CITIZEN else None
    email = clean(normalise_email(contact.email), "email", 254)
    phone = clean(contact.phone, "phone", 40)
    key = f"account:{account}" if account else email or normalise_phone(phone)
    if not key or (email and "@" not in email):
        raise Invalid("contact_missing", errors=[{"field": "email", "code": "contact_missing"}])
    fields = {"account_id": account, "email": email, "phone": phone, "language": contact.language, "since": now}
    follower, _ = Follower.objects.get_or_create(petition=petition, contact_key=key, defaults=fields)
    return follower


@transaction.atomic
def unfollow(uid: UUID, *, actor: Actor, now: dt.datetime, secret: str = "") -> int:
    """End it, by the account or by the secret of the follower's link; how many ended (0 or 1)."""
    rows = Follower.objects.filter(petition__uid=uid)
    mine = Q(account=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    given = [one.pk for one in rows if secret and hmac.compare_digest(one.secret.encode(), secret.encode())]
    return rows.filter(mine | Q(pk__in=given)).delete()[1].get("petitions.Follower", 0)


@transaction.atomic
def call_back_done(letter: UUID, *, actor: Actor, now: dt.datetime) -> PetitionLetter:
    """Somebody called the sender and said what the letter would have said. Raises NotFound ``petition_call_unknown``,
    NotAllowed."""
    row = PetitionLetter.objects.select_for_update(of=("self",)).select_related("petition").filter(uid=letter).first()
    if row is None or not row.call:
        raise NotFound("petition_call_unknown")
    require(actor, RECEIVE, [row.petition.reception_unit_id])
    if row.called_at is None:
        row.called_at, row.called_by_id = now, actor.user_id
        row.save(update_fields=["called_at", "called_by"])
    return row
