"""Whatever goes wrong under the API's addresses, a program reads a problem with a stable code, never a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from psycopg.errors import DiskFull

from motcua.api.v1 import dossiers
from motcua.people import actors
from tests.api.caller import ROOT, Caller
from tests.dossiers.world import APPLICANT, CODE

pytestmark = pytest.mark.django_db

WORDS = {
    "vi": "Hệ thống gặp một lỗi mà chúng tôi chưa lường trước.",
    "en": "There is an error in the system that we did not foresee.",
}


def told(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content[:300]
    body: dict[str, Any] = json.loads(answer.content)
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:motcua:problem:{code}")
    assert {"title", "detail", "errors"} <= body.keys()
    return body


def submitted(call: Caller, **headers: str) -> HttpResponse:
    body = {"procedure": CODE, "place": call.world.commune.code, "applicant": APPLICANT}
    sent = {**call.headers("citizen", "k"), **headers}
    answer: HttpResponse = call.client.post(f"{ROOT}/dossiers", json.dumps(body), "application/json", headers=sent)
    return answer


def spoil(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(dossiers, "submit_dossier", fail)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_fault_of_ours_when_unforeseen_then_a_problem_with_request_id_in_the_callers_language(
    call: Caller, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    spoil(monkeypatch, RuntimeError("number 001199012345"))

    answer = submitted(call, **{"Accept-Language": language, "X-Request-ID": "proxy-0001"})

    body = told(answer, 500, "internal_error")
    assert body["request_id"] == answer["X-Request-ID"] == "proxy-0001"
    assert body["detail"] == WORDS[language]
    assert answer["Content-Language"] == language
    assert b"001199012345" not in answer.content
    assert b"RuntimeError" not in answer.content


def test_fault_of_ours_when_unforeseen_then_its_place_is_in_the_log_under_the_request_and_nothing_it_quoted(
    call: Caller, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(monkeypatch, RuntimeError("number 001199012345"))

    submitted(call, **{"X-Request-ID": "proxy-0002"})

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "http.unforeseen" in line]
    assert [(line["error"], line["request"], line["level"]) for line in lines] == [
        ("RuntimeError", "proxy-0002", "error")
    ]
    assert any("fail" in place for place in lines[0]["trace"])
    assert "001199012345" not in str(lines)


def test_fault_before_the_operation_when_unforeseen_then_a_problem_too(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.token("citizen")

    def fail(*_: object) -> None:
        raise RuntimeError("while the token was looked up")

    monkeypatch.setattr(actors, "load_actor_by_token", fail)
    monkeypatch.setattr("motcua.api.auth.load_actor_by_token", fail)

    told(submitted(call), 500, "internal_error")


def test_database_when_its_disk_is_full_then_503_with_the_time_to_come_back(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = OperationalError("no room")
    error.__cause__ = DiskFull("could not extend file")
    spoil(monkeypatch, error)

    answer = submitted(call)

    body = told(answer, 503, "database_unavailable")
    assert answer["Retry-After"] == "30"
    assert body["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/dossiers", "/api/v1/dossiers/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_address_when_unknown_then_a_problem_whatever_the_method(path: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True)

    told(getattr(client, method)(path), 404, "not_found")


def test_address_when_unknown_and_english_is_asked_then_said_in_english() -> None:
    vietnamese = told(Client().get("/api/nothing"), 404, "not_found")["detail"]
    english = told(Client().get("/api/nothing", headers={"Accept-Language": "en-GB,en;q=0.8"}), 404, "not_found")[
        "detail"
    ]

    assert vietnamese != english


@override_settings(ALLOWED_HOSTS=["ours.example"])
def test_host_when_not_ours_then_a_problem() -> None:
    told(Client().get("/api/v1/procedures", headers={"Host": "theirs.example"}), 400, "bad_request")


def test_page_when_unforeseen_then_still_a_page(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("motcua.portal.tracking.track", fail)

    answer = call.client.get("/tra-cuu/", {"code": "H99.0101.1-261123-0001"})

    assert answer.status_code == 500
    assert answer["Content-Type"].startswith("text/html")
