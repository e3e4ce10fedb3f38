"""Making facts: all of them from the logs, or what is new since the last manifest. One writer at a time."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connection

from motcua.core.errors import Conflict

from . import manifest as manifests
from .files import FileSink
from .log_source import collector_at_rest, span, tell_new, tell_range, touched
from .manifest import FROM_LOG, FileEntry, Manifest
from .registry_source import count_new, tell_registries
from .schema import EVOLVE_VERSION, SCHEMA_VERSION
from .tail import Without
from .window import BEGINNING, Cursor, Watermark, watermark
from .workers import in_processes

log = structlog.get_logger(__name__)

SLICE: Final = 500_000
"""Most keys of dossiers that one process turns into files at a time."""
WORTH: Final = 2_000
"""Events that make it worth writing files; until then readers take them from the database."""
LONGEST: Final = dt.timedelta(minutes=30)
"""How long what is new stays without files, however little it is."""

_LOCK = "figures_facts"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build or an update did. ``manifest`` is the newest one, also when nothing was new."""

    manifest: Manifest
    dossiers: int = 0
    events: int = 0
    rows: int = 0
    files: int = 0
    seconds: float = 0.0
    written: bool = True

    def to_json(self) -> dict[str, object]:
        rate = round(self.events / self.seconds) if self.seconds else self.events
        return {
            "manifest": self.manifest.number,
            "source": self.manifest.source,
            **({"exact_from": self.manifest.exact_from} if self.manifest.exact_from else {}),
            **({"missing": list(self.manifest.missing)} if self.manifest.missing else {}),
            "sha256": self.manifest.sha256,
            "written": self.written,
            "dossiers": self.dossiers,
            "events": self.events,
            "rows": self.rows,
            "files": self.files,
            "seconds": round(self.seconds, 2),
            "events_per_s": rate,
        }


@dataclass(frozen=True, slots=True)
class Slice:
    dossiers: int = 0
    events: int = 0
    files: list[FileEntry] = field(default_factory=list)


def build(*, now: dt.datetime, root: Path | None = None, processes: int = 1, progress: Progress | None = None) -> Built:
    """All facts anew from the logs, through ``evolve``, as the next manifest. Earlier manifests and their files stay.
    Raises Conflict (``facts_busy``), Invalid (``facts_log_broken``)."""
    place = root or settings.FACTS_ROOT
    begun = time.monotonic()
    with writing():
        mark = watermark(now)
        slices = [registries_since(place, BEGINNING, mark.cursor)]
        asked = _slices(place, mark.cursor, processes)
        for number, part in enumerate(_parts(asked, processes), start=1):
            slices.append(part)
            if progress is not None:
                progress(number, len(asked))
        files = tuple(sorted((file for part in slices for file in part.files), key=lambda file: file.name))
        published = publish_next(place, manifest_of(place, mark, files, made_by="build"))
    return built_of(published, slices, begun)


def update(*, now: dt.datetime, root: Path | None = None, worth: int = 1) -> Built:
    """What is new since the newest manifest, as the next one; nothing is written while it is less than ``worth`` events
    and not older than :data:`LONGEST`. Raises NotFound (``facts_missing``), Conflict (``facts_busy``,
    ``facts_other_epoch``, ``facts_rules_changed``)."""
    place = root or settings.FACTS_ROOT
    begun = time.monotonic()
    with writing():
        before = manifests.required(place)
        mark = watermark(now)
        require_continuing(before, mark.cursor)
        keys = touched(before.cursor, mark.cursor)
        events = sum(keys.values())
        new = events + count_new(before.cursor, mark.cursor)
        is_old = now - dt.datetime.fromisoformat(before.created_at) >= LONGEST
        if not new or (new < worth and not is_old):
            return Built(before, seconds=time.monotonic() - begun, written=False)
        part = registries_since(place, before.cursor, mark.cursor)
        sink = FileSink(place)
        with collector_at_rest():
            tell_new([*keys], before.cursor, mark.cursor, Without(sink, before.missing), base=before.base)
        slices = [part, Slice(len(keys), events, sink.finish())]
        files = (*before.files, *(file for one in slices for file in one.files))
        published = publish_next(place, replace(manifest_of(place, mark, files, made_by="update"), **_kept(before)))
    return built_of(published, slices, begun)


