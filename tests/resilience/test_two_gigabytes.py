"""A form of two gigabytes is refused by what it announces, before a byte of it is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.api.caller import ROOT, Caller

pytestmark = pytest.mark.django_db

TWO_GIGABYTES = 2 * 1024**3
KIND = "multipart/form-data; boundary=X"


class Unread:
    """A body nobody may touch."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("a byte of it was read")

    readline = __iter__ = read


def announced(size: int) -> dict[str, object]:
    return {"CONTENT_TYPE": KIND, "CONTENT_LENGTH": str(size), "wsgi.input": Unread()}


def test_api_when_two_gigabytes_are_announced_then_413_and_nothing_is_read(call: Caller, store: Path) -> None:
    uid = call.world.submit().uid
    path = f"{ROOT}/dossiers/{uid}/documents"

    answer = call.client.post(path, headers=call.headers("citizen", "k"), **announced(TWO_GIGABYTES))

    assert answer.status_code == 413, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "request_too_large"
    assert not store.exists()


@pytest.mark.parametrize("path", ["/ho-so-cua-toi/01890000-0000-7000-8000-000000000000/bo-sung/", "/tra-cuu/"])
def test_page_when_two_gigabytes_are_announced_then_413_and_nothing_is_read(store: Path, path: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32

    answer = client.post(path, **announced(TWO_GIGABYTES))

    assert answer.status_code == 413, answer.content[-2000:]
    assert "Tệp hoặc nội dung gửi lên quá lớn" in answer.content.decode()
    assert not store.exists()


def test_form_when_it_could_hold_all_files_of_a_dossier_then_it_is_read() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32

    with pytest.raises(AssertionError, match="a byte of it was read"):
        client.post("/tra-cuu/", **announced(200_000_000))
