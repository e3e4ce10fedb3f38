"""The text of an identity card's QR code, as scanners give it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.desk.identity_card import IdentityCard, number_in, read_card

WHOLE = "001199012345|123456789|Nguyễn Thị Ánh Tuyết|04051999|Nữ|Thôn 3, xã Hòa An|01012021"


def test_card_when_whole_then_every_field_is_read() -> None:
    assert read_card(WHOLE) == IdentityCard(
        number="001199012345",
        old_number="123456789",
        name="Nguyễn Thị Ánh Tuyết",
        birth_date=dt.date(1999, 5, 4),
        sex="Nữ",
        address="Thôn 3, xã Hòa An",
        issued_on=dt.date(2021, 1, 1),
    )


@pytest.mark.parametrize(
    ("text", "number", "name", "born"),
    [
        (
            "001199012345||NGUYỄN VĂN AN|04051999|Nam|Xã A|01012021",
            "001199012345",
            "Nguyễn Văn An",
            dt.date(1999, 5, 4),
        ),
        ("  001199012345 | | Nguyễn Văn An | 04/05/1999 |", "001199012345", "Nguyễn Văn An", dt.date(1999, 5, 4)),
        ("001199012345||Nguyễn Văn An|31021999|Nam", "001199012345", "Nguyễn Văn An", None),
        ("001199012345||Nguyễn Văn An|1999|Nam", "001199012345", "Nguyễn Văn An", None),
        ("001199012345", "001199012345", "", None),
        (
            "001199012345|\r\n123456789|Nguyễn\u00a0Văn An|04051999",
            "001199012345",
            "Nguyễn Văn An",
            dt.date(1999, 5, 4),
        ),
        ("|001199012345|", "001199012345", "", None),
    ],
)
def test_card_when_something_is_missing_then_the_rest_is_read(
    text: str, number: str, name: str, born: dt.date | None
) -> None:
    card = read_card(text)

    assert card is not None
    assert (card.number, card.name, card.birth_date) == (number, name, born)


@pytest.mark.parametrize(
    "text", ["", "|||", "12345|x", "Nguyễn Văn An|001199012345", "00119901234a|x", "٠٠١١٩٩٠١٢٣٤٥|x"]
)
def test_card_when_it_does_not_begin_with_a_number_then_none(text: str) -> None:
    assert read_card(text) is None


def test_name_in_decomposed_letters_is_composed() -> None:
    card = read_card("001199012345||Nguye\u0302\u0303n Va\u0306n An|04051999")

    assert card is not None
    assert card.name == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("text", "number"),
    [(WHOLE, "001199012345"), ("001199012345", "001199012345"), ("0011 9901 2345", "001199012345"), ("H99-261112", "")],
)
def test_number_is_found_in_a_card_or_alone(text: str, number: str) -> None:
    assert number_in(text) == number


@given(st.text())
def test_any_text_is_read_or_refused_without_an_error(text: str) -> None:
    card = read_card(text)

    assert card is None or (len(card.number) == 12 and card.number.isdecimal())


@given(st.text(max_size=300), st.text(max_size=50), st.text(max_size=300))
def test_whatever_follows_the_number_never_fails(name: str, born: str, address: str) -> None:
    card = read_card(f"001199012345||{name}|{born}|Nam|{address}|x")

    assert card is not None
    assert "\x00" not in card.name + card.address
