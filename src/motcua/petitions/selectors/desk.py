"""Piles of work, and who said what before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Count, Q

from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.people.rules import normalise_phone
from motcua.petitions.lifecycle import AT_DESK, AT_UNIT, Flag, HolderKind, State
from motcua.petitions.models import Petition
from motcua.petitions.permissions import APPROVE, ASSIGN, HANDLE, PUBLISH, RECEIVE, reached, scope_read

from .pages import MOST, PAGE, Page, cursor_of, keyset, whole_rows


class Pile(StrEnum):
    """Heaps of work. ``mine``: whatever the actor's units have to do next; ``late``, ``at_risk``: of those."""

    NEW = "new"
    TO_ASSIGN = "to_assign"
    RETURNED = "returned"
    TO_HANDLE = "to_handle"
    TO_APPROVE = "to_approve"
    TO_PUBLISH = "to_publish"
    WAITING = "waiting"
    URGENT = "urgent"
    LATE = "late"
    AT_RISK = "at_risk"
    APOLOGY = "apology"
    LED_AWAY = "led_away"
    ALL_OPEN = "all_open"
    DONE = "done"


RISK = dt.timedelta(hours=24)


def pile_filter(actor: Actor, pile: Pile, now: dt.datetime) -> Q:
    """The petitions in a pile, within what the actor may read."""
    desk, unit = reached(actor, RECEIVE, "reception_unit"), reached(actor, HANDLE, "owner_unit")
    held = reached(actor, HANDLE, "holder_unit") | reached(actor, RECEIVE, "holder_unit")
    sender, still = Q(holder_kind=HolderKind.SENDER.value), Q(closed=False)
    at_unit = Q(state__in=_values(AT_UNIT)) & unit
    found = {
        Pile.NEW: Q(state=State.NEW.value) & desk & ~sender,
        Pile.TO_ASSIGN: Q(state=State.VERIFIED.value) & reached(actor, ASSIGN, "reception_unit") & ~sender,
        Pile.RETURNED: (Q(state=State.VERIFIED.value) & desk & _flagged(Flag.RETURNED_TO_DESK))
        | (at_unit & _flagged(Flag.RETURNED_TO_UNIT)),
        Pile.TO_HANDLE: at_unit & ~sender,
        Pile.TO_APPROVE: Q(state=State.ANSWERED.value) & reached(actor, APPROVE, "owner_unit"),
        Pile.TO_PUBLISH: Q(state=State.APPROVED.value) & reached(actor, PUBLISH, "reception_unit"),
        Pile.WAITING: sender & (desk | unit),
        Pile.URGENT: _flagged(Flag.URGENT) & Q(state__in=_values(AT_DESK | AT_UNIT)),
        Pile.LATE: still & held & Q(next_at__lt=now),
        Pile.AT_RISK: still & held & Q(next_at__gte=now, next_at__lt=now + RISK),
        Pile.APOLOGY: Q(apology_since__isnull=False) & (desk | unit),
        Pile.LED_AWAY: Q(state=State.LED_AWAY.value),
        Pile.ALL_OPEN: still,
        Pile.DONE: Q(closed=True) & ~Q(state=State.LED_AWAY.value),
    }
    return found[pile] & scope_read(actor)


def _flagged(flag: Flag) -> Q:
    return Q(flags__contains=[flag.value])


def for_desk(actor: Actor, pile: Pile, *, now: dt.datetime, after: str = "", limit: int = PAGE) -> Page:
    """A pile, what is due first on top; what has ended, the latest first. Leave an access record for the list."""
    rows = whole_rows().filter(pile_filter(actor, pile, now))
    if pile in {Pile.DONE, Pile.LED_AWAY, Pile.APOLOGY}:
        return keyset(rows.order_by("-submitted_at", "-id"), after, limit)
    limit = max(1, min(limit, MOST))
    place = cursor_of(after)
    if place is not None:
        at, key = place
        rows = rows.filter(Q(next_at__gt=at) | Q(next_at=at, pk__gt=key))
    found = list(rows.order_by("next_at", "id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    cursor = f"{last.next_at.timestamp():.6f}_{last.pk}" if last is not None and last.next_at is not None else ""
    return Page(found[:limit], cursor)


def piles(actor: Actor, *, now: dt.datetime) -> Mapping[Pile, int]:
    """How many lie in each pile. One statement."""
    counts = {pile.value: Count("pk", filter=pile_filter(actor, pile, now)) for pile in Pile if pile is not Pile.DONE}
    found = Petition.objects.filter(Q(closed=False) | Q(apology_since__isnull=False) | Q(state="led_away"))
    told = found.aggregate(**counts)
    return {Pile(name): number for name, number in told.items()}


def history_of_phone(number: str, actor: Actor, *, limit: int = 20) -> list[Petition]:
    """What this caller said before, the latest first, within what the actor may read."""
    key = normalise_phone(number)[:20]
    if len(key) < 8:
        return []
    rows = whole_rows().filter(scope_read(actor), words__phone_key=key)
    return list(rows.order_by("-submitted_at", "-id")[:limit])


def may_receive(actor: Actor, petition: Petition) -> bool:
    return decide(actor, RECEIVE, [petition.reception_unit_id]).allowed


def _values(states: frozenset[State]) -> list[str]:
    return sorted(state.value for state in states)
