"""Who is told what, and by when comes next; whom nobody can write to is called."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from motcua.notifications.models import Notice
from motcua.petitions.erasing import erase_one
from motcua.petitions.letters import news
from motcua.petitions.lifecycle import (
    Approve,
    AskSender,
    Assign,
    EventKind,
    Forward,
    LeadAway,
    MarkUrgent,
    Merge,
    Reject,
)
from motcua.petitions.models import Petition, PetitionEvent, PetitionLetter
from motcua.petitions.services import Contact, Sender, call_back_done, follow
from motcua.petitions.telling import tell

from .world import NOW, VISITOR, World, answered, approved, assigned, done, published, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are noted and left unsent."""
    monkeypatch.setattr("motcua.petitions.telling.send_one.defer", lambda notice: None)


def told(petition: Petition) -> list[PetitionLetter]:
    """Read the outbox for the newest event of a petition."""
    event = PetitionEvent.objects.filter(petition=petition).order_by("-seq").first()
    assert event is not None
    tell(petition.uid, event.seq, EventKind(event.kind), now=NOW)
    return list(PetitionLetter.objects.filter(petition=petition, kind=event.kind, seq=event.seq).order_by("pk"))


def body(letter: PetitionLetter) -> str:
    found = news(letter.uid, NOW)
    assert found is not None
    return f"{found.subject}\n{found.body}"


def test_receipt_tells_who_does_what_next_and_by_when(world: World) -> None:
    petition = sent()

    (letter,) = told(petition)

    text = body(letter)
    assert petition.receipt_no in text
    assert "Trung tâm 1022" in text
    assert "25/11/2026" in text, "two working days"
    assert f"/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/" in text
    assert Notice.objects.get().news_uid == letter.uid
    assert news(letter.uid, NOW).addresses == ("thu@example.vn",)


def test_telling_twice_is_once(world: World) -> None:
    petition = sent()

    assert len(told(petition)) == len(told(petition)) == Notice.objects.count() == 1


def test_whom_nobody_can_write_to_is_called_and_who_left_nothing_is_not(world: World) -> None:
    by_phone = sent(sender=Sender(name="Lê Thử", phone="0912000222"))
    nameless = sent(sender=Sender())

    (call,) = told(by_phone)

    assert (call.call, call.called_at) == (True, None)
    assert told(nameless) == []
    assert not Notice.objects.exists()
    assert call_back_done(call.uid, actor=world.actor("operator"), now=NOW).called_at == NOW


def test_the_answer_goes_to_the_sender_as_it_was_written(world: World) -> None:
    letters = told(approved(world))

    text = body(next(one for one in letters if one.to == "sender"))
    assert "Đã vá xong ổ gà sáng nay." in text


def test_a_follower_hears_of_steps_and_reads_nothing_of_what_was_written(world: World) -> None:
    petition = sent(text="Nhà ông Trần Kín số 5 xả rác")
    follow(petition.uid, Contact(email="theo@example.vn", language="en"), actor=VISITOR, now=NOW)
    petition = done(petition, Assign(unit="T-SXD"), world.actor("operator"))

    letter = next(one for one in told(petition) if one.to == "follower")

    found = news(letter.uid, NOW)
    assert found is not None
    assert (found.addresses, found.language) == (("theo@example.vn",), "en")
    assert "Kín" not in found.body
    assert petition.secret not in found.body


def test_those_merged_into_it_hear_how_the_main_one_ended(world: World) -> None:
    main = published(world)
    operator = world.actor("operator")
    twin = done(sent(sender=Sender(name="Hai", email="hai@example.vn")), Merge(into=main.uid), operator)
    below = done(sent(sender=Sender(name="Ba", email="ba@example.vn")), Merge(into=main.uid), operator)
    seq = main.events.get(kind="published").seq

    tell(main.uid, seq, EventKind.PUBLISHED, now=NOW)

    letters = PetitionLetter.objects.filter(about=main).order_by("pk")
    assert {one.petition_id for one in letters} == {twin.pk, below.pk}
    assert all("Đã vá xong." in body(one) for one in letters)
    assert {news(one.uid, NOW).addresses for one in letters} == {("hai@example.vn",), ("ba@example.vn",)}


def test_officials_are_told_of_what_waits_for_them_without_words_of_the_sender(world: World) -> None:
    user = world.people["officer"]
    user.email = "officer@example.vn"
    user.save()
    petition = assigned(world, text="Nhà ông Trần Kín số 5 xả rác")

    letter = next(one for one in told(petition) if one.to == "officials")

    found = news(letter.uid, NOW)
    assert found is not None
    assert "officer@example.vn" in found.addresses
    assert "Kín" not in found.body
    assert f"/desk/phan-anh/{petition.uid}/" in found.body


def test_an_urgent_one_tells_the_officer_of_the_area_at_once(world: World) -> None:
    user = world.people["communal"]
    user.email = "xa@example.vn"
    user.save()
    petition = done(sent(), MarkUrgent(words="Nguy hiểm"), world.actor("operator"))

    (letter,) = told(petition)

    assert (letter.kind, letter.unit_id) == ("cross_noticed", world.commune.pk)
    assert news(letter.uid, NOW).subject.startswith("KHẨN.")
    assert "xa@example.vn" in news(letter.uid, NOW).addresses


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (Reject(reason="not_clear", words="Xin ghi rõ đoạn đường"), "Xin ghi rõ đoạn đường"),
        (Forward(outside="Tỉnh Bên", words="Đã gửi công văn"), "Nơi nhận: Tỉnh Bên"),
        (AskSender(words="Đoạn nào?"), "Đoạn nào?"),
        (LeadAway(track="complaint", unit="T-SXD", words="Theo luật"), "Nơi nhận: Sở Xây dựng"),
    ],
)
def test_the_sender_is_told_why_and_where(world: World, command: object, said: str) -> None:
    petition = done(sent(), command, world.actor("operator"))

    letters = [one for one in told(petition) if one.to == "sender"]

    assert said in body(letters[0])


def test_a_letter_about_what_was_erased_says_nothing_of_it(world: World) -> None:
    petition = done(answered(world), Approve(), world.actor("head"))
    letter = next(one for one in told(petition) if one.to == "sender")

    erase_one(petition.pk, now=NOW + dt.timedelta(days=1))

    found = news(letter.uid, NOW)
    assert found is not None
    assert "Đã vá xong ổ gà" not in found.body
    assert found.addresses == ()


def test_a_letter_that_is_none_is_not_written(world: World) -> None:
    assert news(UUID(int=5), NOW) is None
