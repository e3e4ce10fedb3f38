"""Pages of alerts, rules, feeds, series and the morning summary."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core import mail
from django.test import Client

from motcua.core.clock import FrozenClock, legal_date
from motcua.figures.alerts import morning
from motcua.figures.alerts.acts import owners
from motcua.figures.alerts.evaluating import evaluate
from motcua.figures.alerts.models import Alert, AlertRule, MorningIssue
from motcua.figures.collection.models import ReportedValue
from motcua.figures.feeds.models import FeedSource, Way
from motcua.figures.feeds.services import SourceTerms, register_source, take
from motcua.notifications.sending import send_due
from motcua.notifications.services import note_news_letter
from motcua.people.actors import SYSTEM, load_actor
from motcua.people.models import FollowUpTask, User
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .conftest import SignIn
from .office import hidden

RULE = {
    "name": "Đèn hỏng",
    "origin": "feed",
    "subject": "den",
    "breadth": "whole",
    "side": "above",
    "raise_at": "50",
    "clear_at": "20",
    "readings": "1",
    "least": "0",
    "valid_from-day": "23",
    "valid_from-month": "11",
    "valid_from-year": "2026",
    "source": "Quy chế",
}


@pytest.fixture
def source(world: World, clock: FrozenClock) -> FeedSource:
    terms = SourceTerms(
        "den", "Đèn", "lighting", "đèn hỏng", "đèn", "last", True, None, None, world.province.code, 60, 180
    )
    return register_source(terms, actor=SYSTEM, now=clock.now())[0]


def official(world: World, role: str, clock: FrozenClock) -> None:
    user = UserFactory(username=role, full_name="Cán bộ", email=f"{role}@example.vn")
    post = PostFactory(unit=world.province, role=role, title="Vị trí")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.users[role], world.actors[role] = user, load_actor(user.pk, legal_date(clock.now()))


def send(client: Client, address: str, **typed: object) -> int:
    page = client.get(address).content.decode()
    return client.post(address, {**hidden(page), **typed}).status_code


def test_rule_to_task_when_done_by_hand_then_every_step_has_its_page(
    world: World, source: FeedSource, clock: FrozenClock, sign_in: SignIn
) -> None:
    official(world, "control_head", clock)
    control = sign_in("control_head")
    new = "/desk/canh-bao/quy-tac/moi/"
    turned = {**RULE, "unit": world.commune.code, "clear_at": "60"}
    said = control.post("/desk/canh-bao/quy-tac/kiem-tra/", turned).content.decode()
    assert "bằng hoặc thấp hơn" in said
    assert send(control, new, **turned) == 400
    assert send(control, new, **{**turned, "clear_at": "20"}) == 302
    assert "cao hơn 50" in control.get("/desk/canh-bao/quy-tac/").content.decode()

    at = clock.now()
    row = {"id": "1", "area": world.commune.code, "at": at.isoformat(), "value": 60}
    take(source, json.dumps([row]).encode(), way=Way.HTTP, now=at)
    clock.advance(dt.timedelta(hours=1))
    evaluate(now=clock.now())
    alert, head = Alert.objects.get(), sign_in("head")  # an hour idle ends a session
    page = head.get("/desk/canh-bao/").content.decode()
    assert 'data-total="1"' in page
    assert 'data-number="60"' in page
    readings = head.get(alert.log.get(seq=1).address).content.decode()
    assert 'data-total="1" data-sum="60"' in readings

    own = f"/desk/canh-bao/{alert.uid}/"
    assert send(head, f"{own}xac-nhan/", words="Đang xử lý") == 302
    post = owners(alert, legal_date(clock.now()))[0]
    due = {"due_on-day": "24", "due_on-month": "11", "due_on-year": "2026"}
    assert send(head, f"{own}giao-viec/", title="Thay đèn", owner=str(post.uid), **due) == 302
    assert "Đã xác nhận" in head.get(own).content.decode()
    clock.advance(dt.timedelta(days=2))
    head, control = sign_in("head"), sign_in("control_head")
    task = FollowUpTask.objects.get()
    assert "quá hạn" in head.get("/desk/canh-bao/").content.decode()
    assert send(head, f"/desk/canh-bao/viec/{task.uid}/xong/", words="Đã thay") == 302
    assert "đã xong" in head.get(own).content.decode()
    rule = AlertRule.objects.get(origin="feed")
    assert control.get(f"/desk/canh-bao/quy-tac/{rule.uid}/").status_code == 200


def test_feeds_and_series_when_opened_then_numbers_and_what_is_missing(
    world: World, source: FeedSource, clock: FrozenClock, sign_in: SignIn
) -> None:
    official(world, "operator", clock)
    head, operator = sign_in("head"), sign_in("operator")
    for month, value in (("2026-10", 120), ("2026-09", 100), ("2025-10", 80)):
        first = dt.date.fromisoformat(f"{month}-01")
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        ReportedValue.objects.create(
            measure="enterprises_founded", unit=world.province, period_code=month, first=first, last=last,
            kind="level", value=value, recorded_at=clock.now(),
        )  # fmt: skip

    series = head.get("/desk/kinh-te-xa-hoi/").content.decode()
    one = head.get("/desk/kinh-te-xa-hoi/enterprises_new/").content.decode()
    shown = operator.post("/desk/nguon-so-lieu/den/khoa/").content.decode()

    assert 'data-number="120"' in series
    assert "tăng 20,00%" in series
    assert "tăng 50,00%" in series
    assert "data-missing" in series
    assert "<polyline" in one
    assert "chỉ hiện một lần" in shown
    assert head.post("/desk/nguon-so-lieu/den/khoa/").status_code == 403
    assert "chưa có số đo" in head.get("/desk/nguon-so-lieu/").content.decode()


def test_morning_summary_when_wanted_then_one_letter_a_working_day_also_after_a_restart(
    world: World, clock: FrozenClock, sign_in: SignIn
) -> None:
    head = sign_in("head")
    User.objects.filter(pk=world.users["head"].pk).update(email="lanh.dao@example.vn")
    assert morning.make_issues(now=clock.now()) == 0
    assert send(head, "/desk/canh-bao/ban-tin-sang/", wanted="yes", hour="7") == 302

    made = [morning.make_issues(now=clock.now()) for _again in range(3)]
    issue = MorningIssue.objects.get()
    for _again in range(2):
        note_news_letter(morning.LETTER, message=issue.uid, news=issue.uid, now=clock.now())
        send_due(now=clock.now())
    saturday = clock.now() + dt.timedelta(days=5)

    assert (made, morning.make_issues(now=saturday)) == ([1, 0, 0], 0)
    assert morning.make_issues(now=clock.now() + dt.timedelta(days=1, hours=6)) == 0  # too late for a morning
    (letter,) = mail.outbox
    html = str(letter.alternatives[0][0])  # type: ignore[attr-defined]
    assert letter.to == ["lanh.dao@example.vn"]
    assert "/desk/canh-bao/" in letter.body
    assert "/desk/canh-bao/bao-cao-den-han/" in html
    assert "Nguyễn" not in letter.body + html
    assert head.get("/desk/canh-bao/bao-cao-den-han/").status_code == 200
    assert send(head, "/desk/canh-bao/ban-tin-sang/", wanted="no", hour="7") == 302
    assert morning.make_issues(now=clock.now() + dt.timedelta(days=1)) == 0
