"""One petition: what is shown to whom, one key to accept and one to correct, acts, conflicts."""

from __future__ import annotations

import re

import pytest

from motcua.people.models import AccessRecord
from motcua.petitions.lifecycle import Flag, State
from motcua.petitions.models import Petition
from tests.petitions.world import NOW, World, answered, approved, assigned, sent

from .conftest import SignIn, hidden, words_of

pytestmark = pytest.mark.django_db


def again(petition: Petition) -> Petition:
    return Petition.objects.get(pk=petition.pk)


def test_sender_is_masked_until_opened_and_opening_is_recorded(world: World, sign_in: SignIn) -> None:
    petition = sent()
    operator = sign_in("operator")

    page = operator.get(f"/desk/phan-anh/{petition.uid}/")
    opened = operator.post(f"/desk/phan-anh/{petition.uid}/nguoi-gui/").content.decode()

    assert "0912 000 111" not in page
    assert "Nguyễn Văn Thử" not in page
    assert "0912 000 111" in opened
    assert AccessRecord.objects.filter(verb="petition.sender", subject_uid=petition.uid).count() == 1


def test_who_only_reads_may_not_open_the_sender(world: World, sign_in: SignIn) -> None:
    petition = sent()

    assert sign_in("auditor").post(f"/desk/phan-anh/{petition.uid}/nguoi-gui/").status_code == 403


def test_who_may_not_know_of_it_finds_nothing(world: World, sign_in: SignIn) -> None:
    petition = sent()

    sign_in("stranger").get(f"/desk/phan-anh/{petition.uid}/", status=404)


