"""The pages of acts: one effect, a stale page that keeps what was typed, faults at their fields."""

from __future__ import annotations

import re

import pytest

from motcua.desk.act_fields import FIELDS, Given
from motcua.dossiers.lifecycle import Action, possible_actions
from motcua.dossiers.lifecycle.commands import FIELDS as TAKEN
from motcua.dossiers.lifecycle.states import State
from motcua.dossiers.lifecycle.table import INTERNAL_ACTIONS
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier, DossierComponent, DossierEvent
from motcua.dossiers.permissions import allowed
from motcua.people.models import UserKind
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .conftest import SignIn

pytestmark = pytest.mark.django_db

NASTY = ["<script>alert(1)</script>", "\x00\x01", "'; DROP TABLE dossier; --", "{{ 7*7 }}", "%s%n", "🙂" * 2000]


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def events(dossier: Dossier) -> int:
    return DossierEvent.objects.filter(dossier=dossier).count()


def test_every_act_people_may_do_has_a_form() -> None:
    assert set(FIELDS) == set(Action) - INTERNAL_ACTIONS


@pytest.mark.parametrize("action", list(FIELDS))
def test_form_asks_only_what_the_act_takes(action: Action) -> None:
    extra = {"again", "planned", "visited_time"}

    asked = {field.key for field in FIELDS[action](Given(needs_unit=True))}

    assert asked - extra <= set(TAKEN[action])


def test_required_data_of_an_act_is_asked_by_its_form() -> None:
    given = Given(needs_unit=True)
    for action, fields in TAKEN.items():
        if action not in FIELDS:
            continue
        needed = {name for name, field in fields.items() if field.required} - {"items"}
        assert needed <= {field.key for field in FIELDS[action](given) if field.required}, action


def test_accepting_on_the_page_issues_the_receipt(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")
    form = reception.get(f"/desk/ho-so/{dossier.uid}/accept/").content.decode()
    data = {
        f"paper-{world.component}": "on",
        "expected_seq": hidden(form, "expected_seq"),
        "idempotency_key": hidden(form, "idempotency_key"),
    }

    sent = reception.post(f"/desk/ho-so/{dossier.uid}/accept/", data)

    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED
    assert sent.headers["Location"] == f"/desk/ho-so/{dossier.uid}/?slip=01"
    assert f"/desk/ho-so/{dossier.uid}/phieu/01.pdf" in reception.get(sent.headers["Location"]).content.decode()


def test_same_form_sent_twice_has_one_effect_and_the_same_answer(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")
    form = reception.get(f"/desk/ho-so/{dossier.uid}/accept/").content.decode()
    data = {
        f"paper-{world.component}": "on",
        "expected_seq": hidden(form, "expected_seq"),
        "idempotency_key": hidden(form, "idempotency_key"),
    }

    first = reception.post(f"/desk/ho-so/{dossier.uid}/accept/", data)
    before = events(dossier)
    second = reception.post(f"/desk/ho-so/{dossier.uid}/accept/", data)

    assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])
    assert events(dossier) == before


def test_stale_page_shows_what_happened_and_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    settling = sign_in("settling")
    address = f"/desk/ho-so/{dossier.uid}/consult/"
    form = settling.get(address).content.decode()
    seq = hidden(form, "expected_seq")
    world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))
    data = {"unit": "TS-0202", "question": "Ý kiến về nơi ở?", "expected_seq": seq, "idempotency_key": "k1"}

    sent = settling.post(address, data)

    page = sent.content.decode()
    assert sent.status_code == 409
    assert "Hồ sơ đã thay đổi sau khi bạn mở" in page
    assert "Cán bộ division_head" in page
    assert "Ý kiến về nơi ở?" in page
    assert int(hidden(page, "expected_seq")) == Dossier.objects.get(pk=dossier.pk).seq
    data |= {"expected_seq": hidden(page, "expected_seq"), "idempotency_key": hidden(page, "idempotency_key")}
    assert settling.post(address, data).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.CONSULTING


