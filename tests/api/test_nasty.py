"""Whatever is sent, the answer is a clear one: never a server fault, never a half-written dossier."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from motcua.dossiers.lifecycle import Action
from motcua.dossiers.lifecycle.commands import FIELDS
from motcua.dossiers.models import Dossier, DossierEvent
from tests.dossiers.test_lifecycle_table import DATA

from .caller import ROOT, Caller, checked, code_of

pytestmark = pytest.mark.django_db

NASTY: dict[str, str] = {
    "nul": "a\x00b",
    "only nul": "\x00",
    "controls": "\x01\x08\x1f\x7f",
    "high surrogate": "\ud800",
    "low surrogate": "x\udfff",
    "reversed pair": "\udc00\ud800",
    "emoji": "👩‍👩‍👧‍👦🇻🇳",
    "right to left": "\u202eسلام\u2066x",
    "zalgo": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤",
    "quote": "'; DROP TABLE dossier; --",
    "percent": "%s%(x)s%n 100%",
    "braces": "{{7*7}}{0}{x}${1}#{1}",
    "markup": "<script>alert(1)</script><!--",
    "typst": '#read("/etc/passwd") $x$ @y',
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../../etc/passwd",
    "newlines": "a\r\nX-Header: b\r\n\r\n",
    "null word": "null",
    "number": "1e400",
    "bom": "\ufeff\u200b\u00a0",
    "combining": "ệ" + "̣" * 500,
    "unassigned": "\U000e0001\uffff\ufffe",
    "long": "a" * 100_000,
    "blank": "   ",
}

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    10**20,
    2**63,
    1.5,
    1e308,
    [],
    {},
    [[]],
    {"a": {"b": [1.5]}},
    [None],
    "x" * 1_000_000,
]

GROUPS = [list(NASTY)[start::4] for start in range(4)]


@pytest.mark.parametrize("names", GROUPS)
def test_submission_when_any_field_is_nasty_then_a_clear_answer(
    call: Caller, body: dict[str, Any], names: list[str]
) -> None:
    for name in names:
        _fill_every_field(call, body, NASTY[name])


def _fill_every_field(call: Caller, body: dict[str, Any], text: str) -> None:
    before = Dossier.objects.count()
    answers = []
    for field in body:
        if field != "applicant":
            answers.append(call.post("/dossiers", {**body, field: text}))
    for field in body["applicant"]:
        answers.append(call.post("/dossiers", {**body, "applicant": {**body["applicant"], field: text}}))
    answers.append(call.post("/dossiers", {**body, "on_behalf_of": text}))
    answers.append(call.post("/dossiers", {**body, text: "x"}))
    answers.append(call.post("/dossiers", {**body, "answers": {text: text}}))
    answers.append(call.post("/dossiers", {**body, "applicant": {**body["applicant"], text: text}}))

    made = sum(answer.status_code == 201 for answer in answers)
    assert {answer.status_code for answer in answers} <= {201, 400, 404, 409}
    assert Dossier.objects.count() == DossierEvent.objects.count() == before + made


@pytest.mark.parametrize("names", GROUPS)
def test_addresses_when_any_part_is_nasty_then_a_clear_answer(call: Caller, names: list[str]) -> None:
    for name in names:
        _ask_everywhere(call, NASTY[name])


def _ask_everywhere(call: Caller, text: str) -> None:
    typed = quote(text.encode("utf-8", "surrogatepass"), safe="")[:6000]
    for path in (f"/procedures/{typed}", f"/units/{typed}", f"/track/{typed}", f"/dossiers/{typed}"):
        call.get(path)
    for path in (
        f"/procedures?q={typed}",
        f"/procedures?field={typed}&level={typed}",
        f"/procedures?cursor={typed}",
        f"/dossiers?state={typed}",
        f"/dossiers?unit={typed}",
        f"/dossiers?cursor={typed}",
        f"/units/TS?on={typed}",
    ):
        call.get(path)


def test_headers_when_nasty_then_a_clear_answer(call: Caller, body: dict[str, Any]) -> None:
    for text in NASTY.values():
        _send_in_headers(call, body, text)


def _send_in_headers(call: Caller, body: dict[str, Any], text: str) -> None:
    for name in ("HTTP_AUTHORIZATION", "HTTP_IDEMPOTENCY_KEY", "HTTP_ACCEPT_LANGUAGE", "HTTP_USER_AGENT"):
        raw = text.encode("utf-8", "surrogatepass").decode("latin-1")
        extra = {"HTTP_AUTHORIZATION": f"Bearer {call.token('citizen')}", "HTTP_IDEMPOTENCY_KEY": "k" + name}
        extra[name] = f"Bearer {raw}" if name == "HTTP_AUTHORIZATION" else raw
        checked(call.client.post(f"{ROOT}/dossiers", json.dumps(body), content_type="application/json", **extra))


@pytest.mark.parametrize("start", range(5))
def test_acts_when_any_field_is_nasty_then_a_clear_answer(call: Caller, start: int) -> None:
    for action in sorted(FIELDS, key=str)[start::5]:
        _spoil_every_field(call, action)


def _spoil_every_field(call: Caller, action: Action) -> None:
    dossier = call.world.submit()
    uid = str(dossier.uid)
    good = DATA.get(action, {})
    for name in [*FIELDS[action], "unknown"]:
        for value in [*NASTY.values(), *VALUES, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]:
            call.act(uid, str(action), "reception", **{**good, name: value})
    dossier.refresh_from_db()
    assert DossierEvent.objects.filter(dossier=dossier).count() == dossier.seq


@pytest.mark.parametrize("start", range(3))
def test_fields_when_of_another_type_then_a_clear_answer(call: Caller, body: dict[str, Any], start: int) -> None:
    for value in VALUES[start::3]:
        _give_another_type(call, body, value)


def _give_another_type(call: Caller, body: dict[str, Any], value: object) -> None:
    for field in body:
        call.post("/dossiers", {**body, field: value})
    for field in body["applicant"]:
        call.post("/dossiers", {**body, "applicant": {**body["applicant"], field: value}})
    for field in ("answers", "on_behalf_of", "assisted"):
        call.post("/dossiers", {**body, field: value})
    call.post("/dossiers", value)
    for field in ("action", "expected_seq", "data"):
        uid = "01890000-0000-7000-8000-000000000000"
        call.post(f"/dossiers/{uid}/actions", {"action": "accept", "data": {}, field: value}, "reception")
    for field in ("start", "amount", "unit", "basis", "calendar"):
        question = {"start": "2026-01-05T08:00:00+07:00", "amount": 3, "unit": "working_day"}
        call.post("/worktime/due", {**question, field: value})


RAW = {
    "empty": b"",
    "broken": b"{",
    "not json": b"procedure=1",
    "latin1": b'{"a": "\xe9"}',
    "utf16": '{"a": 1}'.encode("utf-16"),
    "nan": b'{"procedure": NaN}',
    "infinity": b'{"answers": {"a": Infinity}}',
    "long number": b'{"answers": {"a": ' + b"9" * 5000 + b"}}",
    "big exponent": b'{"answers": {"a": 1e999}}',
    "twice": b'{"procedure": "a", "procedure": "b"}',
    "deep": b'{"answers": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
    "deeper": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"answers":' + b'{"a":' * 700 + b"1" + b"}" * 700 + b"}",
    "escape": rb'{"procedure": "\ud800\u0000"}',
    "array": b"[]",
    "string": b'"x"',
    "megabytes": b'{"procedure": "' + b"x" * 3_000_000 + b'"}',
}


KINDS = ("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "")


@pytest.mark.parametrize("kind", KINDS)
def test_body_when_malformed_then_a_clear_answer(call: Caller, kind: str) -> None:
    uid = call.world.submit().uid
    for path in ("/dossiers", f"/dossiers/{uid}/actions", f"/dossiers/{uid}/documents", "/worktime/due"):
        for name, raw in RAW.items():
            answer = call.post(path, raw, "reception", **{"Content-Type": kind})
            assert answer.status_code in {400, 413, 415}, (path, name)
    assert Dossier.objects.count() == 1
    assert DossierEvent.objects.count() == 1


def test_content_type_when_wrong_then_refused_without_effect(call: Caller, body: dict[str, Any]) -> None:
    answer = call.post("/dossiers", body, **{"Content-Type": "text/plain"})

    assert code_of(answer) == (415, "content_type_wrong")
    assert Dossier.objects.count() == 0


def test_address_when_unknown_or_method_wrong_then_told_in_the_one_shape(call: Caller) -> None:
    assert code_of(call.get("/nothing")) == (404, "not_found")
    assert code_of(call.get("/dossiers/not-an-id")) == (404, "not_found")
    assert code_of(call.post("/track/x", {})) == (405, "method_not_allowed")
    assert code_of(checked(call.client.delete(f"{ROOT}/dossiers"))) == (405, "method_not_allowed")
    assert code_of(checked(call.client.put(f"{ROOT}/dossiers", b"{}", content_type="application/json")))[0] == 405
