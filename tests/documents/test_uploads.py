"""Files in a browser's form are sealed while they arrive, and a fault of one file leaves the rest of the form alone."""

from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from motcua.core.clock import FrozenClock
from motcua.core.errors import DomainError, Invalid, TooLarge, Unavailable
from motcua.documents import incoming
from motcua.documents.models import StoredFile
from motcua.documents.services import open_plaintext, store_upload
from motcua.documents.uploads import SealedFile
from motcua.people.actors import SYSTEM

from . import samples


def _request(*contents: bytes, name: str = "đơn.pdf", kind: str = "application/pdf") -> HttpRequest:
    files = {f"f{n}": SimpleUploadedFile(name, content, kind) for n, content in enumerate(contents)}
    return RequestFactory().post("/", {"answer": "vẫn còn đây", **files})


def _file(request: HttpRequest, field: str = "f0") -> SealedFile:
    file = request.FILES[field]
    assert isinstance(file, SealedFile)
    return file


def _everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _fault(file: SealedFile, now: dt.datetime) -> DomainError:
    with pytest.raises(DomainError) as caught:
        store_upload(file, file_name=file.name, declared_type="", actor=SYSTEM, now=now, purpose="component")
    return caught.value


@pytest.mark.django_db
def test_upload_from_a_form_is_stored_from_its_sealed_file(store: Path, clock: FrozenClock) -> None:
    content = samples.pdf(pages=2)
    request = _request(content)
    file = _file(request)
    (sealed,) = _everything_in(store)

    stored = store_upload(
        file, file_name=file.name, declared_type=file.content_type, actor=SYSTEM, now=clock.now(), purpose="component"
    )
    request.close()

    assert content[:30] not in sealed.name.encode()
    assert (file.size, file.name, stored.name) == (len(content), "đơn.pdf", "đơn.pdf")
    assert b"".join(open_plaintext(stored)) == content
    assert _everything_in(store) == [store / stored.blob_name]


def test_upload_on_its_way_is_not_readable_on_the_disk(store: Path) -> None:
    request = _request(b"%PDF- " + b"secret words " * 40_000)

    assert all(b"secret" not in path.read_bytes() for path in _everything_in(store))
    request.close()


def test_upload_can_be_read_like_any_other_until_the_request_ends(store: Path) -> None:
    request = _request(samples.pdf(), samples.pdf(pages=2))

    assert _file(request).read() == samples.pdf()
    assert b"".join(_file(request, "f1").chunks()) == samples.pdf(pages=2)

    request.close()
    assert _everything_in(store) == []


def test_upload_over_the_limit_is_read_but_not_kept_and_the_form_survives(store: Path, clock: FrozenClock) -> None:
    request = _request(b"%PDF-" + bytes(20_000_000), samples.pdf())

    file = _file(request)

    assert isinstance(file.fault, TooLarge)
    assert file.size == 20_000_005
    assert _fault(file, clock.now()).params == {"limit_mb": "20"}
    assert request.POST["answer"] == "vẫn còn đây"
    assert _file(request, "f1").read() == samples.pdf()
    request.close()
    assert _everything_in(store) == []


def test_upload_of_nothing_is_a_fault_of_that_file(store: Path, clock: FrozenClock) -> None:
    request = _request(b"")

    assert _fault(_file(request), clock.now()).code == "file_empty"
    assert _everything_in(store) == []


def test_upload_on_a_full_disk_is_a_fault_of_that_file(
    store: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(incoming, "open_incoming", full)
    request = _request(samples.pdf())

    fault = _fault(_file(request), clock.now())

    assert isinstance(fault, Unavailable)
    assert (fault.code, request.POST["answer"]) == ("storage_unavailable", "vẫn còn đây")


def test_upload_that_breaks_off_leaves_nothing(store: Path) -> None:
    body = encode_multipart(BOUNDARY, {"f0": SimpleUploadedFile("a.pdf", samples.pdf() * 2000, "application/pdf")})
    request = RequestFactory().generic("POST", "/", body[: len(body) // 2], content_type=MULTIPART_CONTENT)

    try:
        broken = _file(request) if request.FILES else None
    except MultiPartParserError:
        broken = None
    request.close()

    assert broken is None or broken.size < len(samples.pdf() * 2000)
    assert _everything_in(store) == []


@pytest.mark.django_db
def test_upload_taken_twice_is_refused_the_second_time(store: Path, clock: FrozenClock) -> None:
    request = _request(samples.pdf())
    file = _file(request)
    store_upload(file, file_name="a.pdf", declared_type="", actor=SYSTEM, now=clock.now(), purpose="component")

    with pytest.raises(Invalid, match="upload_incomplete"):
        store_upload(file, file_name="a.pdf", declared_type="", actor=SYSTEM, now=clock.now(), purpose="component")

    request.close()
    assert StoredFile.objects.count() == 1
