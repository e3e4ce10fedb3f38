"""Problem pages and the headers every answer carries."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from motcua.web import problems

pytestmark = pytest.mark.urls("tests.web.urls_for_tests")


@pytest.fixture(autouse=True)
def host() -> object:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        yield


def _request(path: str = "/x/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.csp_nonce = "n"  # type: ignore[attr-defined]
    return request


def test_domain_error_of_a_page_shows_its_status_code_and_what_to_do(client: Client) -> None:
    answer = client.get("/stale/")
    page = answer.content.decode()

    assert answer.status_code == 409
    assert 'data-mc-problem="stale"' in page
    assert "Có thay đổi trong lúc bạn đang làm" in page
    assert "Những gì đã lưu trước đó vẫn còn nguyên." in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_problem_is_shown_in_the_face_it_happened_on(client: Client) -> None:
    assert "css/portal.css" in client.get("/stale/").content.decode()
    assert "css/desk.css" in client.get("/desk/stale/").content.decode()
    assert problems.is_desk("/en/desk/")
    assert not problems.is_desk("/en/thu-tuc/desk/")


def test_single_faults_are_listed_and_escaped(client: Client) -> None:
    page = client.get("/faults/").content.decode()

    assert "<li>Địa chỉ này không có, hoặc bạn không có quyền xem.</li>" in page
    assert "<b>odd</b>" not in page
    assert "&lt;b&gt;odd&lt;/b&gt;" in page


def test_htmx_gets_a_fragment_with_the_same_words(client: Client) -> None:
    answer = client.get("/stale/", HTTP_HX_REQUEST="true")

    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_too_many_says_when_to_come_back(client: Client) -> None:
    answer = client.get("/slow/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")


@pytest.mark.django_db
def test_database_gone_is_a_pause_not_a_crash(client: Client) -> None:
    answer = client.get("/gone/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Hệ thống đang tạm ngừng" in answer.content.decode()


def test_unforeseen_error_tells_nothing_of_itself() -> None:
    answer = Client(raise_request_exception=False).get("/broken/")

    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()
    assert "040123452718" not in answer.content.decode()


def test_unknown_address_is_a_page_of_ours(client: Client) -> None:
    answer = client.get("/khong-co/")

    assert answer.status_code == 404
    assert "Không tìm thấy trang này" in answer.content.decode()


def test_wrong_host_is_a_page_of_ours(client: Client) -> None:
    answer = client.get("/open/", HTTP_HOST="elsewhere.example")

    assert answer.status_code == 400
    assert "Yêu cầu chưa đúng" in answer.content.decode()


def test_form_without_its_token_is_a_page_of_ours() -> None:
    answer = Client(enforce_csrf_checks=True).post("/open/")

    assert answer.status_code == 403
    assert "form_expired" in answer.content.decode()


def test_too_much_data_is_told_from_a_malformed_request() -> None:
    assert problems.bad_request(_request(), RequestDataTooBig()).status_code == 413
    assert problems.bad_request(_request(), SuspiciousOperation()).status_code == 400


@pytest.mark.parametrize("status", sorted(problems.KINDS))
@pytest.mark.parametrize("path", ["/x/", "/desk/x/", "/en/x/"])
def test_every_problem_page_has_one_heading_and_a_title_that_starts_with_it(status: int, path: str) -> None:
    page = problems.problem(_request(path), status, "some_code").content.decode()

    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert len(headings) == 1
    assert f"<title>{headings[0]} – " in page
    assert "some_code" in page


def test_incident_number_is_shown_only_when_the_fault_is_ours() -> None:
    request = _request()
    request.request_id = "0199-abc"  # type: ignore[attr-defined]

    assert "0199-abc" in problems.problem(request, 500, "internal_error").content.decode()
    assert "0199-abc" not in problems.problem(request, 404, "not_found").content.decode()


# ---- headers


def test_page_carries_a_policy_without_unsafe_words_and_its_nonce(client: Client) -> None:
    answer = client.get("/stale/")
    policy = answer.headers["Content-Security-Policy"]

    nonce = re.search(r"'nonce-([\w-]{20,})'", policy)
    assert nonce is not None
    assert f'<script nonce="{nonce[1]}">' in answer.content.decode()
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy


def test_nonce_changes_with_every_answer(client: Client) -> None:
    one, two = (client.get("/stale/").headers["Content-Security-Policy"] for _ in range(2))

    assert one != two


def test_data_carries_a_policy_that_allows_nothing(client: Client) -> None:
    policy = client.get("/json/").headers["Content-Security-Policy"]

    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")


def test_secure_pages_ask_for_secure_parts_only(client: Client) -> None:
    assert "upgrade-insecure-requests" in client.get("/open/", secure=True).headers["Content-Security-Policy"]
    assert "upgrade-insecure-requests" not in client.get("/open/").headers["Content-Security-Policy"]


def test_other_headers_are_on_every_answer(client: Client) -> None:
    headers = client.get("/open/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_no_page_has_a_style_attribute_or_an_inline_handler(client: Client) -> None:
    page = client.get("/stale/").content.decode()

    assert not re.search(r"\sstyle=|\son[a-z]+=", page)
