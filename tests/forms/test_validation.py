"""Checking a whole form: every fault at once, kept values clean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import encode
from motcua.core.texts import known_codes
from motcua.forms.applicant import PERSON_PAGE, applicant_page, validate_applicant
from motcua.forms.generation import Paper, generated_schema
from motcua.forms.schema import Condition, Field, FieldKind, FormSchema, Option, Page
from motcua.forms.texts import TEXTS
from motcua.forms.validation import validate

TODAY = dt.date(2026, 11, 23)
PERSON = {
    "kind": "person",
    "name": " Nguyễn  Thị Hoa ",
    "id_number": "001199012345",
    "birth_date": "5/4/1999",
    "phone": "0912 345 678",
    "email": "hoa@Example.vn",
    "address": "Thôn 3, xã Hòa An",
}
NASTY = (
    "",
    " ",
    "\x00",
    "\ud800",
    "𝕏" * 100,
    "'; DROP TABLE users; --",
    "<img src=x onerror=alert(1)>",
    "../../etc/passwd",
    "%s%n%x",
    "{{7*7}}",
    "\u202eevil",
    "A" * 200_000,
    "٣" * 12,
    "null",
    "-1",
    "1e309",
    "=cmd|' /C calc'!A0",
    "\r\nSet-Cookie: a=b",
)


def form(*fields: Field) -> FormSchema:
    return FormSchema("Mẫu", (Page("p", "Trang", fields),))


def codes(schema: FormSchema, answers: dict[str, object], **options: object) -> set[tuple[str, str]]:
    return {(error.field, error.code) for error in validate(schema, answers, **options).errors}  # type: ignore[arg-type]


def test_validate_when_several_faults_then_all_are_told_at_once() -> None:
    schema = form(
        Field("name", "Tên", FieldKind.TEXT, required=True),
        Field("mail", "Thư", FieldKind.EMAIL),
        Field("count", "Số", FieldKind.NUMBER, minimum=1, maximum=5),
    )

    assert codes(schema, {"mail": "x", "count": "9", "other": "1"}) == {
        ("name", "field_required"),
        ("mail", "email_malformed"),
        ("count", "number_too_large"),
        ("other", "field_unknown"),
    }


def test_validate_when_not_required_and_empty_then_not_kept() -> None:
    checked = validate(form(Field("note", "Ghi chú", FieldKind.LONG_TEXT)), {"note": "  \n "})

    assert checked.is_valid
    assert checked.answers == {}


def test_validate_when_a_text_is_as_long_as_allowed_then_kept_and_one_more_refused() -> None:
    schema = form(Field("t", "T", FieldKind.TEXT, max_length=5))

    assert validate(schema, {"t": "đặngă"}).answers == {"t": "đặngă"}
    assert codes(schema, {"t": "đặngăx"}) == {("t", "text_too_long")}


def test_validate_when_choice_is_not_offered_then_refused() -> None:
    schema = form(Field("c", "C", FieldKind.CHOICE, options=(Option("a", "A"), Option("b", "B"))))

    assert validate(schema, {"c": "a"}).answers == {"c": "a"}
    assert codes(schema, {"c": "A"}) == {("c", "choice_unknown")}


@pytest.mark.parametrize(
    ("given_", "agreed"), [(True, True), ("on", True), ("1", True), (False, False), ("", False), (None, False)]
)
def test_validate_when_consent_is_asked_then_only_a_yes_is_one(given_: object, agreed: bool) -> None:
    schema = form(Field("ok", "Đồng ý", FieldKind.CONSENT, required=True))

    assert validate(schema, {"ok": given_}).is_valid is agreed


def test_validate_when_condition_is_not_met_then_the_answer_is_dropped_and_not_missed() -> None:
    schema = form(
        Field("way", "Cách", FieldKind.CHOICE, options=(Option("post", "P"), Option("desk", "D"))),
        Field("to", "Địa chỉ", FieldKind.ADDRESS, required=True, when=Condition("way", ("post",))),
    )

    assert validate(schema, {"way": "desk", "to": "x"}).answers == {"way": "desk"}
    assert codes(schema, {"way": "post"}) == {("to", "field_required")}


@pytest.mark.parametrize(("day", "code"), [("24/11/2026", "date_too_late"), ("22/11/2025", "date_too_early")])
def test_validate_when_date_is_outside_its_days_then_refused_only_when_the_day_is_known(day: str, code: str) -> None:
    schema = form(Field("d", "Ngày", FieldKind.DATE, minimum=-365, maximum=0))

    assert codes(schema, {"d": day}, on=TODAY) == {("d", code)}
    assert validate(schema, {"d": day}).is_valid
    assert validate(schema, {"d": "23/11/2026"}, on=TODAY).answers == {"d": "2026-11-23"}


def test_validate_when_only_a_page_is_asked_then_other_pages_are_not_missed() -> None:
    schema = generated_schema("Khai sinh", [Paper("tp01", "Tờ khai", required=True, guidance=False)])

    assert validate(schema, {"request": "Xin cấp bản chính"}, pages={"request"}).is_valid
    assert ("name", "field_required") in codes(schema, {"request": "Xin cấp bản chính"})


@pytest.mark.parametrize("value", [{"a": 1}, ["x"], 1.5, b"x", object(), True])
def test_validate_when_an_answer_is_no_text_then_refused(value: object) -> None:
    assert codes(form(Field("t", "T", FieldKind.TEXT)), {"t": value}) == {("t", "answer_malformed")}


def test_validate_when_there_are_too_many_answers_then_none_is_read() -> None:
    checked = validate(form(), {str(number): "" for number in range(501)})

    assert [error.code for error in checked.errors] == ["answers_too_many"]


def test_applicant_when_a_person_then_values_in_one_form() -> None:
    checked = validate_applicant(PERSON, on=TODAY)

    assert checked.is_valid
    assert checked.answers == {
        "kind": "person",
        "name": "Nguyễn Thị Hoa",
        "id_number": "001199012345",
        "birth_date": "1999-04-05",
        "phone": "0912345678",
        "email": "hoa@example.vn",
        "address": "Thôn 3, xã Hòa An",
    }


def test_applicant_when_number_and_birth_date_disagree_then_warned_and_not_refused() -> None:
    checked = validate_applicant({**PERSON, "birth_date": "05/04/1989"}, on=TODAY)

    assert checked.is_valid
    assert [(one.field, one.code) for one in checked.warnings] == [("id_number", "citizen_id_birth_year")]
    assert not validate_applicant(PERSON, on=TODAY).warnings


def test_applicant_when_an_organisation_then_its_tax_code_is_asked() -> None:
    company = {"kind": "organisation", "name": "HTX Hòa An", "id_number": "0109999999", "phone": "02033825123",
               "address": "Xã Hòa An", "birth_date": ""}  # fmt: skip

    assert validate_applicant(company).is_valid
    assert not validate_applicant({**company, "id_number": "1"}).is_valid


@pytest.mark.parametrize("kind", ["robot", "", 3, None])
def test_applicant_when_the_kind_is_unknown_then_refused(kind: object) -> None:
    assert [error.field for error in validate_applicant({"kind": kind}).errors] == ["kind"]


@pytest.mark.parametrize("nasty", NASTY)
def test_applicant_when_any_string_in_any_field_then_an_answer_and_what_is_kept_can_be_stored(nasty: str) -> None:
    for field in PERSON_PAGE.fields:
        checked = validate_applicant({**PERSON, field.key: nasty}, on=TODAY)

        kept = checked.answers.get(field.key, "")
        assert isinstance(kept, str)
        assert "\x00" not in kept
        assert encode(dict(checked.answers))
        assert {error.field for error in checked.errors} <= {field.key}


_VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()), st.binary())


@given(st.dictionaries(st.sampled_from([field.key for field in PERSON_PAGE.fields]), _VALUES))
def test_applicant_when_anything_is_sent_then_never_an_exception_and_codes_have_texts(sent: dict[str, object]) -> None:
    checked = validate_applicant({"kind": "person", **sent}, on=TODAY)

    assert {error.code for error in checked.errors} <= set(TEXTS)
    encode(dict(checked.answers))


def test_texts_when_the_room_is_ready_then_every_code_is_in_the_catalogue() -> None:
    assert set(TEXTS) <= known_codes()


def test_applicant_page_when_unknown_then_key_error() -> None:
    with pytest.raises(KeyError):
        applicant_page("robot")
