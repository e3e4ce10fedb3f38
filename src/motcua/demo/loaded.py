"""By which version of the demo the province in the database was loaded: a newer one serves it, but says so."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from motcua.core import jobs
from motcua.core.models import JobProgress, JobState
from motcua.organisation.models import Unit

KIND: Final = "demo.loaded"
_HERE: Final = Path(__file__).parent
_SUFFIXES: Final = frozenset({".py", ".toml", ".json", ".jsonl", ".csv"})


@cache
def this_version() -> str:
    """A digest of the demo's files."""
    files = sorted(path for path in _HERE.rglob("*") if path.suffix in _SUFFIXES)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(_HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_of_another_version() -> bool:
    """Whether a province is there that other files than today's have made."""
    note = _note()
    if note is None:
        return Unit.objects.exists()
    return bool(note.outcome.get("version") != this_version())


def is_noted() -> bool:
    return _note() is not None


def _note() -> JobProgress | None:
    return JobProgress.objects.filter(kind=KIND).order_by("-pk").first()


def note_version(*, now: dt.datetime) -> None:
    """Note that the province was made by today's files."""
    uid = jobs.begin(kind=KIND, started_by=None, now=now)
    JobProgress.objects.filter(uid=uid).update(state=JobState.DONE, outcome={"version": this_version()})
