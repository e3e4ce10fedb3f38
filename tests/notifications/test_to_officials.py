"""Letters to officials about late dossiers and dates that passed: whom, what, once, and nothing that is settled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import translation

from motcua.core import outbox
from motcua.core.clock import FrozenClock, legal_date
from motcua.core.models import OutboxMessage
from motcua.core.outbox import Message
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, ResponsibilityAccount, ResponsibilityRecord
from motcua.dossiers.services.answering import decide_account, explain
from motcua.dossiers.services.responsibility import ended_late, open_late
from motcua.dossiers.services.telling import remind, tell_heads
from motcua.dossiers.services.timers import run_timers
from motcua.notifications import consumers, sending
from motcua.notifications.letters import TO_OFFICIALS, DutyNews, Letter
from motcua.notifications.models import Notice
from motcua.notifications.rendering import render_duty_letter
from motcua.notifications.selectors import letters_about
from motcua.people.services.leaves import StandIn, ask_leave, decide_leave
from tests.core.parallel import at_once
from tests.dossiers.hands import given
from tests.dossiers.world import APPLICANT, NOW, World, build

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
LATE = NOW + 14 * DAY
NEWS = DutyNews(
    code="H99.0101-261123-0001",
    procedure="Đăng ký khai sinh",
    office="Phòng Văn hóa - Xã hội",
    link="https://motcua.example.vn/desk/x/",
    over_minutes=500,
    until=LATE,
    decision="shared",
    rule="Báo lãnh đạo khi bước quá hạn",
)


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    world = build()
    for name, user in world.users.items():
        if user.kind == "official":
            user.email = f"{name}@anson.example.vn"
            user.save(update_fields=["email"])
    return world


def deliver(now: dt.datetime, *topics: str) -> list[tuple[list[str], str]]:
    """What leaves now: addressees and subject, in order; every message is read twice."""
    before = len(mail.outbox)
    for row in OutboxMessage.objects.filter(topic__in=topics or ("responsibility", "timer")).order_by("position"):
        message = Message(row.uid, row.position, row.topic, row.key, row.kind, row.body, row.created_at)
        for _again in range(2):
            consumers.write_to_officials(message, now=now)
    sending.send_due(now=now)
    sending.send_due(now=now)
    return [(list(letter.to), letter.subject) for letter in mail.outbox[before:]]


def ended(world: World) -> ResponsibilityAccount:
    dossier = given(world)
    for action, who in (
        (Action.COMPLETE_STEP, "settling"),
        (Action.COMPLETE_STEP, "head"),
        (Action.ISSUE_RESULT, "head"),
    ):
        world.act(dossier, action, who, LATE)
    ended_late(dossier.uid, now=LATE)
    return ResponsibilityAccount.objects.get(record__dossier=dossier, person=world.users["settling"])


def test_late_record_tells_the_one_concerned_then_the_head_then_the_one_concerned_each_once(world: World) -> None:
    account = ended(world)
    mine = ["settling@anson.example.vn"]

    asked = [one for one in deliver(LATE) if one[0] == mine]
    explain(account.uid, cause="overload", text="Quá tải", actor=world.actors["settling"], now=LATE + HOUR)
    explain(account.uid, cause="overload", text="Quá tải nặng", actor=world.actors["settling"], now=LATE + HOUR)
    to_head = deliver(LATE + HOUR)
    decide_account(
        account.uid,
        decision="accepted",
        cause="overload",
        ground="Đúng",
        actor=world.actors["division_head"],
        now=LATE + 2 * HOUR,
    )
    decided = deliver(LATE + 2 * HOUR)

    code = account.record.dossier.code
    assert asked == [(mine, f"Cần giải trình: hồ sơ {code} chậm")]
    assert [subject for _to, subject in to_head] == [f"Chờ kết luận trách nhiệm: hồ sơ {code}"]
    assert set(to_head[0][0]) == {"division_head@anson.example.vn", "head@anson.example.vn"}
    assert decided == [(mine, f"Đã kết luận trách nhiệm: hồ sơ {code}")]
    told = " ".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    for secret in (APPLICANT["name"], APPLICANT["id_number"], APPLICANT["phone"], "Quá tải", "Đúng"):
        assert secret not in told
    assert f"/desk/ho-so-cham/giai-trinh/{account.uid}/" in told
    assert letters_about(account.record.dossier.uid) == []


def test_head_who_is_concerned_is_not_asked_to_decide(world: World) -> None:
    account = ended(world)
    ResponsibilityAccount.objects.filter(pk=account.pk).update(person=world.users["division_head"])
    after = account.explain_by

    assert tell_heads(now=after) > 0
    assert tell_heads(now=after + HOUR) == 0

    sent = deliver(after, "responsibility")
    waiting = {tuple(to) for to, subject in sent if "Chờ kết luận" in subject}
    assert waiting == {("head@anson.example.vn",)}


def test_what_was_done_meanwhile_is_not_asked_for(world: World) -> None:
    account = ended(world)
    explain(account.uid, cause="overload", text="Quá tải", actor=world.actors["settling"], now=LATE)
    remind(now=account.explain_by - HOUR)

    sent = deliver(LATE)

    assert [subject for to, subject in sent if to == ["settling@anson.example.vn"]] == []
    assert Notice.objects.filter(account_uid=account.uid, letter="explanation_asked").get().state == "dropped"


def test_unit_without_a_name_is_asked_through_its_head(world: World) -> None:
    dossier = world.accepted()
    open_late(now=LATE)

    assert ResponsibilityRecord.objects.get(dossier=dossier).accounts.get().person is None
    assert [to for to, _subject in deliver(LATE)] == [["division_head@anson.example.vn"]]


def test_date_that_passed_reminds_the_holder_and_the_substitute_and_tells_the_head(world: World) -> None:
    dossier = given(world)
    late = NOW + 9 * DAY
    leave = ask_leave(
        world.users["settling"],
        kind="annual",
        first=legal_date(late),
        last=legal_date(late),
        stand_ins=[StandIn(world.posts["settling"], world.users["clerk"])],
        actor=world.actors["settling"],
        now=NOW,
    )
    decide_leave(leave.uid, approve=True, actor=world.actors["head"], now=NOW)
    run_timers(now=late)

    sent = {subject: to for to, subject in deliver(late)}

    assert sent == {
        f"Nhắc việc: hồ sơ {dossier.code}": ["settling@anson.example.vn", "clerk@anson.example.vn"],
        f"Hồ sơ {dossier.code} cần lãnh đạo xem": ["division_head@anson.example.vn"],
    }
    assert Notice.objects.filter(letter="date_passed", state="sent").count() == 2


def test_date_that_passed_when_the_work_went_on_meanwhile_then_nobody_is_told(world: World) -> None:
    dossier = given(world)
    run_timers(now=NOW + 9 * DAY)
    world.act(dossier, Action.COMPLETE_STEP, "settling", NOW + 9 * DAY)

    assert deliver(NOW + 9 * DAY) == []
    assert set(Notice.objects.values_list("state", flat=True)) == {"dropped"}


def test_official_without_an_address_is_noted_and_not_tried_again(world: World) -> None:
    world.users["settling"].email = ""
    world.users["settling"].save(update_fields=["email"])
    account = ended(world)

    deliver(LATE)

    assert Notice.objects.get(account_uid=account.uid).state == "no_address"


@pytest.mark.django_db(transaction=True)
def test_letters_when_drained_by_many_at_once_then_one_each(transactional_db: None) -> None:
    world = build()
    given(world)
    open_late(now=LATE)

    at_once([lambda: outbox.drain(consumers.DUTY, now=LATE)] * 4)
    outbox.drain(consumers.DUTY, now=LATE)

    asked = OutboxMessage.objects.filter(topic="responsibility", kind="explanation_asked").count()
    assert Notice.objects.filter(letter="explanation_asked").count() == asked > 0
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("letter", sorted(TO_OFFICIALS))
def test_letter_to_officials_tells_code_procedure_and_link(letter: Letter, language: str) -> None:
    rendered = render_duty_letter(letter, NEWS, language=language)

    assert NEWS.code in rendered.subject
    for told in (NEWS.code, NEWS.procedure, NEWS.office, NEWS.link):
        assert told in rendered.body
    assert "%(" not in rendered.body
    with translation.override("vi"):
        vietnamese = render_duty_letter(letter, NEWS, language="vi")
    assert (rendered.subject == vietnamese.subject) is (language == "vi")
