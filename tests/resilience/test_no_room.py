"""The disk refuses to take more in the middle of a file; proven without a small disk, so that it runs everywhere."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.documents.models import StoredFile
from tests.api.caller import ROOT, Caller
from tests.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def _short_files() -> Iterator[None]:
    """No file of this process may grow beyond 300 kB: writing on fails as on a full disk, closing it does, too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("_short_files")
def test_paper_when_there_is_no_room_in_the_middle_of_it_then_503_and_nothing_is_left(
    call: Caller, store: Path
) -> None:
    dossier = call.world.submit()
    content = samples.png(width=600, height=600)

    for _ in range(2):
        file = SimpleUploadedFile("don.png", content, "image/png")
        data = {"component": call.world.component, "file": file}
        path = f"{ROOT}/dossiers/{dossier.uid}/documents"
        answer = call.client.post(path, data, headers=call.headers("citizen", "k"))

        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json"), answer.content
        assert b"storage_unavailable" in answer.content
        assert answer["Retry-After"] == "30"
        assert [one for one in store.rglob("*") if one.is_file()] == []
    assert not StoredFile.objects.exists()
    dossier.refresh_from_db()
    assert dossier.seq == 1


def test_paper_when_there_is_room_again_then_the_same_key_is_taken(call: Caller, store: Path) -> None:
    uid = str(call.world.submit().uid)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    content = samples.png(width=600, height=600)
    file = SimpleUploadedFile("don.png", content, "image/png")
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        path, headers = f"{ROOT}/dossiers/{uid}/documents", call.headers("citizen", "k")
        refused = call.client.post(path, {"component": call.world.component, "file": file}, headers=headers)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    taken = call.upload(uid, key="k", content=content, name="don.png", kind="image/png")

    assert (refused.status_code, taken.status_code) == (503, 201)
    assert len([one for one in store.rglob("*") if one.is_file()]) == 1
