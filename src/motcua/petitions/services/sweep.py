"""Nothing waits on nobody: what dates bring about, whether or not somebody looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.core.errors import Conflict
from motcua.people.actors import SYSTEM
from motcua.petitions.lifecycle import ENDS, Close, Command, Flag, GoOn, HolderKind, State, Warn
from motcua.petitions.models import ApologyDuty, Petition

from .act import write

log = structlog.get_logger(__name__)
BATCH = 200
LOOK_AHEAD = dt.timedelta(days=4)
"""How far before a date it is looked whether it is near: over a long weekend."""


def sweep(*, now: dt.datetime) -> dict[str, int]:
    """Go on where the sender stayed silent, close what nobody objected to, warn of near dates, open the duty to
    apologise for missed ones. Each petition in a transaction of its own; safe to run again. How many of each."""
    silent = Petition.objects.filter(closed=False, holder_kind=HolderKind.SENDER.value, next_at__lt=now)
    settled = Petition.objects.filter(state=State.PUBLISHED.value, next_at__lt=now)
    return {
        "went_on": _each(silent, GoOn, now),
        "closed": _each(settled, Close, now),
        "warned": _each(_near_or_late(now), Warn, now),
    }


def _near_or_late(now: dt.datetime) -> QuerySet[Petition]:
    """Not warned yet; or late at the unit without the duty of this round."""
    open_ones = Petition.objects.filter(closed=False, next_at__lt=now + LOOK_AHEAD)
    owed = ApologyDuty.objects.filter(petition=OuterRef("pk"), round_no=OuterRef("rounds"))
    late = Q(handle_due__lt=now, state__in=[State.ASSIGNED.value, State.IN_PROGRESS.value]) & ~Exists(owed)
    return open_ones.exclude(state=State.PUBLISHED.value).filter(~Q(flags__contains=[Flag.WARNED.value]) | late)


def _each(rows: QuerySet[Petition], command: Callable[[], Command], now: dt.datetime) -> int:
    done = 0
    for key in _keys(rows):
        with suppress(Conflict), transaction.atomic():
            petition = Petition.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
            if petition is not None:
                write(petition, command(), actor=SYSTEM, now=now)
                done += 1
    return done


def _keys(rows: QuerySet[Petition]) -> Iterator[int]:
    """The keys of all, in pieces, so that a long run holds no cursor open."""
    last = 0
    while True:
        found = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1]


def alarms(*, now: dt.datetime) -> dict[str, int]:
    """What must be nought. ``unheld``: an open petition without holder or date (the database refuses it; a broken
    constraint or a hand in the tables would show here). ``stuck``: a date of the sender or of closing that the sweep
    should have passed an hour ago. ``apologies``: late answers nobody has apologised for in time."""
    old = now - dt.timedelta(hours=1)
    unheld = Q(holder_kind="") | Q(holder_unit=None) | Q(next_at=None)
    waits = Q(holder_kind=HolderKind.SENDER.value) | Q(state=State.PUBLISHED.value)
    ended = [state.value for state in ENDS]
    return {
        "unheld": Petition.objects.filter(unheld).exclude(state__in=ended).count(),
        "stuck": Petition.objects.filter(waits, closed=False, next_at__lt=old).count(),
        "apologies": Petition.objects.filter(apologies__done_at=None, apologies__due_at__lt=now).distinct().count(),
    }
