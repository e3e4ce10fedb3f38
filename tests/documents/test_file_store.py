"""Storing, reading and erasing: what is kept is what came, what is refused leaves nothing, what is erased is gone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import hashlib
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from motcua.core.errors import DomainError, Invalid, NotFound, TooLarge, Unavailable
from motcua.documents import blobs, services
from motcua.documents.limits import Limits
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.services import erase_file, open_plaintext, rewrap_keys, store_own, store_upload
from motcua.people.actors import SYSTEM

from . import samples

pytestmark = pytest.mark.django_db


def _store(
    content: bytes | Iterator[bytes], now: dt.datetime, name: str = "giấy khai sinh.pdf", **more: object
) -> StoredFile:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    values: dict[str, object] = {"declared_type": "", "actor": SYSTEM, "purpose": "component", **more}
    return store_upload(source, file_name=name, now=now, **values)  # type: ignore[arg-type]


def _read(file: StoredFile) -> bytes:
    return b"".join(open_plaintext(file))


def _everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_store_of_a_file_then_reading_it_gives_the_same_bytes(store: Path, now: dt.datetime) -> None:
    content = samples.pdf(pages=3)

    file = _store(content, now, name="C:\\Người dùng\\giấy khai sinh.pdf")

    again = StoredFile.objects.get(uid=file.uid)
    assert _read(again) == content
    assert (bytes(again.sha256), again.size) == (hashlib.sha256(content).digest(), len(content))
    assert (again.name, again.media_type, again.scan_state) == ("giấy khai sinh.pdf", "application/pdf", "skipped")


def test_store_of_a_file_leaves_only_sealed_bytes_under_a_random_name(store: Path, now: dt.datetime) -> None:
    content = samples.docx(**{"word/a.txt": "Nguyễn Thị Phương Thảo " * 50})

    file = _store(content, now, name="Nguyễn Thị Phương Thảo.docx")

    (blob,) = _everything_in(store)
    assert blob == store / file.blob_name
    assert content[:40] not in blob.read_bytes()
    assert "Nguy" not in str(blob)
    assert oct(blob.stat().st_mode & 0o777) == "0o600"
    assert oct(blob.parent.stat().st_mode & 0o777) == "0o700"


def test_store_of_the_same_content_twice_shares_nothing(store: Path, now: dt.datetime) -> None:
    first, second = _store(samples.png(), now, "a.png"), _store(samples.png(), now, "a.png")

    assert first.blob_name != second.blob_name
    assert bytes(first.wrapped_key or b"") != bytes(second.wrapped_key or b"")
    assert (store / first.blob_name).read_bytes() != (store / second.blob_name).read_bytes()


def test_store_of_a_file_costs_one_statement(
    store: Path, now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        _store(samples.pdf(), now)


def test_store_of_an_own_file_is_not_looked_into_and_is_served(
    store: Path, now: dt.datetime, settings: Settings
) -> None:
    settings.CLAMD = "unix:/nowhere"

    file = store_own(
        b"%PDF own", file_name="a.pdf", media_type="application/pdf", actor=SYSTEM, now=now, purpose="slip"
    )

    assert file.scan_state == ScanState.OWN
    assert _read(file) == b"%PDF own"


@pytest.mark.parametrize(
    "name", ["", "a\x00b.pdf", "x" * 400 + ".pdf", "../../etc/passwd.pdf", "\ud800.pdf", "‮fdp.exe.pdf"]
)
def test_store_of_a_file_with_a_nasty_name_keeps_what_can_be_kept(store: Path, now: dt.datetime, name: str) -> None:
    file = _store(samples.pdf(), now, name=name)

    again = StoredFile.objects.get(pk=file.pk)
    assert "/" not in again.name
    assert "\x00" not in again.name
    assert len(again.name) <= 255


def _broken_line(content: bytes) -> Iterator[bytes]:
    yield content
    raise ConnectionResetError("the phone lost its network")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "file_empty"),
        (samples.jpeg(), "a.pdf", "file_type_mismatch"),
        (samples.pdf(password="x"), "a.pdf", "pdf_protected"),
        (b"MZ" + bytes(900_000), "a.pdf", "file_type_not_allowed"),
        (_broken_line(samples.pdf()), "a.pdf", "upload_incomplete"),
        (_broken_line(bytes(2_000_000)), "a.pdf", "upload_incomplete"),
    ],
    ids=samples.short_id,
)
def test_store_of_a_refused_file_leaves_nothing(
    store: Path, now: dt.datetime, content: bytes | Iterator[bytes], name: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        _store(content, now, name)

    assert caught.value.code == code
    assert _everything_in(store) == []
    assert not StoredFile.objects.exists()


def test_store_of_a_file_shorter_than_announced_is_refused(store: Path, now: dt.datetime) -> None:
    with pytest.raises(Invalid, match="upload_incomplete"):
        _store(samples.pdf(), now, expected_size=len(samples.pdf()) + 1)

    assert _everything_in(store) == []


def test_store_of_two_gigabytes_is_refused_after_reading_little_more_than_the_limit(
    store: Path, now: dt.datetime, limits: Limits
) -> None:
    taken = 0

    def two_gigabytes() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(2_000):
            taken += 1_000_000
            yield bytes(1_000_000)

    with pytest.raises(TooLarge) as caught:
        _store(two_gigabytes(), now)

    assert caught.value.code == "file_too_large"
    assert caught.value.params == {"limit_mb": "20"}
    assert taken <= limits.file_bytes + 1_000_000
    assert _everything_in(store) == []


def test_store_of_two_announced_gigabytes_is_refused_without_reading(store: Path, now: dt.datetime) -> None:
    def unread() -> Iterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    with pytest.raises(TooLarge, match="file_too_large"):
        _store(unread(), now, expected_size=2_000_000_000)


def test_store_of_a_file_as_large_as_the_limit_is_taken(store: Path, now: dt.datetime, limits: Limits) -> None:
    content = samples.pdf()
    exact = dataclasses.replace(limits, file_bytes=len(content))
    below = dataclasses.replace(limits, file_bytes=len(content) - 1)

    assert _store(content, now, limits=exact).size == len(content)
    with pytest.raises(TooLarge):
        _store(content, now, limits=below)


class _FullDisk:
    """A file on a disk that fills up after ``room`` bytes."""

    def __init__(self, file: BinaryIO, room: int) -> None:
        self._file, self._room = file, room

    def write(self, piece: bytes) -> int:
        self._room -= len(piece)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(piece)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


@pytest.mark.parametrize("room", [0, 4, 5, 300_000, 600_000])
def test_store_on_a_full_disk_says_so_and_leaves_nothing(
    store: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    from motcua.documents import incoming

    monkeypatch.setattr(incoming, "open_incoming", lambda: _FullDisk(blobs.open_incoming(), room))

    with pytest.raises(Unavailable, match="storage_unavailable"):
        _store(iter([bytes(250_000)] * 8), now)

    assert _everything_in(store) == []
    assert not StoredFile.objects.exists()


def test_store_when_the_last_step_finds_no_room_says_so_and_leaves_nothing(
    store: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: FileSystemStorage, name: str, content: object) -> str:
        Path(self.path(name)).parent.mkdir(parents=True)
        Path(self.path(name)).write_bytes(b"a part of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(Unavailable, match="storage_unavailable"):
        _store(samples.pdf(), now)

    assert _everything_in(store) == []


def test_store_in_a_folder_that_cannot_be_written_says_so(store: Path, now: dt.datetime) -> None:
    store.write_text("a file stands where the folder should be")

    with pytest.raises(Unavailable, match="storage_unavailable"):
        _store(samples.pdf(), now)


def test_store_when_the_row_is_refused_keeps_no_row(
    store: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "new_blob_name", lambda: "aa/bb/" + "a" * 90)

    with pytest.raises(DatabaseError), transaction.atomic():
        _store(samples.pdf(), now)

    assert not StoredFile.objects.exists()


def test_reading_an_erased_file_is_impossible_even_with_its_blob(
    store: Path, now: dt.datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = _store(samples.pdf(), now)
    kept_elsewhere = (store / file.blob_name).read_bytes()

    with django_capture_on_commit_callbacks(execute=True):
        erase_file(file, now=now)

    assert _everything_in(store) == []
    (store / file.blob_name).write_bytes(kept_elsewhere)
    again = StoredFile.objects.get(pk=file.pk)
    assert (again.name, again.wrapped_key, again.erased_at, again.blob_deleted_at) == ("", None, now, now)
    with pytest.raises(NotFound, match="file_erased"):
        open_plaintext(again)


def test_erasing_takes_the_key_even_when_the_blob_cannot_be_deleted(
    store: Path,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = _store(samples.pdf(), now)

    def broken(self: FileSystemStorage, name: str) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", broken)
        with django_capture_on_commit_callbacks(execute=True):
            erase_file(file, now=now)
    again = StoredFile.objects.get(pk=file.pk)
    left = services.delete_erased_blobs(now=now)

    assert (again.wrapped_key, again.blob_deleted_at) == (None, None)
    assert left == 1
    assert _everything_in(store) == []


def test_erasing_twice_keeps_the_first_instant(store: Path, now: dt.datetime) -> None:
    file = _store(samples.pdf(), now)

    erase_file(file, now=now)
    erase_file(StoredFile.objects.get(pk=file.pk), now=now + dt.timedelta(days=1))

    assert StoredFile.objects.get(pk=file.pk).erased_at == now


def test_erasing_in_a_transaction_that_fails_keeps_the_file(store: Path, now: dt.datetime) -> None:
    file = _store(samples.pdf(), now)

    def erase_then_fail() -> None:
        with transaction.atomic():
            erase_file(file, now=now)
            raise RuntimeError("something else failed")

    with pytest.raises(RuntimeError):
        erase_then_fail()

    assert _read(StoredFile.objects.get(pk=file.pk)) == samples.pdf()


@pytest.mark.parametrize("fault", ["missing", "flipped", "cut", "swapped row", "unknown key"])
def test_reading_a_file_whose_blob_or_key_was_touched_is_refused(store: Path, now: dt.datetime, fault: str) -> None:
    file, other = _store(samples.pdf(), now), _store(samples.pdf(pages=2), now)
    blob = store / file.blob_name
    sealed = blob.read_bytes()
    if fault == "missing":
        blob.unlink()
    elif fault == "flipped":
        blob.write_bytes(sealed[:50] + bytes([sealed[50] ^ 1]) + sealed[51:])
    elif fault == "cut":
        blob.write_bytes(sealed[:-1])
    elif fault == "swapped row":
        file.blob_name, file.wrapped_key = other.blob_name, other.wrapped_key
    else:
        file.key_id = "nobody"

    with pytest.raises(Unavailable, match="file_unreadable"):
        _read(file)


def test_reading_a_file_whose_row_says_another_hash_is_refused_at_the_end(store: Path, now: dt.datetime) -> None:
    file = _store(samples.pdf(), now)
    file.sha256 = bytes(32)

    with pytest.raises(Unavailable, match="file_unreadable"):
        _read(file)


def test_rewrapping_after_a_key_change_moves_files_and_the_old_key_may_leave(
    store: Path, now: dt.datetime, settings: Settings
) -> None:
    old = settings.FILE_KEY
    new = "2027:" + "QUJD" * 10 + "QUI="
    file = _store(samples.pdf(), now)
    sealed = (store / file.blob_name).read_bytes()

    settings.FILE_KEY = f"{new} {old}"
    moved = (rewrap_keys(), rewrap_keys())
    settings.FILE_KEY = new

    again = StoredFile.objects.get(pk=file.pk)
    assert moved == (1, 0)
    assert (again.key_id, _read(again)) == ("2027", samples.pdf())
    assert (store / file.blob_name).read_bytes() == sealed


def test_rewrapping_without_the_old_key_is_refused(store: Path, now: dt.datetime, settings: Settings) -> None:
    _store(samples.pdf(), now)
    settings.FILE_KEY = "2027:" + "QUJD" * 10 + "QUI="

    with pytest.raises(Unavailable, match="file_unreadable"):
        rewrap_keys()


@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"sha256": b"short"},
        {"scan_state": "perhaps"},
        {"scan_state": "clean"},
        {"scanned_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"wrapped_key": None},
        {"wrapped_key": b"short"},
        {"erased_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"blob_deleted_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=samples.short_id,
)
def test_row_that_contradicts_itself_is_refused_by_the_database(
    store: Path, now: dt.datetime, change: dict[str, object]
) -> None:
    file = _store(samples.pdf(), now)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**change)


def test_row_of_a_file_cannot_be_deleted(store: Path, now: dt.datetime) -> None:
    file = _store(samples.pdf(), now)

    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_eight_uploads_at_once_are_eight_files(store: Path, now: dt.datetime) -> None:
    barrier = threading.Barrier(8)
    contents = {number: samples.png(seed=number) for number in range(8)}
    failures: list[BaseException] = []

    def upload(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            _store(contents[number], now, name=f"{number}.png")
        except (DomainError, DatabaseError, threading.BrokenBarrierError) as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=(number,)) for number in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    files = {file.name: file for file in StoredFile.objects.order_by("id")}
    assert failures == []
    assert {name: _read(file) for name, file in files.items()} == {f"{n}.png": c for n, c in contents.items()}
    assert len(_everything_in(store)) == 8


def test_the_application_role_is_the_one_that_tests_run_with() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'documents_file', 'DELETE')")
        assert cursor.fetchone() == (False,)