def test_what_was_said_is_text_and_never_markup(world: World, sign_in: SignIn) -> None:
    petition = sent(text='<script>alert(1)</script><img src=x onerror="x()"> ổ gà')

    page = sign_in("operator").get(f"/desk/phan-anh/{petition.uid}/")

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_one_key_accepts_the_suggestion_and_one_corrects_it(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    right, wrong = sent(category=""), sent(category="", text="Ổ gà ngay miệng cống, mưa là ngập cả đường.")

    for petition, key in ((right, 1), (wrong, 2)):
        page = operator.get(f"/desk/phan-anh/{petition.uid}/")
        offered = dict(re.findall(r'name="take" value="([^"]+)" data-mc-key="(\d)"', page))
        wanted = next(code for code, number in offered.items() if number == str(key))
        answer = operator.send(f"/desk/phan-anh/{petition.uid}/", f"/desk/phan-anh/{petition.uid}/goi-y/", take=wanted)
        assert answer.status_code == 302
        assert (again(petition).state, again(petition).category) == (State.VERIFIED, wanted)


def test_one_more_key_gives_it_to_the_unit_of_the_rule(world: World, sign_in: SignIn) -> None:
    operator, petition = sign_in("operator"), sent()
    operator.send(f"/desk/phan-anh/{petition.uid}/", f"/desk/phan-anh/{petition.uid}/goi-y/", take="duong-hong")

    page = operator.get(f"/desk/phan-anh/{petition.uid}/")
    offered = re.findall(r'name="take" value="([^"]+)" data-mc-key="1"', page)
    operator.send(f"/desk/phan-anh/{petition.uid}/", f"/desk/phan-anh/{petition.uid}/goi-y/", take=offered[0])

    assert again(petition).owner_unit == world.department


def test_two_on_one_petition_the_second_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    petition = assigned(world)
    officer = sign_in("officer")
    address = f"/desk/phan-anh/{petition.uid}/answer/"
    form = hidden(officer.get(address))
    officer.send(f"/desk/phan-anh/{petition.uid}/take/")

    late = officer.client.post(address, {**form, "text": "Đã vá xong sáng 23/11."})

    page = late.content.decode()
    assert late.status_code == 409
    assert "Đã vá xong sáng 23/11." in page
    assert "Đơn vị nhận việc" in words_of(page)
    assert again(petition).state == State.IN_PROGRESS
    fresh = hidden(page)
    assert officer.client.post(address, {**fresh, "text": "Đã vá xong sáng 23/11."}).status_code == 302
    assert again(petition).state == State.ANSWERED


def test_same_form_sent_twice_has_one_effect(world: World, sign_in: SignIn) -> None:
    petition, officer = assigned(world), sign_in("officer")
    address = f"/desk/phan-anh/{petition.uid}/answer/"
    form = {**hidden(officer.get(address)), "text": "Đã vá xong."}

    codes = [officer.client.post(address, form).status_code for _number in range(2)]

    assert codes == [302, 302]
    assert again(petition).seq == petition.seq + 2  # taken and answered


def test_answer_with_a_gap_of_the_template_left_is_not_sent(world: World, sign_in: SignIn) -> None:
    petition, officer = assigned(world), sign_in("officer")
    address = f"/desk/phan-anh/{petition.uid}/answer/"

    page = officer.get(address)
    template = re.search(r'href="\?mau=([^"]+)"', page)
    assert template is not None
    filled = officer.get(f"{address}?mau={template[1]}")
    answer = officer.send(address, text="Ngày {ngày}, đã vá.")

    assert "m² tại {đoạn đường}" in filled
    assert answer.status_code == 400
    assert "{ngày}" in answer.content.decode()
    assert again(petition).state == State.ASSIGNED


def test_consequences_are_said_before_the_act(world: World, sign_in: SignIn) -> None:
    petition = answered(world)

    page = words_of(sign_in("head").get(f"/desk/phan-anh/{petition.uid}/approve/"))

    assert "Đã duyệt, chờ công khai" in page
    assert "Trung tâm 1022" in page
    assert "Người gửi và người theo dõi nhận câu trả lời" in page


@pytest.mark.parametrize(
    ("action", "typed", "state"),
    [
        ("verify", {"category": "duong-hong"}, State.VERIFIED),
        ("reject", {"reason": "not_clear", "words": "Không rõ ở đâu."}, State.REJECTED),
        ("lead_away", {"track": "complaint", "unit": "T-SXD"}, State.LED_AWAY),
        ("forward", {"outside": "Tỉnh bên", "words": "Ngoài tỉnh."}, State.FORWARDED),
        ("assign", {"unit": "T-SXD"}, State.ASSIGNED),
        ("ask_sender", {"words": "Gần số nhà nào?"}, State.NEW),
        ("mark_urgent", {"words": "Có người ngã."}, State.NEW),
        ("cross_notice", {"unit": "T-01"}, State.NEW),
        (
            "correct",
            {"category": "rac-thai", "kind": "street", "place": "T-02", "lat": "18,5", "lng": "105,1"},
            State.NEW,
        ),
    ],
)
def test_acts_of_the_desk(world: World, sign_in: SignIn, action: str, typed: dict[str, str], state: State) -> None:
    petition, operator = sent(), sign_in("operator")

    answer = operator.send(f"/desk/phan-anh/{petition.uid}/{action}/", **typed)

    assert answer.status_code == 302, words_of(answer.content.decode())[:600]
    assert again(petition).state == state


def test_unit_asks_for_time_returns_it_and_is_returned_to(world: World, sign_in: SignIn) -> None:
    longer, elsewhere, thin = assigned(world), assigned(world), approved(world)

    extended = sign_in("head").send(f"/desk/phan-anh/{longer.uid}/extend/", working_days="2", words="Chờ nhựa nóng.")
    back = sign_in("officer").send(f"/desk/phan-anh/{elsewhere.uid}/return_to_operator/", words="Đường của xã.")
    again_to = sign_in("operator").send(f"/desk/phan-anh/{thin.uid}/return_to_unit/", words="Chưa nói ngày nào.")

    assert [one.status_code for one in (extended, back, again_to)] == [302, 302, 302]
    assert Flag.EXTENDED in again(longer).flags
    assert again(elsewhere).state == State.VERIFIED
    assert again(thin).state == State.IN_PROGRESS


def test_act_that_the_state_forbids_is_a_409_and_one_of_another_post_a_403(world: World, sign_in: SignIn) -> None:
    petition = assigned(world)

    sign_in("operator").get(f"/desk/phan-anh/{petition.uid}/verify/", status=409)
    sign_in("operator").get(f"/desk/phan-anh/{petition.uid}/approve/", status=403)
    sign_in("operator").get(f"/desk/phan-anh/{petition.uid}/nothing/", status=404)


def test_pin_that_is_no_number_is_refused_with_the_rest_kept(world: World, sign_in: SignIn) -> None:
    petition = sent(now=NOW)

    answer = sign_in("operator").send(
        f"/desk/phan-anh/{petition.uid}/correct/", category="rac-thai", kind="street", lat="91", lng="abc"
    )

    assert answer.status_code == 400
    assert 'value="91"' in answer.content.decode()


def test_merge_shows_both_takes_everybody_along_and_can_be_undone(world: World, sign_in: SignIn) -> None:
    first, second = sent(), sent(text="Có ổ gà lớn trước cổng trường, nguy hiểm.")
    operator = sign_in("operator")
    address = f"/desk/phan-anh/{second.uid}/gop/"

    page = words_of(operator.get(f"{address}?into={first.receipt_no}"))
    answer = operator.send(f"{address}?into={first.receipt_no}", address)

    assert first.receipt_no in page
    assert "Ổ gà to giữa đường" in page
    assert "Có ổ gà lớn" in page
    assert answer.status_code == 302
    assert again(second).merged_into == first
    undone = operator.send(f"/desk/phan-anh/{second.uid}/unmerge/", words="Khác làn đường.")
    assert undone.status_code == 302
    assert again(second).merged_into is None
