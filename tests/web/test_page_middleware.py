from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from motcua.web.page_middleware import Sessions


@pytest.mark.parametrize(
    ("path", "has_session"), [("/", True), ("/apis/", True), ("/api", False), ("/api/v1/x", False)]
)
def test_session_is_there_for_pages_and_not_for_programs(path: str, has_session: bool) -> None:
    request = RequestFactory().get(path)

    Sessions(lambda _: HttpResponse())(request)

    assert hasattr(request, "session") is has_session
