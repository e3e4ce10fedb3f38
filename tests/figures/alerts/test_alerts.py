"""Alerts on a real feed: raised once, told once, acknowledged, given to somebody, cleared; rules checked as typed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from motcua.core.clock import LEGAL_ZONE, FrozenClock, legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.core.models import OutboxMessage
from motcua.core.outbox import Message
from motcua.figures.alerts import letters
from motcua.figures.alerts.acts import acknowledge, finish_task, give_task, owners, tasks_of
from motcua.figures.alerts.evaluating import evaluate, folded
from motcua.figures.alerts.models import Alert, AlertEvent, AlertRule
from motcua.figures.alerts.rule_book import RuleTerms, add_rule, change_rule, end_rule
from motcua.figures.alerts.rules import State
from motcua.figures.feeds.models import FeedSource, Way
from motcua.figures.feeds.services import SourceTerms, register_source, take
from motcua.notifications.models import Notice
from motcua.notifications.sending import send_due
from motcua.people.actors import SYSTEM
from motcua.people.models import User
from tests.dossiers.world import World, build

HOUR = dt.timedelta(hours=1)
TERMS = RuleTerms(
    name="Đèn hỏng nhiều",
    origin="feed",
    subject="chieu-sang",
    unit="TS-0101",
    breadth="whole",
    window="",
    side="above",
    raise_at="50",
    clear_at="20",
    readings=2,
    least=0,
    quiet_from="",
    quiet_to="",
    source="Quy chế vận hành",
)
SOURCE = SourceTerms(
    "chieu-sang", "Chiếu sáng đô thị", "lighting", "đèn hỏng", "đèn", "last", True, None, None, "", 60, 180
)


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    return build()


@pytest.fixture
def source(world: World, clock: FrozenClock) -> FeedSource:
    terms = replace(SOURCE, unit=world.province.code)
    return register_source(terms, actor=SYSTEM, now=clock.now())[0]


def send(source: FeedSource, world: World, clock: FrozenClock, value: int) -> None:
    """One reading of this hour; then the hour is over and the job looks."""
    at = clock.now()
    reading = {"id": at.isoformat(), "area": world.commune.code, "at": at.isoformat(), "value": value}
    take(source, json.dumps([reading]).encode(), way=Way.HTTP, now=at)
    clock.advance(HOUR)


def look(clock: FrozenClock) -> tuple[int, int]:
    done = evaluate(now=clock.now())
    return done.raised, done.cleared


def deliver(clock: FrozenClock) -> None:
    """What the outbox hands to the letters; it cannot read its own transaction, which a test of this kind is."""
    for row in OutboxMessage.objects.filter(topic="alert").order_by("position"):
        message = Message(row.uid, row.position, row.topic, row.key, row.kind, row.body, row.created_at)
        letters.write_alert_letters(message, now=clock.now())


def ruled(world: World, clock: FrozenClock, **changes: object) -> AlertRule:
    terms = replace(TERMS, unit=world.commune.code, **changes)
    return add_rule(terms, valid_from=legal_date(clock.now()), actor=SYSTEM, now=clock.now())


def raised(source: FeedSource, world: World, clock: FrozenClock) -> Alert:
    ruled(world, clock)
    for value in (60, 70):
        send(source, world, clock, value)
        evaluate(now=clock.now())
    return Alert.objects.get()


def test_alert_when_a_signal_trembles_then_is_raised_and_cleared_once(
    world: World, source: FeedSource, clock: FrozenClock
) -> None:
    ruled(world, clock)

    seen = []
    for value in (60, 60, 40, 55, 30, 51, 20, 45, 19):
        send(source, world, clock, value)
        seen.append(look(clock))
        assert look(clock) == (0, 0)

    assert seen == [(0, 0), (1, 0), *[(0, 0)] * 4, (0, 1), (0, 0), (0, 0)]
    alert = Alert.objects.get()
    events = list(alert.log.order_by("seq"))
    assert [(event.kind, event.printed) for event in events] == [("raised", "60 đèn"), ("cleared", "20 đèn")]
    assert folded(events) == State(alert.state) == State.CLEARED
    assert "hour=2026-11-23T09" in events[0].address
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        AlertEvent.objects.update(words="x")


def test_letter_when_raised_then_leaves_once_to_who_holds_the_verb_after_quiet_hours(
    world: World, source: FeedSource, clock: FrozenClock
) -> None:
    ruled(world, clock, readings=1, quiet_from="9:00", quiet_to="10:30")
    head = world.users["head"]
    User.objects.filter(pk=head.pk).update(email="lanh.dao@example.vn")

    send(source, world, clock, 60)
    evaluate(now=clock.now())
    for _again in range(2):
        deliver(clock)
    send_due(now=clock.now())
    assert (Notice.objects.filter(letter="alert_raised").count(), len(mail.outbox)) == (1, 0)
    clock.advance(2 * HOUR)
    send_due(now=clock.now())
    send_due(now=clock.now())

    assert [one.to for one in mail.outbox] == [["lanh.dao@example.vn"]]
    assert "60 đèn" in mail.outbox[0].body
    assert Alert.objects.get().unit.name in mail.outbox[0].subject


def test_letter_when_cleared_before_it_could_leave_then_is_dropped(
    world: World, source: FeedSource, clock: FrozenClock
) -> None:
    ruled(world, clock, readings=1, quiet_from="00:00", quiet_to="23:00")
    for value in (60, 1):
        send(source, world, clock, value)
        evaluate(now=clock.now())
        deliver(clock)
    send_due(now=clock.now() + dt.timedelta(days=1))

    assert mail.outbox == []
    assert Notice.objects.get(letter="alert_raised").state == "dropped"


def test_alert_when_answered_then_has_a_name_a_task_and_an_end(
    world: World, source: FeedSource, clock: FrozenClock
) -> None:
    alert, head, today = raised(source, world, clock), world.actors["head"], legal_date(clock.now())
    post = owners(alert, today).first()
    assert post is not None

    with pytest.raises(Invalid, match="data_invalid"):
        acknowledge(alert.uid, " ", actor=head, now=clock.now())
    acknowledge(alert.uid, "Đã gọi đơn vị quản lý", actor=head, now=clock.now())
    with pytest.raises(Conflict, match="alert_acknowledged_already"):
        acknowledge(alert.uid, "lần nữa", actor=head, now=clock.now())
    with pytest.raises((NotAllowed, NotFound)):
        acknowledge(alert.uid, "tôi", actor=world.actors["reception"], now=clock.now())
    with pytest.raises(Invalid) as wrong:
        give_task(alert.uid, owner=alert.uid, due_on=today - HOUR * 24, title="", actor=head, now=clock.now())
    assert {one["field"] for one in wrong.value.errors} == {"owner", "due_on", "title"}
    task = give_task(alert.uid, owner=post.uid, due_on=today, title="Thay đèn", actor=head, now=clock.now())
    finish_task(task.uid, "Đã thay, biên bản số 1", actor=head, now=clock.now())
    with pytest.raises(Conflict, match="task_closed"):
        finish_task(task.uid, "nữa", actor=head, now=clock.now())

    alert.refresh_from_db()
    events = list(alert.log.order_by("seq"))
    assert [event.kind for event in events] == ["raised", "acknowledged", "task_given"]
    assert folded(events) == State(alert.state) == State.ACKNOWLEDGED
    assert [one.state for one in tasks_of([alert])[alert.uid]] == ["done"]


def test_feed_when_silent_then_its_own_rule_raises_and_the_next_reading_clears(
    world: World, source: FeedSource, clock: FrozenClock
) -> None:
    send(source, world, clock, 1)
    assert look(clock) == (0, 0)
    clock.advance(3 * HOUR)
    assert look(clock) == (1, 0)
    send(source, world, clock, 1)

    assert look(clock) == (0, 1)
    assert [event.kind for event in AlertEvent.objects.order_by("seq")] == ["raised", "cleared"]


def test_rule_when_typed_wrong_then_every_field_is_named(world: World, source: FeedSource, clock: FrozenClock) -> None:
    cases = {
        ("clear_at",): {"clear_at": "60"},
        ("raise_at",): {"raise_at": "nhiều"},
        ("unit",): {"unit": "XX"},
        ("breadth",): {"breadth": "departments"},
        ("subject",): {"subject": "khong-co"},
        ("quiet_to",): {"quiet_from": "22:00"},
        ("readings",): {"readings": 0},
        ("window",): {"origin": "indicator", "subject": "on_time_rate_ii06"},
    }
    for fields, change in cases.items():
        terms = replace(replace(TERMS, unit=world.commune.code), **change)  # type: ignore[arg-type]
        with pytest.raises(Invalid) as wrong:
            add_rule(terms, valid_from=legal_date(clock.now()), actor=SYSTEM, now=clock.now())
        assert {str(one["field"]) for one in wrong.value.errors} == set(fields), change


def test_rule_when_changed_or_ended_then_the_old_row_stays_and_its_alert_closes(
    world: World, source: FeedSource, clock: FrozenClock
) -> None:
    alert = raised(source, world, clock)
    rule, today = alert.rule, legal_date(clock.now())
    terms = replace(TERMS, unit=world.commune.code, raise_at="80", clear_at="75")
    with pytest.raises(Invalid):
        change_rule(rule.uid, terms, valid_from=today, actor=SYSTEM, now=clock.now())
    tomorrow = today + dt.timedelta(days=1)
    newer = change_rule(rule.uid, terms, valid_from=tomorrow, actor=SYSTEM, now=clock.now())
    with pytest.raises(Conflict, match="alert_rule_ended"):
        end_rule(rule.uid, on=tomorrow, actor=SYSTEM, now=clock.now())
    with pytest.raises(NotAllowed):
        end_rule(newer.uid, on=tomorrow, actor=world.actors["head"], now=clock.now())

    clock.set(dt.datetime.combine(tomorrow, dt.time(8), LEGAL_ZONE))
    evaluate(now=clock.now())
    assert Alert.objects.get(pk=alert.pk).state == State.RAISED  # 70 came before the change, and nothing since
    end_rule(newer.uid, on=tomorrow + dt.timedelta(days=1), actor=SYSTEM, now=clock.now())
    clock.advance(24 * HOUR)
    evaluate(now=clock.now())

    closed = Alert.objects.get(pk=alert.pk)
    assert (closed.state, closed.log.order_by("-seq")[0].words) == (State.CLEARED, "rule_ended")
