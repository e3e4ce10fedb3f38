"""Deliveries of readings, checked row by row without a database."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid, TooLarge
from motcua.figures.feeds.reading import MOST_ROWS, Schema, check, parse

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
LAMPS = Schema("đèn", True, Decimal(0), Decimal(1000))
GOOD: dict[str, Any] = {"id": "r1", "area": "AS-0101", "at": "2026-11-23T08:00:00+07:00", "value": 12}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([GOOD]),
        json.dumps({"schema": 1, "readings": [GOOD]}),
        json.dumps(GOOD),
        json.dumps(GOOD) + "\n\n",
        "\ufeff" + json.dumps([GOOD]),
    ],
)
def test_delivery_when_json_in_any_shape_then_is_read(body: str) -> None:
    rows, faults = check(parse(body.encode()), LAMPS, NOW)

    assert ([row.id for row in rows], faults) == (["r1"], [])
    assert rows[0].at == dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


def test_delivery_when_some_rows_are_bad_then_they_are_named_and_the_good_ones_stay() -> None:
    lines = [json.dumps(GOOD), "{broken", json.dumps({**GOOD, "id": "r2", "value": "3"}), "[1]"]

    rows, faults = check(parse("\n".join(lines).encode()), LAMPS, NOW)

    assert [row.id for row in rows] == ["r1", "r2"]
    assert [(one.line, one.code) for one in faults] == [(2, "reading_not_object"), (4, "reading_not_object")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": ""}, "reading_id_missing"),
        ({"id": True}, "reading_id_missing"),
        ({"id": "x" * 81}, "reading_id_long"),
        ({"temperature": 3}, "reading_field_unknown"),
        ({"measured_in": "xe"}, "reading_measured_wrong"),
        ({"area": 7}, "reading_unit_unknown"),
        ({"at": "2026-11-23T08:00:00"}, "reading_at_unreadable"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "reading_at_unreadable"),
        ({"at": "hôm qua"}, "reading_at_unreadable"),
        ({"at": "2026-11-23T08:06:00+07:00"}, "reading_at_future"),
        ({"at": "2026-10-01T08:00:00+07:00"}, "reading_at_old"),
        ({"value": "nhiều"}, "reading_value_unreadable"),
        ({"value": True}, "reading_value_unreadable"),
        ({"value": "NaN"}, "reading_value_unreadable"),
        ({"value": "1e30"}, "reading_value_unreadable"),
        ({"value": 1.5}, "reading_value_not_whole"),
        ({"value": -1}, "reading_value_low"),
        ({"value": 1001}, "reading_value_high"),
    ],
)
def test_reading_when_wrong_then_says_why(change: dict[str, Any], code: str) -> None:
    rows, faults = check(parse(json.dumps([{**GOOD, **change}]).encode()), LAMPS, NOW)

    assert rows == []
    assert [one.code for one in faults] == [code]


def test_reading_when_the_clock_of_the_source_is_a_little_ahead_then_is_taken() -> None:
    rows, _faults = check([{**GOOD, "at": "2026-11-23T08:04:59+07:00"}], LAMPS, NOW)

    assert len(rows) == 1


def test_delivery_when_an_id_stands_twice_then_only_the_first_counts() -> None:
    rows, faults = check([GOOD, {**GOOD, "value": 13}], LAMPS, NOW)

    assert [(row.line, int(row.value)) for row in rows] == [(1, 12)]
    assert [(one.line, one.code) for one in faults] == [(2, "reading_twice")]


def test_delivery_when_ten_thousand_rows_then_is_read_and_one_more_is_refused() -> None:
    rows: list[dict[str, Any]] = [{**GOOD, "id": f"r{number}"} for number in range(MOST_ROWS)]

    assert len(check(parse(json.dumps(rows).encode()), LAMPS, NOW)[0]) == MOST_ROWS
    with pytest.raises(TooLarge, match="feed_too_many"):
        parse(json.dumps([*rows, GOOD]).encode())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "feed_body_empty"),
        (b"[]", "feed_body_empty"),
        (b"\xff\xfe", "feed_body_unreadable"),
        (b"hello", "feed_body_unreadable"),
        (b'{"schema": 2, "readings": [{}]}', "feed_schema_version"),
        (b'{"readings": 5}', "feed_body_unreadable"),
    ],
)
def test_delivery_when_unreadable_then_is_refused_whole(body: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        parse(body)


@given(st.lists(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4)))
def test_rows_whatever_they_are_are_taken_or_named(rows: list[object]) -> None:
    good, bad = check(rows, LAMPS, NOW)

    assert sorted([*(row.line for row in good), *(one.line for one in bad)]) == list(range(1, len(rows) + 1))
