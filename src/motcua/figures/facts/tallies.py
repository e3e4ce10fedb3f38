"""Sums kept beside the facts: of dossiers that have run their course, day by day, so that a question about a year reads
thousands of rows and not millions.

A tally is never the truth. It names by hash the files it was summed from, and what it was summed by; it is used only
while the manifest in force holds all those files, and only as of instants that know all of them. Whatever came later
is put to it (or taken from it) row by row: ``dossiers_beyond`` has the rows that the sums lack with weight 1, and those
that they hold and should no longer with weight -1. Losing a tally costs time, not figures.
"""

# ruff: noqa: S608 - statements are made of names in the schema, paths of files and instants

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from motcua.core import canonical

from .manifest import ENDS, OPEN, PAST, FileEntry, Manifest, digest
from .schema import Table
from .sql import TYPES, ends_of, listed, reads, stood
from .tail import Tail

if TYPE_CHECKING:
    import duckdb

log = structlog.get_logger(__name__)

FOLDER: Final = "tallies"
TABLE: Final = "dossiers"
FORMAT: Final = "motcua-tally/2"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a tally."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Tally:
    """``files``: hashes of the files of dossiers it was summed from. ``rules``: hash of what it was summed by,
    ``program``: of the part of it that is this program.
    ``horizon``: the latest instant recorded in them. ``sums``: by the name of their view (``dossiers_<name>``);
    ``rest``: the rows not in them."""

    manifest: str
    rules: str
    program: str
    horizon: str
    settled_at: str
    files: tuple[str, ...]
    sums: Mapping[str, Kept]
    rest: Kept
    format: str = FORMAT

    def encoded(self) -> bytes:
        return canonical.encode(asdict(self))

    @property
    def kept(self) -> tuple[Kept, ...]:
        return (*self.sums.values(), self.rest)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(kept.name for kept in self.kept)


def own_files(manifest: Manifest) -> list[FileEntry]:
    return [file for file in manifest.files if file.table == TABLE]


def choose(root: Path, manifest: Manifest, as_of: dt.datetime | None) -> Tally | None:
    """The newest tally that serves facts of this manifest as of this instant; one that is damaged does not."""
    held = {file.sha256 for file in own_files(manifest)}
    fitting = [
        one
        for one in all_tallies(root)
        if held >= set(one.files) and (as_of is None or dt.datetime.fromisoformat(one.horizon) <= as_of)
    ]
    for tally in sorted(fitting, key=lambda one: one.horizon, reverse=True):
        if _is_whole(root, tally):
            return tally
        log.warning("facts.tally_damaged", manifest=tally.manifest)
    return None


def all_tallies(root: Path, name: str = "*.json") -> Iterator[Tally]:
    for path in sorted((root / FOLDER).glob(name)):
        try:
            data = json.loads(path.read_bytes())
            if data.get("format") == FORMAT:
                sums = {view: Kept(**kept) for view, kept in data.pop("sums").items()}
                rest = Kept(**data.pop("rest"))
                yield Tally(**{**data, "files": tuple(data["files"])}, sums=sums, rest=rest)
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("facts.tally_damaged", file=path.name)


def _is_whole(root: Path, tally: Tally) -> bool:
    try:
        sizes = all((root / kept.name).stat().st_size == kept.bytes for kept in tally.kept)
        return sizes and all(_digest(root / kept.name) == kept.sha256 for kept in tally.sums.values())
    except OSError:
        return False


def _digest(path: Path) -> str:
    """Read once by a process for as long as the file is the same."""
    found = path.stat()
    return _digest_once(path, (found.st_ino, found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=32)
def _digest_once(path: Path, _same: tuple[int, ...]) -> str:
    return digest(path)


def lay_tally(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    table: Table,
    manifest: Manifest,
    tally: Tally,
    tail: Tail | None,
    as_of: dt.datetime | None,
) -> None:
    """The views of its sums and ``dossiers_beyond``."""
    until = as_of.astimezone(dt.UTC) if as_of is not None else None
    base = [file for file in own_files(manifest) if file.sha256 in tally.files]
    later = [file for file in own_files(manifest) if file.sha256 not in tally.files]
    for view, kept in tally.sums.items():
        connection.execute(f'CREATE VIEW "{TABLE}_{view}" AS SELECT * FROM read_parquet({_path(root, kept)})')
    ended = ends_of(connection, root, table, [file for file in later if file.kind == ENDS], tail, until, "later")
    names = ", ".join(f'"{name}"' for name in table.names if name != "recorded_to")
    rest = [f"SELECT {_columns(table, tally, root, connection)} FROM read_parquet({_path(root, tally.rest)})"]
    parts = [*rest, *reads(root, table, [file for file in later if file.kind == OPEN])]
    if ended:
        parts = [f"SELECT o.* FROM ({part}) o ANTI JOIN {ended} e ON o.fact = e.fact" for part in parts]
    if until is not None:
        parts += reads(root, table, [file for file in later if file.kind == PAST])
    if tail is not None and table.name in tail.rows:
        parts.append(f'SELECT * FROM "tail_{table.name}"')
    then = stood(until) if until is not None else "recorded_to IS NULL"
    body = f"SELECT {names}, 1 AS weight FROM ({' UNION ALL '.join(parts)}) WHERE {then}"
    gone = _gone(connection, root, table, base, later, tally, ended)
    if gone:
        body += f" UNION ALL SELECT {names}, -1 AS weight FROM {gone}"
    connection.execute(f'CREATE VIEW "{TABLE}_beyond" AS {body}')


def _path(root: Path, kept: Kept) -> str:
    return listed([str(root / kept.name)])


def _columns(table: Table, tally: Tally, root: Path, connection: duckdb.DuckDBPyConnection) -> str:
    """The columns of the rest, those it is too old to have as null."""
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({_path(root, tally.rest)})").fetchall()
    have = {row[0] for row in described}
    return ", ".join(
        f'"{column.name}"' if column.name in have else f'NULL::{TYPES[column.kind]} AS "{column.name}"'
        for column in table.all_columns
    )


def _gone(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    table: Table,
    base: Sequence[FileEntry],
    later: Sequence[FileEntry],
    tally: Tally,
    ended: str,
) -> str:
    """A table of versions that the sums hold and that have ended since: dossiers that were closed and yet changed."""
    if not ended:
        return ""
    opened = [str(root / file.name) for file in later if file.kind == OPEN]
    known = f"SELECT fact FROM read_parquet({listed([str(root / tally.rest.name), *opened])})"
    missing = connection.execute(f"SELECT fact FROM {ended} e ANTI JOIN ({known}) r ON e.fact = r.fact").fetchall()
    files = [file for file in base if file.kind == OPEN]
    if not missing or not files:
        return ""
    facts = ", ".join(str(row[0]) for row in missing)
    body = " UNION ALL ".join(f"SELECT * FROM ({part}) WHERE fact IN ({facts})" for part in reads(root, table, files))
    connection.execute(f'CREATE TABLE "{TABLE}_gone" AS {body}')
    return f'"{TABLE}_gone"'


def horizon_of(files: Sequence[FileEntry]) -> str:
    """The latest instant that these files say anything of."""
    return max(
        (at for file in files for at in (file.last, file.until) if at), key=dt.datetime.fromisoformat, default=""
    )
