"""Pages travel packed; files and answers of programs do not."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from motcua.web.page_middleware import Compressed

PAGE = "<p>Đăng ký khai sinh</p>" * 200


def through(answer: HttpResponseBase, accepted: str = "gzip, deflate, br") -> HttpResponseBase:
    request: HttpRequest = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepted)
    return Compressed(lambda _: answer)(request)  # type: ignore[arg-type,return-value]


def test_page_when_the_browser_unpacks_then_packed_and_the_same() -> None:
    answer = through(HttpResponse(PAGE))

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert isinstance(answer, HttpResponse)
    assert gzip.decompress(answer.content).decode() == PAGE
    assert len(answer.content) < len(PAGE.encode()) / 4


def test_page_when_the_browser_does_not_unpack_then_as_it_is() -> None:
    assert "Content-Encoding" not in through(HttpResponse(PAGE), "identity").headers


@pytest.mark.parametrize("kind", ["json", "file", "stream"])
def test_anything_else_is_left_alone(kind: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield PAGE.encode()

    made = {
        "json": lambda: JsonResponse({"text": PAGE}),
        "file": lambda: FileResponse(iter([PAGE.encode()]), content_type="application/pdf"),
        "stream": lambda: StreamingHttpResponse(pieces(), content_type="text/html"),
    }

    assert "Content-Encoding" not in through(made[kind]()).headers
