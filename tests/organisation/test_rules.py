"""Codes of agencies, and what is wrong with a line of a unit file."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.organisation.rules import LineError, agency_code, agency_code_old, parse_line

GOOD: dict[str, object] = {
    "code": "AS-0101",
    "valid_from": "2010-01-01",
    "valid_to": "2025-07-01",
    "name": "Xã Hòa An",
    "level": "commune",
    "kind": "commune",
    "parent": "AS",
    "successors": [{"code": "AS-0102", "valid_from": "2025-07-01", "share": 1, "default": True}],
}


def fault_of(raw: bytes) -> tuple[str, str]:
    with pytest.raises(LineError) as caught:
        parse_line(1, raw)
    return caught.value.fault.code, caught.value.fault.field


def fault_with(**changes: object) -> tuple[str, str]:
    row = {**GOOD, **changes}
    return fault_of(json.dumps(row).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.00.H99", "H99"),
        ("000.00.16.G04", "G04.16"),
        ("000.17.22.H56", "H56.22.17"),
        ("003.17.22.H56", "H56.22.17.003"),
    ],
)
def test_agency_code_when_either_style_then_turned_into_the_other(old: str, new: str) -> None:
    assert agency_code(old) == new
    assert agency_code_old(new) == old
    assert agency_code_old(old) == old
    assert agency_code(new) == new


@pytest.mark.parametrize("code", ["", "AS-0101", "H999", "000.00.H99", "H99.1234"])
def test_agency_code_when_in_no_known_style_then_kept_and_has_no_old_form(code: str) -> None:
    assert agency_code(code) == code
    assert agency_code_old(code) == ""


@given(st.lists(st.from_regex(r"[1-9][0-9]", fullmatch=True), max_size=2), st.sampled_from(["H99", "G22"]))
def test_agency_code_when_turned_there_and_back_then_the_same(parts: list[str], root: str) -> None:
    code = ".".join([root, *parts])

    assert agency_code(agency_code_old(code)) == code


def test_parse_line_when_good_then_all_of_it_is_there() -> None:
    unit = parse_line(7, json.dumps(GOOD).encode())

    assert (unit.line, unit.code, unit.parent, unit.texts["name"]) == (7, "AS-0101", "AS", "Xã Hòa An")
    assert unit.successors is not None
    assert (unit.successors[0].share, unit.successors[0].is_default) == (Decimal(1), True)


def test_parse_line_when_only_successor_is_bare_then_it_takes_all_by_default() -> None:
    row = {**GOOD, "successors": [{"code": "AS-0102", "valid_from": "2025-07-01"}]}

    unit = parse_line(1, json.dumps(row).encode())

    assert unit.successors is not None
    assert (unit.successors[0].share, unit.successors[0].is_default) == (Decimal(1), True)


def test_parse_line_when_successors_are_not_mentioned_then_none() -> None:
    row = {key: value for key, value in GOOD.items() if key != "successors"}

    assert parse_line(1, json.dumps(row).encode()).successors is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"code": ' + b"9" * 5000 + b"}", "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        (b"[1]", "not_an_object"),
        (b"null", "not_an_object"),
    ],
)
def test_parse_line_when_it_is_no_object_then_said(raw: bytes, code: str) -> None:
    assert fault_of(raw)[0] == code


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"code": ""}, ("missing", "code")),
        ({"code": None}, ("missing", "code")),
        ({"code": 7}, ("not_text", "code")),
        ({"code": "A" * 41}, ("too_long", "code")),
        ({"name": " "}, ("missing", "name")),
        ({"name": "Xã\x00"}, ("bad_character", "name")),
        ({"name": "Xã\ud800"}, ("bad_character", "name")),
        ({"name": "x" * 301}, ("too_long", "name")),
        ({"valid_from": None}, ("missing", "valid_from")),
        ({"valid_from": "01/07/2025"}, ("bad_date", "valid_from")),
        ({"valid_from": 20250701}, ("bad_date", "valid_from")),
        ({"valid_to": "2009-12-31"}, ("dates_reversed", "valid_to")),
        ({"valid_to": "2010-01-01"}, ("dates_reversed", "valid_to")),
        ({"level": "ward"}, ("unknown_level", "level")),
        ({"kind": "Xã"}, ("bad_kind", "kind")),
        ({"valid_to": None}, ("successors_without_end", "successors")),
        ({"successors": "AS-0102"}, ("bad_successors", "successors")),
        ({"successors": [7]}, ("bad_successors", "successors")),
        ({"successors": [{"code": "B"}]}, ("missing", "successors.valid_from")),
    ],
)
def test_parse_line_when_a_field_is_wrong_then_the_field_is_named(
    changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert fault_with(**changes) == expected


def successors(*pairs: tuple[object, object]) -> list[dict[str, object]]:
    return [
        {"code": f"B{number}", "valid_from": "2025-07-01", "share": share, "default": default}
        for number, (share, default) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (successors((0.5, False), (0.5, False)), "default_successor_not_one"),
        (successors((0.5, True), (0.5, True)), "default_successor_not_one"),
        (successors((0.6, True), (0.5, False)), "shares_above_one"),
        (successors((0, True)), "bad_share"),
        (successors((1.5, True)), "bad_share"),
        (successors((True, True)), "bad_share"),
        (successors(("1", True)), "bad_share"),
        (successors((1, "yes")), "bad_default"),
        (successors((0.5, True)) * 2, "successor_twice"),
        ([{"code": "AS-0101", "valid_from": "2010-01-01"}], "own_successor"),
    ],
)
def test_parse_line_when_successors_do_not_add_up_then_refused(rows: list[dict[str, object]], expected: str) -> None:
    assert fault_with(successors=rows)[0] == expected


@given(st.binary(max_size=200))
def test_parse_line_when_fed_anything_then_a_unit_or_a_named_fault(raw: bytes) -> None:
    with contextlib.suppress(LineError):  # anything else fails
        parse_line(1, raw)


@given(
    st.dictionaries(
        st.sampled_from(sorted(GOOD)),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(st.none() | st.dictionaries(st.text(), st.text())),
    )
)
def test_parse_line_when_fields_hold_anything_then_a_unit_or_a_named_fault(changes: dict[str, object]) -> None:
    with contextlib.suppress(LineError):  # anything else fails
        parse_line(1, json.dumps({**GOOD, **changes}).encode())
