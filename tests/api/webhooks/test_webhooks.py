"""Signed calls over HTTP: good ones once, all others not at all."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from motcua.integrations.models import Call, IncomingMessage
from motcua.integrations.telephony.calls import current_call, note
from motcua.integrations.telephony.simulator import SimulatedSwitchboard
from motcua.integrations.webhooks.signing import SIGNATURE, TIMESTAMP, headers, is_signed, signature

NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
KEY, OLD = "a key of the sms gate", "an older key of it"
MESSAGE = json.dumps({"message_id": "m1", "sender": "0912000333", "text": "Đèn hỏng"}).encode()


@pytest.fixture
def client(db: None, settings: Settings, clock: FrozenClock, tmp_path: Path) -> Client:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.WEBHOOK_KEYS = {"sms": (KEY, OLD), "switchboard": (KEY,)}
    clock.set(NOW)
    return Client(raise_request_exception=False)


def called(client: Client, path: str, body: bytes, signed: dict[str, str]) -> tuple[int, str]:
    answer = client.post(f"/webhooks/{path}", body, content_type="application/json", headers=signed)
    assert answer.status_code < 500
    return answer.status_code, json.loads(answer.content)["code"] if answer.content else ""


@pytest.mark.parametrize("key", [KEY, OLD])
def test_call_when_signed_with_a_key_in_use_then_kept(client: Client, key: str) -> None:
    assert called(client, "sms/incoming", MESSAGE, headers(key, MESSAGE, now=NOW)) == (204, "")
    assert IncomingMessage.objects.get().body_words == "Đèn hỏng"


def test_call_when_replayed_then_refused_and_nothing_twice(client: Client) -> None:
    signed = headers(KEY, MESSAGE, now=NOW)
    called(client, "sms/incoming", MESSAGE, signed)

    assert called(client, "sms/incoming", MESSAGE, signed) == (409, "webhook_replayed")
    again = headers(KEY, MESSAGE, now=NOW + dt.timedelta(seconds=5))
    assert called(client, "sms/incoming", MESSAGE, again) == (204, "")
    assert IncomingMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body", "signed", "told"),
    [
        ("sms/incoming", MESSAGE, {}, (403, "webhook_refused")),
        ("sms/incoming", MESSAGE, headers("another key entirely", MESSAGE, now=NOW), (403, "webhook_refused")),
        ("sms/incoming", MESSAGE + b" ", headers(KEY, MESSAGE, now=NOW), (403, "webhook_refused")),
        ("sms/incoming", MESSAGE, headers(KEY, MESSAGE, now=NOW - dt.timedelta(minutes=6)), (403, "webhook_refused")),
        ("sms/incoming", MESSAGE, headers(KEY, MESSAGE, now=NOW + dt.timedelta(minutes=6)), (403, "webhook_refused")),
        ("zalo/incoming", MESSAGE, headers(KEY, MESSAGE, now=NOW), (404, "webhook_unknown")),
        ("sms/incoming", b"[]", headers(KEY, b"[]", now=NOW), (400, "webhook_unreadable")),
        ("sms/incoming", b"\xff", headers(KEY, b"\xff", now=NOW), (400, "webhook_unreadable")),
        ("sms/incoming", b"[" * 50_000, headers(KEY, b"[" * 50_000, now=NOW), (400, "webhook_unreadable")),
        ("sms/incoming", b"x" * 200_000, headers(KEY, b"x" * 200_000, now=NOW), (413, "request_too_large")),
        ("sms/report", b'{"fate":"lost"}', headers(KEY, b'{"fate":"lost"}', now=NOW), (400, "webhook_unreadable")),
        ("switchboard/call", b'{"kind":"x"}', headers(KEY, b'{"kind":"x"}', now=NOW), (400, "webhook_unreadable")),
    ],
)
def test_call_when_off_then_refused_and_nothing_kept(
    client: Client, path: str, body: bytes, signed: dict[str, str], told: tuple[int, str]
) -> None:
    assert called(client, path, body, signed) == told
    assert IncomingMessage.objects.count() == 0


def test_call_when_refused_for_its_content_then_it_may_come_again(client: Client) -> None:
    body = json.dumps({"provider_id": "p", "fate": "delivered", "at": "2026-11-23T09:00:00+07:00"}).encode()
    signed = headers(KEY, body, now=NOW)

    assert [called(client, "sms/report", body, signed)[0] for _ in range(2)] == [404, 404]


def test_switchboard_when_it_tells_then_the_operator_sees_who_calls(client: Client) -> None:
    operator = uuid4()
    told = {"call_id": "c1", "kind": "ringing", "at": "2026-11-23T09:00:00+07:00", "caller": "+84 912 000 444"}
    body = json.dumps({**told, "called": "1022", "operator": str(operator)}).encode()

    assert called(client, "switchboard/call", body, headers(KEY, body, now=NOW)) == (204, "")
    found = current_call(operator, now=NOW)
    assert found is not None
    assert (found.call_id, found.caller, found.is_answered) == ("c1", "0912000444", False)


@pytest.mark.django_db
def test_calls_when_events_come_twice_and_out_of_order_then_the_call_never_goes_back() -> None:
    operator, board = uuid4(), SimulatedSwitchboard()
    first = board.ring("0912000444", operator=operator, at=NOW)
    board.answer(first, operator=operator, at=NOW + dt.timedelta(seconds=5))
    second = board.ring("0912000555", operator=operator, at=NOW + dt.timedelta(seconds=9))
    for event in [*reversed(board.events(NOW)), *board.events(NOW)]:
        note(event, now=NOW)

    found = current_call(operator, now=NOW)
    assert found is not None
    assert (found.call_id, found.is_answered) == (first, True)
    board.hang_up_at(first, at=NOW + dt.timedelta(minutes=2))
    board.miss(second, at=NOW + dt.timedelta(minutes=1))
    for event in reversed(board.events(NOW)):
        note(event, now=NOW)
    assert current_call(operator, now=NOW) is None
    assert dict(Call.objects.values_list("call_id", "state")) == {first: "ended", second: "missed"}


@given(st.text(max_size=30), st.text(max_size=80), st.binary(max_size=30))
def test_signature_when_anything_is_claimed_then_only_the_right_one_holds(stamp: str, claim: str, body: bytes) -> None:
    assert not is_signed([KEY], timestamp=stamp, given=claim, body=body, now=NOW)
    good = headers(KEY, body, now=NOW)
    assert is_signed([OLD, KEY], timestamp=good[TIMESTAMP], given=f"{claim[:8]},{good[SIGNATURE]}", body=body, now=NOW)


def test_signature_when_the_key_is_short_then_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        signature("short", "1", b"")
