"""Every write of the file store."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from io import BytesIO

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from motcua.core import hot
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError, NotFound, Unavailable
from motcua.core.ids import new_id
from motcua.documents import crypto
from motcua.documents.blobs import delete_blob, new_blob_name, read_blob
from motcua.documents.crypto import DamagedError
from motcua.documents.incoming import Source, Upload, receive
from motcua.documents.inspection import inspect
from motcua.documents.keys import key_ring, unwrap, wrap
from motcua.documents.limits import Limits, check_file_size, limits_on
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.scanning import current_scanner, first_state, refusal_to_serve
from motcua.documents.uploads import SealedFile
from motcua.people.actors import Actor

log = structlog.get_logger()

NAME_LENGTH = 255
SCAN_TASK = "documents.scan"


def store_upload(
    source: Source,
    *,
    file_name: str,
    declared_type: str,
    actor: Actor,
    now: dt.datetime,
    purpose: str,
    limits: Limits | None = None,
    expected_size: int | None = None,
) -> StoredFile:
    """Take in a file somebody hands in; one INSERT (and a job, when a scanner is on). Call it before locking anything:
    it reads the whole source.

    Raises TooLarge ``file_too_large``; Invalid ``file_empty``, ``upload_incomplete``, ``file_type_not_allowed``,
    ``file_type_mismatch``, ``file_protected`` or a fault of its kind; Unavailable ``storage_unavailable``. Then nothing
    is kept. If the caller's transaction is rolled back the blob stays behind without a row until it is swept.
    """
    in_force = limits or limits_on(legal_date(now))
    with _received(source, in_force, expected_size) as upload:
        try:
            kind = inspect(upload.plaintext(), file_name=file_name, declared_type=declared_type, limits=in_force)
        except DomainError as error:
            log.info("file.refused", code=error.code, size=upload.size, purpose=purpose)
            raise
        state = first_state(current_scanner())
        return _keep(upload, kind.media_type, state, file_name=file_name, actor=actor, now=now, purpose=purpose)


def store_known(
    source: Source,
    *,
    media_type: str,
    file_name: str,
    actor: Actor,
    now: dt.datetime,
    purpose: str,
    limits: Limits,
) -> StoredFile:
    """Keep a file from outside whose kind the caller has told from its content already (a video, a voice note, a
    photograph freed of its traces): scanned like any upload, never opened here. Raises as :func:`store_upload`, without
    the faults of its kind."""
    with receive(source, limits=limits) as upload:
        state = first_state(current_scanner())
        return _keep(upload, media_type, state, file_name=file_name, actor=actor, now=now, purpose=purpose)


def _received(source: Source, limits: Limits, expected_size: int | None) -> Upload:
    if isinstance(source, SealedFile):
        upload = source.take()
        check_file_size(upload.size, limits)
        return upload
    return receive(source, limits=limits, expected_size=expected_size)


def store_own(
    content: bytes, *, file_name: str, media_type: str, actor: Actor, now: dt.datetime, purpose: str
) -> StoredFile:
    """Keep a file this program made (a slip, a report): not sniffed, not scanned, always given out.
    Raises Unavailable ``storage_unavailable``."""
    with receive(BytesIO(content), limits=limits_on(legal_date(now))) as upload:
        return _keep(upload, media_type, ScanState.OWN, file_name=file_name, actor=actor, now=now, purpose=purpose)


def _keep(
    upload: Upload,
    media_type: str,
    scan_state: ScanState,
    *,
    file_name: str,
    actor: Actor,
    now: dt.datetime,
    purpose: str,
) -> StoredFile:
    """The blob is in its place before the row that names it is written; without the row it is nobody's."""
    uid = new_id()
    key_id, wrapped_key = wrap(upload.key, file_uid=uid)
    file = StoredFile(
        uid=uid,
        purpose=purpose,
        name=_storable_name(file_name),
        media_type=media_type,
        size=upload.size,
        sha256=upload.sha256,
        blob_name=new_blob_name(),
        key_id=key_id,
        wrapped_key=wrapped_key,
        scan_state=scan_state.value,
        uploaded_by_id=actor.user_id,
        created_at=now,
    )
    upload.keep(file.blob_name)
    if scan_state is ScanState.PENDING:
        with transaction.atomic():
            hot.insert(file)
            app.configure_task(SCAN_TASK, lock=SCAN_TASK).defer(timestamp=int(now.timestamp()))
    else:
        hot.insert(file)
    log.info("file.stored", file=str(file.uid), media_type=media_type, size=file.size, purpose=purpose)
    return file


