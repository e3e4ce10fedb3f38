"""What ``motcua verify`` finds in the store, and what the nightly sweep takes away."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest

from motcua.documents import blobs
from motcua.documents.models import StoredFile
from motcua.documents.selectors import Fault, Finding, check_files, file_by_uid
from motcua.documents.services import erase_file, store_own, store_upload
from motcua.documents.upkeep import Swept, sweep
from motcua.people.actors import SYSTEM

from . import samples

pytestmark = pytest.mark.django_db
DAYS_AGO = dt.timedelta(days=3)


def _store(now: dt.datetime) -> StoredFile:
    return store_upload(
        io.BytesIO(samples.pdf()), file_name="a.pdf", declared_type="", actor=SYSTEM, now=now, purpose="component"
    )


def _age(path: Path, now: dt.datetime) -> None:
    then = (now - DAYS_AGO).timestamp()
    os.utime(path, (then, then))


def _orphan(store: Path, now: dt.datetime) -> str:
    name = blobs.new_blob_name()
    path = store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"nobody's")
    _age(path, now)
    return name


def test_check_of_a_whole_store_finds_nothing(store: Path, now: dt.datetime) -> None:
    _store(now)
    _store(now)

    assert list(check_files(now=now)) == []


def test_check_names_each_fault(store: Path, now: dt.datetime) -> None:
    whole, missing, changed, resized, erased = (_store(now) for _ in range(5))
    (store / missing.blob_name).unlink()
    (store / changed.blob_name).write_bytes(b"x" + (store / changed.blob_name).read_bytes()[1:])
    StoredFile.objects.filter(pk=resized.pk).update(size=resized.size + 1)
    erase_file(erased, now=now)
    orphan = _orphan(store, now)

    found = set(check_files(now=now))

    assert found == {
        Finding(Fault.BLOB_MISSING, missing.uid, missing.blob_name),
        Finding(Fault.FILE_DAMAGED, changed.uid, changed.blob_name),
        Finding(Fault.FILE_DAMAGED, resized.uid, resized.blob_name),
        Finding(Fault.ERASED_BLOB_LEFT, erased.uid, erased.blob_name),
        Finding(Fault.BLOB_ORPHAN, None, orphan),
    }
    assert whole.uid not in {finding.file for finding in found}


def test_check_since_an_instant_leaves_older_files_alone(store: Path, now: dt.datetime) -> None:
    old = _store(now - DAYS_AGO)
    new = _store(now)
    (store / old.blob_name).unlink()
    (store / new.blob_name).unlink()

    assert [finding.file for finding in check_files(now - dt.timedelta(days=1), now=now)] == [new.uid]


def test_check_of_an_empty_store_without_a_folder_finds_nothing(store: Path, now: dt.datetime) -> None:
    assert list(check_files(now=now)) == []


def test_sweep_takes_what_is_old_and_nobodys_and_leaves_the_rest(store: Path, now: dt.datetime) -> None:
    kept, erased = _store(now), _store(now)
    erase_file(erased, now=now)
    orphan = _orphan(store, now)
    young_orphan = _orphan(store, now)
    os.utime(store / young_orphan, (now.timestamp(), now.timestamp()))
    upload = blobs.open_incoming()
    upload.write(b"half of it")
    upload.close()
    _age(Path(upload.name), now)
    running = blobs.open_incoming()
    os.utime(running.name, (now.timestamp(), now.timestamp()))

    swept = sweep(now=now)

    running.close()
    assert swept == Swept(uploads=1, orphans=1, erased=1)
    assert not (store / orphan).exists()
    assert not (store / erased.blob_name).exists()
    assert not Path(upload.name).exists()
    assert Path(running.name).exists()
    assert (store / young_orphan).exists()
    assert (store / kept.blob_name).exists()
    assert sweep(now=now) == Swept(uploads=0, orphans=0, erased=0)


def test_sweep_erases_an_upload_that_nothing_claimed_within_a_day(store: Path, now: dt.datetime) -> None:
    lost, young = _store(now - DAYS_AGO), _store(now)
    made = store_own(b"x", file_name="a", media_type="application/pdf", actor=SYSTEM, now=now - DAYS_AGO, purpose="p")

    swept = sweep(now=now)

    lost.refresh_from_db()
    assert swept.unclaimed == 1
    assert (lost.is_erased, lost.name) == (True, "")
    assert not (store / lost.blob_name).exists()
    assert [one.erased_at for one in StoredFile.objects.filter(pk__in=[young.pk, made.pk])] == [None, None]


def test_sweep_leaves_files_that_are_not_blobs_alone(store: Path, now: dt.datetime) -> None:
    note = store / "ab" / "cd" / "README.txt"
    note.parent.mkdir(parents=True)
    note.write_text("an administrator's note")
    _age(note, now)

    sweep(now=now)

    assert note.exists()


def test_file_by_uid_of_a_stranger_is_none(store: Path, now: dt.datetime) -> None:
    file = _store(now)

    assert file_by_uid(file.uid) == file
    assert file_by_uid(file.uid.__class__(int=5)) is None
