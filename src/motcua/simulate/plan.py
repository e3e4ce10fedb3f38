"""What is to be made: size, seed, days, and the keys kept for it. Laid down once, so that an interrupted history
goes on with exactly what it began with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from django.db import connection, models

from motcua.core import jobs
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.core.models import JobProgress, JobState
from motcua.dossiers.models import Dossier
from motcua.people.models import Party
from motcua.simulate.tables import Keys
from motcua.worktime.compiled import SECOND, to_ticks

KIND: Final = "simulate.history"
YEAR: Final = dt.timedelta(days=364)
TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """``revisions`` are the calendars' at the beginning: what is published meanwhile concerns open dossiers only, and
    those are planned again by the job that every publication starts."""

    dossiers: int
    seed: int
    first: dt.date
    last: dt.date
    staffing: float
    keys: Keys
    revisions: Mapping[str, int]
    spec: str = ""
    edition: int = 0
    """How many histories of this seed were begun here before: what is drawn differs from theirs."""

    @property
    def until(self) -> int:
        """The last tick of the last day."""
        midnight = dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), LEGAL_ZONE)
        return to_ticks(midnight) - SECOND

    def to_json(self) -> dict[str, object]:
        return {
            **asdict(self),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "revisions": dict(self.revisions),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        days = {name: dt.date.fromisoformat(data[name]) for name in ("first", "last")}
        return cls(**{**data, **days, "keys": Keys(**data["keys"])})


def begin(plan: Plan, *, now: dt.datetime) -> JobProgress:
    """Lay the plan down, with keys kept for it. Raises Conflict("simulation_unfinished") beside one that was cut off,
    Invalid("simulation_days") for days that are reversed or not over yet."""
    if unfinished() is not None:
        raise Conflict("simulation_unfinished")
    if plan.first > plan.last or plan.last >= legal_date(now):
        raise Invalid("simulation_days", params={"first": plan.first, "last": plan.last})
    kept = replace(
        plan, edition=edition_of(plan.seed), keys=Keys(_kept(Dossier, plan.dossiers), _kept(Party, plan.dossiers))
    )
    uid = jobs.begin(kind=KIND, started_by=None, now=now, total=plan.dossiers)
    JobProgress.objects.filter(uid=uid).update(outcome={"plan": kept.to_json()})
    return JobProgress.objects.get(uid=uid)


def edition_of(seed: int) -> int:
    """How many histories of the seed were begun here."""
    return JobProgress.objects.filter(kind=KIND, outcome__plan__seed=seed).count()


def unfinished() -> JobProgress | None:
    """The history that was begun and is not whole."""
    return JobProgress.objects.filter(kind=KIND).exclude(state=JobState.DONE).order_by("-pk").first()


def plan_of(job: JobProgress) -> Plan:
    return Plan.from_json(job.outcome["plan"])


def _kept(model: type[models.Model], count: int) -> int:
    """The first of ``count`` keys in a row. Others may draw between two of ours: then it is tried again."""
    options = model._meta  # noqa: SLF001 (documented by Django)
    for _try in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(v), max(v) FROM (SELECT nextval(pg_get_serial_sequence(%s, %s)) AS v"
                " FROM generate_series(1, %s)) drawn",
                [options.db_table, options.pk.column, max(1, count)],
            )
            first, last = cursor.fetchone()
        if last - first == max(1, count) - 1:
            return int(first)
    raise Conflict("simulation_disturbed")
