"""The names and shapes that outside programs rely on: one may be added, none renamed or taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.lifecycle.table import INTERNAL_ACTIONS
from motcua.people.permissions import SCOPES
from motcua.procedures.models.registry import Procedure
from motcua.procedures.terms import ChannelName
from tests.dossiers.world import CODE, NOW

from .caller import Caller, code_of

pytestmark = pytest.mark.django_db

SURFACE_SCOPES = {
    "procedures:read",
    "dossiers:submit",
    "dossiers:read",
    "dossiers:act",
    "figures:read",
    "units:read",
    "worktime:read",
}
SURFACE_ACTIONS = {
    "accept",
    "request_supplement",
    "answer_supplement",
    "refuse",
    "transfer",
    "assign",
    "complete_step",
    "record_verification",
    "consult",
    "answer_consultation",
    "follow_elsewhere",
    "pause_for_payment",
    "confirm_payment",
    "stop",
    "resume",
    "apologise",
    "issue_result",
    "hand_over",
    "withdraw",
    "correct_result",
}
DOSSIER = {"id", "receipt_no", "code", "state", "flags", "seq", "due_at", "holder", "actions"}
EMPTY_DATA_WORKS = ("accept", "complete_step", "complete_step", "complete_step", "issue_result", "hand_over")
WORKERS = ("reception", "division_head", "settling", "head", "head", "reception")


def told(answer: Any) -> dict[str, Any]:
    found = json.loads(answer.content)
    assert isinstance(found, dict)
    return found


def test_names_when_frozen_then_all_there() -> None:
    assert set(SCOPES) >= SURFACE_SCOPES
    assert {action.value for action in set(Action) - INTERNAL_ACTIONS} >= SURFACE_ACTIONS
    assert {state.value for state in State} >= {"submitted", "accepted", "processing", "result_ready", "returned"}
    assert {channel.value for channel in ChannelName} == {"online", "counter", "post"}


@pytest.mark.parametrize("action", sorted(SURFACE_ACTIONS))
def test_action_when_sent_by_its_name_then_known(call: Caller, body: Mapping[str, Any], action: str) -> None:
    uid = told(call.post("/dossiers", body))["id"]

    status, code = code_of(call.act(uid, action, "reception"))

    assert code != "action_unknown"
    assert status in {200, 400, 403, 404, 409}


def test_life_when_every_act_comes_with_empty_data_then_done_with_the_same_shape(
    call: Caller, body: Mapping[str, Any]
) -> None:
    made = told(call.post("/dossiers", body))
    assert made.keys() >= DOSSIER
    added = told(call.upload(made["id"]))
    assert added.keys() == {"document", "seq"}
    seq = added["seq"]
    for action, who in zip(EMPTY_DATA_WORKS, WORKERS, strict=True):
        answer = told(call.act(made["id"], action, who, seq=seq))
        assert answer.keys() >= DOSSIER, action
        assert answer["seq"] > seq
        seq = answer["seq"]

    read = told(call.get(f"/dossiers/{made['id']}"))
    assert read.keys() >= DOSSIER
    assert (read["state"], read["seq"], read["holder"]) == ("returned", seq, None)
    assert told(call.get(f"/track/{read['code']}")) == {"code": read["code"], "stage": "returned"}
    assert told(call.get("/dossiers?state=returned&unit=TS-0101.VH", "head"))["items"][0]["id"] == made["id"]
    events = told(call.get(f"/dossiers/{made['id']}/events"))["items"]
    assert [event["seq"] for event in events] == [*range(1, seq + 1)]
    clocks = told(call.get(f"/dossiers/{made['id']}/clocks?explain=1"))["items"]
    settlement = next(clock for clock in clocks if clock["kind"] == "settlement")
    assert {row.keys() >= {"date", "counted", "reason", "minutes"} for row in settlement["working"]} == {True}


def test_procedures_when_read_then_the_public_shape(call: Caller) -> None:
    listed = told(call.get("/procedures?q=giay%20xac%20nhan"))
    assert listed.keys() >= {"items", "next"}
    assert listed["items"][0].keys() >= {"code", "name", "field", "levels", "online"}

    one = told(call.get(f"/procedures/{CODE}"))

    assert one.keys() >= {"code", "name", "versions", "cases"}
    case = one["cases"][0]
    assert case.keys() >= {"key", "name", "components", "channels", "form"}
    assert case["key"] == "default"
    assert {channel["channel"] for channel in case["channels"]} == {"online", "counter", "post"}
    assert all(channel.keys() >= {"channel", "limit", "unit", "fees"} for channel in case["channels"])


def test_procedure_when_nothing_of_it_was_ever_published_then_not_found(call: Caller) -> None:
    Procedure.objects.create(key="9.000001", code="9.000001", created_at=NOW)

    assert code_of(call.get("/procedures/9.000001")) == (404, "procedure_not_found")


def test_worktime_when_asked_then_the_keys_of_the_command(call: Caller) -> None:
    question = {"start": "2026-01-01T10:30:00+07:00", "amount": 3, "unit": "working_day", "basis": "same_hour"}

    answer = told(call.post("/worktime/due", question, key=None))

    assert answer.keys() >= {
        "start",
        "amount",
        "unit",
        "basis",
        "calendar",
        "calendar_revision",
        "due",
        "provisional",
        "working",
    }
    assert answer["due"] == "2026-01-07T17:00:00+07:00"
    assert answer["working"][0].keys() >= {"date", "counted", "reason", "minutes"}


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"action": "dance"}, 400, "action_unknown"),
        ({"action": "accept", "expected_seq": 99}, 409, "stale"),
        ({"action": "accept"}, 409, "components_missing"),
        ({"action": "issue_result"}, 403, "verb_not_granted"),
        ({"action": "hand_over"}, 409, "not_in_this_state"),
        ({"action": "accept", "data": {"unheard": 1}}, 400, "data_invalid"),
    ],
)
def test_act_when_refused_then_the_stated_status_and_code(
    call: Caller, body: Mapping[str, Any], data: Mapping[str, Any], status: int, code: str
) -> None:
    uid = told(call.post("/dossiers", body))["id"]

    assert code_of(call.post(f"/dossiers/{uid}/actions", data, "reception")) == (status, code)


def test_write_when_without_a_key_then_400(call: Caller, body: Mapping[str, Any]) -> None:
    uid = told(call.post("/dossiers", body))["id"]

    assert code_of(call.post("/dossiers", body, key=None)) == (400, "idempotency_key_missing")
    assert code_of(call.act(uid, "accept", "reception", key=None)) == (400, "idempotency_key_missing")
