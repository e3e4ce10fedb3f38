"""Building versions of the open data and finding them again. A version appears by one rename and never changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings

from motcua.core import canonical
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.manifest import sync_folder
from motcua.figures.facts.reader import open_facts

from .dataset import FIELDS, rows
from .files import CATALOGUE, MEDIA, NAME, as_csv, as_json, as_parquet, catalogue, json_schema

log = structlog.get_logger(__name__)

ABOUT: Final = "about.json"
TITLE: Final = "Hồ sơ thủ tục hành chính theo đơn vị, tháng và lĩnh vực"
_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Version:
    """``sha256``: of what is counted, whatever the file format. ``files``: name -> bytes, sha256, media type."""

    name: str
    day: dt.date
    until: dt.date
    rows: int
    sha256: str
    settled_at: str
    files: Mapping[str, Mapping[str, Json]]


def build_version(*, now: dt.datetime, root: Path | None = None, target: Path | None = None) -> tuple[Version, bool]:
    """The newest version, and whether it was made now: nothing is made while the counts are those of the one before.
    Counts whole months that are over, as of the newest manifest's settled instant.

    Raises NotFound ``facts_missing``, Conflict ``exchange_no_space``, Invalid as
    :func:`motcua.figures.facts.reader.open_facts`.
    """
    place = target or settings.OPEN_DATA_ROOT
    facts_root = root or settings.FACTS_ROOT
    seen = manifests.required(facts_root)
    settled = dt.datetime.fromisoformat(seen.settled_at)
    until = legal_date(settled).replace(day=1)
    with open_facts(settled, root=facts_root, manifest=seen, tail=False) as facts:
        counted = rows(facts, until)
    content = canonical.encode({"fields": [field.name for field in FIELDS], "until": until, "rows": counted})
    sha256 = hashlib.sha256(content).hexdigest()
    before = newest(place)
    if before is not None and before.sha256 == sha256:
        return before, False
    about: dict[str, Json] = {
        "title": TITLE,
        "publisher": settings.PROVINCE_NAME,
        "licence": "CC-BY-4.0",
        "settled_at": seen.settled_at,
        "until": until.isoformat(),
        "manifest": seen.sha256,
        "sha256": sha256,
    }
    contents = {
        f"{NAME}.csv": as_csv(counted),
        f"{NAME}.parquet": as_parquet(counted),
        f"{NAME}.json": as_json(counted, about),
        f"{NAME}.schema.json": json_schema(),
    }
    name = f"{legal_date(now).isoformat()}-{sha256[:8]}"
    _write(place, name, contents, {**about, "rows": len(counted)})
    log.info("open_data.made", version=name, rows=len(counted))
    return read_version(place, name), True


def _write(place: Path, name: str, contents: Mapping[str, bytes], about: Mapping[str, Json]) -> None:
    files: dict[str, Mapping[str, Json]] = {
        file: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "media": _media(file)}
        for file, content in contents.items()
    }
    catalogued = catalogue(about, name, files)
    files[CATALOGUE] = {
        "bytes": len(catalogued),
        "sha256": hashlib.sha256(catalogued).hexdigest(),
        "media": "application/ld+json",
    }
    whole = {**contents, CATALOGUE: catalogued, ABOUT: canonical.encode({**about, "files": files})}
    draft = place / f".{name}.{uuid.uuid4().hex[:8]}"
    try:
        draft.mkdir(parents=True)
        for file, content in whole.items():
            with (draft / file).open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        sync_folder(draft)
        if not (place / name).exists():
            os.rename(draft, place / name)
        sync_folder(place)
    except OSError as error:
        raise Conflict("exchange_no_space", params={"place": str(place), "why": error.strerror or ""}) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _media(file: str) -> str:
    return MEDIA[file.removeprefix(f"{NAME}.")]


def versions(place: Path | None = None) -> list[str]:
    """Names of versions, the newest first."""
    folder = place or settings.OPEN_DATA_ROOT
    found = [path for path in folder.iterdir() if _VERSION.fullmatch(path.name)] if folder.is_dir() else []
    return [path.name for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)]


def newest(place: Path | None = None) -> Version | None:
    folder = place or settings.OPEN_DATA_ROOT
    found = versions(folder)
    return read_version(folder, found[0]) if found else None


def read_version(place: Path, name: str) -> Version:
    """Raises FileNotFoundError."""
    if not _VERSION.fullmatch(name):
        raise FileNotFoundError(name)
    about: dict[str, Any] = json.loads((place / name / ABOUT).read_bytes())
    return Version(
        name=name,
        day=dt.date.fromisoformat(name[:10]),
        until=dt.date.fromisoformat(about["until"]),
        rows=about["rows"],
        sha256=about["sha256"],
        settled_at=about["settled_at"],
        files=about["files"],
    )


def file_of(name: str, file: str, place: Path | None = None) -> tuple[Path, Mapping[str, Json]]:
    """A file of a version, and what is known of it. Only what the version names can be asked for. Raises
    FileNotFoundError."""
    folder = place or settings.OPEN_DATA_ROOT
    version = read_version(folder, name)
    if file not in version.files:
        raise FileNotFoundError(file)
    return folder / name / file, version.files[file]
