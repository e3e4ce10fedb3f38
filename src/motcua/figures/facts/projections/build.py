"""All facts anew from the tables of PostgreSQL, as the next manifest."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.build import (
    Built,
    Progress,
    Slice,
    built_of,
    manifest_of,
    publish_next,
    registries_since,
    writing,
)
from motcua.figures.facts.manifest import FROM_TABLES, NOT_IN_TABLES, Manifest
from motcua.figures.facts.window import BEGINNING, Watermark, watermark
from motcua.figures.facts.workers import in_processes

from .ranges import PREFIX, build_range

WIDTH: Final = 100_000
"""Most keys of dossiers that are copied at a time."""

_SPAN: Final = "SELECT min(id), max(id) FROM dossier"
_TOUCHED: Final = "SELECT DISTINCT dossier_id FROM dossier_event WHERE (epoch, xid) >= (%s, %s::xid8)"
_LATEST: Final = """
    SELECT max(recorded_at) FROM (SELECT recorded_at FROM dossier_event ORDER BY position DESC LIMIT 100000) e
"""


def build_from_projections(
    *, now: dt.datetime, root: Path | None = None, processes: int = 1, progress: Progress | None = None
) -> Built:
    """Today's rows of every table but :data:`manifest.NOT_IN_TABLES`, as of one snapshot of the database, as the next
    manifest: exact from now on, without a past. What comes later is told by the log, and a build from the log takes its
    place. Nothing is there until the manifest is, so what is killed leaves the one before.

    Raises Conflict (``facts_busy``), Invalid (``facts_log_broken``).
    """
    place = root or settings.FACTS_ROOT
    place.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with writing():
        for left in place.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            mark = watermark(now)
            since = _exact_from(mark)
            slices = [registries_since(place, BEGINNING, mark.cursor)]
            asked = _ranges(place, mark, since, processes)
            for number, part in enumerate(_parts(asked, processes), start=1):
                slices.append(part)
                if progress is not None:
                    progress(number, len(asked))
        published = publish_next(place, _manifest(place, mark, since, slices))
    return built_of(published, slices, begun)


def _manifest(root: Path, mark: Watermark, since: dt.datetime, slices: list[Slice]) -> Manifest:
    files = tuple(sorted((file for part in slices for file in part.files), key=lambda file: file.name))
    return replace(
        manifest_of(root, mark, files, made_by="projections"),
        source=FROM_TABLES,
        exact_from=manifests.instant(since),
        base_epoch=mark.cursor.epoch,
        base_xid=mark.cursor.xid,
        missing=NOT_IN_TABLES,
    )


def _exact_from(mark: Watermark) -> dt.datetime:
    """Not before anything that the tables know was recorded, also by a machine whose clock goes ahead."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        (latest,) = cursor.fetchone()
    return max(mark.at, latest) if latest else mark.at


def _ranges(root: Path, mark: Watermark, since: dt.datetime, processes: int) -> list[tuple[Any, ...]]:
    """Even shares of the keys, at least one for each process."""
    with connection.cursor() as cursor:
        cursor.execute(_SPAN)
        first, last = cursor.fetchone()
        if first is None:
            return []
        cursor.execute(_TOUCHED, [mark.cursor.epoch, str(mark.cursor.xid)])
        touched = sorted(key for (key,) in cursor.fetchall())
        snapshot = ""
        if processes > 1:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
    width = min(WIDTH, -(-(last - first + 1) // max(1, processes)))
    limits = mark.cursor.epoch, mark.cursor.xid
    return [
        (str(root), start, min(start + width - 1, last), limits, since, touched, snapshot)
        for start in range(first, last + 1, width)
    ]


def _parts(asked: list[tuple[Any, ...]], processes: int) -> Iterator[Slice]:
    if processes < 2:
        yield from (build_range(*one) for one in asked)
    else:
        where = "motcua.figures.facts.projections.ranges:build_range"
        yield from in_processes(asked, processes=processes, url=settings.DATABASE_URL, work=where)
