"""Manifests: which files together are the facts, up to where in the log. Canonical JSON, each naming the hash of the
one before; an old manifest stays readable for ever, for its files never change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from motcua.core import canonical
from motcua.core.errors import Invalid, NotFound

from .schema import EVOLVE_VERSION, SCHEMA_VERSION
from .window import Cursor

FOLDER: Final = "manifests"
FROM_LOG, FROM_TABLES = "log", "projections"
NOT_IN_TABLES: Final = ("steps",)
"""What projections do not hold: how a dossier went from step to step; role, post and outcome stand in the log alone."""
OPEN, PAST, ENDS = "open", "past", "ends"
"""What a file holds: versions that nothing had ended when it was written; ended ones; ends of versions that older
files hold as open."""


_OF_PROJECTIONS: Final = ("base_epoch", "base_xid", "missing")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file. ``first`` and ``last`` bound its ``recorded_from``, ``until`` is the latest ``recorded_to``;
    ``columns`` is how many columns its table had then (columns are only ever added at the end)."""

    name: str
    table: str
    month: str
    kind: str
    rows: int
    bytes: int
    sha256: str
    columns: int
    first: str
    last: str
    until: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``settled_at``: no event recorded up to then is missing. ``exact_from``: earlier instants cannot be asked for
    (empty: any can). Of facts told from projections: how far in the log those had come (``base_epoch``, ``base_xid``),
    and the tables that they do not give (``missing``)."""

    number: int
    previous: str
    made_by: str
    source: str
    created_at: str
    schema_version: int
    evolve_version: int
    epoch: int
    xid: int
    settled_at: str
    exact_from: str
    files: tuple[FileEntry, ...]
    sha256: str = ""
    base_epoch: int = 0
    base_xid: int = 0
    missing: tuple[str, ...] = ()

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.epoch, self.xid)

    @property
    def base(self) -> Cursor | None:
        """Up to where projections were read; None of facts told from the log."""
        return Cursor(self.base_epoch, self.base_xid) if self.source == FROM_TABLES else None

    def rows(self) -> Mapping[str, int]:
        """Row versions by table, ends left out."""
        found: dict[str, int] = {}
        for file in self.files:
            if file.kind != ENDS:
                found[file.table] = found.get(file.table, 0) + file.rows
        return dict(sorted(found.items()))

    def encoded(self) -> bytes:
        data = asdict(self)
        del data["sha256"]
        if self.base is None:
            for name in _OF_PROJECTIONS:
                del data[name]
        return canonical.encode(data)


def publish(root: Path, manifest: Manifest) -> Manifest:
    """Make ``manifest`` the newest. Its files must be on the disk already. Until the last step readers see the one
    before; the step is a link, so of two writers only one succeeds. Raises FileExistsError."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    body = manifest.encoded()
    target = folder / f"{manifest.number:08d}.json"
    draft = folder / f".{manifest.number:08d}.{os.getpid()}.draft"
    with draft.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, target)
    finally:
        draft.unlink()
    sync_folder(folder)
    return parse(body, target.name)


def sync_folder(folder: Path) -> None:
    """Make names that were added to a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def newest(root: Path) -> Manifest | None:
    """The manifest in force; None when there is none. Raises Invalid as :func:`read`."""
    names = _names(root)
    return read(root, names[-1]) if names else None


def required(root: Path) -> Manifest:
    """Raises NotFound (``facts_missing``)."""
    found = newest(root)
    if found is None:
        raise NotFound("facts_missing")
    return found


def read(root: Path, name: str) -> Manifest:
    """Raises Invalid: ``facts_manifest_damaged``, ``facts_schema_newer``, ``facts_rules_newer``."""
    return parse((root / FOLDER / name).read_bytes(), name)


def with_hash(root: Path, sha256: str) -> Manifest:
    """An earlier manifest by its hash. Raises NotFound (``facts_missing``)."""
    for manifest in all_manifests(root):
        if manifest.sha256 == sha256:
            return manifest
    raise NotFound("facts_missing")


def all_manifests(root: Path) -> Iterator[Manifest]:
    """The newest first."""
    for name in reversed(_names(root)):
        yield read(root, name)


def _names(root: Path) -> list[str]:
    folder = root / FOLDER
    return sorted(path.name for path in folder.glob("[0-9]*.json")) if folder.is_dir() else []


def parse(body: bytes, name: str) -> Manifest:
    try:
        data: dict[str, Any] = json.loads(body)
        _known(data)
        files = tuple(FileEntry(**one) for one in data.pop("files"))
        missing = tuple(str(name) for name in data.pop("missing", ()))
        return Manifest(**data, files=files, missing=missing, sha256=hashlib.sha256(body).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("facts_manifest_damaged", params={"file": name}) from error


def _known(data: Mapping[str, Any]) -> None:
    for key, known, code in (
        ("schema_version", SCHEMA_VERSION, "facts_schema_newer"),
        ("evolve_version", EVOLVE_VERSION, "facts_rules_newer"),
    ):
        if data[key] > known:
            raise Invalid(code, params={"found": data[key], "known": known})


def check_files(root: Path, manifest: Manifest, *, thoroughly: bool = False) -> None:
    """Is every file there in its full length, and ``thoroughly`` with its very bytes? Raises Invalid:
    ``facts_file_missing``, ``facts_file_damaged``."""
    for entry in manifest.files:
        path = root / entry.name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise Invalid("facts_file_missing", params={"file": entry.name}) from error
        if size != entry.bytes or (thoroughly and digest(path) != entry.sha256):
            raise Invalid("facts_file_damaged", params={"file": entry.name})


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def instant(value: dt.datetime | None) -> str:
    return str(canonical.plain(value)) if value is not None else ""