def test_stale_page_whose_act_is_over_keeps_what_was_typed_and_offers_no_button(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    address = f"/desk/ho-so/{dossier.uid}/accept/"
    reception = sign_in("reception")
    form = reception.get(address).content.decode()
    world.act(dossier, Action.ACCEPT, "reception", originals=[world.component])
    data = {"note": "Đã xem bản chính", f"paper-{world.component}": "on"}

    page = reception.post(address, {**data, "expected_seq": hidden(form, "expected_seq")}).content.decode()

    assert "Đã xem bản chính" in page
    assert "để bạn chép lại" in page
    assert 'data-prevent-double-click="true"' in form
    assert 'data-prevent-double-click="true"' not in page


def test_missing_answer_is_said_at_its_field_and_nothing_happens(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception, before = sign_in("reception"), events(dossier)

    page = reception.post(f"/desk/ho-so/{dossier.uid}/refuse/", {"legal_ground": "Điều 5"})

    assert page.status_code == 400
    assert 'href="#f-reason"' in page.content.decode()
    assert "Điều 5" in page.content.decode()
    assert events(dossier) == before


def test_supplement_without_a_paper_is_refused_at_the_papers(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()

    page = sign_in("reception").post(f"/desk/ho-so/{dossier.uid}/request_supplement/", {"reason": "x"})

    assert page.status_code == 400
    assert 'href="#papers"' in page.content.decode()


def test_supplement_keeps_each_note_with_its_paper(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")

    sent = reception.post(
        f"/desk/ho-so/{dossier.uid}/request_supplement/",
        {
            f"paper-{world.component}": "on",
            f"why-{world.component}": "Thiếu chữ ký",
            "paper-other": "on",
            "why-other": "y",
        },
    )

    assert sent.headers["Location"].endswith("?slip=02")
    assert reception.get(f"/desk/ho-so/{dossier.uid}/phieu/02.pdf").content.startswith(b"%PDF")


def test_paper_found_in_a_database_is_accepted_without_being_handed_in(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")
    page = reception.get(f"/desk/ho-so/{dossier.uid}/accept/").content.decode()
    assert f'name="store-{world.component}"' in page

    sent = reception.post(f"/desk/ho-so/{dossier.uid}/accept/", {f"store-{world.component}": "on"})

    assert sent.status_code == 302
    row = DossierComponent.objects.get(dossier=dossier)
    assert (row.from_store, row.presented_on_paper) == (True, False)


def test_nasty_text_in_an_act_is_kept_as_text_or_refused_plainly(world: World, sign_in: SignIn) -> None:
    reception = sign_in("reception")
    for text in NASTY:
        dossier = world.submit()

        sent = reception.post(f"/desk/ho-so/{dossier.uid}/refuse/", {"reason": text, "legal_ground": text})

        assert sent.status_code in {302, 400}, text
        assert "<script>alert" not in reception.get(f"/desk/ho-so/{dossier.uid}/").content.decode()


def test_made_up_sequence_is_refused(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")

    for seq in ("x", "-1", "1.5", "9" * 20):
        sent = reception.post(f"/desk/ho-so/{dossier.uid}/refuse/", {"reason": "x", "expected_seq": seq})
        assert sent.status_code == 400


def test_act_leads_back_to_the_list_at_its_place(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    query = "field=H%E1%BB%99+t%E1%BB%8Bch&view=unit"

    sent = sign_in("division_head").post(
        f"/desk/ho-so/{dossier.uid}/assign/?{query}", {"post": str(world.posts["settling"].uid)}
    )

    assert sent.status_code == 302
    assert sent.headers["Location"].startswith("/desk/?")
    assert "view=unit" in sent.headers["Location"]


def test_assignment_page_lists_posts_with_their_open_load(world: World, sign_in: SignIn) -> None:
    for _ in range(2):
        held = world.accepted()
        world.act(held, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))
    dossier = world.accepted()

    page = sign_in("division_head").get(f"/desk/ho-so/{dossier.uid}/assign/").content.decode()

    assert "Cán bộ settling, Vị trí settling: đang giữ 2 hồ sơ" in page


def test_assignment_page_when_a_program_fills_a_post_then_it_is_not_offered(world: World, sign_in: SignIn) -> None:
    settling = world.posts["settling"]
    post = PostFactory(unit=settling.unit, role=settling.role, title="Vị trí của máy")
    program = UserFactory(kind=UserKind.SERVICE, full_name="Chương trình kiểm tra")
    AssignmentFactory(user=program, post=post, valid_from=BEGINNING)
    dossier = world.accepted()

    page = sign_in("division_head").get(f"/desk/ho-so/{dossier.uid}/assign/").content.decode()

    assert "Vị trí settling" in page
    assert "Vị trí của máy" not in page


def test_apology_with_a_new_date_prints_slip_04(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    new = {"new_due-day": "10", "new_due-month": "12", "new_due-year": "2026"}

    sent = sign_in("head").post(f"/desk/ho-so/{dossier.uid}/apologise/", {"reason": "Chờ xác minh", **new})

    assert sent.headers["Location"].endswith("?slip=04")
    dossier.refresh_from_db()
    assert "reappointed" in dossier.flags


@pytest.mark.parametrize("who", ["reception", "division_head", "settling", "head", "clerk", "stranger"])
def test_page_of_an_act_opens_exactly_for_who_may_do_it(world: World, sign_in: SignIn, who: str) -> None:
    dossier = world.accepted()
    state = thaw(dossier.snapshot)
    may = set(allowed(world.actors[who], list(FIELDS), dossier, state))
    client = sign_in(who)

    for action in FIELDS:
        status = client.get(f"/desk/ho-so/{dossier.uid}/{action.value}/").status_code

        if action not in may:
            assert status == (404 if who == "stranger" else 403), action
        elif action not in possible_actions(state.state):
            assert status == 409, action
        else:
            assert status in {200, 409}, action


def test_unknown_act_is_not_found(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()

    for name in ("erase", "replan", "submit", "khong-co"):
        assert sign_in("reception").get(f"/desk/ho-so/{dossier.uid}/{name}/").status_code == 404
