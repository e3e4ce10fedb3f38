"""The pages of decisions about units: drafted by an administrator, signed by a leader, followed by the dossiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from motcua.core.clock import FrozenClock
from motcua.core.remember import forget_everything
from motcua.dossiers.models import Dossier, Reroute
from motcua.dossiers.services.reroute import run_reroute
from motcua.organisation.models import Unit, UnitDecision
from motcua.people import totp
from motcua.people.services.second_factor import set_up
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
HEAD = {"number": "12/NQ-HĐND", "title": "Nhập hai xã", "effective_on": "2026-11-23", "signed_on": "", "source": ""}
MERGE = {
    "from": "TS-0101, TS-0102",
    "code": "TS-0201",
    "name": "Xã Hòa Bình",
    "level": "commune",
    "kind": "commune",
    "parent": "TS",
    "posts": "follow",
}


@pytest.fixture
def administrators(world: World) -> World:
    for name, role in (("admin", "administrator"), ("second", "province_leader")):
        post = PostFactory(unit=world.province, role=role, title=f"Vị trí {name}")
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
        world.users[name] = user
    return world


def key_of(world: World, name: str, now: dt.datetime) -> str:
    key = totp.new_key()
    earlier = now - dt.timedelta(minutes=5)
    set_up(world.users[name], key, totp.code_of(key, totp.step_at(now) - 10), earlier)
    return key


def drafted(browser: Client, **change: str) -> UnitDecision:
    browser.post(reverse("desk:unit_decision_new"), HEAD)
    decision = UnitDecision.objects.get()
    answer = browser.post(reverse("desk:unit_change_add", args=[decision.uid, "merge"]), {**MERGE, **change})
    assert answer.status_code == 302, answer.content.decode()
    return decision


def act(browser: Client, decision: UnitDecision, slug: str, **more: str) -> int:
    decision.refresh_from_db()
    posted = {"expected": str(decision.revision), "digest": decision.digest, **more}
    return browser.post(reverse("desk:unit_decision_act", args=[decision.uid, slug]), posted).status_code


def test_pages_when_a_merger_is_drafted_checked_and_signed_then_dossiers_follow_and_the_sheet_adds_up(
    administrators: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    dossier = administrators.submit(now=clock.now())
    writer, signer = sign_in("admin"), sign_in("second")
    decision = drafted(writer)

    page = writer.get(reverse("desk:unit_decision", args=[decision.uid])).content.decode()
    checked = act(writer, decision, "kiem-tra")
    own = act(writer, decision, "ky", code="123456")
    key = key_of(administrators, "second", clock.now())
    signed = act(signer, decision, "ky", code=totp.code_of(key, totp.step_at(clock.now())))
    job = Reroute.objects.get()
    forget_everything()
    run_reroute(job, rest=0)
    sheet = signer.get(reverse("desk:unit_sheet", args=[decision.uid])).content.decode()
    table = signer.get(reverse("desk:unit_sheet_file", args=[decision.uid])).content.decode()

    dossier.refresh_from_db()
    decision.refresh_from_db()
    assert "Ảnh hưởng nếu ký" in page
    assert (checked, own, signed) == (302, 403, 302)
    assert decision.state == "in_force"
    assert Dossier.objects.get().reception_unit == Unit.objects.get(code="TS-0101.MC", valid_to=None)
    assert "TS-0201" in sheet
    assert "TS-0101,Xã Hòa An,TS-0201" in table
    assert signer.get(reverse("desk:unit_decisions")).status_code == 200


def test_page_when_the_decision_has_faults_then_they_are_listed_and_checking_is_not_offered(
    administrators: World, sign_in: SignIn
) -> None:
    browser = sign_in("admin")
    decision = drafted(browser, **{"from": "TS-0101, TS-9999"})

    page = browser.get(reverse("desk:unit_decision", args=[decision.uid])).content.decode()
    refused = act(browser, decision, "kiem-tra")

    assert "Không có đơn vị TS-9999" in page
    assert "Kiểm tra xong" not in page
    assert refused == 422 or refused == 400


def test_change_when_shares_are_not_numbers_then_the_form_says_so_and_keeps_what_was_typed(
    administrators: World, sign_in: SignIn
) -> None:
    browser = sign_in("admin")
    browser.post(reverse("desk:unit_decision_new"), HEAD)
    decision = UnitDecision.objects.get()
    posted = {"from": "TS-0101", "into": "TS-0102 | nhiều | Thôn 1", "posts": "end"}

    answer = browser.post(reverse("desk:unit_change_add", args=[decision.uid, "split"]), posted)

    text = answer.content.decode()
    assert answer.status_code in {400, 422}
    assert "Tỷ lệ phải lớn hơn 0" in text
    assert "TS-0102 | nhiều" in text


def test_change_when_taken_out_then_the_draft_is_empty_again(administrators: World, sign_in: SignIn) -> None:
    browser = sign_in("admin")
    decision = drafted(browser)
    decision.refresh_from_db()

    answer = browser.post(
        reverse("desk:unit_change_remove", args=[decision.uid, 1]), {"expected": str(decision.revision)}
    )

    decision.refresh_from_db()
    assert (answer.status_code, decision.changes) == (302, [])


def test_signing_when_an_administrator_tries_then_it_is_not_offered_and_refused(
    administrators: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    writer, leader = sign_in("admin"), sign_in("second")
    decision = drafted(writer)
    act(writer, decision, "kiem-tra")
    address = reverse("desk:unit_decision", args=[decision.uid])

    theirs, ours = leader.get(address).content.decode(), writer.get(address).content.decode()

    assert writer.get(reverse("desk:unit_decision_act", args=[decision.uid, "ky"])).status_code == 403
    assert act(writer, decision, "ky", code="123456") == 403
    assert "Ký, đưa vào hiệu lực" in theirs
    assert "Ký, đưa vào hiệu lực" not in ours
    assert "Bỏ quyết định" in ours
    assert "Bỏ quyết định" not in theirs
    assert leader.get(reverse("desk:unit_decision_new")).status_code == 403
    assert leader.get(reverse("desk:unit_decision_edit", args=[decision.uid])).status_code == 403
