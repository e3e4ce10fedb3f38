"""Old backups go, what the rest needs stays, and nothing half is ever taken for whole."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.backup import blobs
from motcua.backup import store as stores
from motcua.backup.prune import prune
from motcua.backup.reading import check, open_backup
from motcua.backup.store import Store
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file
from tests.dossiers.world import NOW, World

from .conftest import backed_up, flipped

pytestmark = pytest.mark.django_db(transaction=True)


def test_backups_when_more_than_kept_then_the_oldest_go_with_the_blobs_only_they_need(
    filled: World, place: Store
) -> None:
    loose = filled.file()
    names = [backed_up(place).name]
    erase_file(StoredFile.objects.get(pk=loose.pk), now=NOW)
    filled.file()
    names += [backed_up(place, NOW + dt.timedelta(days=day)).name for day in (1, 2)]
    assert loose.blob_name in set(blobs.stored(place))

    removed, gone = prune(place, keep=2)

    assert (removed, gone) == ([names[0]], 1)
    assert place.names() == names[1:]
    assert loose.blob_name not in set(blobs.stored(place))
    for name in place.names():
        check(open_backup(place, name))


def test_pruning_when_a_remaining_backup_cannot_be_read_then_nothing_is_deleted(filled: World, place: Store) -> None:
    names = [backed_up(place, NOW + dt.timedelta(days=day)).name for day in (0, 1)]
    kept = list(blobs.stored(place))

    with flipped(place.place(names[1]) / "files.part", 40), pytest.raises(Invalid) as error:
        prune(place, keep=1)

    assert error.value.code == "backup_damaged"
    assert (place.names(), list(blobs.stored(place))) == (names, kept)


def test_store_when_in_use_then_a_second_backup_is_told_so(filled: World, place: Store) -> None:
    with place.locked(), pytest.raises(Conflict) as error:
        backed_up(place)

    assert error.value.code == "backup_running"


def test_disk_when_it_fills_in_the_middle_then_told_plainly_and_earlier_backups_stand(
    filled: World, place: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from motcua.backup import parts

    first = backed_up(place).name
    written = parts.Writer._put
    room = [3]

    def put(writer: parts.Writer, sealed: bytes) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written(writer, sealed)

    monkeypatch.setattr(parts.Writer, "_put", put)
    with pytest.raises(DomainError) as error:
        backed_up(place, NOW + dt.timedelta(days=1))

    assert error.value.code == "backup_no_space"
    assert place.names() == [first]
    assert [path for path in place.folder.iterdir() if path.name.endswith(".unfinished")] == []
    check(open_backup(place, first))


def test_folder_when_it_holds_something_else_or_nothing_then_said_so(tmp_path: object, place: Store) -> None:
    (place.folder.parent / "photos").mkdir()
    (place.folder.parent / "photos" / "one.jpg").write_bytes(b"x")

    with pytest.raises(Invalid) as taken:
        stores.make(place.folder.parent / "photos")
    with pytest.raises(NotFound) as absent:
        stores.existing(place.folder.parent / "nowhere")
    with pytest.raises(NotFound) as none:
        place.newest()

    assert [e.value.code for e in (taken, absent, none)] == ["backup_folder_taken", "backup_not_here", "backup_none"]
