"""Summaries worked out by a job and kept: by kind, period and the settled minute they were counted as of.

A page reads one row and counts nothing. A run is exact for its instant for ever: nothing recorded up to then can still
appear, so the list behind a number, read as of that instant, has as many rows as the number says.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from motcua.core import jobs
from motcua.core.canonical import Json, digest, encode
from motcua.core.errors import DomainError
from motcua.figures.boards.members import province_on
from motcua.figures.boards.models import minute
from motcua.figures.cuts.baselines import baselines
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.facts.shared import borrowed
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.people.actors import Actor

from . import comparison, cuts, procedures, units
from .models import SummaryKind, SummaryRow, SummaryRun
from .work import Made, Work

log = structlog.get_logger(__name__)

JOB: Final = "figures.summary"
KEPT: Final = 2
"""How many runs of one kind and period are kept."""
SHAPE: Final = 1
"""Raised when a body changes its shape."""
PERIODS: Final = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
_MAKERS: Final[Mapping[SummaryKind, Callable[[Work], list[Made]]]] = {
    SummaryKind.UNITS: units.make,
    SummaryKind.PROCEDURES: procedures.make,
    SummaryKind.CUTS: cuts.make,
    SummaryKind.COMPARISON: comparison.make,
}
_FIGURES: Final = {SummaryKind.UNITS: units.FIGURES, SummaryKind.PROCEDURES: procedures.FIGURES}


def edition(kind: SummaryKind, period: Period, as_of: dt.datetime | None = None) -> str:
    """Hash of what a run of this kind is counted by: another one does not count for the page."""
    body: list[Json] = [SHAPE, kind.value]
    body += [shipped().in_force(name, period.last).hash for name in _FIGURES.get(kind, ())]
    if kind is SummaryKind.CUTS:
        body.append(baselines(period.last, as_of).hash)
    return digest(encode(body)).hex()


def kept(kind: SummaryKind, period: Period) -> QuerySet[SummaryRun]:
    """The runs that count, the newest first."""
    rows = SummaryRun.objects.filter(kind=kind, period=period.code, edition=edition(kind, period))
    return rows.order_by("-as_of")


def newest(kind: SummaryKind, period: Period) -> SummaryRun | None:
    return kept(kind, period).first()


def row_of(kind: SummaryKind, period: Period, member: str) -> SummaryRow | None:
    """A member's row of the newest run; None before it was worked out or when the member had nothing."""
    run = newest(kind, period)
    return run.rows.select_related("run").filter(member=member).first() if run is not None else None


def current(today: dt.date) -> list[Period]:
    """What is worked out by itself: the month that runs, the last one, and the quarter that runs."""
    month = period_of(PeriodKind.MONTH, today)
    return [month, previous(month), period_of(PeriodKind.QUARTER, today)]


def begin(*, actor: Actor, now: dt.datetime) -> UUID:
    """A job's row for a period that is about to be queued."""
    return jobs.begin(kind=JOB, started_by=actor.uid, now=now)


def compute(period: Period, *, now: dt.datetime, kinds: tuple[SummaryKind, ...] = tuple(SummaryKind)) -> int:
    """Work every kind out as of the settled minute and keep it; how many were new. Older runs beyond :data:`KEPT` go.
    Raises as :func:`motcua.figures.answers.answer`."""
    with borrowed() as facts:
        as_of = minute(facts.settled_at)
    return sum(_compute(kind, period, as_of, now) for kind in kinds)


def _compute(kind: SummaryKind, period: Period, as_of: dt.datetime, now: dt.datetime) -> bool:
    by = edition(kind, period, as_of)
    if SummaryRun.objects.filter(kind=kind, period=period.code, edition=by, as_of=as_of).exists():
        return False
    began = time.perf_counter()
    province = province_on(min(period.last, as_of.date())).code
    with borrowed(as_of) as facts:
        rows = _MAKERS[kind](Work(facts, period, as_of, province))
        manifest = facts.manifest.sha256
    took = int((time.perf_counter() - began) * 1000)
    with transaction.atomic():
        run = SummaryRun.objects.create(
            kind=kind,
            period=period.code,
            edition=by,
            as_of=as_of,
            manifest=manifest,
            computed_at=now,
            milliseconds=took,
            members=len(rows),
        )
        made = [SummaryRow(run=run, member=one.member, name=one.name, body=one.body) for one in rows]
        SummaryRow.objects.bulk_create(made, batch_size=200)
        runs = SummaryRun.objects.filter(kind=kind, period=period.code).order_by("-as_of", "-pk")
        SummaryRun.objects.filter(pk__in=list(runs.values_list("pk", flat=True)[KEPT:])).delete()
    log.info("summary.computed", kind=kind.value, period=period.code, members=len(rows), milliseconds=took)
    return True


def compute_current(*, now: dt.datetime, today: dt.date) -> None:
    """What is worked out by itself; a period that cannot be is left and said."""
    for period in current(today):
        try:
            compute(period, now=now)
        except DomainError as error:
            log.info("summary.left", period=period.code, why=error.code)
