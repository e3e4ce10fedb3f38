"""Lawful erasure: the person is gone everywhere, the chain still verifies, others keep what is theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.erasure import Subject, words_of
from motcua.people.actors import load_actor
from motcua.petitions.erasing import erase_followers, erase_petitions, hide_named
from motcua.petitions.log.rebuild import rebuild
from motcua.petitions.log.verify import verify_petitions
from motcua.petitions.models import PetitionPrivate, Publication
from motcua.petitions.services import Contact, Sender, follow
from tests.people.factories import UserFactory

from .world import NOW, VISITOR, World, assigned, published, sent

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


def test_petitions_of_a_number_or_address_lose_their_words_and_keep_their_way(world: World) -> None:
    gone = assigned(world)
    kept = sent(sender=Sender(name="Người khác", phone="0912999888", email="khac@example.vn"))
    subject = Subject(words=words_of("Nguyễn Văn Thử", "0912000111", "thu@example.vn"))

    assert erase_petitions(subject, LATER) == 1
    assert erase_petitions(subject, LATER) == 0, "once"

    gone.refresh_from_db()
    gone.words.refresh_from_db()
    kept.words.refresh_from_db()
    assert (gone.words.text, gone.words.phone, gone.words.sender_name, gone.lat) == ("", "", "", None)
    assert gone.words.erased_at == LATER
    assert (gone.state, gone.seq, gone.category) == ("assigned", 4, "duong-hong")
    assert not PetitionPrivate.objects.filter(event__petition=gone).exists()
    assert kept.words.text
    assert verify_petitions().ok
    rebuild(gone.pk)
    assert verify_petitions().ok


def test_petitions_of_an_account_go_with_it(world: World) -> None:
    user = UserFactory(citizen=True)
    petition = sent(actor=load_actor(user.pk, NOW.date()), sender=Sender())
    assert petition.account_id == user.pk

    assert erase_petitions(Subject(accounts=(user.pk,)), LATER) == 1

    petition.refresh_from_db()
    assert petition.account_id is None


def test_a_body_that_is_missing_without_an_erasure_is_found(world: World) -> None:
    petition = sent()
    erase_petitions(Subject(words=words_of("thu@example.vn")), LATER)
    assert verify_petitions().ok

    event = petition.events.get(kind="data_erased")
    assert event.seq == 2
    assert b"thu@example" not in bytes(event.payload)


def test_what_one_followed_is_forgotten(world: World) -> None:
    petition = sent()
    follow(petition.uid, Contact(email="thu@example.vn"), actor=VISITOR, now=NOW)
    follow(petition.uid, Contact(phone="0912 000 333"), actor=VISITOR, now=NOW)

    assert erase_followers(Subject(words=words_of("thu@example.vn")), LATER) == 1
    assert petition.followers.count() == 1


def test_a_published_text_with_the_name_is_hidden_and_others_stay(world: World) -> None:
    named, other = published(world), published(world)
    Publication.objects.filter(petition=named).update(answer="Đã nhắc ông Trần Văn Kín dọn rác.")

    assert hide_named(Subject(words=words_of("Trần Văn Kín")), LATER) == 1

    hidden = Publication.objects.get(petition=named)
    assert (hidden.hidden_at, hidden.answer) == (LATER, "—")
    assert Publication.objects.get(petition=other).hidden_at is None
