"""Taking away old manifests that nobody names, and the files that only they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings

from . import manifest as manifests
from .build import writing
from .manifest import FOLDER
from .orphans import sweep

log = structlog.get_logger(__name__)

Names = Callable[[], Iterable[str]]

_keepers: dict[str, Names] = {}


def keep(name: str, hashes: Names) -> None:
    """Register who needs manifests: ``hashes`` gives those of the ones that must stay. Call it in ``apps.ready()``."""
    _keepers[name] = hashes


@dataclass(frozen=True, slots=True)
class Pruned:
    manifests: int
    files: int
    bytes: int
    kept: int

    def to_json(self) -> dict[str, object]:
        return {"manifests": self.manifests, "files": self.files, "bytes": self.bytes, "kept": self.kept}


def prune(*, now: dt.datetime, older_than: dt.timedelta, root: Path | None = None, dry_run: bool = False) -> Pruned:
    """Take away manifests older than ``older_than`` that no keeper names; the newest always stays, and so does the one
    that a reader may just have chosen. Files that no manifest holds any longer go with them.

    Raises Conflict ``facts_busy``, NotFound ``facts_missing``, Invalid as :func:`manifest.read`.
    """
    place = root or settings.FACTS_ROOT
    with writing():
        newest = manifests.required(place)
        named = {sha256 for hashes in _keepers.values() for sha256 in hashes()} | {newest.sha256}
        before = now - older_than
        all_ = list(manifests.all_manifests(place))
        going = [one for one in all_ if one.sha256 not in named and dt.datetime.fromisoformat(one.created_at) < before]
        staying = [one for one in all_ if one not in going]
        held = {file.name for one in staying for file in one.files}
        loose = {file.name: file.bytes for one in going for file in one.files if file.name not in held}
        if not dry_run:
            for one in going:
                (place / FOLDER / f"{one.number:08d}.json").unlink()
            manifests.sync_folder(place / FOLDER)
            sweep(place)
            log.info("facts.pruned", manifests=len(going), files=len(loose))
    return Pruned(len(going), len(loose), sum(loose.values()), len(staying))
