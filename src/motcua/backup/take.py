"""Taking a backup of the running system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from motcua.backup import blobs, database, manifest, parts, sealing
from motcua.backup.blobs import Blob, Copied, Needed
from motcua.backup.manifest import DATABASE, FILES, GONE, Manifest, Part
from motcua.backup.reading import Progress, nothing, open_backup
from motcua.backup.ring import backup_ring, secrets_in_force
from motcua.backup.store import ERASURES, MANIFEST, Store, told_plainly, write_file
from motcua.core.errors import DomainError
from motcua.core.ids import new_id
from motcua.dossiers.models import DayRoot
from motcua.dossiers.services.erasure_register import export_register

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that is whole. ``missing`` are files that were lost before it began: a fault of the living system."""

    name: str
    manifest: Manifest
    copied: Copied

    @property
    def missing(self) -> tuple[str, ...]:
        return self.manifest.missing


@dataclass(slots=True)
class _Work:
    """A backup in the making."""

    store: Store
    name: str
    uid: UUID
    key: bytes
    place: Path

    def part(self, name: str, pieces: Iterable[bytes]) -> Part:
        key = sealing.part_key(self.key, backup=self.uid, part=name)
        with told_plainly(self.store.folder):
            return parts.write_part(self.place / name, key, pieces)


def take(store: Store, *, now: dt.datetime, progress: Progress = nothing) -> Taken:
    """Back up database and files as they are at one instant, while the system goes on working.

    Needs the owner role's rights on the present connection. Nothing of earlier backups is touched; a process killed in
    the middle leaves nothing that looks like a backup. Raises Conflict ``backup_running``, Unavailable
    ``backup_no_space``, ``backup_write_failed``, ``backup_program_failed``, Invalid ``backup_key_missing``,
    ``backup_key_invalid``.
    """
    ring = backup_ring()
    with store.locked(), told_plainly(store.folder):
        store.clear_left()
        uid = new_id()
        name = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{uid.hex[-8:]}"
        work = _Work(store, name, uid, sealing.new_key(), store.begin(name))
        try:
            taken = _fill(work, now, progress)
            wrapped = sealing.wrap(work.key, wrapping_key=ring.keys[ring.current], backup=uid)
            whole = Manifest(**taken[0], key_id=ring.current, wrapped_key=wrapped.hex())  # type: ignore[arg-type]
            write_file(work.place / MANIFEST, manifest.write(whole, work.key))
            store.finish(name)
        except BaseException:
            store.clear_left()
            raise
        _keep_register(store)
    log.info("backup.taken", backup=name, files=whole.files, new=whole.new_files, missing=len(whole.missing))
    return Taken(name, whole, taken[1])


def _fill(work: _Work, now: dt.datetime, progress: Progress) -> tuple[dict[str, object], Copied]:
    """Write all parts; what the manifest will say of them."""
    major, server = database.server_version()
    tools = database.programs(major)
    copied = Copied()
    with _snapshot() as snapshot:
        facts = _facts()
        written = {
            DATABASE: work.part(DATABASE, _told(database.dump(_url(), snapshot=snapshot, tools=tools), progress))
        }
        wanted = _counted(blobs.needed(), progress)
        listed = blobs.gather(work.store, wanted, _last_list(work.store), copied)
        written[FILES] = work.part(FILES, parts.joined(map(str, listed)))
    gone, missing = _explained(copied.lacking)
    written[GONE] = work.part(GONE, parts.joined(one.uid for one in (*gone, *missing)))
    said: dict[str, object] = {
        "backup": str(work.uid),
        "made_at": now.astimezone(dt.UTC).isoformat(),
        "version": version("motcua"),
        "postgresql": server,
        **facts,
        "parts": written,
        "files": copied.files,
        "file_bytes": copied.file_bytes,
        "new_files": copied.new_files,
        "gone": len(gone),
        "missing": tuple(one.uid for one in missing),
        "secrets": {
            name: sealing.fingerprint(work.key, backup=work.uid, secret=value)
            for name, value in secrets_in_force().items()
        },
    }
    return said, copied


@contextmanager
def _snapshot() -> Iterator[str]:
    """Within the block this connection sees the database as it is now, and others may see it so by the snapshot's
    name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield name


def _facts() -> dict[str, object]:
    """What the snapshot holds, for the manifest."""
    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM dossier_event), public.core_current_epoch()"
        )
        dossiers, events, epoch = cursor.fetchone()
    last = DayRoot.objects.order_by("-number").first()
    root = {"number": last.number, "day": str(last.day), "root": bytes(last.root).hex()} if last else {}
    counts = {"dossiers": dossiers, "events": events, "epoch": epoch}
    return {"migrations": tuple(applied), "counts": counts, "root": root}


def _explained(lacking: list[Needed]) -> tuple[list[Needed], list[Needed]]:
    """Which of the blobs not found belong to files erased since the snapshot, and which should have been there."""
    uids = [one.uid for one in lacking]
    with connection.cursor() as cursor:
        cursor.execute("SELECT uid::text FROM documents_file WHERE uid = ANY(%s::uuid[]) AND erased_at IS NULL", [uids])
        alive = {uid for (uid,) in cursor.fetchall()}
    return [one for one in lacking if one.uid not in alive], [one for one in lacking if one.uid in alive]


def _last_list(store: Store) -> Iterator[Blob]:
    """The list of the newest backup that can be opened: what it copied need not be copied again."""
    for name in reversed(store.names()):
        try:
            backup = open_backup(store, name)
        except DomainError:
            log.warning("backup.earlier_unreadable", backup=name)
            continue
        yield from backup.files()
        return


def _keep_register(store: Store) -> None:
    """Lay the register of erasures, as it is now, beside the backups: it belongs to all of them."""
    new = store.folder / f"{ERASURES}.new"
    export_register(new)
    write_file(store.folder / ERASURES, new.read_bytes())


def _url() -> str:
    return str(settings.OWNER_DATABASE_URL)


def _told(pieces: Iterable[bytes], progress: Progress) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        progress(len(piece))


def _counted(wanted: Iterable[Needed], progress: Progress) -> Iterator[Needed]:
    for one in wanted:
        yield one
        progress(one.size)
