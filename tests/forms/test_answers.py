"""One answer of each kind: tolerant in form, strict in meaning."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms import answers
from motcua.forms.answers import MalformedError


@pytest.mark.parametrize(
    ("number", "place", "female", "year"),
    [
        ("001199012345", "001", True, 1999),
        ("001099012345", "001", False, 1999),
        ("079203000001", "079", False, 2003),
        ("079310000001", "079", True, 2010),
    ],
)
def test_citizen_id_when_read_then_place_sex_and_year(number: str, place: str, female: bool, year: int) -> None:
    parts = answers.citizen_id_parts(answers.read_citizen_id(number))

    assert (parts.place, parts.female, parts.birth_year) == (place, female, year)


@pytest.mark.parametrize("text", ["00119901234", "0011990123456", "00119901234a", "٠٠١١٩٩٠١٢٣٤٥", "123456789"])
def test_citizen_id_when_not_twelve_digits_then_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="citizen_id_malformed"):
        answers.read_citizen_id(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("0109999999", "0109999999"), ("0109999999-001", "0109999999-001"), ("0109999999001", "0109999999-001"),
     ("001199012345", "001199012345")],
)  # fmt: skip
def test_tax_code_when_well_formed_then_one_form(text: str, kept: str) -> None:
    assert answers.read_tax_code(text) == kept


@pytest.mark.parametrize("text", ["010999999", "0109999999-01", "abc", "01099999990011"])
def test_tax_code_when_malformed_then_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="tax_code_malformed"):
        answers.read_tax_code(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(0203) 3825 123", "02033825123"),
        ("+4915112345678", "+4915112345678"),
    ],
)
def test_phone_when_written_as_people_do_then_one_form(text: str, kept: str) -> None:
    assert answers.read_phone(text) == kept


@pytest.mark.parametrize("text", ["12345", "0012345678", "09123456789012", "gọi mẹ", "+0912345678"])
def test_phone_when_it_cannot_be_called_then_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="phone_malformed"):
        answers.read_phone(text)


@pytest.mark.parametrize(
    "text", ["a@b", "@example.vn", "a@example..vn", "a b@example.vn", "a@-x.vn", "x" * 300 + "@a.vn"]
)
def test_email_when_malformed_then_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="email_malformed"):
        answers.read_email(text)


def test_email_when_domain_has_capitals_then_only_the_domain_is_lowered() -> None:
    assert answers.read_email("Hoa.Nguyen@Example.VN") == "Hoa.Nguyen@example.vn"


@pytest.mark.parametrize(
    "text", ["5/9/1990", "05/09/1990", "05-09-1990", "5.9.1990", "05 09 1990", "05091990", "1990-09-05"]
)
def test_date_when_written_in_any_usual_way_then_the_same_day(text: str) -> None:
    assert answers.read_date(text) == dt.date(1990, 9, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2020", "date_impossible"),
        ("29/02/2023", "date_impossible"),
        ("01/13/2020", "date_impossible"),
        ("01/01/0001", "date_impossible"),
        ("hôm qua", "date_malformed"),
        ("1990/05/09", "date_malformed"),
        ("5/9/90", "date_malformed"),
    ],
)
def test_date_when_no_such_day_then_refused(text: str, code: str) -> None:
    with pytest.raises(MalformedError, match=code):
        answers.read_date(text)


@given(st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31)))
def test_date_when_printed_the_vietnamese_way_then_read_back(day: dt.date) -> None:
    assert answers.read_date(f"{day.day}/{day.month}/{day.year}") == day
    assert answers.read_date(f"{day:%d%m}{day.year:04d}") == day


@pytest.mark.parametrize(("text", "number"), [("1.234.567", 1234567), ("1 000", 1000), ("-5", -5), ("007", 7)])
def test_number_when_grouped_then_read(text: str, number: int) -> None:
    assert answers.read_number(text) == number


@pytest.mark.parametrize("text", ["1.23", "1,5", "1.234.56", "1.234 567", "1e5", "٣", "", "--1", "0x10"])
def test_number_when_not_whole_or_badly_grouped_then_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="number_malformed"):
        answers.read_number(text)


def test_number_when_beyond_what_json_carries_then_refused() -> None:
    with pytest.raises(MalformedError, match="number_too_large"):
        answers.read_number(str(2**53))


@given(st.integers(0, 10**15))
def test_money_when_grouped_with_its_sign_then_read_back(amount: int) -> None:
    grouped = f"{amount:,}".replace(",", ".")

    assert [answers.read_money(f"{grouped}{sign}") for sign in ("", " đ", "đồng", " VND")] == [amount] * 4


@pytest.mark.parametrize("text", ["-5", "5 USD", "10**16", str(10**16)])
def test_money_when_negative_foreign_or_huge_then_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        answers.read_money(text)


def test_place_when_lower_case_then_upper() -> None:
    assert answers.read_place("as-0101") == "AS-0101"
    with pytest.raises(MalformedError, match="place_malformed"):
        answers.read_place("../etc")
