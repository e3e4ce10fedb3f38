"""The store keeps its promises on any Django storage, not on a folder only."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from pytest_django import Settings

from motcua.core.errors import Unavailable
from motcua.documents import blobs
from motcua.documents.models import StoredFile
from motcua.documents.selectors import Fault, check_files
from motcua.documents.services import delete_erased_blobs, erase_file, open_plaintext, store_upload
from motcua.people.actors import SYSTEM

from . import samples

pytestmark = pytest.mark.django_db


class ObjectStoreError(Exception):
    """As boto3's errors: not an OSError."""


ObjectStoreError.__module__ = "botocore.exceptions"


class ObjectStore(InMemoryStorage):
    """A storage without paths."""

    is_away = False

    def _save(self, name: str, content: object) -> str:
        if ObjectStore.is_away:
            raise ObjectStoreError("connection refused")
        return super()._save(name, content)


@pytest.fixture
def object_store(settings: Settings, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(blobs.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    settings.FILES_BACKEND = f"{__name__}.ObjectStore"
    yield
    blobs._storage.cache_clear()
    ObjectStore.is_away = False


def _store(now: dt.datetime, content: bytes) -> StoredFile:
    return store_upload(
        io.BytesIO(content), file_name="a.png", declared_type="", actor=SYSTEM, now=now, purpose="component"
    )


def test_file_in_an_object_store_lives_and_is_erased_as_in_a_folder(
    object_store: None, store: Path, tmp_path: Path, now: dt.datetime
) -> None:
    content = samples.png(width=500, height=400)
    file = _store(now, content)

    assert b"".join(open_plaintext(file)) == content
    assert list(blobs.list_blobs()) == [file.blob_name]
    assert list(check_files(now=now)) == []
    assert not store.exists()
    assert list((tmp_path / "tmp").rglob("*.part")) == []

    erase_file(file, now=now)
    assert [finding.kind for finding in check_files(now=now)] == [Fault.ERASED_BLOB_LEFT]
    assert delete_erased_blobs(now=now) == 1
    assert list(blobs.list_blobs()) == []


def test_object_store_that_is_away_says_so_and_nothing_is_kept(
    object_store: None, tmp_path: Path, now: dt.datetime
) -> None:
    ObjectStore.is_away = True

    with pytest.raises(Unavailable, match="storage_unavailable"):
        _store(now, samples.png())

    assert not StoredFile.objects.exists()
    assert list((tmp_path / "tmp").rglob("*.part")) == []


def test_storage_that_is_none_is_a_mistake_of_the_settings(settings: Settings, store: Path) -> None:
    settings.FILES_BACKEND = "builtins.dict"

    with pytest.raises(TypeError, match="not a storage"):
        blobs.blob_storage()
