"""Sources and what they send: by HTTP and MQTT, again and again, counted by hour and day."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from motcua.cli.feeds import Ears
from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Invalid, NotAllowed
from motcua.figures.alerts.models import AlertRule
from motcua.figures.feeds.hours import by_day, by_hour
from motcua.figures.feeds.keeping import keep_for, sweep
from motcua.figures.feeds.listening import MOST_BYTES, PREFIX, TOPICS, Listener
from motcua.figures.feeds.models import FeedBatch, FeedHour, FeedReading, FeedSource, Together
from motcua.figures.feeds.services import SourceTerms, end_source, register_source, renew_key
from motcua.people.actors import SYSTEM
from tests.dossiers.world import World, build

TERMS = SourceTerms("dem-xe", "Đếm xe cầu An Hòa", "traffic", "xe qua cầu", "xe", "sum", True, None, None, "TS", 15, 60)


@dataclass
class Sent:
    """Enough of a broker and a message."""

    topic: str
    payload: bytes
    mid: int = 7
    qos: int = 1


class Broker:
    def __init__(self) -> None:
        self.subscribed: list[str] = []
        self.acked: list[int] = []

    def subscribe(self, topic: str, qos: int) -> None:
        self.subscribed.append(topic)

    def ack(self, mid: int, qos: int) -> None:
        self.acked.append(mid)


@dataclass
class Stand:
    world: World
    source: FeedSource
    key: str
    now: dt.datetime

    def reading(self, name: str, value: object = 5, minutes: int = 0, **more: object) -> dict[str, Any]:
        at = (self.now - dt.timedelta(minutes=minutes)).isoformat()
        return {"id": name, "area": self.world.commune.code, "at": at, "value": value, **more}

    def post(self, body: object, kind: str = "application/json", key: str | None = None) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        return Client().post("/api/v1/feeds/dem-xe", raw, content_type=kind, headers=headers)


@pytest.fixture
def stand(db: None, clock: FrozenClock) -> Stand:
    world = build()
    terms = replace(TERMS, unit=world.province.code)
    source, key = register_source(terms, actor=SYSTEM, now=clock.now())
    return Stand(world, source, key, clock.now())


def test_delivery_when_sent_again_then_kept_once_and_bad_rows_are_named(stand: Stand) -> None:
    rows = [stand.reading("a"), stand.reading("b", 7, 70), stand.reading("c", "x"), stand.reading("d", area="XX")]

    first, again = stand.post(rows), stand.post(rows)

    told = first.json()
    assert (first.status_code, told["kept"], told["known"], told["refused"]) == (200, 2, 0, 2)
    assert [(one["line"], one["code"]) for one in told["faults"]] == [
        (3, "reading_value_unreadable"),
        (4, "reading_unit_unknown"),
    ]
    assert (again.json()["kept"], again.json()["known"]) == (0, 2)
    changed = stand.post([stand.reading("a", 6)]).json()
    assert [one["code"] for one in changed["faults"]] == ["reading_changed"]
    assert (FeedReading.objects.count(), FeedBatch.objects.count()) == (2, 3)
    assert {(row.hour.hour, int(row.total)) for row in FeedHour.objects.all()} == {(1, 5), (23, 7)}


def test_delivery_when_json_lines_come_late_then_their_hours_are_counted_anew(stand: Stand) -> None:
    lines = "\n".join(json.dumps(stand.reading(f"r{n}", n, 10 * n)) for n in range(10)).encode()
    assert stand.post(lines, "application/x-ndjson").json()["kept"] == 10
    assert stand.post([stand.reading("late", 100, 75)]).json()["kept"] == 1

    unit, today = stand.world.province, legal_date(stand.now)
    begin = stand.now - dt.timedelta(hours=3)
    spans = by_hour(stand.source, unit, begin.replace(minute=0), stand.now + dt.timedelta(hours=1))
    assert [(span.begins.hour, span.value, span.readings) for span in spans] == [
        (23, Fraction(7 + 8 + 9 + 100), 4),
        (0, Fraction(1 + 2 + 3 + 4 + 5 + 6), 6),
        (1, Fraction(0), 1),
    ]
    for together, expected in ((Together.MEAN, Fraction(145, 11)), (Together.HIGHEST, 100), (Together.LAST, 0)):
        stand.source.together = together.value
        assert by_day(stand.source, unit, today, today)[0].value == expected


def test_delivery_when_the_key_the_body_or_the_kind_is_wrong_then_nothing_is_kept(
    stand: Stand, clock: FrozenClock
) -> None:
    assert stand.post([stand.reading("a")], key="x").status_code == 401
    assert stand.post(b"hello").json()["code"] == "feed_body_unreadable"
    assert stand.post([stand.reading("a")], "text/plain").status_code == 415
    assert stand.post([{}] * 10_001).json()["code"] == "feed_too_many"
    old, stand.key = stand.key, renew_key("dem-xe", actor=SYSTEM, now=clock.now())
    assert stand.post([stand.reading("a")], key=old).status_code == 401
    assert stand.post([stand.reading("a")]).status_code == 200
    end_source("dem-xe", actor=SYSTEM, now=clock.now())
    assert stand.post([stand.reading("b")]).status_code == 401
    assert (FeedReading.objects.count(), AlertRule.objects.get(subject="dem-xe").valid_to is None) == (1, False)


def test_source_when_registered_wrong_then_every_field_is_named(stand: Stand, clock: FrozenClock) -> None:
    wrong = replace(TERMS, code="Có Dấu", unit="XX", cadence_minutes=0, stale_minutes=0, domain="", counts=" ")

    with pytest.raises(Invalid) as refused:
        register_source(wrong, actor=SYSTEM, now=clock.now())
    with pytest.raises(Invalid, match="data_invalid"):
        register_source(replace(TERMS, unit=stand.world.province.code), actor=SYSTEM, now=clock.now())
    other = replace(TERMS, code="khac", unit=stand.world.province.code)
    with pytest.raises(NotAllowed):
        register_source(other, actor=stand.world.actors["head"], now=clock.now())

    assert {one["field"] for one in refused.value.errors} == {
        "code", "unit", "cadence_minutes", "stale_minutes", "domain", "counts",
    }  # fmt: skip


def test_listener_when_messages_come_then_acknowledged_after_they_are_kept(stand: Stand, clock: FrozenClock) -> None:
    broker, listener = Broker(), Listener(clock.now)
    body = {"key": stand.key, "schema": 1, "readings": [stand.reading("a"), stand.reading("b", "x")]}

    listener.connected(broker)
    for payload in (json.dumps(body).encode(), json.dumps(body).encode(), b"\xff", json.dumps({"key": "x"}).encode()):
        listener.arrived(broker, Sent(f"{PREFIX}dem-xe", payload))

    assert broker.subscribed == [TOPICS]
    assert (listener.taken, listener.refused, len(broker.acked)) == (2, 2, 4)
    assert [(one.kept, one.known, one.refused, one.way) for one in FeedBatch.objects.order_by("pk")] == [
        (1, 0, 1, "mqtt"),
        (0, 1, 1, "mqtt"),
    ]


def test_listener_when_the_database_is_away_then_the_message_is_not_acknowledged(
    stand: Stand, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker, listener = Broker(), Listener(clock.now)

    def away(*_args: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr("motcua.figures.feeds.listening.take", away)
    with pytest.raises(OSError):  # noqa: PT011
        listener.arrived(broker, Sent(f"{PREFIX}dem-xe", json.dumps({"key": stand.key}).encode()))

    assert broker.acked == []


def test_listener_when_the_topics_are_denied_then_it_ends_and_says_so(clock: FrozenClock) -> None:
    ended: list[bool] = []
    broker, ears = SimpleNamespace(disconnect=lambda: ended.append(True)), Ears(Listener(clock.now), None)

    ears.subscribed(broker, None, 1, [ReasonCode(PacketTypes.SUBACK, "Granted QoS 1")], None)  # type: ignore[arg-type]
    assert (ears.failed, ended) == ([], [])
    ears.subscribed(broker, None, 1, [ReasonCode(PacketTypes.SUBACK, "Not authorized")], None)  # type: ignore[arg-type]

    assert ended == [True]
    assert TOPICS in str(ears.failed[0])


def test_listener_when_a_message_is_too_long_or_names_no_source_then_acknowledged_and_nothing_kept(
    stand: Stand, clock: FrozenClock
) -> None:
    broker, listener = Broker(), Listener(clock.now)
    body = json.dumps({"key": stand.key, "readings": [stand.reading("a")]}).encode()

    for topic, payload in (("dem-xe", body + b" " * MOST_BYTES), ("dem-xe\0", body), ("Có dấu/#", body)):
        listener.arrived(broker, Sent(f"{PREFIX}{topic}", payload))

    assert (listener.taken, listener.refused, len(broker.acked)) == (0, 3, 3)


def test_reading_when_kept_long_enough_then_goes_at_night_and_its_hour_stays(stand: Stand, clock: FrozenClock) -> None:
    stand.post([stand.reading("a", 5), stand.reading("b", 7)])
    hour = FeedHour.objects.get()
    with pytest.raises(Invalid):
        keep_for(TERMS.code, 59, actor=SYSTEM, now=clock.now())
    with pytest.raises(NotAllowed):
        keep_for(TERMS.code, 90, actor=stand.world.actors["head"], now=clock.now())
    keep_for(TERMS.code, 60, actor=SYSTEM, now=clock.now())

    clock.advance(dt.timedelta(days=60))
    there = sweep(now=clock.now())
    clock.advance(dt.timedelta(days=1))
    gone = sweep(now=clock.now())

    assert (there, gone, sweep(now=clock.now())) == (0, 2, 0)
    assert (FeedReading.objects.count(), FeedBatch.objects.count()) == (0, 0)
    assert FeedHour.objects.get().total == hour.total == 12
