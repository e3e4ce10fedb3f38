"""Persons and organisations: stored in normal form, found in any form, masked for others."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.models import AuditRecord
from motcua.core.personal_data import fields_of
from motcua.people.actors import SYSTEM
from motcua.people.models import Consent, Party, RepresentationKind
from motcua.people.rules import normalise_email, normalise_number, normalise_phone, normalise_source, normalise_username
from motcua.people.selectors import (
    find_parties,
    has_consented,
    may_act_for,
    party,
    party_with_number,
    represented_by,
    require_may_act_for,
)
from motcua.people.services.parties import (
    PartyData,
    add_representation,
    create_party,
    give_consent,
    revoke_representation,
    update_party,
    verify_party,
    withdraw_consent,
)

from .factories import PartyFactory, RepresentationFactory

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
HOA = PartyData(
    kind="person",
    name="  Nguyễn   Thị Hoa ",
    id_number="001 099 012 345",
    phone="+84 912 345 678",
    email="Hoa@Example.vn",
    birth_date=dt.date(1990, 5, 9),
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(024) 3825-1234", "02438251234"),
        ("849123", "849123"),
        ("không có", ""),
    ],
)
def test_phone_when_typed_in_any_way_then_kept_in_one(typed: str, kept: str) -> None:
    assert normalise_phone(typed) == kept


@given(st.text())
def test_normal_forms_when_made_twice_then_nothing_changes(text: str) -> None:
    for normalise in (normalise_email, normalise_number, normalise_phone, normalise_username, normalise_source):
        once = normalise(text)
        assert normalise(once) == once or normalise is normalise_source


@pytest.mark.django_db
def test_party_when_entered_then_in_normal_form() -> None:
    party = create_party(HOA, now=NOW)

    party.refresh_from_db()
    assert (party.name, party.search_text, party.id_number, party.phone, party.email) == (
        "Nguyễn Thị Hoa",
        "nguyen thi hoa",
        "001099012345",
        "0912345678",
        "hoa@example.vn",
    )
    assert party.verified_at is None


@pytest.mark.django_db
def test_party_when_shown_to_others_then_masked() -> None:
    party = create_party(HOA, now=NOW)
    firm = PartyFactory(organisation=True)

    assert (party.masked_name, party.masked_id_number, party.masked_email) == (
        "N. T. Hoa",
        "001•••••2345",
        "h•••@example.vn",
    )
    assert "345 678" not in party.masked_phone
    assert (firm.masked_name, firm.masked_tax_code) == (firm.name, firm.tax_code)
    assert PartyFactory(tax_code="8012345678").masked_tax_code == "••••••••"
    assert "Hoa" not in str(party)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["001099012345", "001 099 012 345", "0912345678", "+84912345678", "nguyen thi", "NGUYỄN THỊ HOA", "Nguyễn"],
)
def test_party_when_looked_for_in_any_way_then_found(query: str) -> None:
    party = create_party(HOA, now=NOW)
    create_party(PartyData(kind="person", name="Trần Văn Bình"), now=NOW)

    assert find_parties(query) == [party]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", " ", "n", "1", "hoa", "0010990123", "'; DROP", "%", "_"])
def test_party_when_the_query_says_too_little_then_nobody(query: str) -> None:
    create_party(HOA, now=NOW)

    assert find_parties(query) == []


@pytest.mark.django_db
def test_party_when_erased_then_not_found() -> None:
    PartyFactory(id_number="001099012345", erased_at=NOW)

    assert find_parties("001099012345") == []


@pytest.mark.django_db
def test_party_when_verified_then_the_number_belongs_to_nobody_else() -> None:
    claimed, real = create_party(HOA, now=NOW), create_party(HOA, now=NOW)

    verify_party(real, actor=SYSTEM, now=NOW)

    assert party_with_number("001 099 012345") == real
    assert party_with_number("") is None
    with pytest.raises(Conflict, match="number_verified_for_another"):
        verify_party(claimed, actor=SYSTEM, now=NOW)
    assert find_parties("001099012345") == [real, claimed]


@pytest.mark.django_db
def test_party_when_updated_then_verified_numbers_stay() -> None:
    party = create_party(HOA, now=NOW)
    verify_party(party, actor=SYSTEM, now=NOW)
    changed = PartyData(kind="person", name="Nguyễn Thị Hoa", id_number="999", phone="0999999999", email=HOA.email)

    assert update_party(party, changed)
    assert not update_party(party, changed)

    party.refresh_from_db()
    assert (party.id_number, party.birth_date, party.phone) == ("001099012345", HOA.birth_date, "0999999999")


@pytest.mark.django_db
def test_organisations_when_two_branches_share_a_tax_code_unverified_then_both_are_kept() -> None:
    PartyFactory.create_batch(2, organisation=True)

    assert Party.objects.filter(tax_code="0109999999").count() == 2


NASTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "a\r\nb",
    "\u202e",
    "😀" * 50,
    "'; DROP TABLE people_party; --",
    "<script>",
    "%s%n",
    "\u0000",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", NASTY)
def test_party_when_every_field_is_nasty_then_it_is_kept_or_refused_in_words(text: str) -> None:
    party = create_party(
        PartyData(
            kind="person", name=text, id_number=text[:20], tax_code=text[:20], phone=text, email=text, address=text
        ),
        now=NOW,
    )

    party.refresh_from_db()
    assert "\x00" not in party.name
    assert isinstance(find_parties(text), list)


@pytest.mark.django_db
def test_party_when_fields_are_too_long_then_each_is_named() -> None:
    with pytest.raises(Invalid, match="party_malformed") as caught:
        create_party(PartyData(kind="person", name="x" * 301, phone="1" * 21), now=NOW)

    assert {error["field"] for error in caught.value.errors} == {"name", "phone"}


# ---- acting for another


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "procedure", "may"),
    [
        ({}, "", True),
        ({}, "1.004194", True),
        ({"procedure_code": "1.004194"}, "1.004194", True),
        ({"procedure_code": "1.004194"}, "2.000815", False),
        ({"procedure_code": "1.004194"}, "", False),
        ({"valid_to": TODAY}, "", False),
        ({"valid_from": TODAY + dt.timedelta(days=1)}, "", False),
        ({"revoked_on": TODAY}, "", False),
        ({"revoked_on": TODAY + dt.timedelta(days=1)}, "", True),
    ],
)
def test_representation_when_of_this_kind_then_so_far_it_goes(
    changes: dict[str, object], procedure: str, *, may: bool
) -> None:
    row = RepresentationFactory(**changes)

    assert may_act_for(row.representative_id, row.represented_id, TODAY, procedure) is may
    assert not may_act_for(row.represented_id, row.representative_id, TODAY, procedure)


@pytest.mark.django_db
def test_representation_when_added_and_taken_back_then_it_begins_and_ends() -> None:
    child, parent = PartyFactory.create_batch(2)

    row = add_representation(child, parent, RepresentationKind.GUARDIAN, actor=SYSTEM, now=NOW, valid_from=TODAY)
    assert [one.represented for one in represented_by(parent.pk, TODAY)] == [child]
    revoke_representation(row, actor=SYSTEM, now=NOW)

    assert not represented_by(parent.pk, TODAY)
    assert may_act_for(child.pk, child.pk, TODAY)
    with pytest.raises(Invalid, match="dates_reversed"):
        add_representation(
            child, parent, RepresentationKind.LEGAL, actor=SYSTEM, now=NOW, valid_from=TODAY, valid_to=TODAY
        )


@pytest.mark.django_db
def test_representation_when_required_and_missing_then_refused() -> None:
    one, other = PartyFactory.create_batch(2)

    require_may_act_for(one.pk, one.pk, TODAY)
    with pytest.raises(NotAllowed, match="not_representing"):
        require_may_act_for(one.pk, other.pk, TODAY)


@pytest.mark.django_db
def test_party_when_looked_up_by_its_public_id_then_found_unless_erased() -> None:
    known, erased = PartyFactory(), PartyFactory(erased_at=NOW)

    assert party(str(known.uid)) == known
    for uid in (erased.uid, new_id()):
        with pytest.raises(NotFound, match="party_unknown"):
            party(str(uid))


# ---- consent


@pytest.mark.django_db
def test_consent_when_given_and_withdrawn_then_both_stay_on_record() -> None:
    party = PartyFactory()

    give_consent(party, "profile", "2026-1", actor=SYSTEM, now=NOW)
    assert has_consented(party.pk, "profile")
    with pytest.raises(Conflict, match="consent_given_already"):
        give_consent(party, "profile", "2026-1", actor=SYSTEM, now=NOW)
    withdraw_consent(party, "profile", actor=SYSTEM, now=NOW)

    assert not has_consented(party.pk, "profile")
    with pytest.raises(Conflict, match="consent_missing"):
        withdraw_consent(party, "profile", actor=SYSTEM, now=NOW)
    give_consent(party, "profile", "2026-2", actor=SYSTEM, now=NOW)
    assert Consent.objects.count() == 2
    assert list(AuditRecord.objects.order_by("id").values_list("act", flat=True)) == [
        "people.consent_given",
        "people.consent_withdrawn",
        "people.consent_given",
    ]


def test_personal_fields_when_listed_then_every_column_about_a_person_is_there() -> None:
    harmless = {"id", "uid", "kind", "verified_at", "verified_by", "created_at", "erased_at"}
    columns = {field.name for field in Party._meta.concrete_fields}

    assert columns - harmless == {one.name for one in fields_of("people.Party")}
