"""Publishing by decision in the browser: drafting, checking, signing by a second person, and every refusal."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core.clock import FrozenClock
from motcua.procedures import selectors as registry
from motcua.procedures.items import process_item_json
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionNote, ProcedureVersion
from motcua.procedures.services import decisions, drafting
from tests.dossiers.legal_time import PROCESS
from tests.dossiers.world import CODE, NOW, World

from .conftest import SignIn
from .office import HEAD, ROLES, TABLE, Office, hidden, staff

pytestmark = pytest.mark.django_db

LIST = "/desk/quyet-dinh/"
MOST_STATEMENTS = 12


@pytest.fixture
def office(world: World, sign_in: SignIn, clock: FrozenClock) -> Office:
    clock.set(NOW)
    code = staff(world)
    return Office(world, {name: sign_in(name) for name in (*ROLES, "reception", "division_head")}, code)


def page(decision: Decision) -> str:
    return f"{LIST}{decision.uid}/"


def act(decision: Decision, slug: str) -> str:
    return f"{page(decision)}viec/{slug}/"


def state(decision: Decision) -> str:
    return Decision.objects.values_list("state", flat=True).get(pk=decision.pk)


# ---- the whole way


def test_decision_goes_from_draft_to_the_registry_in_the_browser(office: Office, clock: FrozenClock) -> None:
    made = office.send("control", f"{LIST}moi/", **HEAD)
    decision = Decision.objects.exclude(kind="baseline").get()
    assert made.headers["Location"] == page(decision)

    added = office.send("control", f"{page(decision)}them-muc/procedure/?procedure={CODE}")
    item = added.headers["Location"]
    assert item == f"{page(decision)}muc/1/"
    name = {**typed(office, f"{item}chung/"), "name": "Thủ tục cấp giấy xác nhận mới"}
    assert office.send("control", f"{item}chung/", **name).status_code == 302
    assert office.send("control", act(decision, "trinh")).status_code == 302
    assert office.send("control_head", act(decision, "kiem-soat")).status_code == 302
    answer = office.send("chair", act(decision, "ky"), code=office.code(clock.now()))

    assert answer.status_code == 302
    assert state(decision) == DecisionState.IN_FORCE
    version = ProcedureVersion.objects.get(procedure__key=CODE, valid_to=None)
    assert (version.name, version.valid_from) == ("Thủ tục cấp giấy xác nhận mới", dt.date(2027, 3, 1))
    shown = office.get("chair", page(decision))
    for words in ("Cán bộ control", "Cán bộ control_head", "Cán bộ chair", "Đưa vào danh mục"):
        assert words in shown


def test_decision_dated_in_the_past_says_so_and_what_was_filed_stays_as_it_was(
    office: Office, clock: FrozenClock
) -> None:
    filed = office.world.accepted()
    before = filed.process_version_id, filed.form_version_id, filed.seq
    day = dt.date(2026, 10, 1)
    decision = office.draft(DecisionKind.INTERNAL_PROCESS, effective_on=day)
    longer = replace(PROCESS, steps=tuple(replace(one, amount=one.amount + 1) for one in PROCESS.steps))
    content = process_item_json(longer, name="Quy trình sửa")
    drafting.propose_item(decision.uid, ItemKind.PROCESS, CODE, content, actor=office.world.actors["control"], now=NOW)
    office.send("control", act(decision, "trinh"))
    office.send("control_head", act(decision, "kiem-soat"))

    warned = office.get("chair", page(decision))
    answer = office.send("chair", act(decision, "ky"), code=office.code(clock.now()))

    assert "có hiệu lực từ 01/10/2026, trước ngày ký" in warned
    assert "Hồ sơ đã nộp vẫn theo quy trình" in warned
    assert answer.status_code == 302
    assert state(decision) == DecisionState.IN_FORCE
    filed.refresh_from_db()
    assert (filed.process_version_id, filed.form_version_id, filed.seq) == before
    registry.forget()
    assert office.world.submit().process_version_id != before[0]


def typed(office: Office, address: str) -> dict[str, str]:
    """What stands in the fields of a form."""
    shown = office.get("control", address)
    lines = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', shown)
    boxes = re.findall(r'<input[^>]* name="([^"]+)" type="text"[^>]* value="([^"]*)"', shown)
    ticks = re.findall(r'name="([^"]+)" type="checkbox" value="on" checked', shown)
    return {**dict(lines), **dict(boxes), **dict.fromkeys(ticks, "on")}


# ---- the list


def test_list_shows_who_did_what_and_filters_by_the_address(office: Office) -> None:
    checked, other = office.checked(), office.draft(DecisionKind.ABOLISHED, title="Bãi bỏ thử")

    shown = office.get("control", LIST)
    for words in (checked.title, "Bãi bỏ thử", "Chờ ký", "Kiểm soát: Cán bộ control_head", ">1 mục<"):
        assert words in shown
    for query in ("state=draft", "kind=abolished", "query=thử", "state=draft&unit=TS&since=2027-01-01"):
        found = office.get("control", f"{LIST}?{query}")
        assert (str(other.uid) in found, str(checked.uid) in found) == (True, False), query
    assert str(other.uid) not in office.get("control", f"{LIST}?until=2026-12-31")
    assert office.get("control", f"{LIST}?state=nonsense&since=x&page=99999999").count("data-mc-row") == 3


def test_list_costs_the_same_whatever_the_number_of_decisions(office: Office) -> None:
    office.checked()
    with CaptureQueriesContext(
        connection,
    ) as few:
        office.get("control", LIST)
    for number in range(30):
        office.draft(number=f"{number}/QĐ-UBND")
    with CaptureQueriesContext(connection) as many:
        office.get("control", LIST)

    assert len(few) == len(many) <= MOST_STATEMENTS
    assert "page=2" in office.get("control", LIST)


def test_list_warns_when_signed_later_than_the_law_allows(office: Office) -> None:
    office.draft(effective_on=dt.date(2026, 11, 25), law_effective_on=dt.date(2026, 11, 25))

    assert "Ký muộn: theo luật phải ký chậm nhất ngày 20/11/2026." in office.get("control", LIST)


@pytest.mark.parametrize("who", ["reception", "citizen"])
def test_pages_are_closed_to_others(office: Office, sign_in: SignIn, who: str) -> None:
    decision = office.with_item()

    for address in (LIST, f"{LIST}moi/", page(decision), act(decision, "ky"), f"{page(decision)}muc/1/"):
        assert sign_in(who).get(address).status_code == 403


# ---- the page


def test_page_marks_what_goes_and_what_comes_in_words_too(office: Office) -> None:
    decision = office.with_item("Thủ tục cấp giấy chứng nhận mẫu")

    shown = office.get("control", page(decision))

    assert re.search(r'<del><span class="govuk-visually-hidden">bỏ: </span>xác</del>', shown)
    assert re.search(r'<ins><span class="govuk-visually-hidden">thêm: </span>chứng</ins>', shown)


def test_page_offers_each_person_what_they_may_do(office: Office) -> None:
    decision = office.with_item()
    offers = {who: links(office.get(who, page(decision))) for who in ("control", "control_head", "chair")}
    assert offers == {"control": ["trinh", "bo"], "control_head": ["trinh", "bo"], "chair": []}

    decisions.submit_decision(decision.uid, actor=office.world.actors["control"], now=NOW)
    offers = {who: links(office.get(who, page(decision))) for who in ("control", "control_head", "chair")}
    assert offers == {
        "control": ["rut-ve", "bo"],
        "control_head": ["kiem-soat", "tra-lai", "rut-ve", "bo"],
        "chair": ["tra-lai"],
    }

    decisions.check_decision(decision.uid, actor=office.world.actors["control_head"], now=NOW)
    offers = {who: links(office.get(who, page(decision))) for who in ("control", "control_head", "chair")}
    assert offers == {"control": ["bo"], "control_head": ["tra-lai", "bo"], "chair": ["ky", "tra-lai"]}


def links(shown: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/viec/([a-z-]+)/", shown)))


def test_submit_when_faulty_then_each_fault_stands_at_its_item(office: Office) -> None:
    decision = office.draft(DecisionKind.NEW)
    lines = SimpleUploadedFile("x.jsonl", b'{"code": "1.009999", "name": "A", "field": "B"}\n')
    assert office.send("control", f"{page(decision)}nap-tep/", file=lines).status_code == 302

    answer = office.send("control", act(decision, "trinh"))

    assert answer.status_code == 400
    shown = answer.content.decode()
    assert 'href="#item-1"' in shown
    assert "đã có hiệu lực, cần quyết định sửa đổi hoặc thay thế" in shown
    assert state(decision) == DecisionState.DRAFT


# ---- acts


def test_send_back_needs_a_reason_and_the_drafter_reads_it(office: Office) -> None:
    decision = office.checked()

    refused = office.send("control_head", act(decision, "tra-lai"), reason="  ")
    assert refused.status_code == 400
    assert "Chưa nêu lý do." in refused.content.decode()
    assert office.send("control_head", act(decision, "tra-lai"), reason="Thiếu căn cứ").status_code == 302

    assert state(decision) == DecisionState.DRAFT
    assert "Thiếu căn cứ" in office.get("control", page(decision))


def test_sign_by_the_drafter_or_the_checker_is_blocked_with_the_reason(office: Office) -> None:
    decision = office.checked()
    drafter = office.world.actors["chair"]
    drafted = drafting.draft_decision(
        DecisionKind.AMENDED, title="Của chủ tịch", effective_on=dt.date(2027, 3, 1), actor=everything(drafter), now=NOW
    )
    Decision.objects.filter(pk=decision.pk).update(checked_by=office.world.users["chair"])
    Decision.objects.filter(pk=drafted.pk).update(
        state="checked", checked_by=office.world.users["control_head"], checked_at=NOW, digest="a" * 64
    )

    for one, words in ((decision, "Người đã kiểm soát không được ký"), (drafted, "Người soạn không được tự ký")):
        assert words in office.get("chair", page(one))
        answer = office.browsers["chair"].get(act(one, "ky"))
        assert (answer.status_code, words in answer.content.decode()) == (409, True)
        sent = office.browsers["chair"].post(act(one, "ky"), {"digest": one.digest or "a" * 64, "code": "123456"})
        assert (sent.status_code, words in sent.content.decode()) == (403, True)


def everything(actor):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from motcua.people.actors import EVERYWHERE

    return replace(actor, reach={"procedure.draft": EVERYWHERE})


def test_sign_without_or_with_a_wrong_code_then_told_at_the_field(office: Office) -> None:
    decision = office.checked()

    for code, status in (("", 400), ("000000", 403)):
        answer = office.send("chair", act(decision, "ky"), code=code)
        assert answer.status_code == status
        assert 'id="f-code-error"' in answer.content.decode()
    assert state(decision) == DecisionState.CHECKED


def test_sign_when_the_draft_changed_meanwhile_then_refused_with_clear_words(
    office: Office, clock: FrozenClock
) -> None:
    decision = office.checked()
    seen = hidden(office.get("chair", act(decision, "ky")))
    decisions.reopen_decision(decision.uid, reason="Sai", actor=office.world.actors["control_head"], now=NOW)
    drafting.remove_item(decision.uid, 1, actor=office.world.actors["control"], now=NOW)
    fresh = office.with_item("Tên khác hẳn").items.get()
    again = {"actor": office.world.actors["control"], "now": NOW}
    from motcua.procedures.lifecycle import ItemKind

    drafting.propose_item(decision.uid, ItemKind.PROCEDURE, CODE, fresh.content, **again)  # type: ignore[arg-type]
    decisions.submit_decision(decision.uid, **again)  # type: ignore[arg-type]
    decisions.check_decision(decision.uid, actor=office.world.actors["control_head"], now=NOW)

    answer = office.browsers["chair"].post(act(decision, "ky"), {**seen, "code": office.code(clock.now())})

    assert answer.status_code == 409
    assert "Nội dung quyết định đã khác bản đang xem" in answer.content.decode()
    assert state(decision) == DecisionState.CHECKED


def test_sign_twice_by_a_double_click_then_one_signature(office: Office, clock: FrozenClock) -> None:
    decision = office.checked()
    sent = {**hidden(office.get("chair", act(decision, "ky"))), "code": office.code(clock.now())}

    answers = [office.browsers["chair"].post(act(decision, "ky"), sent) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert DecisionNote.objects.filter(decision=decision, kind__in=("sign", "put_in_force")).count() == 2


def test_sign_when_the_registry_moved_then_signed_but_told_that_it_is_not_in_it(
    office: Office, clock: FrozenClock
) -> None:
    decision = office.checked()
    other = office.checked(name="Nội dung đến trước")
    code = office.code(clock.now())
    assert office.send("chair", act(other, "ky"), code=code).status_code == 302
    clock.set(clock.now() + dt.timedelta(minutes=2))

    answer = office.send("chair", act(decision, "ky"), code=office.code(clock.now()))

    assert answer.status_code == 302
    assert state(decision) == DecisionState.SIGNED
    assert "Đã ký, nhưng chưa đưa được vào danh mục" in office.get("chair", page(decision))


def test_acts_by_those_who_lack_the_verb_then_refused(office: Office) -> None:
    decision = office.with_item()

    for who, slug in (("control", "kiem-soat"), ("control", "ky"), ("chair", "trinh"), ("division_head", "kiem-soat")):
        assert office.browsers[who].get(act(decision, slug)).status_code == 403
        assert office.browsers[who].post(act(decision, slug), {}).status_code == 403
    assert office.browsers["control"].get(act(decision, "nhay-mua")).status_code == 404


def test_act_from_a_stale_page_then_refused_and_told(office: Office) -> None:
    decision = office.with_item()
    seen = hidden(office.get("control", act(decision, "trinh")))
    drafting.remove_item(decision.uid, 1, actor=office.world.actors["control_head"], now=NOW)

    answer = office.browsers["control"].post(act(decision, "trinh"), seen)

    assert answer.status_code == 409
    assert "đã được người khác sửa" in answer.content.decode()


def test_act_sent_twice_by_a_double_click_then_done_once(office: Office) -> None:
    decision = office.with_item()
    seen = hidden(office.get("control", act(decision, "trinh")))

    answers = [office.browsers["control"].post(act(decision, "trinh"), seen) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert DecisionNote.objects.filter(decision=decision, kind="submit").count() == 1


def test_withdraw_keeps_what_was_typed_when_it_fails(office: Office) -> None:
    decision = office.with_item()
    seen = hidden(office.get("control", act(decision, "bo")))
    drafting.remove_item(decision.uid, 1, actor=office.world.actors["control_head"], now=NOW)

    answer = office.browsers["control"].post(act(decision, "bo"), {**seen, "reason": "Trùng với quyết định khác"})

    assert answer.status_code == 409
    assert "Trùng với quyết định khác" in answer.content.decode()


# ---- the head


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Mục này là bắt buộc"),
        ({"effective_on-day": "31", "effective_on-month": "2"}, "Không có ngày này trên lịch"),
        ({"kind": "baseline"}, "Xin chọn một trong các lựa chọn đã nêu"),
        ({"number": "\x00"}, "ký tự không lưu được"),
    ],
)
def test_new_when_something_is_wrong_then_told_and_nothing_typed_is_lost(
    office: Office, changes: dict[str, str], words: str
) -> None:
    answer = office.send("control", f"{LIST}moi/", **{**HEAD, **changes})

    assert answer.status_code == 400
    shown = answer.content.decode()
    assert words in shown
    assert HEAD["source"] in shown
    assert not Decision.objects.exclude(kind="baseline").exists()


def test_new_sent_twice_by_a_double_click_then_one_draft(office: Office) -> None:
    sent = {**hidden(office.get("control", f"{LIST}moi/")), **HEAD}

    answers = [office.browsers["control"].post(f"{LIST}moi/", sent) for _click in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Decision.objects.exclude(kind="baseline").count() == 1


def test_edit_from_a_stale_page_then_refused_with_what_was_typed_and_works_when_sent_again(office: Office) -> None:
    decision = office.draft()
    address = f"{page(decision)}sua/"
    seen = hidden(office.get("control", address))
    assert office.send("control_head", address, **{**HEAD, "title": "Của trưởng phòng"}).status_code == 302

    stale = office.browsers["control"].post(address, {**seen, **HEAD, "title": "Của chuyên viên"})
    assert stale.status_code == 409
    assert "Của chuyên viên" in stale.content.decode()
    again = office.browsers["control"].post(
        address, {**hidden(stale.content.decode()), **HEAD, "title": "Của chuyên viên"}
    )

    assert again.status_code == 302
    decision.refresh_from_db()
    assert decision.title == "Của chuyên viên"


# ---- files


def test_process_table_with_faults_then_every_one_with_its_line(office: Office) -> None:
    decision = office.draft(DecisionKind.INTERNAL_PROCESS)
    address = f"{page(decision)}them-muc/process/?procedure={CODE}"
    broken = TABLE.replace("sign,unit_head", "dance,unit_head").replace("1,working_day", "một,working_day")

    answer = office.send("control", address, name="Quy trình riêng", case="-", unit="", file=table(broken))

    assert answer.status_code == 400
    shown = answer.content.decode()
    assert re.findall(r'<tr><td class="govuk-table__cell">(\d+)</td><td class="govuk-table__cell">(\w+)', shown) == [
        ("3", "amount"),
        ("4", "kind"),
    ]
    assert "Quy trình riêng" in shown
    assert not decision.items.exists()


def test_process_table_that_is_sound_then_an_item_with_its_steps(office: Office) -> None:
    decision = office.draft(DecisionKind.INTERNAL_PROCESS)
    address = f"{page(decision)}them-muc/process/?procedure={CODE}"

    answer = office.send("control", address, name="Quy trình riêng", case="-", unit="", file=table(TABLE))

    assert answer.status_code == 302
    shown = office.get("control", answer.headers["Location"])
    assert "Thẩm định: Thụ lý, nơi giải quyết, 1 ngày làm việc" in shown
    assert office.send("control", address, name="x", case="-", unit="").status_code == 400


def table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("quy-trinh.csv", text.encode(), content_type="text/csv")


def test_lines_with_bad_ones_then_the_good_are_taken_and_the_bad_listed(office: Office) -> None:
    decision = office.draft(DecisionKind.NEW)
    upload = SimpleUploadedFile("x.jsonl", b'{"code": "1.000777", "name": "A", "field": "B"}\n{bad\n')

    answer = office.send("control", f"{page(decision)}nap-tep/", file=upload)

    shown = answer.content.decode()
    assert "Đã nạp 1 thủ tục." in shown
    assert "không phải JSON" in shown
    assert list(decision.items.values_list("procedure_key", flat=True)) == ["1.000777"]
