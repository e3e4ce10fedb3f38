"""One petition through its life, by the people whose work it is."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Unprocessable
from motcua.people.actors import SYSTEM
from motcua.petitions import selectors
from motcua.petitions.lifecycle import (
    Answer,
    Approve,
    AskSender,
    Assign,
    Channel,
    Correct,
    Flag,
    LeadAway,
    Merge,
    Point,
    Publish,
    Rate,
    RecordApology,
    Reject,
    Reopen,
    SenderAnswers,
    State,
    Take,
    Unmerge,
    Verify,
    Withdraw,
    Withhold,
)
from motcua.petitions.models import LedAway, Petition, PetitionEvent, Publication
from motcua.petitions.services import Contact, Sender, act, follow, submit, unfollow

from .world import NOW, VISITOR, World, answered, approved, assigned, done, published, report, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def shown() -> list[str]:
    return [one.receipt_no for one in selectors.public(selectors.Published(), on=NOW.date()).items]


def test_a_report_goes_all_the_way_to_the_public(world: World) -> None:
    petition = done(sent(), Verify(), world.actor("operator"))
    petition = done(petition, Assign(unit="T-SXD"), world.actor("operator"))
    petition = done(petition, Take(), world.actor("officer"))
    petition = done(petition, Answer(text="Đã vá."), world.actor("officer"))
    assert shown() == []

    petition = done(petition, Approve(), world.actor("head"))
    masked = Publish(title="Ổ gà", question="Ổ gà trước cổng trường", answer="Đã vá xong.")
    petition = done(petition, masked, world.actor("operator"))

    kinds = list(PetitionEvent.objects.filter(petition=petition).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["submitted", "verified", "assigned", "taken", "answered", "approved", "published"]
    assert shown() == [petition.receipt_no]
    rated = act(petition.uid, Rate(score=5), actor=VISITOR, now=NOW, secret=petition.secret)
    assert rated.ratings.get().score == 5


def test_what_was_said_stands_apart_from_the_log(world: World) -> None:
    petition = sent(text="Tôi là Trần Thị Kín, nhà ở số 5")

    payload = bytes(petition.events.get().payload).decode()

    assert petition.words.text == "Tôi là Trần Thị Kín, nhà ở số 5"
    assert "Kín" not in payload
    assert "0912" not in payload
    assert '"private":"' in payload


def test_an_anonymous_sender_leaves_no_name_anywhere(world: World) -> None:
    petition = sent(sender=Sender(name="Nguyễn Văn Thử", phone="0912000111", anonymous=True))

    assert (petition.words.sender_name, petition.words.phone, petition.words.anonymous) == ("", "", True)
    assert Flag.ANONYMOUS in petition.flags
    assert "Thử" not in bytes(petition.events.get().private.body).decode()


def test_a_category_that_needs_a_name_refuses_an_anonymous_sender(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        sent(category="dat-dai", sender=Sender(anonymous=True))

    assert refused.value.code == "anonymous_not_allowed"
    assert not Petition.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "words_missing"),
        ({"text": "a\x00b"}, "text_nul"),
        ({"text": "a" * 20_001}, "text_too_long"),
        ({"category": "khong-co"}, "category_unknown"),
        ({"channel": "pigeon"}, "petition_channel_unknown"),
        ({"kind": "gossip"}, "kind_unknown"),
        ({"place": "T-99"}, "unit_unknown"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_whole(world: World, changes: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        sent(**changes)

    assert refused.value.code == code
    assert not Petition.objects.exists()


@pytest.mark.parametrize("point", [Point(0.0, 0.0), Point(float("nan"), 105.0), Point(91.0, 105.0)])
def test_a_pin_that_is_none_is_dropped_and_the_report_stays(world: World, point: Point) -> None:
    petition = sent(point=point)

    assert petition.state == State.NEW
    assert (petition.lat, petition.lng) == (None, None)


def test_the_same_key_is_the_same_petition_and_another_content_is_refused(world: World) -> None:
    first, again = sent(key="form-1"), sent(key="form-1")

    assert first.pk == again.pk
    with pytest.raises(Unprocessable):
        sent(key="form-1", text="Chuyện khác")
    assert Petition.objects.count() == 1


def test_a_foreign_number_comes_in_once_in_its_channel(world: World) -> None:
    given = report(channel=Channel.NATIONAL, foreign_id="QG-1")

    first, again = submit(given, actor=SYSTEM, now=NOW), submit(given, actor=SYSTEM, now=NOW)
    other = submit(report(channel=Channel.OPEN311, foreign_id="QG-1"), actor=SYSTEM, now=NOW)

    assert first.pk == again.pk != other.pk


def test_a_citizen_sends_by_own_channels_only_and_an_official_only_where_the_desk_is(world: World) -> None:
    with pytest.raises(NotAllowed):
        sent(channel=Channel.HOTLINE)
    with pytest.raises(NotAllowed):
        sent(channel=Channel.HOTLINE, actor=world.actor("officer"))

    assert sent(channel=Channel.HOTLINE, actor=world.actor("operator")).channel == Channel.HOTLINE


def test_a_moved_petition_refuses_who_read_it_before(world: World) -> None:
    petition = sent()
    done(petition, Verify(), world.actor("operator"))
    stale = Petition.objects.get(pk=petition.pk)
    stale.seq = petition.seq - 1 if petition.seq > 1 else 1

    with pytest.raises(Conflict) as refused:
        act(petition.uid, Assign(unit="T-SXD"), actor=world.actor("operator"), expected_seq=1, now=NOW)

    assert refused.value.code == "stale"


def test_an_unknown_petition_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        act(uuid4(), Verify(), actor=world.actor("operator"), now=NOW)


def test_the_sender_is_asked_and_answers_with_the_secret_of_the_receipt(world: World) -> None:
    petition = done(assigned(world), AskSender(words="Đoạn nào?"), world.actor("officer"))
    assert petition.holder_kind == "sender"

    with pytest.raises(NotFound):
        act(petition.uid, SenderAnswers(words="Đoạn cầu"), actor=VISITOR, now=NOW + DAY, secret="other")
    back = act(petition.uid, SenderAnswers(words="Đoạn cầu"), actor=VISITOR, now=NOW + DAY, secret=petition.secret)

    assert (back.holder_kind, back.holder_unit_id) == ("unit", world.department.pk)
    pause = back.clocks.get(step="handle").pauses.get()
    assert (pause.paused_from.date(), pause.paused_to) == (NOW.date(), NOW + DAY)
    assert back.handle_due == back.clocks.get(step="handle").due_at > petition.handle_due


def test_the_sender_takes_it_back_while_nobody_has_answered(world: World) -> None:
    petition = assigned(world)

    act(petition.uid, Withdraw(words="Đã tự sửa"), actor=VISITOR, now=NOW, secret=petition.secret)

    assert Petition.objects.get(pk=petition.pk).state == State.REJECTED
    late = answered(world)
    with pytest.raises(Conflict):
        act(late.uid, Withdraw(), actor=VISITOR, now=NOW, secret=late.secret)


def test_what_was_merged_follows_the_main_one_and_comes_apart_again(world: World) -> None:
    main, twin = assigned(world), sent()

    merged = done(twin, Merge(into=main.uid), world.actor("operator"))

    assert (merged.state, merged.merged_into_id, merged.closed) == (State.MERGED, main.pk, True)
    apart = done(merged, Unmerge(words="Không phải"), world.actor("operator"))
    assert (apart.state, apart.merged_into_id, apart.closed) == (State.VERIFIED, None, False)


def test_nothing_is_merged_into_itself_or_into_what_has_no_end_of_its_own(world: World) -> None:
    first, second, third = sent(), sent(), sent()
    operator = world.actor("operator")
    done(first, Merge(into=second.uid), operator)
    done(third, Reject(reason="spam", words="Quảng cáo"), operator)
    fourth = sent()

    for target, code in ((fourth, "merge_into_itself"), (first, "merge_target_ended"), (third, "merge_target_ended")):
        with pytest.raises(DomainError) as refused:
            done(fourth, Merge(into=target.uid), operator)
        assert refused.value.code == code
    with pytest.raises(Invalid):
        done(fourth, Merge(into=uuid4()), operator)


def test_a_denunciation_is_kept_apart_and_never_shown(world: World) -> None:
    led = done(sent(), LeadAway(track="denunciation", unit="T-SXD", words="Tố cáo"), world.actor("operator"))

    assert LedAway.objects.get(petition=led).unit_id == world.department.pk
    assert LedAway.objects.get(petition=led).answer_by is not None
    assert not Publication.objects.filter(petition=led).exists()
    with pytest.raises(NotFound):
        follow(led.uid, Contact(email="a@example.vn"), actor=VISITOR, now=NOW)
    with pytest.raises(NotFound):
        done(led, Reopen(words="Nhầm"), world.actor("operator"))
    assert done(led, Reopen(words="Nhầm"), world.actor("desk_head")).state == State.NEW
    assert not LedAway.objects.exists()


def test_withholding_takes_a_published_one_from_the_public(world: World) -> None:
    petition = published(world)
    assert shown() == [petition.receipt_no]

    done(petition, Withhold(words="Còn tên người"), world.actor("operator"))

    assert shown() == []


def test_fixed_is_not_fixed_reopens_with_a_fresh_date_and_hides_the_answer(world: World) -> None:
    petition = published(world)

    again = act(petition.uid, Reopen(words="Lại hỏng"), actor=VISITOR, now=NOW + DAY, secret=petition.secret)

    assert (again.state, again.rounds, again.owner_unit_id) == (State.ASSIGNED, 1, world.department.pk)
    assert again.handle_due > petition.handle_due
    assert shown() == []


def test_a_late_answer_owes_an_apology_that_somebody_records(world: World) -> None:
    petition = assigned(world)
    late = petition.handle_due + DAY

    petition = done(petition, Answer(text="Đã vá."), world.actor("officer", late), late)
    duty = petition.apologies.get()
    assert (duty.late_since, duty.unit_id, duty.done_at) == (petition.handle_due, world.department.pk, None)
    assert duty.due_at > late

    done(petition, RecordApology(way="call", words="Đã gọi"), world.actor("officer", late), late)

    duty.refresh_from_db()
    assert (duty.way, duty.done_at) == ("call", late)


def test_a_correction_moves_place_pin_and_category(world: World) -> None:
    changed = Correct(category="rac-thai", place="T-02", point=Point(18.5, 105.1, 20))

    petition = done(sent(), changed, world.actor("operator"))

    petition.refresh_from_db()
    assert (petition.category, petition.place_id) == ("rac-thai", world.other.pk)
    assert (petition.lat, petition.lng, petition.accuracy) == (18.5, 105.1, 20)


def test_following_twice_is_once_and_ends_by_the_link(world: World) -> None:
    petition = sent()
    one = follow(petition.uid, Contact(email=" A@Example.vn "), actor=VISITOR, now=NOW)
    again = follow(petition.uid, Contact(email="a@example.vn"), actor=VISITOR, now=NOW)
    assert one.pk == again.pk

    assert unfollow(petition.uid, secret="other", actor=VISITOR, now=NOW) == 0
    assert unfollow(petition.uid, secret=one.secret, actor=VISITOR, now=NOW) == 1
    with pytest.raises(Invalid):
        follow(petition.uid, Contact(), actor=VISITOR, now=NOW)


def test_the_owner_is_found_by_category_and_place(world: World) -> None:
    on = NOW.date()

    assert selectors.owner_of("duong-hong", world.commune, on) == world.department
    assert selectors.owner_of("rac-thai", world.commune, on) == world.commune
    assert selectors.owner_of("rac-thai", None, on) is None


def test_due_dates_show_their_working(world: World) -> None:
    clock = assigned(world).clocks.get(step="handle")

    working = selectors.due_working(clock)

    assert sum(day.thousandths for day in working) == clock.amount * 1000
    assert working[-1].date == clock.due_at.astimezone(dt.timezone(dt.timedelta(hours=7))).date()


def test_the_public_reads_steps_and_days_and_no_word(world: World) -> None:
    petition = published(world)

    steps = selectors.timeline(petition, reader="public")
    own = selectors.timeline(petition, reader="sender")
    desk = selectors.timeline(petition)

    assert {step.kind for step in steps} >= {"submitted", "answered", "published"}
    assert not any(step.words or step.actor or step.data for step in steps)
    assert all("answer" not in step.words for step in own)
    assert any("answer" in step.words for step in desk)


def test_the_history_of_a_number_is_found_however_it_is_written(world: World) -> None:
    petition = sent()

    assert selectors.history_of_phone("+84 912 000 111", world.actor("operator")) == [petition]
    assert selectors.history_of_phone("0912000111", world.actor("stranger")) == []
    assert selectors.history_of_phone("0912", world.actor("operator")) == []


def test_what_is_near_is_found_by_pin_category_and_days(world: World) -> None:
    here = Point(18.5, 105.1)
    petition = published(world, point=here)
    asked = Point(18.5009, 105.1)

    found = selectors.near(asked, category="giao-thong", on=NOW.date(), now=NOW)

    assert [(one.pk, metres) for one, metres in found] == [(petition.pk, 100)]
    assert selectors.near(asked, category="rac-thai", on=NOW.date(), now=NOW) == []
    assert selectors.near(asked, on=NOW.date(), now=NOW, metres=50) == []
    assert selectors.near(asked, on=NOW.date(), now=NOW + 40 * DAY) == []


def test_pages_of_the_public_list_follow_one_another_without_gap_or_repeat(world: World) -> None:
    numbers = [published(world, NOW + dt.timedelta(minutes=minute)).receipt_no for minute in range(5)]

    seen: list[str] = []
    cursor = ""
    while True:
        page = selectors.public(selectors.Published(), on=NOW.date(), after=cursor, limit=2)
        seen += [one.receipt_no for one in page.items]
        cursor = page.next
        if not cursor:
            break

    assert seen == list(reversed(numbers))


def test_piles_show_each_what_is_theirs_to_do(world: World) -> None:
    new, at_unit, waiting = sent(), assigned(world), approved(world)

    def pile(name: str, which: selectors.Pile, now: dt.datetime = NOW) -> list[int]:
        return [one.pk for one in selectors.for_desk(world.actor(name), which, now=now).items]

    assert pile("operator", selectors.Pile.NEW) == [new.pk]
    assert pile("officer", selectors.Pile.TO_HANDLE) == [at_unit.pk]
    assert pile("operator", selectors.Pile.TO_PUBLISH) == [waiting.pk]
    assert pile("stranger", selectors.Pile.ALL_OPEN) == []
    assert pile("officer", selectors.Pile.LATE, NOW + 40 * DAY) == [at_unit.pk]
    counts = selectors.piles(world.actor("operator"), now=NOW)
    assert (counts[selectors.Pile.NEW], counts[selectors.Pile.TO_PUBLISH]) == (1, 1)
