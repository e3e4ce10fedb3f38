"""The switchboard: few keys, nothing typed is lost, a bounded number of statements a call."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core.clock import FrozenClock
from motcua.integrations.telephony.calls import note
from motcua.integrations.telephony.interface import CallEvent, CallKind
from motcua.people.models import AccessRecord
from motcua.petitions.hotline.models import CallBack, HotlineCall
from motcua.petitions.lifecycle import State
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender
from tests.petitions.world import World, sent

from .conftest import Official, SignIn, hidden, words_of

pytestmark = pytest.mark.django_db

CONSOLE = "/desk/phan-anh/tong-dai/"
TYPED = {
    "text": "Đèn đường tắt cả dãy từ tối qua, đi lại nguy hiểm.",
    "category": "chieu-sang",
    "place": "xa mot",
    "street": "đường Lê Lợi, gần chợ",
    "person": "Trần Thị Gọi",
}
MOST_STATEMENTS_OF_A_CALL = 110
"""Of a whole call: open, screen, three times saved, sent and assigned; permissions, sessions and records included."""


def opened(operator: Official, phone: str = "0912 345 678") -> str:
    answer = operator.send(CONSOLE, phone=phone)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_call_is_noted_sent_and_given_to_its_unit_in_one_stroke(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    address = opened(operator)

    answer = operator.send(address, f"{address}gui/", **TYPED, do="assign")

    petition = Petition.objects.get()
    assert answer.status_code == 302
    assert (petition.channel, petition.state, petition.place) == ("hotline", State.ASSIGNED, world.commune)
    assert petition.words.phone == "0912345678"
    call = HotlineCall.objects.get()
    assert (call.wrap_up, call.petition, call.draft) == ("petition", petition, {})
    assert petition.receipt_no in words_of(operator.get(CONSOLE))


def test_sent_twice_is_one_petition(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    address = opened(operator)
    form = {**hidden(operator.get(address)), **TYPED, "do": "send"}

    codes = [operator.client.post(f"{address}gui/", form).status_code for _number in range(2)]

    assert codes == [302, 302]
    assert Petition.objects.count() == 1


def test_notes_survive_a_crash(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    address = opened(operator)
    operator.client.post(f"{address}nhap/", {**TYPED, "draft_no": "0"}, headers={"X-Motcua-Part": "side"})

    after = sign_in("operator")
    console = after.get(CONSOLE)
    page = after.get(address)

    assert "Đèn đường tắt" in console
    assert "Đèn đường tắt cả dãy" in page
    assert 'value="đường Lê Lợi, gần chợ"' in page


def test_two_screens_of_one_call_do_not_write_over_one_another(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    address = opened(operator)
    operator.client.post(f"{address}nhap/", {"text": "mới hơn", "draft_no": "0"}, headers={"X-Motcua-Part": "side"})

    stale = operator.client.post(f"{address}nhap/", {"text": "cũ", "draft_no": "0"}, headers={"X-Motcua-Part": "side"})
    without_script = operator.client.post(f"{address}nhap/", {"text": "cũ", "draft_no": "0"})

    assert stale.status_code == 409
    assert without_script.status_code == 409
    assert ">cũ</textarea>" in without_script.content.decode()
    assert HotlineCall.objects.get().draft == {"text": "mới hơn"}


def test_side_of_the_screen_suggests_asks_and_promises(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    address = opened(operator)
    part = {"X-Motcua-Part": "side"}

    first = operator.client.post(
        f"{address}nhap/", {"text": TYPED["text"], "place": "xa", "draft_no": "0"}, headers=part
    ).content.decode()
    second = operator.client.post(f"{address}nhap/", {**TYPED, "draft_no": "1"}, headers=part).content.decode()

    assert 'data-mc-set="category"' in first
    assert "Xã Một (T-01)" in first
    assert "Xã Hai (T-02)" in first
    assert "Sẽ giao:" in second
    assert "Xã Một" in second
    assert "trả lời trước" in second


def test_caller_is_found_by_number_and_the_look_is_recorded(world: World, sign_in: SignIn) -> None:
    earlier = sent(sender=Sender(name="Trần Thị Gọi", phone="+84 912 345 678"))
    operator = sign_in("operator")

    page = operator.get(opened(operator))

    assert earlier.receipt_no in page
    record = AccessRecord.objects.filter(subject_kind="petition", rows=1).get()
    assert "0912345678" not in str(record.filter)


def test_caller_joins_a_petition_that_is_there(world: World, sign_in: SignIn) -> None:
    earlier = sent(category="chieu-sang", text=TYPED["text"])
    operator = sign_in("operator")
    address = opened(operator)

    answer = operator.send(address, f"{address}ket-thuc/", follows=earlier.receipt_no)

    assert answer.status_code == 302
    assert earlier.followers.get().phone == "0912345678"
    assert HotlineCall.objects.get().wrap_up == "follows"
    assert Petition.objects.count() == 1


def test_call_back_is_promised_tried_and_given_up_after_three(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    operator = sign_in("operator")
    address = opened(operator)
    operator.send(address, f"{address}ket-thuc/", wrap_up="call_back", back_at="2026-11-23T10:00")
    promised = CallBack.objects.get()
    assert promised.next_at == dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)

    for number in range(3):
        page = operator.get("/desk/phan-anh/goi-lai/")
        assert "0912345678" in page
        operator.post(f"/desk/phan-anh/goi-lai/{promised.uid}/", outcome="no_answer", expected=str(number))
        clock.advance(dt.timedelta(minutes=1))

    promised.refresh_from_db()
    assert (promised.tries, promised.outcome, promised.next_at) == (3, "no_answer", None)
    assert "0912345678" not in operator.get("/desk/phan-anh/goi-lai/")


def test_two_operators_do_not_count_one_try_twice(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    address = opened(operator)
    operator.send(address, f"{address}ket-thuc/", wrap_up="call_back")
    promised = CallBack.objects.get()

    for _number in range(2):
        operator.post(f"/desk/phan-anh/goi-lai/{promised.uid}/", outcome="no_answer", expected="0")

    promised.refresh_from_db()
    assert promised.tries == 1


@pytest.mark.parametrize("wrap_up", ["told", "complaint", "emergency", "cut_off", "silent", "abuse", "wrong_number"])
def test_call_ends_with_a_word(world: World, sign_in: SignIn, wrap_up: str) -> None:
    operator = sign_in("operator")
    address = opened(operator, "")

    answer = operator.send(address, f"{address}ket-thuc/", wrap_up=wrap_up)

    assert answer.status_code == 302
    assert HotlineCall.objects.get().wrap_up == wrap_up
    assert operator.client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "Hãy ghi nội dung"),
        ({"place": "xã không có"}, "Không có xã, phường"),
        ({"place": "xã"}, "nhiều xã, phường"),
        ({"lat": "18", "lng": "east"}, ""),
        ({"category": "khong-co"}, "lĩnh vực"),
    ],
)
def test_refused_notes_stay_on_the_screen(world: World, sign_in: SignIn, changes: dict[str, str], said: str) -> None:
    operator = sign_in("operator")
    address = opened(operator)

    answer = operator.send(address, f"{address}gui/", **{**TYPED, **changes}, do="assign")

    page = answer.content.decode()
    assert answer.status_code == 400, page[:300]
    assert said in words_of(page)
    assert "gần chợ" in page
    assert Petition.objects.count() == 0
    assert HotlineCall.objects.get().ended_at is None


def test_call_of_another_operator_stays_shut(world: World, sign_in: SignIn) -> None:
    address = opened(sign_in("operator"))
    head = sign_in("desk_head")

    head.get(address, status=403)
    assert head.post(f"{address}nhap/", text="x", draft_no="0").status_code == 403
    assert head.post(f"{address}gui/", text="x").status_code == 403


def test_ringing_call_shows_by_itself_and_is_taken_once(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    uid = world.people["operator"].uid
    event = CallEvent(
        call_id="c-1", kind=CallKind.RINGING, caller="0988 777 666", called="1022", operator=uid, at=clock.now()
    )
    note(event, now=clock.now())
    operator = sign_in("operator")

    piece = operator.get(f"{CONSOLE}dang-goi/")
    for _number in range(2):
        operator.post(CONSOLE, phone="0988777666", call_key="c-1")

    assert "0988777666" in piece
    assert HotlineCall.objects.get().phone == "0988777666"
    assert operator.get(f"{CONSOLE}dang-goi/").strip() == ""


def test_whole_call_costs_a_bounded_number_of_statements(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    for _number in range(20):
        sent(sender=Sender(name="Trần Thị Gọi", phone="0912345678"))
    operator.get(CONSOLE)

    with CaptureQueriesContext(connection) as whole:
        address = opened(operator)
        form = hidden(operator.get(address))
        for number in range(3):
            operator.client.post(
                f"{address}nhap/", {**TYPED, "draft_no": str(number)}, headers={"X-Motcua-Part": "side"}
            )
        operator.client.post(f"{address}gui/", {**form, **TYPED, "do": "assign"})

    print(len(whole), "statements a call")  # noqa: T201
    assert len(whole) <= MOST_STATEMENTS_OF_A_CALL


def test_keys_of_a_call_without_its_words_are_few(world: World, sign_in: SignIn) -> None:
    """Enter takes the call, Alt+1 the category, Tab leads to place, street and name, Ctrl+Enter sends."""
    operator = sign_in("operator")
    page = operator.get(opened(operator))
    fields = re.findall(r'<(?:textarea|select|input)[^>]* id="(text|category|place|street|person)"', page)

    assert fields == ["text", "category", "place", "street", "person"]
    assert re.search(r'<textarea[^>]*id="text"[^>]* autofocus', page)
    assert page.count("data-mc-send") == 1


def test_paper_and_mail_are_keyed_in(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    typed = {"text": "Đơn viết tay: đường làng lầy lội.", "kind": "street", "category": "duong-hong", "place": "T-01"}

    for channel in ("paper", "email", "suggestion-box"):
        answer = operator.send(f"/desk/phan-anh/ghi/{channel}/", **typed, person="Lê Văn Đơn")
        assert answer.status_code == 302, words_of(answer.content.decode())[:500]
    empty = operator.send("/desk/phan-anh/ghi/paper/", kind="street")

    assert sorted(Petition.objects.values_list("channel", flat=True)) == ["email", "paper", "suggestion_box"]
    assert empty.status_code == 400
    operator.get("/desk/phan-anh/ghi/web/", status=404)
