"""Putting a backup back: files first, then the database in one transaction, then what makes it a system again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections

from motcua.backup import database, erasures, target
from motcua.backup.blobs import Blob
from motcua.backup.parts import READ_BYTES
from motcua.backup.reading import Backup, Progress, check, check_fits, check_secrets, nothing
from motcua.backup.store import OVERWRITTEN
from motcua.core import outbox
from motcua.core.errors import Invalid
from motcua.documents.blobs import blob_exists, delete_blob, discard, open_incoming, read_blob, store_errors, take_in
from motcua.documents.models import StoredFile
from motcua.documents.selectors import check_files
from motcua.dossiers.log.roots import read_anchor
from motcua.dossiers.log.verify import Finding, Report
from motcua.dossiers.services.erasure_register import Replayed, check_register, export_register
from motcua.dossiers.services.verify import verify
from motcua.people.models import SignInSession

log = structlog.get_logger()

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for. ``overwrite`` is the name of the database that may be emptied; ``any_keys`` lets a
    backup in whose keys are not those in force; ``register`` is one more register of erasures, ``anchor`` a file of
    roots kept elsewhere."""

    overwrite: str | None = None
    any_keys: bool = False
    register: Path | None = None
    anchor: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now: the new epoch, what of the erasures was replayed, how many files the backup lacked, and what
    ``verify`` says of it all."""

    backup: str
    made_at: dt.datetime
    files: int
    lacking: int
    epoch: int
    erased: Replayed
    report: Report


def restore(
    backup: Backup,
    *,
    wishes: Wishes,
    now: dt.datetime,
    migrate: Callable[[], None],
    progress: Progress = nothing,
) -> Restored:
    """Restore into an empty place, with the owner's rights on the present connection. Every byte of the backup is
    checked before the first change. ``migrate`` brings the tables to this version.

    Raises what :func:`check_place` and :func:`motcua.backup.reading.check` raise, before anything is changed.
    """
    check_place(backup, wishes)
    check(backup, progress)
    paths = erasures.registers(backup.store, wishes.register)
    major, _server = database.server_version()
    tools = database.programs(major)
    with target.closed_to_others():
        if wishes.overwrite is not None:
            paths += _register_of_what_goes(backup)
            target.empty_database()
        put_files(backup, progress)
        connections.close_all()
        url = str(settings.OWNER_DATABASE_URL)
        database.load(url, lambda: _told(backup.part("database.part"), progress), tools=tools)
        migrate()
        lacking = _settle_gone(backup.gone(), now)
        epoch, erased, report = come_alive(f"restore of {backup.name}", paths, anchor=wishes.anchor, now=now)
    log.info("backup.restored", backup=backup.name, epoch=epoch, erased=erased.entries, findings=len(report.findings))
    return Restored(backup.name, backup.manifest.at, backup.manifest.files, lacking, epoch, erased, report)


def come_alive(
    reason: str, registers: list[Path], *, anchor: Path | None, now: dt.datetime
) -> tuple[int, Replayed, Report]:
    """Make what was put back, by us or by PostgreSQL's own recovery, a system again, before anybody writes to it: a new
    epoch, nobody signed in, erasures made since replayed, everything verified. Epoch, erasures replayed, report."""
    epoch = outbox.start_epoch(reason=reason, now=now)
    _end_sessions(now)
    erased = erasures.replay_all(registers, now=now)
    return epoch, erased, _verified(anchor, now)


def check_place(backup: Backup, wishes: Wishes) -> None:
    """The backup fits this program, the keys and the place, and what will be read later can be read.

    Raises Invalid ``backup_of_newer``, ``backup_keys_differ``, ``restore_wrong_word``, ``register_unreadable``,
    ``anchor_unreadable``; Conflict ``restore_living``, ``restore_sessions``, ``restore_other_files``.
    """
    check_fits(backup)
    if not wishes.any_keys:
        check_secrets(backup)
    if wishes.register is not None and not wishes.register.is_file():
        raise Invalid("restore_register_missing", params={"file": wishes.register})
    for path in erasures.registers(backup.store, wishes.register):
        check_register(path)
    if wishes.anchor is not None:
        for _day in read_anchor(wishes.anchor):
            pass  # read to its end now: an unreadable one is told before anything is changed
    target.check_empty(backup.files(), overwrite=wishes.overwrite)


def put_files(backup: Backup, progress: Progress = nothing) -> None:
    """Copy every blob of the backup into the living store. One that is there already, from a restore that was killed,
    stays if it is the same."""
    for blob in backup.files():
        _put(backup, blob)
        progress(blob.size)


def _put(backup: Backup, blob: Blob) -> None:
    if blob_exists(blob.name):
        if _digest(blob.name) == blob.sha256:
            return
        delete_blob(blob.name)
    incoming = open_incoming()
    try:
        with store_errors(), backup.store.blob(blob.name).open("rb") as source:
            while piece := source.read(READ_BYTES):
                incoming.write(piece)
        take_in(incoming, blob.name)
    finally:
        discard(incoming)


def _digest(name: str) -> str:
    digest = hashlib.sha256()
    for piece in read_blob(name):
        digest.update(piece)
    return digest.hexdigest()


def _register_of_what_goes(backup: Backup) -> list[Path]:
    """The register of the system that is about to be overwritten, if it can still tell: its erasures must hold in what
    replaces it."""
    path = backup.store.folder / OVERWRITTEN.format(backup=backup.name)
    try:
        export_register(path)
    except Exception as error:
        log.warning("backup.register_unreadable", error=type(error).__name__)
        return []
    return [path]


def _end_sessions(now: dt.datetime) -> None:
    """Nobody is signed in to what was restored: a session ended since the backup must not live again."""
    Session.objects.all().delete()
    SignInSession.objects.filter(ended_at__isnull=True).update(ended_at=now, end_reason="restored")


def _settle_gone(uids: Iterable[str], now: dt.datetime) -> int:
    """Files whose blob the backup does not have count as erased: nothing can open them any more."""
    count = 0
    remaining = iter(uids)
    while chunk := list(islice(remaining, CHUNK)):
        rows = StoredFile.objects.filter(uid__in=chunk, erased_at=None)
        count += rows.update(wrapped_key=None, name="", erased_at=now, blob_deleted_at=now)
    return count


def _verified(anchor: Path | None, now: dt.datetime) -> Report:
    report = verify(anchor=anchor)
    report.findings += [Finding(one.kind, str(one.file or one.blob), None) for one in check_files(None, now=now)]
    return report


def _told(pieces: Iterable[bytes], progress: Progress) -> Iterable[bytes]:
    for piece in pieces:
        yield piece
        progress(len(piece))
