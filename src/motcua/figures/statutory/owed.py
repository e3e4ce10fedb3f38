"""What waits to be done with reports, and for whom: each number and its list by one query, so they cannot differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from django.db.models import BooleanField, Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from motcua.organisation.models import UnitClosure, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import holds, scope

from .lifecycle import OPEN, State
from .models import StatutoryClosing, StatutoryEdition, StatutoryReport
from .permissions import FILL, LOCK, PROVINCE, RECEIVE, SIGN, SUM


class Owed(StrEnum):
    """What is to be done; LATE is among the first three."""

    MAKE = "phai-lap"
    """Nobody began it, or it is being prepared."""
    CORRECT = "phai-sua"
    SEND = "cho-gui"
    """Checked; the head of the unit sends it."""
    LATE = "qua-han"
    """Not sent, and its day is over."""
    RECEIVE = "cho-nhan"
    ISSUE = "cho-chot"


_PENDING: Final = [state.value for state in (*OPEN, State.SUBMITTED, State.RECEIVED)]
_UNSENT: Final = [state.value for state in OPEN]


def _conditions(today: dt.date) -> dict[Owed, Q]:
    nothing = Q(pending__isnull=True)
    return {
        Owed.MAKE: nothing | Q(pending__state=State.PREPARED),
        Owed.CORRECT: Q(pending__state=State.RETURNED),
        Owed.SEND: Q(pending__state=State.CHECKED),
        Owed.LATE: Q(due_on__lt=today) & (nothing | Q(pending__state__in=_UNSENT, pending__corrects__isnull=True)),
        Owed.RECEIVE: Q(pending__state=State.SUBMITTED),
        Owed.ISSUE: Q(pending__state=State.RECEIVED),
    }


def _waiting(rows: QuerySet[StatutoryReport]) -> QuerySet[StatutoryReport]:
    """Those with which something is to be done. In a locked period that is a correction only."""
    editions = StatutoryEdition.objects.filter(report=OuterRef("pk"))
    closings = StatutoryClosing.objects.filter(form=OuterRef("form"), period=OuterRef("period")).order_by("-pk")
    locked = Coalesce(Subquery(closings.values("closed")[:1]), Value(False), output_field=BooleanField())
    found = rows.annotate(
        pending=FilteredRelation("editions", condition=Q(editions__state__in=_PENDING)), is_locked=locked
    )
    found = found.filter(Q(pending__isnull=False) | ~Exists(editions))
    return found.filter(Q(is_locked=False) | Q(pending__corrects__isnull=False))


def owed(rows: QuerySet[StatutoryReport], what: Owed, today: dt.date) -> QuerySet[StatutoryReport]:
    """Of these reports those with which ``what`` is to be done."""
    return _waiting(rows).filter(_conditions(today)[what])


def owed_counts(rows: QuerySet[StatutoryReport], today: dt.date, among: Iterable[Owed] = Owed) -> dict[Owed, int]:
    """How many :func:`owed` has, for each. One statement."""
    conditions = _conditions(today)
    wanted = list(among)
    counted = _waiting(rows).aggregate(**{one.name: Count("pk", filter=conditions[one]) for one in wanted})
    return {one: int(counted[one.name]) for one in wanted}


def own(actor: Actor) -> Q:
    """Reports that the actor's own posts make: of the own unit, of the province for who sums up."""
    found = scope(actor, FILL, "unit") | scope(actor, SIGN, "unit")
    return found | Q(unit__level=PROVINCE) if holds(actor, SUM) else found


def received_by(actor: Actor) -> Q:
    """Reports that units send to the actor."""
    return scope(actor, RECEIVE, "unit") | scope(actor, LOCK, "unit")


def under(unit: str, today: dt.date) -> Q:
    """Reports of a unit, by its code, and of everything under it."""
    below = UnitClosure.objects.filter(in_force(today), in_force(today, "ancestor__"), ancestor__code=unit)
    return Q(unit__in=below.values("descendant"))
