"""Reads about people that others need."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from motcua.core.errors import NotAllowed, NotFound
from motcua.core.search_text import fold
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.models import (
    AccessRecord,
    Assignment,
    Consent,
    Delegation,
    FollowUpTask,
    Party,
    Representation,
    Role,
    TaskState,
    User,
    UserKind,
)
from motcua.people.rules import normalise_email, normalise_number, normalise_phone, storable

_LEAST_LETTERS = 2


def role_names() -> dict[str, str]:
    """Every role posts can carry, by code, with its name."""
    return dict(Role.objects.order_by("name").values_list("code", "name"))


def find_parties(query: str, *, limit: int = 20) -> list[Party]:
    """Parties for the counter: by a whole identity number, tax code or telephone, else by the beginning of the name,
    with or without diacritics. Verified ones first. Who asks must leave an access record."""
    query = storable(query)
    number, phone, name = normalise_number(query), normalise_phone(query), fold(query)
    found = Q(pk__in=[])
    if number:
        found |= Q(id_number=number) | Q(tax_code=number)
    if phone:
        found |= Q(phone=phone)
    if len(name) >= _LEAST_LETTERS and not name[0].isdecimal():
        found |= Q(search_text__startswith=name)
    rows = Party.objects.filter(found, erased_at__isnull=True)
    return list(rows.order_by("verified_at", "search_text", "pk")[:limit])


def party_with_number(id_number: str) -> Party | None:
    """The party for whom this identity number was verified."""
    number = normalise_number(id_number)
    return Party.objects.filter(id_number=number, verified_at__isnull=False).first() if number else None


def party(uid: str) -> Party:
    """Raises NotFound (``party_unknown``)."""
    found = Party.objects.filter(uid=uid, erased_at__isnull=True).first()
    if found is None:
        raise NotFound("party_unknown")
    return found


def may_act_for(representative_id: int, represented_id: int, on: dt.date, procedure_code: str = "") -> bool:
    """Whether one party may act for another on that day, in one procedure or in any. Everybody acts for oneself."""
    if representative_id == represented_id:
        return True
    scope = Q(procedure_code="")
    if procedure_code:
        scope |= Q(procedure_code=procedure_code)
    return (
        _live_representations(on).filter(scope, representative=representative_id, represented=represented_id).exists()
    )


def require_may_act_for(representative_id: int, represented_id: int, on: dt.date, procedure_code: str = "") -> None:
    """As :func:`may_act_for`; raises NotAllowed (``not_representing``)."""
    if not may_act_for(representative_id, represented_id, on, procedure_code):
        raise NotAllowed("not_representing")


def represented_by(representative_id: int, on: dt.date) -> QuerySet[Representation]:
    """For whom a party may act on that day."""
    rows = _live_representations(on).filter(representative=representative_id)
    return rows.select_related("represented").order_by("represented__search_text", "pk")


def _live_representations(on: dt.date) -> QuerySet[Representation]:
    return Representation.objects.filter(in_force(on)).filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))


def has_consented(party_id: int, purpose: str) -> bool:
    return Consent.objects.filter(party=party_id, purpose=purpose, withdrawn_at__isnull=True).exists()


def account(uid: str) -> User:
    """Raises NotFound (``account_unknown``)."""
    user = User.objects.filter(uid=uid).first()
    if user is None:
        raise NotFound("account_unknown")
    return user


def account_named(name: str) -> User | None:
    """The account with this name for signing in, or the citizen's account with this address of e-mail."""
    typed = storable(name).strip()
    return User.objects.filter(username=typed.lower()).first() or (
        User.objects.filter(kind=UserKind.CITIZEN, email=normalise_email(typed)).first() if "@" in typed else None
    )


def holders(post: Post, on: dt.date) -> QuerySet[User]:
    """Who fills a post on that day."""
    return User.objects.filter(
        pk__in=Assignment.objects.filter(in_force(on), post=post).values("user_id"), is_active=True
    ).order_by("username")


def officials_of(unit_id: int, on: dt.date, role: str | None = None) -> QuerySet[Assignment]:
    """Who fills which post of a unit on that day, of one role or any."""
    rows = Assignment.objects.filter(in_force(on), in_force(on, "post__"), post__unit=unit_id, user__is_active=True)
    if role is not None:
        rows = rows.filter(post__role=role)
    return rows.select_related("user", "post").order_by("post__code", "user__username")


def posts_of_programs(on: dt.date) -> QuerySet[Assignment]:
    """Which posts programs fill on that day: nobody hands work to them by hand."""
    return Assignment.objects.filter(in_force(on), user__kind=UserKind.SERVICE)


def live_delegations(on: dt.date) -> QuerySet[Delegation]:
    """Delegations in force on that day, not taken back. Whether they carry anything depends on the delegator's post."""
    rows = Delegation.objects.filter(in_force(on)).filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))
    return rows.select_related("delegator", "delegate", "post", "unit").order_by("valid_from", "pk")


def open_tasks(actor: Actor) -> QuerySet[FollowUpTask]:
    """What the actor's posts have to see to, the nearest date first."""
    posts = [standing.post_id for standing in actor.standings]
    return FollowUpTask.objects.filter(owner__in=posts, state=TaskState.OPEN).order_by("due_on", "pk")


def who_read(subject_kind: str, subject_uid: str) -> QuerySet[AccessRecord]:
    """The trail of one person's file, newest first: a person may ask who looked."""
    rows = AccessRecord.objects.filter(subject_kind=subject_kind, subject_uid=subject_uid)
    return rows.select_related("user").order_by("-recorded_at", "-pk")
