"""The measures that figures make of petitions, each as the petitions themselves: every number opens to its list.

Ids and wordings are those of ``figures/definitions/data/measures.toml``; limits are those of the clocks, which
keep the limit a petition began under. What was led away is no petition and counts nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.petitions.lifecycle import EventKind, Kind, State, Step
from motcua.petitions.models import Petition, PetitionClock, PetitionEvent, PetitionRating

DISSATISFIED = 2
"""Ratings up to this one say that the sender is not content."""
_DONE_LATE = [Step.REJECT.value, Step.ASK.value, Step.FORWARD.value, Step.HANDLE.value, Step.PUBLISH.value]
_RUNNING_LATE = [Step.FORWARD.value, Step.HANDLE.value, Step.PUBLISH.value]
"""Rejecting and asking have a limit only where they are done."""


@dataclass(frozen=True, slots=True)
class Window:
    """From ``since`` to before ``until``, as it stands at ``now``; of these units (keys; ``None``: all)."""

    since: dt.datetime
    until: dt.datetime
    now: dt.datetime
    units: Collection[int] | None = None

    @property
    def end(self) -> dt.datetime:
        return min(self.until, self.now)


def _counted(window: Window) -> QuerySet[Petition]:
    rows = Petition.objects.exclude(state=State.LED_AWAY.value)
    if window.units is None:
        return rows
    at_desk = Q(owner_unit=None, reception_unit__in=window.units)
    return rows.filter(Q(owner_unit__in=window.units) | at_desk)


def _received(window: Window) -> QuerySet[Petition]:
    return _counted(window).filter(submitted_at__gte=window.since, submitted_at__lt=window.end)


def _late(window: Window) -> Exists:
    """A limit that ended after its date, or runs on past it."""
    clocks = PetitionClock.objects.filter(petition=OuterRef("pk"), due_at__lt=window.end)
    done = Q(step__in=_DONE_LATE, outcome="done", ended_at__gt=F("due_at"), ended_at__lt=window.end)
    running = Q(step__in=_RUNNING_LATE, paused_since=None) & (Q(ended_at=None) | Q(ended_at__gte=window.end))
    return Exists(clocks.filter(done | running))


def _to_handle(window: Window) -> QuerySet[Petition]:
    """Received within the window, or answered or ended within it."""
    kinds = [one.value for one in (EventKind.APPROVED, EventKind.REJECTED, EventKind.FORWARDED, EventKind.MERGED)]
    handled = PetitionEvent.objects.filter(petition=OuterRef("pk"), kind__in=kinds)
    handled = handled.filter(occurred_at__gte=window.since, occurred_at__lt=window.end)
    received = Q(submitted_at__gte=window.since, submitted_at__lt=window.end)
    return _counted(window).filter(received | Exists(handled))


def _without_complaint(window: Window) -> QuerySet[Petition]:
    rated = PetitionRating.objects.filter(petition=OuterRef("pk"), score__lte=DISSATISFIED, at__lt=window.end)
    again = PetitionEvent.objects.filter(
        petition=OuterRef("pk"), kind=EventKind.REOPENED.value, occurred_at__lt=window.end
    )
    return _received(window).filter(~Exists(rated), ~Exists(again), ~_late(window))


MEASURES: Mapping[str, Callable[[Window], QuerySet[Petition]]] = {
    "petitions": _received,
    "petitions_about_rules": lambda window: _received(window).filter(kind=Kind.RULE_CONTENT.value),
    "petitions_about_conduct": lambda window: _received(window).filter(kind=Kind.CONDUCT.value),
    "petitions_to_handle": _to_handle,
    "petitions_in_time": lambda window: _to_handle(window).filter(~_late(window)),
    "petitions_without_complaint": _without_complaint,
}


def petitions_of(measure: str, window: Window) -> QuerySet[Petition]:
    """The petitions a measure counts. Raises LookupError for one this room does not make."""
    if measure not in MEASURES:
        raise LookupError(f"petitions make no measure {measure!r}")
    return MEASURES[measure](window)


def counts(window: Window) -> Mapping[str, int]:
    """Every measure as a number."""
    return {name: rows(window).count() for name, rows in MEASURES.items()}