def _storable_name(name: str) -> str:
    """What the sender called it, without folders and what PostgreSQL cannot keep."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    return last.encode("utf-8", "replace").decode()[:NAME_LENGTH]


def open_plaintext(file: StoredFile) -> Iterator[bytes]:
    """The content, verified piece by piece and at the end against its hash.

    Whatever forbids it is raised here, before the first byte: NotFound ``file_erased``, Conflict ``file_not_scanned``
    or ``file_infected``, Unavailable ``file_unreadable`` (blob or key is missing). While reading, Unavailable
    ``file_unreadable`` when the blob was changed. Whether the reader may see the file is the caller's question.
    """
    code = refusal_to_serve(file, current_scanner())
    if code == "file_erased":
        raise NotFound(code)
    if code is not None:
        raise Conflict(code)
    return read_content(file)


def read_content(file: StoredFile) -> Iterator[bytes]:
    """The content whatever the scanner said: for the scanner itself and for checking the store.
    Raises as :func:`open_plaintext`."""
    if file.is_erased or file.wrapped_key is None:
        raise NotFound("file_erased")
    try:
        key = unwrap(bytes(file.wrapped_key), key_id=file.key_id, file_uid=file.uid)
        sealed = read_blob(file.blob_name)
    except (DamagedError, OSError) as error:
        raise _unreadable(file, error) from error
    return _verified(file, sealed, key)


def _verified(file: StoredFile, sealed: Iterator[bytes], key: bytes) -> Iterator[bytes]:
    digest = hashlib.sha256()
    try:
        for piece in crypto.decrypt(sealed, key):
            digest.update(piece)
            yield piece
    except (DamagedError, OSError) as error:
        raise _unreadable(file, error) from error
    if digest.digest() != bytes(file.sha256):
        raise _unreadable(file, DamagedError("another hash than its row says"))


def _unreadable(file: StoredFile, error: Exception) -> Unavailable:
    log.error("file.unreadable", file=str(file.uid), reason=type(error).__name__)
    return Unavailable("file_unreadable")


def erase_file(file: StoredFile, *, now: dt.datetime) -> None:
    """Make a file unreadable for ever, everywhere it was copied to: its key and its name go in this transaction, its
    blob right after it. Erasing twice is no fault. One UPDATE."""
    changed = StoredFile.objects.filter(pk=file.pk, erased_at=None).update(wrapped_key=None, name="", erased_at=now)
    file.wrapped_key, file.name = None, ""
    file.erased_at = file.erased_at or now
    if changed:
        log.info("file.erased", file=str(file.uid))
        transaction.on_commit(lambda: delete_erased_blobs(now=now, only=file.pk), robust=True)


def delete_erased_blobs(*, now: dt.datetime, limit: int = 500, only: int | None = None) -> int:
    """Delete the blobs of erased files that are still there; the count. Raises Unavailable ``storage_unavailable``."""
    rows = StoredFile.objects.filter(erased_at__isnull=False, blob_deleted_at=None).order_by("id")
    if only is not None:
        rows = rows.filter(pk=only)
    done = 0
    for row in rows[:limit]:
        delete_blob(row.blob_name)
        done += StoredFile.objects.filter(pk=row.pk, blob_deleted_at=None).update(blob_deleted_at=now)
    return done


def rewrap_keys(*, limit: int = 1000) -> int:
    """Move files wrapped by an older key of the ring to the current one; the count. Blobs are not touched. Run it until
    it returns 0, then the old key may leave the ring. Raises Unavailable ``file_unreadable``."""
    done = 0
    rows = StoredFile.objects.filter(erased_at=None).exclude(key_id=key_ring().current).order_by("id")
    for file in rows[:limit]:
        try:
            key = unwrap(bytes(file.wrapped_key or b""), key_id=file.key_id, file_uid=file.uid)
        except DamagedError as error:
            raise _unreadable(file, error) from error
        key_id, wrapped = wrap(key, file_uid=file.uid)
        same = StoredFile.objects.filter(pk=file.pk, key_id=file.key_id, erased_at=None)
        done += same.update(key_id=key_id, wrapped_key=wrapped)
    return done