def require_continuing(before: Manifest, cursor: Cursor) -> None:
    """May what is new be put beside the files of ``before``? Raises Conflict."""
    if before.epoch != cursor.epoch:
        raise Conflict("facts_other_epoch")
    if (before.evolve_version, before.schema_version) != (EVOLVE_VERSION, SCHEMA_VERSION):
        raise Conflict("facts_rules_changed")


@contextmanager
def writing() -> Iterator[None]:
    """One writer at a time, on whatever machine. Raises Conflict (``facts_busy``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Conflict("facts_busy")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [_LOCK])


def build_slice(root: str, first: int, last: int, epoch: int, xid: int) -> Slice:
    """The files of the chains with keys ``first`` to ``last``; runs in a process of its own."""
    sink = FileSink(Path(root))
    with collector_at_rest():
        dossiers, events = tell_range(first, last, Cursor(epoch, xid), sink)
    return Slice(dossiers, events, sink.finish())


def _slices(root: Path, until: Cursor, processes: int) -> list[tuple[str, int, int, int, int]]:
    """Even shares of the keys, at least one for each process."""
    found = span()
    if found is None:
        return []
    first, last = found
    width = min(SLICE, -(-(last - first + 1) // max(1, processes)))
    return [
        (str(root), start, min(start + width - 1, last), until.epoch, until.xid)
        for start in range(first, last + 1, width)
    ]


def _parts(asked: list[tuple[str, int, int, int, int]], processes: int) -> Iterator[Slice]:
    if processes < 2 or len(asked) < 2:
        yield from (build_slice(*one) for one in asked)
    else:
        yield from in_processes(asked, processes=processes, url=settings.DATABASE_URL)


def registries_since(root: Path, since: Cursor, until: Cursor) -> Slice:
    """The files of what the registry log says between two cursors."""
    sink = FileSink(root)
    tell_registries(since, until, sink)
    return Slice(files=sink.finish())


def _kept(before: Manifest) -> dict[str, Any]:
    """What every manifest that goes on from ``before`` says as it does."""
    return {
        "source": before.source,
        "exact_from": before.exact_from,
        "base_epoch": before.base_epoch,
        "base_xid": before.base_xid,
        "missing": before.missing,
    }


def manifest_of(root: Path, mark: Watermark, files: tuple[FileEntry, ...], *, made_by: str) -> Manifest:
    """The manifest after the newest, of facts told from the log."""
    last = manifests.newest(root)
    return Manifest(
        number=last.number + 1 if last else 1,
        previous=last.sha256 if last else "",
        made_by=made_by,
        source=FROM_LOG,
        created_at=manifests.instant(mark.at),
        schema_version=SCHEMA_VERSION,
        evolve_version=EVOLVE_VERSION,
        epoch=mark.cursor.epoch,
        xid=mark.cursor.xid,
        settled_at=manifests.instant(mark.settled_at),
        exact_from="",
        files=files,
    )


def publish_next(root: Path, fresh: Manifest) -> Manifest:
    published = manifests.publish(root, fresh)
    log.info("facts.published", number=published.number, made_by=published.made_by, files=len(published.files))
    return published


def built_of(published: Manifest, slices: Sequence[Slice], begun: float) -> Built:
    """What was done, for whoever asked for it."""
    files = [file for part in slices for file in part.files]
    return Built(
        published,
        dossiers=sum(part.dossiers for part in slices),
        events=sum(part.events for part in slices),
        rows=sum(file.rows for file in files if file.kind != manifests.ENDS),
        files=len(files),
        seconds=time.monotonic() - begun,
    )


def status(root: Path | None = None, *, thoroughly: bool = False) -> Mapping[str, object]:
    """What there is. ``thoroughly`` reads every byte of the newest manifest's files. Raises as
    :func:`manifest.required` and :func:`manifest.check_files`."""
    place = root or settings.FACTS_ROOT
    found = manifests.required(place)
    manifests.check_files(place, found, thoroughly=thoroughly)
    kept = replace(found, files=())
    return {
        "manifest": kept.number,
        "sha256": kept.sha256,
        "previous": kept.previous,
        "made_by": kept.made_by,
        "source": kept.source,
        "exact_from": kept.exact_from,
        "missing": list(kept.missing),
        "created_at": kept.created_at,
        "settled_at": kept.settled_at,
        "schema_version": kept.schema_version,
        "evolve_version": kept.evolve_version,
        "epoch": kept.epoch,
        "xid": kept.xid,
        "files": len(found.files),
        "bytes": sum(file.bytes for file in found.files),
        "rows": found.rows(),
    }
