"""A dossier's life through the API: what it answers, what it costs, what a repeat gives, who is turned away."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core.clock import FrozenClock
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Dossier, DossierDocument, DossierEvent
from motcua.people.models import AccessRecord, ApiToken
from motcua.people.permissions import SCOPES
from tests.documents import samples
from tests.dossiers.world import NOW

from .caller import ROOT, Caller, checked, code_of

pytestmark = pytest.mark.django_db

STEPS = (
    ("accept", "reception"),
    ("complete_step", "division_head"),
    ("complete_step", "settling"),
    ("complete_step", "head"),
    ("issue_result", "head"),
    ("hand_over", "reception"),
)
LIFECYCLE_STATEMENTS = 34
"""Reviewed: what one lifecycle through the API asks of the database, tokens included. With the BEGIN and COMMIT of its
eight writes that is 50; the bar is 90."""


def told(answer: Any) -> dict[str, Any]:
    return json.loads(answer.content)


def live(call: Caller, body: dict[str, Any]) -> str:
    made = call.post("/dossiers", body)
    assert made.status_code == 201, made.content
    uid = told(made)["id"]
    assert call.upload(uid).status_code == 201
    for action, who in STEPS:
        answer = call.act(uid, action, who)
        assert answer.status_code == 200, (action, answer.content)
    assert told(call.get(f"/dossiers/{uid}"))["state"] == "returned"
    return uid


def test_lifecycle_when_everything_is_counted_then_within_the_reviewed_number(
    call: Caller, body: dict[str, Any]
) -> None:
    live(call, body)

    with CaptureQueriesContext(connection) as captured:
        live(call, body)

    statements = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    listed = "\n".join(" ".join(one.split())[:110] for one in statements)
    assert len(statements) + 2 * 8 <= 90
    assert len(statements) == LIFECYCLE_STATEMENTS, f"{len(statements)}\n{listed}"


def test_submission_when_accepted_then_the_public_shape(call: Caller, body: dict[str, Any]) -> None:
    answer = call.post("/dossiers", body)

    made = told(answer)
    assert answer.status_code == 201
    assert {"id", "receipt_no", "code", "state", "flags", "seq", "due_at", "holder", "actions"} <= made.keys()
    assert (made["state"], made["seq"], made["code"], made["due_at"]) == ("submitted", 1, None, None)
    assert made["flags"] == ["electronic"]
    assert made["actions"] == ["withdraw"]
    assert made["holder"]["unit"] == "TS-0101.MC"


def test_submission_when_the_form_has_faults_then_all_are_told_at_once(call: Caller, body: dict[str, Any]) -> None:
    body["applicant"] |= {"name": "", "id_number": "12", "birth_date": "2099-01-01", "email": "x", "colour": "red"}

    answer = call.post("/dossiers", body)

    assert code_of(answer) == (400, "data_invalid")
    named = {fault["field"] for fault in told(answer)["errors"]}
    assert {"applicant.name", "applicant.id_number", "applicant.birth_date", "applicant.email"} <= named
    assert not Dossier.objects.exists()


def test_write_without_a_key_when_sent_then_refused_and_nothing_kept(call: Caller, body: dict[str, Any]) -> None:
    uid = str(call.world.submit().uid)

    for answer in (
        call.post("/dossiers", body, key=None),
        call.act(uid, "accept", "reception", key=None),
        call.upload(uid, key=None),
    ):
        assert code_of(answer) == (400, "idempotency_key_missing")
    assert DossierEvent.objects.count() == 1
    assert not StoredFile.objects.exists()


def test_submission_when_repeated_with_its_key_then_the_same_answer(call: Caller, body: dict[str, Any]) -> None:
    first, second = call.post("/dossiers", body, key="k"), call.post("/dossiers", body, key="k")
    other = call.post("/dossiers", {**body, "answers": {}, "on_behalf_of": "Trần A"}, key="k")

    assert (first.status_code, second.status_code) == (201, 201)
    assert told(first) == told(second)
    assert second["Idempotency-Replayed"] == "true"
    assert code_of(other) == (422, "idempotency_key_reused")
    assert Dossier.objects.count() == 1


def test_paper_when_sent_twice_with_its_key_then_kept_once(call: Caller) -> None:
    uid = str(call.world.submit().uid)

    first, second = call.upload(uid, key="k"), call.upload(uid, key="k")
    third = call.upload(uid, key="k", content=samples.pdf(pages=2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert told(first) == told(second)
    assert code_of(third) == (422, "idempotency_key_reused")
    assert DossierDocument.objects.count() == 1
    assert StoredFile.objects.filter(erased_at=None).count() == 1


def test_act_when_repeated_with_its_key_then_one_event(call: Caller, body: dict[str, Any]) -> None:
    uid = told(call.post("/dossiers", body))["id"]
    call.upload(uid)

    first, second = (call.act(uid, "accept", "reception", key="k", seq=2) for _ in range(2))

    assert told(first) == told(second)
    assert told(first)["code"].startswith("H99.0101.1-261123-")
    assert DossierEvent.objects.count() == 3


def test_act_when_the_dossier_moved_then_stale(call: Caller, body: dict[str, Any]) -> None:
    uid = told(call.post("/dossiers", body))["id"]

    answer = call.act(uid, "accept", "reception", seq=7, originals=[call.world.component])

    assert code_of(answer) == (409, "stale")
    assert told(answer)["params"] == {"expected": 7, "seq": 1}


def test_acceptance_without_papers_when_asked_then_they_are_named(call: Caller, body: dict[str, Any]) -> None:
    uid = told(call.post("/dossiers", body))["id"]

    answer = call.act(uid, "accept", "reception")

    assert code_of(answer) == (409, "components_missing")
    assert [fault["field"] for fault in told(answer)["errors"]] == [call.world.component]


@pytest.mark.parametrize(
    ("content", "name", "kind", "code"),
    [
        (b"", "a.pdf", "application/pdf", "file_empty"),
        (b"MZ" + b"\0" * 500, "a.pdf", "application/pdf", None),
        (samples.png(), "a.pdf", "application/pdf", "file_type_mismatch"),
        (b"%PDF-1.7\n" + b"x" * 200, "a.pdf", "application/pdf", None),
        (b"<html><script>alert(1)</script>", "a.html", "text/html", None),
        (samples.pdf(password="x"), "a.pdf", "application/pdf", "pdf_protected"),
    ],
    ids=["empty", "program", "picture", "broken", "page", "locked"],
)
def test_paper_when_it_is_not_what_it_says_then_refused_and_nothing_kept(
    call: Caller, content: bytes, name: str, kind: str, code: str | None
) -> None:
    uid = str(call.world.submit().uid)

    answer = call.upload(uid, content=content, name=name, kind=kind)

    assert answer.status_code == 400
    assert code is None or code_of(answer)[1] == code
    assert not DossierDocument.objects.exists()
    assert not StoredFile.objects.filter(erased_at=None).exists()


def test_paper_when_the_component_is_unknown_then_refused_and_the_file_goes(call: Caller) -> None:
    uid = str(call.world.submit().uid)

    answer = call.upload(uid, component="component-99")

    assert code_of(answer) == (400, "component_unknown")
    assert not StoredFile.objects.filter(erased_at=None).exists()


OPERATIONS = (
    ("GET", "/procedures", "procedures:read"),
    ("GET", "/procedures/1.009999", "procedures:read"),
    ("POST", "/dossiers", "dossiers:submit"),
    ("POST", "/dossiers/{id}/documents", "dossiers:submit"),
    ("POST", "/dossiers/{id}/actions", "dossiers:act"),
    ("GET", "/dossiers", "dossiers:read"),
    ("GET", "/dossiers/counts", "dossiers:read"),
    ("GET", "/dossiers/{id}", "dossiers:read"),
    ("GET", "/dossiers/{id}/events", "dossiers:read"),
    ("GET", "/dossiers/{id}/clocks", "dossiers:read"),
    ("GET", "/dossiers/{id}/receipt", "dossiers:read"),
    ("POST", "/worktime/due", "worktime:read"),
    ("GET", "/units/TS", "units:read"),
    ("GET", "/figures/on_time_rate_ii06", "figures:read"),
    ("GET", "/figures/on_time_rate_ii06/dossiers", "figures:read"),
)
PUBLIC = {("GET", "/track/{code}"), ("POST", "/feeds/{source}")}


def test_operations_when_listed_then_every_one_has_a_stated_scope() -> None:
    from motcua.api.v1.api import api

    found = {
        (method.upper(), path.removeprefix(ROOT))
        for path, item in api.get_openapi_schema(path_prefix=ROOT)["paths"].items()
        for method in item
    }

    stated = {
        (
            m,
            p.replace("{id}", "{dossier}")
            .replace("1.009999", "{code}")
            .replace("TS", "{code}")
            .replace("on_time_rate_ii06", "{indicator}"),
        )
        for m, p, _ in OPERATIONS
    }
    assert found == stated | PUBLIC


def _ask(call: Caller, method: str, path: str, token: str | None) -> Any:
    headers = {"Idempotency-Key": next(call.keys)} | ({"Authorization": f"Bearer {token}"} if token is not None else {})
    if method == "GET":
        return checked(call.client.get(ROOT + path, headers=headers))
    if path.endswith("/documents"):
        return checked(call.client.post(ROOT + path, {"component": "x"}, headers=headers))
    return checked(call.client.post(ROOT + path, b"{}", content_type="application/json", headers=headers))


def test_operations_when_the_token_is_missing_spoilt_or_of_another_scope_then_closed(
    call: Caller, clock: FrozenClock
) -> None:
    world, uid = call.world, str(call.world.submit().uid)
    expired = world.token("citizen", life=dt.timedelta(hours=1), now=NOW - dt.timedelta(hours=2))
    revoked = world.token("citizen")
    ApiToken.objects.filter(hint=revoked[:8]).order_by("-id")[:1].get()
    row = ApiToken.objects.order_by("-id").first()
    assert row is not None
    row.revoked_at = NOW
    row.save()
    found: dict[str, set[tuple[int, str]]] = {}

    for method, path, scope in OPERATIONS:
        place = path.replace("{id}", uid)
        for token in (None, "", "x", expired, revoked, "mc_" + "A" * 43, "é"):
            answer = _ask(call, method, place, token)
            assert code_of(answer) == (401, "token_refused"), (path, token)
            assert answer["WWW-Authenticate"] == "Bearer"
        without = world.token("citizen", *(SCOPES - {scope}))
        found.setdefault(scope, set()).add(code_of(_ask(call, method, place, without)))

    assert found == {scope: {(403, "scope_missing")} for _, _, scope in OPERATIONS}


def test_reads_when_asked_again_unchanged_then_304(call: Caller, body: dict[str, Any]) -> None:
    uid = told(call.post("/dossiers", body))["id"]

    for path in (f"/dossiers/{uid}", f"/dossiers/{uid}/events", f"/dossiers/{uid}/clocks"):
        first = call.get(path)
        tag = first["ETag"]
        assert call.get(path, **{"If-None-Match": tag}).status_code == 304
        assert call.get(path, **{"If-None-Match": f'W/{tag}, "other"'}).status_code == 304
        call.upload(uid)
        again = call.get(path, **{"If-None-Match": tag})
        assert again.status_code == (304 if path.endswith("clocks") else 200)


def test_reads_when_of_somebody_elses_dossier_then_404_for_everything(call: Caller) -> None:
    uid = str(call.world.submit().uid)
    unknown = "01890000-0000-7000-8000-000000000000"

    for who in ("other_citizen", "stranger"):
        for place in (uid, unknown):
            for path in (f"/dossiers/{place}", f"/dossiers/{place}/events", f"/dossiers/{place}/clocks"):
                assert code_of(call.get(path, who)) == (404, "dossier_unknown")
            assert code_of(call.act(place, "withdraw", who)) == (404, "dossier_unknown")
            assert code_of(call.upload(place, who)) == (404, "dossier_unknown")
        assert told(call.get("/dossiers", who))["items"] == []
    assert not StoredFile.objects.filter(erased_at=None).exists()


def test_reads_when_done_then_each_leaves_an_access_record(call: Caller) -> None:
    uid = call.world.submit().uid

    for path in ("", "/events", "/clocks", "/clocks?explain=1"):
        call.get(f"/dossiers/{uid}{path}", "reception")
    call.get(f"/dossiers/{uid}", "stranger")

    records = list(AccessRecord.objects.values_list("user_id", "subject_kind", "subject_uid"))
    assert records == [(call.world.users["reception"].pk, "dossier", uid)] * 4


def test_list_when_long_then_read_by_cursor_once_each(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from motcua.dossiers.selectors import reading

    monkeypatch.setattr(reading, "PAGE", 2)
    made = {str(call.world.submit().uid) for _ in range(5)}
    seen: list[str] = []
    cursor = ""

    for _ in range(3):
        page = told(call.get(f"/dossiers?cursor={cursor}"))
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]

    assert cursor is None
    assert sorted(seen) == sorted(made)
    assert code_of(call.get("/dossiers?state=nothing"))[0] == 400
    assert told(call.get("/dossiers?state=returned"))["items"] == []


def test_events_when_read_then_no_personal_data(call: Caller, body: dict[str, Any]) -> None:
    uid = live(call, body)

    text = call.get(f"/dossiers/{uid}/events", "auditor").content.decode()

    for value in body["applicant"].values():
        assert value == "person" or value not in text


def test_tracking_when_codes_are_tried_then_limited(call: Caller) -> None:
    dossier = call.world.accepted()

    answer = call.get(f"/track/{dossier.code}", None)
    assert told(answer) == {"code": dossier.code, "stage": "settling"}
    codes = [code_of(call.get(f"/track/H99-{number}", None)) for number in range(25)]

    assert set(codes) == {(404, "dossier_unknown"), (429, "lookups_too_many")}
    assert codes[-1][0] == 429


def test_worktime_when_asked_then_as_the_command(call: Caller) -> None:
    question = {"start": "2026-01-01T10:30:00+07:00", "amount": 3, "unit": "working_day"}

    answer = told(call.post("/worktime/due", question, key=None))

    assert answer["due"].startswith("2026-01-07T17:00")
    assert answer["working"]
    naive = call.post("/worktime/due", {**question, "start": "2026-01-01T10:30:00"}, key=None)
    assert code_of(naive) == (400, "data_invalid")
    assert told(naive)["errors"][0]["code"] == "no_time_zone"
