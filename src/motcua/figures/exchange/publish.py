"""Publishing the facts of this system as a cell of a larger whole: files first, the list of them last."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings

from motcua import __version__
from motcua.core import canonical
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.definitions.units import unit_text
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.manifest import FileEntry, Manifest
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.schema import table_named

from .places import Place
from .publication import LICENCE, WITHHELD, Publication, PublishedFile, newest, parse

if TYPE_CHECKING:
    import pyarrow as pa

log = structlog.get_logger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """``written`` is False when this state was published already; ``files`` is how many were sent now."""

    publication: Publication
    files: int
    bytes: int
    seconds: float
    written: bool = True

    def to_json(self) -> dict[str, object]:
        found = self.publication
        return {
            "cell": found.cell,
            "number": found.number,
            "sha256": found.sha256,
            "settled_at": found.settled_at,
            "written": self.written,
            "files": len(found.files),
            "files_sent": self.files,
            "bytes_sent": self.bytes,
            "rows": rows_of(found),
            "seconds": round(self.seconds, 2),
        }


def rows_of(publication: Publication) -> Mapping[str, int]:
    return publication.as_manifest().rows()


def publish_facts(
    place: Place,
    *,
    now: dt.datetime,
    root: Path | None = None,
    unit: str = "",
    progress: Progress | None = None,
) -> Published:
    """Publish the newest manifest of ``root``. What an interrupted attempt sent is not sent again; until the last step
    readers see the publication before. ``unit``: code of the cell, where facts hold more than one province.

    Raises NotFound (``facts_missing``), Conflict (``exchange_other_cell``, ``exchange_no_space``, ``exchange_busy``),
    Invalid (``exchange_cell_unclear``, ``facts_file_damaged`` ...), Unavailable ``storage_unavailable``.
    """
    begun = time.monotonic()
    facts_root = root or settings.FACTS_ROOT
    seen = manifests.required(facts_root)
    manifests.check_files(facts_root, seen)
    before = newest(place)
    cell, name = _cell(facts_root, seen, unit)
    if before is not None and before.cell != cell:
        raise Conflict("exchange_other_cell", params={"place": place.shown, "found": before.cell, "cell": cell})
    measures, definitions = definitions_said(shipped())
    said = seen.sha256, measures, definitions
    if before is not None and (before.manifest, before.measures, before.definitions) == said:
        return Published(before, 0, 0, time.monotonic() - begun, written=False)
    sender = _Sender(place, facts_root, before)
    files = sender.send_all(seen, progress)
    fresh = replace(_said(seen, before, now=now), cell=cell, cell_name=name, files=files)
    published = _put(place, replace(fresh, measures=measures, definitions=definitions))
    log.info("exchange.published", cell=cell, number=published.number, files=sender.sent)
    return Published(published, sender.sent, sender.bytes, time.monotonic() - begun)


def _said(seen: Manifest, before: Publication | None, *, now: dt.datetime) -> Publication:
    """What the manifest itself says of the next publication."""
    return Publication(
        number=before.number + 1 if before else 1,
        previous=before.sha256 if before else "",
        cell="",
        cell_name="",
        licence=LICENCE,
        published_at=manifests.instant(now),
        manifest=seen.sha256,
        settled_at=seen.settled_at,
        exact_from=seen.exact_from,
        source=seen.source,
        schema_version=seen.schema_version,
        evolve_version=seen.evolve_version,
        program=__version__,
        period=_period(seen),
        measures="",
        definitions={},
        files=(),
    )


def _put(place: Place, fresh: Publication) -> Publication:
    """The step that makes it seen. Raises Conflict ``exchange_busy``."""
    try:
        place.put_new(fresh.name, fresh.encoded())
    except FileExistsError as error:
        raise Conflict("exchange_busy", params={"place": place.shown}) from error
    return parse(fresh.encoded(), place.shown)


def definitions_said(catalogue: Catalogue) -> tuple[str, dict[str, dict[str, str]]]:
    """Hash of what the measures mean, and indicator -> first day in force -> hash of that definition."""
    measures = {
        measure.id: [measure.about, unit_text(measure.unit), measure.source.value, measure.span.value]
        for measure in catalogue.measures.values()
    }
    said = {
        name: {f"{one.valid_from.isoformat()} v{one.version}": one.hash for one in versions}
        for name, versions in sorted(catalogue.indicators.items())
    }
    return canonical.digest(canonical.encode(measures)).hex(), said


def _cell(root: Path, seen: Manifest, unit: str) -> tuple[str, str]:
    """Code and name of the unit whose facts they are."""
    day = legal_date(dt.datetime.fromisoformat(seen.settled_at))
    with open_facts(root=root, manifest=seen, tail=False) as facts:
        rows = facts.connection.execute(
            "SELECT code, name FROM units WHERE valid_from <= $day AND (valid_to IS NULL OR valid_to > $day)"
            " AND CASE WHEN $unit = '' THEN level = 'province' ELSE code = $unit END ORDER BY code",
            {"day": day, "unit": unit},
        ).fetchall()
    if unit and not rows:
        raise NotFound("figure_unit_unknown", params={"unit": unit})
    if len(rows) != 1:
        raise Invalid("exchange_cell_unclear", params={"count": len(rows)})
    return str(rows[0][0]), str(rows[0][1])


def _period(seen: Manifest) -> tuple[str, str]:
    firsts = [file.first for file in seen.files if file.first and file.table == "dossiers"]
    last = legal_date(dt.datetime.fromisoformat(seen.settled_at))
    first = min((legal_date(dt.datetime.fromisoformat(one)) for one in firsts), default=last)
    return first.isoformat(), last.isoformat()


class _Sender:
    """Sends files of facts under their hashes, those that are there already left out."""

    def __init__(self, place: Place, root: Path, before: Publication | None) -> None:
        self._place, self._root = place, root
        self._known = {(file.name, file.source): file for file in before.files} if before else {}
        self.sent = self.bytes = 0

    def send_all(self, seen: Manifest, progress: Progress | None) -> tuple[PublishedFile, ...]:
        """The files of all tables that leave."""
        chosen = [file for file in seen.files if file.table in WITHHELD]
        files = []
        for number, file in enumerate(chosen, start=1):
            files.append(self.send(file))
            if progress is not None:
                progress(number, len(chosen))
        return tuple(files)

    def send(self, file: FileEntry) -> PublishedFile:
        known = self._known.get((file.name, file.sha256))
        if known is not None and self._place.size(known.lies_at) == known.bytes:
            return known
        with self._cut(file) as path:
            sha256 = _digest(path)
            if path == self._root / file.name and sha256 != file.sha256:
                raise Invalid("facts_file_damaged", params={"file": file.name})
            size = path.stat().st_size
            made = PublishedFile(
                name=file.name,
                table=file.table,
                month=file.month,
                kind=file.kind,
                rows=file.rows,
                bytes=size,
                sha256=sha256,
                source=file.sha256,
                columns=file.columns,
                first=file.first,
                last=file.last,
                until=file.until,
            )
            if self._place.size(made.lies_at) != size:
                self._place.put_file(made.lies_at, path)
                self.sent += 1
                self.bytes += size
        return made

    @contextmanager
    def _cut(self, file: FileEntry) -> Iterator[Path]:
        """The file itself, or a copy with what stays in the province emptied."""
        columns = WITHHELD[file.table]
        if not columns or file.kind == manifests.ENDS:
            yield self._root / file.name
            return
        if _digest(self._root / file.name) != file.sha256:
            raise Invalid("facts_file_damaged", params={"file": file.name})
        folder = Path(tempfile.mkdtemp(prefix="motcua-publish-"))
        try:
            yield _emptied(self._root / file.name, folder / "cut.parquet", file.table, columns)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _emptied(source: Path, target: Path, table: str, columns: frozenset[str]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {column.name for column in table_named(table).all_columns}
    if columns - kinds:
        raise ValueError(f"{table} has no {columns - kinds}")
    with pq.ParquetFile(source) as read, pq.ParquetWriter(target, read.schema_arrow, compression="zstd") as writer:
        for group in range(read.num_row_groups):
            writer.write_table(_without(read.read_row_group(group), columns, pa.nulls), row_group_size=1 << 20)
    return target


def _without(rows: pa.Table, columns: frozenset[str], nulls: Callable[..., pa.Array]) -> pa.Table:
    for place, field in enumerate(rows.schema):
        if field.name in columns:
            rows = rows.set_column(place, field, nulls(rows.num_rows, field.type))
    return rows


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
