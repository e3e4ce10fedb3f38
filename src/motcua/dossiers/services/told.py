"""Who is told what about duty: the people concerned today, looked up when a letter leaves."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import legal_date
from motcua.dossiers.models import ResponsibilityAccount, TimerFiring
from motcua.dossiers.permissions import RESPONSIBILITY
from motcua.dossiers.services.answering import why_not_decide
from motcua.dossiers.services.timers import head_of
from motcua.organisation.models import in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import load_actor
from motcua.people.models import Assignment, Delegation, RoleGrant, User

LEAVE = "leave"
"""The source of delegations that come from a leave."""


def people_of(post: int, on: dt.date) -> list[User]:
    """Whoever fills a post on the day: those it was given to, and those who stand in while they are away."""
    own = User.objects.filter(assignments__in=Assignment.objects.filter(in_force(on), post=post))
    standing_in = Delegation.objects.filter(in_force(on), post=post, source=LEAVE).exclude(revoked_on__lte=on)
    others = User.objects.filter(delegations_held__in=standing_in)
    return [user for user in (own | others).distinct().order_by("pk") if user.is_active]


def answering(account: ResponsibilityAccount, on: dt.date) -> list[User]:
    """Who answers for these hours: the person concerned; where nobody was named, the head who gives out the unit's
    work."""
    if account.person is not None:
        return [account.person] if account.person.is_active else []
    post = head_of(account.unit_id, on)
    return people_of(post, on) if post is not None else []


def deciders(account: ResponsibilityAccount, now: dt.datetime) -> list[User]:
    """The nearest heads who may decide this account now: never the one concerned, nor a party to the record."""
    on = legal_date(now)
    carrying = RoleGrant.objects.filter(in_force(on), verb=RESPONSIBILITY)
    roles = list(carrying.values_list("role__code", flat=True))
    for unit in (account.unit_id, *(above.pk for above in ancestors(account.unit_id, on))):
        found = [
            user for user in _filling(unit, roles, on) if not why_not_decide(load_actor(user.pk, on), account, now)
        ]
        if found:
            return found
    return []


def told_of(firing: TimerFiring, on: dt.date) -> list[User]:
    """Whom a date that passed concerns: the head who got a task, else who holds the dossier; the head of the desk or
    division where it waits for nobody by name."""
    dossier = firing.dossier
    post = firing.task.owner_id if firing.task is not None else dossier.holder_post_id
    if post is None:
        post = head_of(dossier.holder_unit_id or dossier.reception_unit_id, on)
    return people_of(post, on) if post is not None else []


def _filling(unit: int, roles: list[str], on: dt.date) -> list[User]:
    rows = Assignment.objects.filter(in_force(on), post__unit=unit, post__role__in=roles, user__is_active=True)
    return list(User.objects.filter(assignments__in=rows).distinct().order_by("pk"))
