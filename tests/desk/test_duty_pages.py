"""Notices, the list as a file, and pages whose roles the matrix does not have."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock, legal_date
from motcua.dossiers.models import Outage, TimerRule
from motcua.dossiers.services.responsibility import open_late
from motcua.people.actors import load_actor
from tests.dossiers.world import NOW, World
from tests.matrix.duties import duty, given
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(world: World, clock: FrozenClock) -> World:
    """A dossier that the settling officer has had for two weeks; today is the day after its record was opened."""
    given(world, NOW)
    clock.set(NOW + dt.timedelta(days=14))
    open_late(now=NOW + dt.timedelta(days=14))
    return world


def chair(world: World, sign_in: SignIn, role: str = "province_leader") -> Client:
    post = PostFactory(unit=world.province, role=role, title="Chủ tịch")
    world.users["chair"] = UserFactory(username="chair", full_name="Chủ tịch")
    AssignmentFactory(user=world.users["chair"], post=post, valid_from=BEGINNING)
    world.actors["chair"] = load_actor(world.users["chair"].pk, legal_date(NOW))
    return sign_in("chair")


def test_officer_is_told_what_to_explain_and_the_head_takes_the_list_away(late: World, sign_in: SignIn) -> None:
    notices = sign_in("settling").get("/desk/thong-bao/").content.decode()
    listed = b"".join(sign_in("head").get("/desk/ho-so-cham/xuat.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert "Bạn phải giải trình" in notices
    assert "Cán bộ settling" in listed
    assert len(listed.strip().splitlines()) == 2


def test_outage_when_declared_and_ended_on_the_pages_then_kept(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    page = chair(world, sign_in)
    typed = {"system": "Cổng dịch vụ công", "unit": "TS", "reason": "Mất điện", "time": "07h00"}
    typed |= {"day-day": "23", "day-month": "11", "day-year": "2026"}

    assert page.get("/desk/ngung-hoat-dong/cong-bo/").status_code == 200
    made = page.post("/desk/ngung-hoat-dong/cong-bo/", typed)
    bad = page.post("/desk/ngung-hoat-dong/cong-bo/", {**typed, "time": "x"})

    assert (made.status_code, bad.status_code) == (302, 400)
    outage = Outage.objects.get()
    assert page.get(f"/desk/ngung-hoat-dong/{outage.uid}/chay-lai/").status_code == 200
    assert "Cổng dịch vụ công" in page.get("/desk/ngung-hoat-dong/").content.decode()


def test_head_is_told_what_to_decide_and_what_to_follow_up(world: World, sign_in: SignIn) -> None:
    made = duty(world)
    page = sign_in("division_head")

    bell = page.get("/desk/").content.decode()
    notices = page.get("/desk/thong-bao/").content.decode()

    assert f"/desk/ho-so-cham/ket-luan/{made.account}/" in notices
    assert "Chờ bạn kết luận" in notices
    assert "mc-count" in bell or "thông báo" in bell.lower()
    assert f"/desk/hen-gio/viec/{made.task}/" in sign_in("head").get("/desk/thong-bao/").content.decode()


def test_timer_rule_when_added_changed_and_ended_on_the_pages_then_listed_with_its_history(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    page = chair(world, sign_in, "control_head")
    typed = {
        "name": "Nhắc khi bước quá 2 ngày",
        "wait": "step",
        "act": "remind",
        "amount": "2",
        "unit": "working_day",
        "since": "end",
        "source": "QĐ 7/QĐ-UBND",
    }
    from_day = {"valid_from-day": "23", "valid_from-month": "11", "valid_from-year": "2026"}
    later = {**from_day, "valid_from-day": "30"}

    assert page.get("/desk/hen-gio/quy-tac/them/").status_code == 200
    bad = page.post("/desk/hen-gio/quy-tac/them/", {**typed, **from_day, "act": "stop"})
    made = page.post("/desk/hen-gio/quy-tac/them/", {**typed, **from_day})
    rule = TimerRule.objects.get(name=typed["name"])
    shown = page.get(f"/desk/hen-gio/quy-tac/{rule.uid}/sua/").content.decode()
    changed = page.post(f"/desk/hen-gio/quy-tac/{rule.uid}/sua/", {**typed, **later, "amount": "4"})
    newer = TimerRule.objects.get(name=typed["name"], valid_to=None)
    clock.set(NOW + dt.timedelta(days=8))
    page = sign_in("chair")
    listed = page.get("/desk/hen-gio/quy-tac/").content.decode()

    assert (bad.status_code, made.status_code, changed.status_code) == (400, 302, 302)
    assert "Chỉ được tự dừng khi người nộp không bổ sung" in bad.content.decode()
    assert "QĐ 7/QĐ-UBND" in shown
    assert "sau 4 ngày làm việc" in listed
    assert "Đã thôi dùng" in listed
    assert page.get(f"/desk/hen-gio/quy-tac/{newer.uid}/thoi-dung/").status_code == 200
    assert page.get(f"/desk/hen-gio/quy-tac/{rule.uid}/thoi-dung/").status_code == 200
