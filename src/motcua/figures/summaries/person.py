"""The open work of posts, counted live: bounded by what they hold, on the index of their holders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from motcua.core.clock import LEGAL_ZONE
from motcua.dossiers.models import ClockRun, Dossier
from motcua.dossiers.selectors.lists import WAITING
from motcua.dossiers.selectors.steps import step_names
from motcua.organisation.models import Post
from motcua.worktime.rules import working_minutes
from motcua.worktime.selectors import compiled_revision

MOST_TIMED: Final = 2_000
"""How many running limits are added up; more than that is no longer one person's work."""
DUES: Final = ("late", "today", "week", "later", "waiting")


@dataclass(frozen=True, slots=True)
class StepLoad:
    """Dossiers in one step by when they are due; ``waiting``: for the applicant, so that no time runs."""

    step: str
    name: str
    process: int
    late: int
    today: int
    week: int
    later: int
    waiting: int

    @property
    def total(self) -> int:
        return self.late + self.today + self.week + self.later + self.waiting


@dataclass(frozen=True, slots=True)
class Load:
    """``allowed``: working minutes that the limits of the running steps give, by each one's calendar; ``left``: how
    many of them are still to come. None when there are too many to add up."""

    steps: Sequence[StepLoad]
    allowed: int | None
    left: int | None

    @property
    def total(self) -> int:
        return sum(one.total for one in self.steps)


def held_by(posts: Sequence[int]) -> QuerySet[Dossier]:
    """Open dossiers that these posts hold."""
    return Dossier.objects.filter(closed=False, holder_kind="post", holder_post__in=list(posts))


def waiting_for_role(post: Post) -> QuerySet[Dossier]:
    """Open dossiers that wait in the post's unit for whoever has its role: everybody's and nobody's."""
    return Dossier.objects.filter(closed=False, holder_unit=post.unit_id, holder_role=post.role).exclude(
        holder_kind="post"
    )


def due_q(due: str, now: dt.datetime) -> Q:
    """Dossiers of one of :data:`DUES`."""
    today = now.astimezone(LEGAL_ZONE).date()
    tomorrow, monday = (_midnight(today + dt.timedelta(days=days)) for days in (1, 7 - today.weekday()))
    waits = Q(state__in=WAITING)
    match due:
        case "late":
            return ~waits & Q(next_at__lt=now)
        case "today":
            return ~waits & Q(next_at__gte=now, next_at__lt=tomorrow)
        case "week":
            return ~waits & Q(next_at__gte=tomorrow, next_at__lt=max(monday, tomorrow))
        case "later":
            return ~waits & (Q(next_at__isnull=True) | Q(next_at__gte=max(monday, tomorrow)))
        case _:
            return waits


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LEGAL_ZONE)


def load_of(rows: QuerySet[Dossier], now: dt.datetime) -> Load:
    """Three statements, whatever their number."""
    counts = {due: Count("pk", filter=due_q(due, now)) for due in DUES}
    found = list(rows.order_by().values("process_version", "step").annotate(**counts))
    names = step_names({one["process_version"] for one in found})
    steps = [
        StepLoad(
            one["step"],
            names.name(one["process_version"], one["step"]),
            one["process_version"],
            **{due: one[due] for due in DUES},
        )
        for one in found
    ]
    merged = _by_name(steps)
    allowed, left = _hours(rows, now)
    return Load(sorted(merged, key=lambda one: (-one.total, one.name)), allowed, left)


def _by_name(steps: Sequence[StepLoad]) -> list[StepLoad]:
    """Steps of several processes with one key and name are one line."""
    found: dict[tuple[str, str], StepLoad] = {}
    for one in steps:
        known = found.get((one.step, one.name))
        if known is None:
            found[one.step, one.name] = one
            continue
        sums = {due: getattr(known, due) + getattr(one, due) for due in DUES}
        found[one.step, one.name] = StepLoad(one.step, one.name, one.process, **sums)
    return [*found.values()]


def _hours(rows: QuerySet[Dossier], now: dt.datetime) -> tuple[int | None, int | None]:
    clocks = ClockRun.objects.filter(dossier__in=rows.order_by().values("pk"), kind="step", ended_at=None)
    picked = clocks.values_list("calendar", "calendar_revision", "started_at", "due_at")[: MOST_TIMED + 1]
    runs = list(picked)
    if len(runs) > MOST_TIMED:
        return None, None
    allowed = left = 0
    for code, revision, started, due in runs:
        calendar = compiled_revision(code, revision)
        allowed += working_minutes(calendar, started, due)
        left += working_minutes(calendar, max(now, started), due) if now < due else 0
    return allowed, left
