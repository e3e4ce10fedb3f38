"""The archive of an agency by years: what it closed and has not handed over, and the job that packs it.

An agency keeps what it settled (Circular 13/2023/TT-BNV arts 5-6). A year of a unit is read by one index, so the list
costs the same however many dossiers the province has. A package is not kept: it is the same bytes each time, so it is
made again when somebody fetches it and held against the hash in the book of transfers.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.archive.models import Transfer
from motcua.archive.package import planned, write_package
from motcua.archive.permissions import READ, TRANSFER
from motcua.archive.selectors import due_of
from motcua.archive.services import export_package
from motcua.core import jobs
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import Conflict, DomainError, NotFound
from motcua.core.models import JobProgress
from motcua.dossiers.lifecycle import Flag
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit, in_force
from motcua.organisation.selectors import descendants
from motcua.people.actors import Actor
from motcua.people.permissions import require, scope

log = structlog.get_logger()

JOB = "archive.package"
PAGE = 50
COUNTED = 5_000
PLANNED = 200
YEARS = 8
CHUNK = 100
JOINED = ("procedure", "version", "case", "place", "reception_unit", "settling_unit")


def keepers(actor: Actor, on: dt.date, *, verb: str = READ) -> list[Unit]:
    """The agencies whose archive the actor may read: those with a code of their own within reach."""
    agencies = Unit.objects.filter(in_force(on)).exclude(agency_code="")
    return list(agencies.filter(scope(actor, verb, "pk")).order_by("name", "code"))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an agency and the units below it closed in a year."""

    units: tuple[int, ...]
    year: int


def shelf_of(unit: Unit, year: int, on: dt.date) -> Shelf:
    return Shelf(tuple(sorted({unit.pk, *(one.pk for one in _below(unit, on))})), year)


def _below(unit: Unit, on: dt.date) -> list[Unit]:
    found = Unit.objects.filter(pk__in=descendants(unit.pk, on))
    return [one for one in found if not one.agency_code]


def waiting(shelf: Shelf) -> QuerySet[Dossier]:
    """Closed in the year, not handed over, not erased; oldest closing first."""
    begins = dt.datetime(shelf.year, 1, 1, tzinfo=LEGAL_ZONE)
    ends = dt.datetime(shelf.year + 1, 1, 1, tzinfo=LEGAL_ZONE)
    rows = Dossier.objects.filter(settling_unit__in=shelf.units, closed_at__gte=begins, closed_at__lt=ends, closed=True)
    rows = rows.filter(~Exists(Transfer.objects.filter(dossier=OuterRef("pk"))))
    return rows.exclude(flags__contains=[Flag.DATA_ERASED]).order_by("closed_at", "id")


def page_after(shelf: Shelf, after: UUID | None) -> list[Dossier]:
    """One page and one row more, behind the dossier named."""
    rows = waiting(shelf).select_related("procedure", "version")
    last = Dossier.objects.filter(uid=after).values_list("closed_at", "id").first() if after else None
    if last is not None and last[0] is not None:
        rows = rows.filter(Q(closed_at__gt=last[0]) | Q(closed_at=last[0], id__gt=last[1]))
    return list(rows[: PAGE + 1])


