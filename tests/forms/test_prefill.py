"""Filling in what the state holds: only of the person whose form it is, only what the form asks for."""

from __future__ import annotations

import pytest

from motcua.dossiers.prefill import earlier_answers
from motcua.forms.prefill import Subject, fill_in, register_source
from motcua.forms.schema import Field, FieldKind
from motcua.people.services.parties import PartyData, update_party
from tests.dossiers.world import APPLICANT, NOW, World, build

K = FieldKind
FIELDS = (
    Field("who", "Tên", K.TEXT, prefill="account.name"),
    Field("born", "Ngày sinh", K.DATE, prefill="party.birth_date"),
    Field("home", "Địa chỉ", K.ADDRESS, prefill="card.address"),
    Field("why", "Lý do", K.TEXT, prefill="earlier.request"),
    Field("land", "Thửa", K.TEXT, prefill="register.land.number"),
    Field("none", "Không", K.TEXT),
)


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_fill_in_when_the_person_is_known_then_from_account_card_and_earlier_dossiers(world: World) -> None:
    citizen = world.users["citizen"]
    assert citizen.party is not None
    known = PartyData(kind="person", name=str(APPLICANT["name"]), id_number=str(APPLICANT["id_number"]))
    update_party(citizen.party, known)
    world.submit(answers={"request": "Xin cấp lại"})
    subject = Subject(citizen.party_id, citizen.pk, {"address": "Thôn 3"})

    found = fill_in(FIELDS, subject, now=NOW)

    assert found["who"].value == citizen.party.name
    assert found["home"].value == "Thôn 3"
    assert found["home"].source == "thẻ căn cước"
    assert found["why"].value == "Xin cấp lại"
    assert not {"land", "none"} & found.keys()


def test_fill_in_when_nobody_is_known_then_nothing(world: World) -> None:
    world.submit(answers={"request": "Xin cấp lại"})

    assert fill_in(FIELDS, Subject(), now=NOW) == {}


def test_earlier_answers_when_the_dossier_is_of_another_account_then_nothing(world: World) -> None:
    citizen, other = world.users["citizen"], world.users["other_citizen"]
    world.submit(answers={"request": "Xin cấp lại"})

    assert earlier_answers(Subject(citizen.party_id, other.pk), {"request"}, NOW) == {}
    assert earlier_answers(Subject(other.party_id, other.pk), {"request"}, NOW) == {}


def test_register_source_when_a_room_offers_one_then_forms_may_name_it(world: World) -> None:
    register_source("register", "sổ đất đai", lambda subject, wanted, now: dict.fromkeys(wanted, "12"))
    try:
        found = fill_in(FIELDS, Subject(), now=NOW)
    finally:
        register_source("register", "", lambda subject, wanted, now: {})

    assert (found["land"].value, found["land"].source) == ("12", "sổ đất đai")
