"""The job that brings open dossiers where they belong after a decision moved competence: in batches of short
transactions, from where it stopped, however it stopped.

A dossier that somebody works on is left for the next round; its own act moves it first (:mod:`motcua.dossiers
.services.act`). An event is written only where something changes, so running twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from motcua.core import clock, jobs
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Event
from motcua.dossiers.log.locking import locked_free_rows
from motcua.dossiers.models import Consultation, Dossier, Placement, Reroute
from motcua.dossiers.models.reroute import RerouteKind, RerouteState
from motcua.dossiers.rerouting import Ways, by_address, moves
from motcua.dossiers.selectors.maps import reconcile
from motcua.organisation.models import SuccessionPart
from motcua.people.actors import SYSTEM

from .act import Locked, open_locked, write_many

log = structlog.get_logger(__name__)

BATCH = 30
"""Dossiers in one transaction: some tens of milliseconds in which others wait for these rows."""

FRESH_SECONDS = 30.0
"""After which units and rules are asked anew: they may move while the job runs."""

REST = 0.15
"""Of the time a batch took, how long the next one waits: the desk goes first."""

_PLACED_TOGETHER = 1000
_LOCK = 0x6D6F7465

Progress = Callable[[int, int], None]


def plan_reroute(
    *,
    kind: RerouteKind,
    decision: uuid.UUID,
    number: str,
    effective_on: dt.date,
    signed_on: dt.date | None,
    units: Sequence[int] = (),
    procedures: Sequence[int] = (),
    tells_applicants: bool = True,
    now: dt.datetime,
    started_by: uuid.UUID | None = None,
) -> Reroute:
    """A row for a decision in force, in its transaction: from the moment it shows, whoever acts on a dossier acts by
    the new competence. One that takes effect later waits for its day. Raises Conflict ``reroute_exists``."""
    due = effective_on <= legal_date(now)
    job = Reroute(
        kind=kind,
        state=RerouteState.RUNNING if due else RerouteState.PLANNED,
        decision=decision,
        number=number[:100],
        effective_on=effective_on,
        signed_on=signed_on,
        units=sorted(units),
        procedures=sorted(procedures),
        tells_applicants=tells_applicants,
        job=jobs.begin(kind="dossiers.reroute", started_by=started_by, now=now),
        created_at=now,
        started_at=now if due else None,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("reroute_exists", params={"number": number}) from error
    return job


def start_due(*, now: dt.datetime) -> int:
    """Set the planned ones going whose day has come; how many."""
    due = Reroute.objects.filter(state=RerouteState.PLANNED, effective_on__lte=legal_date(now))
    return due.update(state=RerouteState.RUNNING, started_at=now)


def unfinished() -> list[Reroute]:
    return list(Reroute.objects.filter(state=RerouteState.RUNNING).order_by("id"))


def concerned(job: Reroute) -> QuerySet[Dossier]:
    """The open dossiers that the decision is about."""
    rows = Dossier.objects.filter(closed=False)
    if job.kind == RerouteKind.COMPETENCE:
        return rows.filter(procedure__in=job.procedures)
    asked = Consultation.objects.filter(unit__in=job.units, answered_at=None).values("dossier")
    return rows.filter(_held(job) | Q(place__in=job.units) | Q(pk__in=asked))


def _held(job: Reroute) -> Q:
    return Q(holder_unit__in=job.units) | Q(reception_unit__in=job.units) | Q(settling_unit__in=job.units)


def left_behind(job: Reroute) -> QuerySet[Dossier]:
    """Open dossiers that are still with a unit that ended: those the last round passed by, and those that came in
    through a transaction older than the decision."""
    return Dossier.objects.filter(_held(job), closed=False)


def run_reroute(job: Reroute, *, progress: Progress | None = None, rest: float = REST) -> Reroute:
    """Move every open dossier the decision is about; returns the finished row. One runner at a time for all: a second
    one finds nothing to do. Safe to run again after anything."""
    with _alone() as mine:
        if not mine:
            return job
        job.refresh_from_db()
        if job.state != RerouteState.RUNNING or job.job is None:
            return job
        forget_everything()
        with jobs.running(job.job) as report:
            _run(job, report, progress, rest)
    job.refresh_from_db()
    log.info("dossiers.rerouted", decision=str(job.decision), moved=job.moved, failed=job.failed)
    return job


def _run(job: Reroute, report: jobs.Report, progress: Progress | None, rest: float) -> None:
    waiting = list(concerned(job).filter(pk__gt=job.last_id).order_by("pk").values_list("pk", flat=True))
    job.total = job.done + len(waiting)
    Reroute.objects.filter(pk=job.pk).update(total=job.total)
    passed = _round(job, waiting, report, progress, rest)
    for _again in range(20):
        newer = concerned(job).filter(pk__gt=job.last_id).order_by("pk").values_list("pk", flat=True)
        behind = sorted({*passed, *newer, *left_behind(job).order_by("pk").values_list("pk", flat=True)})
        if not behind:
            break
        before = job.moved
        passed = _round(job, behind, report, progress, rest)
        if not passed and job.moved == before:
            break
    job.failed = left_behind(job).count()
    _place_closed(job)
    outcome = {"all": asdict(reconcile(job)), "open": asdict(reconcile(job, only_open=True))}
    here = Reroute.objects.filter(pk=job.pk)
    here.update(state=RerouteState.DONE, ended_at=clock.now(), failed=job.failed, outcome=outcome)
    report.finish(job.done, outcome={"moved": job.moved, "failed": job.failed})


def _place_closed(job: Reroute) -> None:
    """Closed dossiers are never rewritten; where their place was split, their recorded address tells figures where
    they belong."""
    split = SuccessionPart.objects.filter(old__in=job.units).order_by("old").values_list("old", flat=True).distinct()
    for place in split:
        parts = list(SuccessionPart.objects.filter(old=place).order_by("pk").values_list("folded", "new"))
        rows = Dossier.objects.filter(place=place, closed=True, placement__isnull=True).order_by("pk")
        found: list[Placement] = []
        for key, address in rows.values_list("pk", "applicant__address").iterator(chunk_size=2000):
            unit = by_address(address or "", parts)
            if unit is not None:
                found.append(Placement(dossier_id=key, unit_id=unit))
            if len(found) >= _PLACED_TOGETHER:
                Placement.objects.bulk_create(found, ignore_conflicts=True)
                found = []
        Placement.objects.bulk_create(found, ignore_conflicts=True)


def _round(job: Reroute, keys: Sequence[int], report: jobs.Report, progress: Progress | None, rest: float) -> list[int]:
    """One look at each of the dossiers; those that somebody else held."""
    passed: list[int] = []
    ways, asked = Ways(legal_date(clock.now())), time.monotonic()
    for start in range(0, len(keys), BATCH):
        if time.monotonic() - asked > FRESH_SECONDS:
            ways, asked = Ways(legal_date(clock.now())), time.monotonic()
        batch = keys[start : start + BATCH]
        begun = time.perf_counter()
        passed += _batch(job, batch, ways)
        report(job.done, total=max(job.total, job.done))
        if progress is not None:
            progress(job.done, max(job.total, job.done))
        time.sleep((time.perf_counter() - begun) * rest)
    return passed


def _batch(job: Reroute, keys: Sequence[int], ways: Ways) -> list[int]:
    """Move a batch in one transaction, together with how far the job is; where one of them cannot be moved, each on its
    own, so that one does not keep the others."""
    try:
        return _together(job, keys, ways)
    except (DomainError, IntegrityError) as error:
        log.warning("dossiers.reroute_batch_failed", job=str(job.uid), error=type(error).__name__)
    passed: list[int] = []
    for key in keys:
        try:
            passed += _together(job, [key], ways)
        except (DomainError, IntegrityError) as error:
            log.warning("dossiers.reroute_failed", job=str(job.uid), dossier=key, error=type(error).__name__)
    return passed


def _together(job: Reroute, keys: Sequence[int], ways: Ways) -> list[int]:
    with transaction.atomic():
        rows = locked_free_rows(keys)
        moved = _move(job, rows, ways)
        last = max(job.last_id, keys[-1])
        here = Reroute.objects.filter(pk=job.pk)
        here.update(done=F("done") + len(rows), moved=F("moved") + moved, last_id=last)
    job.done += len(rows)
    job.moved += moved
    job.last_id = last
    if len(rows) == len(keys):
        return []
    seen = {dossier.pk for dossier in rows}
    return list(Dossier.objects.filter(pk__in=set(keys) - seen, closed=False).values_list("pk", flat=True))


def _move(job: Reroute, rows: Sequence[Dossier], ways: Ways) -> int:
    """Decide for each of the locked dossiers, write for all of them together; how many moved."""
    ways.look_at(rows)
    placements: list[Placement] = []
    decided: list[tuple[Locked, tuple[Event, ...]]] = []
    for dossier in rows:
        locked = open_locked(dossier, clock.now())
        placed = ways.placed(dossier)
        if placed is not None:
            placements.append(Placement(dossier_id=dossier.pk, unit_id=placed))
        events = moves(dossier, locked.state, job, ways, locked.now)
        if events:
            decided.append((locked, events))
    write_many(decided, actor=SYSTEM)
    if placements:
        Placement.objects.bulk_create(placements, ignore_conflicts=True)
    return len(decided)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else re-routes; the lock goes with the connection, so a killed process leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
