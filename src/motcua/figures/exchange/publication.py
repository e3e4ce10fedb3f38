"""What a province publishes for roll-ups: a list of files with everything that decides whether they may be put beside
another province's. Canonical JSON; each names the hash of the one before. Files lie under their own hash.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from motcua.core import canonical
from motcua.core.errors import Invalid, NotFound
from motcua.figures.facts.manifest import FROM_TABLES, NOT_IN_TABLES, FileEntry, Manifest
from motcua.figures.facts.schema import EVOLVE_VERSION, SCHEMA_VERSION

from .places import Place

FORMAT: Final = "motcua-facts-publication/1"
FOLDER: Final = "manifests"
LICENCE: Final = "CC-BY-4.0"

WITHHELD: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            *("dossiers", "clocks", "pauses", "supplements", "components", "results", "consultations", "contacts"),
            *("causes", "units", "unit_above", "successions", "unit_calendars", "unit_decisions", "procedures"),
            *("procedure_versions", "service_levels", "procedure_tags", "process_bindings", "decisions"),
            *("decision_items", "postings", "national_postings", "calendars", "calendar_revisions"),
            *("version_cases", "filing_ways", "fees", "version_results", "local_terms", "local_fees", "competences"),
            *("service_areas", "reception_points"),
        ),
        frozenset[str](),
    ),
    "steps": frozenset({"post"}),
}
"""The tables that leave the province, with columns that are emptied: nothing below a unit. A table that is not named
here, such as one of a later room, stays."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """``name`` as in the facts it comes from; ``source`` is the hash there. The file lies under ``sha256``."""

    name: str
    table: str
    month: str
    kind: str
    rows: int
    bytes: int
    sha256: str
    source: str
    columns: int
    first: str
    last: str
    until: str

    @property
    def lies_at(self) -> str:
        return f"files/{self.sha256[:2]}/{self.sha256}.parquet"


@dataclass(frozen=True, slots=True)
class Publication:
    """``cell``: code of the unit whose facts they are, with all under it. ``period``: the first recorded month and the
    legal day of ``settled_at``. ``definitions``: hash of what measures mean, and of each indicator's versions."""

    number: int
    previous: str
    cell: str
    cell_name: str
    licence: str
    published_at: str
    manifest: str
    settled_at: str
    exact_from: str
    source: str
    schema_version: int
    evolve_version: int
    program: str
    period: tuple[str, str]
    measures: str
    definitions: Mapping[str, Mapping[str, str]]
    files: tuple[PublishedFile, ...]
    format: str = FORMAT
    sha256: str = ""

    def encoded(self) -> bytes:
        data = asdict(self)
        del data["sha256"]
        return canonical.encode(data)

    @property
    def name(self) -> str:
        return f"{FOLDER}/{self.number:08d}.json"

    @property
    def settled(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.settled_at)

    def as_manifest(self) -> Manifest:
        """For the reader of facts; names are those under which files lie."""
        return Manifest(
            number=self.number,
            previous=self.previous,
            made_by="publish",
            source=self.source,
            created_at=self.published_at,
            schema_version=self.schema_version,
            evolve_version=self.evolve_version,
            epoch=0,
            xid=0,
            settled_at=self.settled_at,
            exact_from=self.exact_from,
            files=tuple(_entry(file) for file in self.files),
            missing=NOT_IN_TABLES if self.source == FROM_TABLES else (),
            sha256=self.sha256,
        )


def _entry(file: PublishedFile) -> FileEntry:
    kept = {field.name: getattr(file, field.name) for field in fields(FileEntry)}
    return FileEntry(**{**kept, "name": file.lies_at})


def parse(body: bytes, place: str) -> Publication:
    """Raises Invalid: ``exchange_manifest_damaged``, ``exchange_schema_newer``, ``exchange_rules_newer``, each with the
    place; whoever reads a newer format says so before it fails at a field it does not know."""
    try:
        data: dict[str, Any] = json.loads(body)
        _known(data, place)
        files = tuple(PublishedFile(**one) for one in data.pop("files"))
        first, last = data.pop("period")
        return Publication(**data, period=(str(first), str(last)), files=files, sha256=hashlib.sha256(body).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("exchange_manifest_damaged", params={"place": place}) from error


def _known(data: Mapping[str, Any], place: str) -> None:
    cell = str(data.get("cell", ""))
    for key, known, code in (
        ("schema_version", SCHEMA_VERSION, "exchange_schema_newer"),
        ("evolve_version", EVOLVE_VERSION, "exchange_rules_newer"),
    ):
        if data[key] > known:
            raise Invalid(code, params={"cell": cell, "place": place, "found": data[key], "known": known})
    if data["format"] != FORMAT:
        raise Invalid("exchange_format_unknown", params={"cell": cell, "place": place, "found": str(data["format"])})


def newest(place: Place) -> Publication | None:
    """None where nothing was published. Raises Invalid as :func:`parse`."""
    return next(all_of(place), None)


def all_of(place: Place) -> Iterator[Publication]:
    """The newest first. Raises Invalid as :func:`parse`."""
    for name in sorted((name for name in place.names(FOLDER) if name.endswith(".json")), reverse=True):
        yield parse(place.read(f"{FOLDER}/{name}"), place.shown)


def required(place: Place) -> Publication:
    """Raises NotFound ``exchange_nothing_there``, and as :func:`parse`."""
    found = newest(place)
    if found is None:
        raise NotFound("exchange_nothing_there", params={"place": place.shown})
    return found


def check_files(place: Place, publication: Publication, *, thoroughly: bool = False) -> None:
    """Is every file there in its full length, and ``thoroughly`` with its very bytes? Raises Invalid
    ``exchange_file_missing``, ``exchange_file_damaged``, with the cell."""
    for file in publication.files:
        params = {"cell": publication.cell, "place": place.shown, "file": file.name}
        size = place.size(file.lies_at)
        if size is None:
            raise Invalid("exchange_file_missing", params=params)
        if size != file.bytes or (thoroughly and not _has_hash(place, file)):
            raise Invalid("exchange_file_damaged", params=params)


def _has_hash(place: Place, file: PublishedFile) -> bool:
    with place.local(file.lies_at) as path, path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