def handed_over(shelf: Shelf) -> Sequence[Transfer]:
    """The newest packages of the shelf."""
    begins = dt.datetime(shelf.year, 1, 1, tzinfo=LEGAL_ZONE)
    ends = dt.datetime(shelf.year + 1, 1, 1, tzinfo=LEGAL_ZONE)
    closed = Q(dossier__closed_at__gte=begins, dossier__closed_at__lt=ends)
    rows = Transfer.objects.filter(closed, dossier__settling_unit__in=shelf.units)
    return list(rows.select_related("dossier").order_by("-id")[:PAGE])


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would make. Files and bytes are those of the first ``looked``."""

    packages: int
    files: int
    size: int
    looked: int


def plan(shelf: Shelf) -> Plan:
    """A dry run: nothing is written."""
    first = list(waiting(shelf)[:PLANNED])
    sizes = [planned(one) for one in first]
    count = waiting(shelf)[:COUNTED].count()
    return Plan(count, sum(files for files, _size in sizes), sum(size for _files, size in sizes), len(first))


def begin_packing(unit: Unit, year: int, *, actor: Actor, now: dt.datetime) -> JobProgress:
    """A job that packs the shelf; the caller queues it. Raises NotAllowed, Conflict("archive_nothing_waits"),
    ("archive_packing_runs")."""
    require(actor, TRANSFER, [unit.pk])
    shelf = shelf_of(unit, year, legal_date(now))
    many = waiting(shelf).count()
    if not many:
        raise Conflict("archive_nothing_waits")
    running = JobProgress.objects.filter(kind=f"{JOB}:{unit.code}:{year}", state__in=["queued", "running"])
    if running.filter(updated_at__gt=now - dt.timedelta(hours=1)).exists():
        raise Conflict("archive_packing_runs")
    uid = jobs.begin(kind=f"{JOB}:{unit.code}:{year}", started_by=actor.uid, now=now, total=many)
    return jobs.progress_of(uid)


def last_job(unit: Unit, year: int) -> JobProgress | None:
    return JobProgress.objects.filter(kind=f"{JOB}:{unit.code}:{year}").order_by("-created_at").first()


def pack(shelf: Shelf, *, place: str, actor: Actor, clock: Callable[[], dt.datetime], report: jobs.Report) -> None:
    """Pack what waits, one dossier after another; killed in the middle, the next run goes on with what is left. A
    dossier that cannot be packed is passed by and counted."""
    made, unfit, failed, last = 0, 0, 0, None
    while True:
        rows = waiting(shelf)
        if last is not None:
            rows = rows.filter(Q(closed_at__gt=last.closed_at) | Q(closed_at=last.closed_at, id__gt=last.pk))
        chunk = list(rows.select_related(*JOINED)[:CHUNK])
        if not chunk:
            break
        for last in chunk:
            try:
                unfit += _packed(last, place, actor, clock())
                made += 1
            except DomainError as error:
                failed += 1
                log.warning("archive.not_packed", dossier=str(last.uid), code=error.code)
            report(made + failed)
    report.finish(made + failed, outcome={"made": made, "unfit": unfit, "failed": failed})


def _packed(dossier: Dossier, place: str, actor: Actor, now: dt.datetime) -> bool:
    """Whether a paper in it is not fit for an archive."""
    due = due_of(dossier)
    if due is None:
        raise Conflict("archive_dossier_open", params={"code": dossier.code or dossier.receipt_no})
    with tempfile.TemporaryDirectory(prefix="motcua-archive-") as folder:
        return bool(export_package(due, Path(folder), place=place, actor=actor, now=now).unfit)


def package_again(transfer: UUID, *, actor: Actor) -> tuple[str, bytes]:
    """The package of a transfer: its name and bytes, which have the hash in the book. Raises
    NotFound("archive_package_unknown"), NotAllowed, Conflict("archive_package_differs") when the dossier or its rule
    changed since, and as :func:`motcua.archive.package.write_package`."""
    row = Transfer.objects.select_related("dossier").filter(uid=transfer).first()
    if row is None:
        raise NotFound("archive_package_unknown")
    require(actor, TRANSFER, [row.dossier.reception_unit_id, row.dossier.settling_unit_id])
    due = due_of(row.dossier)
    if due is None:
        raise NotFound("archive_package_unknown")
    with tempfile.TemporaryDirectory(prefix="motcua-archive-") as folder:
        made = write_package(due, Path(folder))
        if made.sha256 != row.sha256:
            raise Conflict("archive_package_differs")
        return made.path.name, made.path.read_bytes()
