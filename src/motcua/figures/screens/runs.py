"""The screens worked out by a job and kept: by the settled minute they were counted as of.

A page reads one row and counts nothing. A run is exact for its instant for ever, so the list behind a number, read as
of that instant, has as many rows as the number says.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Final

import structlog
from django.db import transaction

from motcua.core.canonical import digest, encode
from motcua.core.clock import legal_date
from motcua.figures.boards.members import province_on
from motcua.figures.boards.models import minute
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.facts.shared import borrowed

from .age import PERCENT, Threat, threats
from .making import INDICATORS, Scene, areas, units_with_screens
from .models import ScreenItem, ScreenRow, ScreenRun

log = structlog.get_logger(__name__)

SHAPE: Final = 2
"""Raised when a body changes its shape: older runs do not count then."""
KEPT: Final = 3
EVERY_MINUTES: Final = 5
"""How often the job runs."""
STALE_MINUTES: Final = 20
"""From when figures are shown as old."""


def edition(day: dt.date) -> str:
    """Hash of what a run is counted by."""
    return digest(encode([SHAPE, PERCENT, *(shipped().in_force(name, day).hash for name in INDICATORS)])).hex()


def newest(member: str) -> ScreenRow | None:
    """The area's row of the newest run, with its run, in one statement; None where there is none."""
    rows = ScreenRow.objects.filter(member=member).select_related("run")
    return rows.order_by("-run__as_of", "-run__pk").first()


def compute(*, now: dt.datetime) -> ScreenRun:
    """Work everything out as of the settled minute and keep it; the run that is kept when nothing is newer. Older runs
    beyond :data:`KEPT` go. Raises as :func:`motcua.figures.answers.answer`."""
    with borrowed() as facts:
        as_of = minute(facts.settled_at)
    day = legal_date(as_of)
    by = edition(day)
    before = ScreenRun.objects.filter(as_of=as_of, edition=by).first()
    if before is not None:
        return before
    began = time.perf_counter()
    with borrowed(as_of) as facts:
        codes = units_with_screens(facts, day)
        scene = Scene(facts, day, as_of, province_on(day).code, codes)
        found = threats(facts, codes, day, as_of)
        rows = areas(scene, found)
        manifest = facts.manifest.sha256
    took = int((time.perf_counter() - began) * 1000)
    with transaction.atomic():
        run = ScreenRun.objects.create(
            as_of=as_of,
            day=day,
            edition=by,
            manifest=manifest,
            computed_at=now,
            milliseconds=took,
            members=len(rows),
        )
        made = [ScreenRow(run=run, member=one.member, name=one.name, body=one.body) for one in rows]
        ScreenRow.objects.bulk_create(made, batch_size=100)
        ScreenItem.objects.bulk_create(_items(run, found), batch_size=1000)
        old = list(ScreenRun.objects.order_by("-as_of", "-pk").values_list("pk", flat=True)[KEPT:])
        ScreenRun.objects.filter(pk__in=old).delete()
    log.info("screens.computed", members=len(rows), threats=len(found), milliseconds=took)
    return run


def _items(run: ScreenRun, found: list[Threat]) -> list[ScreenItem]:
    places: dict[str, int] = {}
    items = []
    for one in found:
        place = places[one.member] = places.get(one.member, 0) + 1
        items.append(
            ScreenItem(
                run=run, member=one.member, ordinal=place, dossier=one.dossier, procedure=one.procedure, used=one.used
            )
        )
    return items
