"""The same report twice at once is one; any bytes whatever are answered in the standard's shape."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.integrations.models import IncomingMessage
from motcua.petitions.models import Petition
from tests.dossiers.world import World

from .given import LAMP, ROOT, program
from .test_server import LAMP_OUT

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def at_once(count: int, key: str, body: bytes, kind: str) -> list[tuple[int, bytes]]:
    barrier = threading.Barrier(count)

    def post(_number: int) -> tuple[int, bytes]:
        try:
            barrier.wait(10)
            answer = Browser(raise_request_exception=False).generic(
                "POST", f"{ROOT}/requests.xml", body, content_type=kind
            )
            return answer.status_code, bytes(answer.content)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(post, range(count)))


@pytest.mark.django_db(transaction=True)
def test_post_when_sent_eight_times_at_once_then_one_petition_and_one_number(
    transactional_db: None, world: World
) -> None:
    key = program(world)[1]
    answers = at_once(8, key, urlencode({"api_key": key, **LAMP_OUT}).encode(), FORM)

    numbers = {ET.fromstring(body).findtext("request/service_request_id") for _status, body in answers}  # noqa: S314
    assert {status for status, _body in answers} == {201}
    assert numbers == {Petition.objects.get().receipt_no}


@pytest.mark.django_db(transaction=True)
def test_post_when_unreadable_and_sent_eight_times_at_once_then_kept_once(transactional_db: None, world: World) -> None:
    key = program(world)[1]
    body = f"api_key={key}&service_code={LAMP}&lat=1&long=2&description=%E9".encode()
    answers = at_once(8, key, body, FORM)

    tokens = {ET.fromstring(told).findtext("request/token") for _status, told in answers}  # noqa: S314
    assert {status for status, _told in answers} == {201}
    assert tokens == {str(IncomingMessage.objects.get().uid)}


PATHS = ("requests", "requests/x", "services/x", "tokens/x", "discovery", "x")


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]),
    query=st.dictionaries(
        st.sampled_from(["start_date", "status", "page", "service_request_id", "format", "jurisdiction_id", "api_key"]),
        st.text(max_size=20),
    ),
    body=st.binary(max_size=120),
    charset=st.sampled_from(["", "; charset=latin-1", "; charset=utf-7", "; charset=\x7f"]),
)
def test_server_when_anything_is_sent_then_answered_in_the_standards_shape(
    world: World, path: str, method: str, query: dict[str, str], body: bytes, charset: str
) -> None:
    asked = urlencode(query, errors="surrogatepass")
    kind = f"application/x-www-form-urlencoded{charset}"
    answer = Browser(raise_request_exception=False).generic(
        method, f"{ROOT}/{path}.xml?{asked}", body, content_type=kind
    )

    assert answer.status_code in {200, 201, 400, 403, 404, 429}
    if method != "HEAD":
        assert answer.content.startswith((b"<?xml", b"[", b"{"))
