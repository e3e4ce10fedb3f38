from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core import masking, personal_data
from motcua.core.personal_data import PersonalField, Sort


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("040123452718", "040•••••2718"),
        ("040 123 452 718", "040•••••2718"),
        ("281234567", "••••••567"),
        ("B1234567", "••••••••"),
        ("", ""),
    ],
)
def test_mask_id_number_keeps_the_province_and_the_end(plain: str, masked: str) -> None:
    assert masking.mask_id_number(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("0912345318", "09•• ••• 318"),
        ("+84912345318", "09•• ••• 318"),
        ("0912 345 318", "09•• ••• 318"),
        ("02363822222", "02•• •••• 222"),
        ("123", "••••••••"),
        ("", ""),
    ],
)
def test_mask_phone_keeps_both_ends(plain: str, masked: str) -> None:
    assert masking.mask_phone(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [("nguyen.an@example.vn", "n•••@example.vn"), ("a@b.c", "a•••@b.c"), ("not an address", "••••••••"), ("", "")],
)
def test_mask_email_keeps_a_letter_and_the_domain(plain: str, masked: str) -> None:
    assert masking.mask_email(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [("Nguyễn Thị Minh Hà", "N. T. M. Hà"), ("Lê  Đức", "L. Đức"), ("Ngân", "N•••"), ("  ", "")],
)
def test_mask_name_keeps_the_given_name(plain: str, masked: str) -> None:
    assert masking.mask_name(plain) == masked


@given(st.text(max_size=40))
def test_masks_of_anything_never_give_a_long_value_back(text: str) -> None:
    for mask in (masking.mask_id_number, masking.mask_phone, masking.hide):
        masked = mask(text)
        assert masked != text or not text
        assert bool(masked) == bool(text)


@given(st.from_regex(r"0[0-9]{11}", fullmatch=True))
def test_mask_id_number_hides_five_digits_and_keeps_the_length(number: str) -> None:
    masked = masking.mask_id_number(number)

    assert len(masked) == 12
    assert masked.count("•") == 5
    assert number[3:8] not in masked


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("số 040123452718 của", "số 040•••••2718 của"),
        ("cũ 281234567.", "cũ ••••••567."),
        ("gọi 0912345318 hoặc +84 912 345 318", "gọi 09•• ••• 318 hoặc 09•• ••• 318"),
        ("thư nguyen.an@example.vn nhé", "thư n•••@example.vn nhé"),
        ("email=x.y@z.vn,phone=0912345318", "e•••@z.vn,phone=09•• ••• 318"),
        ("H99.1-261123-0001", "H99.1-261123-0001"),
        ("2026-11-23T01:00:00.123456Z", "2026-11-23T01:00:00.123456Z"),
        ("nothing to hide", "nothing to hide"),
        ("seq 12345678 and 1234567890123", "seq 12345678 and 1234567890123"),
    ],
)
def test_scrub_masks_what_looks_personal_and_leaves_codes(text: str, scrubbed: str) -> None:
    assert masking.scrub(text) == scrubbed


@given(st.uuids())
def test_scrub_of_a_public_id_changes_nothing(value: uuid.UUID) -> None:
    assert masking.scrub(f"dossier {value} read") == f"dossier {value} read"


@given(st.from_regex(r"0[0-9]{11}", fullmatch=True), st.text(alphabet="abc ,.:;()", max_size=5))
def test_scrub_of_any_identity_number_hides_it(number: str, around: str) -> None:
    assert number not in masking.scrub(f"{around} {number} {around}")


@pytest.fixture
def _own_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal_data, "_fields", {})
    monkeypatch.setattr(personal_data, "_names", set())


PARTY_PHONE = PersonalField("people.Party", "zalo", Sort.PHONE, source="Luật 91/2025/QH15")


@pytest.mark.usefixtures("_own_fields")
def test_register_when_a_field_is_known_makes_its_key_personal() -> None:
    before = personal_data.is_personal_key("zalo")

    personal_data.register(PARTY_PHONE)

    assert (before, personal_data.is_personal_key("zalo")) == (False, True)
    assert personal_data.fields_of("people.Party") == (PARTY_PHONE,)
    assert personal_data.owners() == ("people.Party",)
    assert PARTY_PHONE.mask("0912345318") == "09•• ••• 318"


@pytest.mark.usefixtures("_own_fields")
def test_register_when_repeated_is_fine_and_when_contradicted_is_refused() -> None:
    personal_data.register(PARTY_PHONE)
    personal_data.register(PARTY_PHONE)

    with pytest.raises(ValueError, match="otherwise already"):
        personal_data.register(PersonalField("people.Party", "zalo", Sort.EMAIL))


def test_mask_of_a_sort_without_a_mask_hides_everything() -> None:
    assert PersonalField("x.Y", "z", Sort.FREE_TEXT).mask("bí mật") == "••••••••"


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ({"verb": "x", "email": "a"}, {"email"}),
        ([{"deep": [{"full_name": "a"}]}, {"phone": 1}], {"full_name", "phone"}),
        ({"ids": [1, 2], "code": "email"}, set()),
        ("email", set()),
    ],
)
def test_keys_within_finds_personal_keys_at_any_depth(value: object, keys: set[str]) -> None:
    assert personal_data.keys_within(value) == keys
