"""Canonical JSON against the reference implementation."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import Decimal
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import NotCanonical, encode, plain

BIGGEST = 2**53 - 1
SCALARS = st.none() | st.booleans() | st.integers(-BIGGEST, BIGGEST) | st.text(st.characters(codec="utf-8"))
ODD = st.sampled_from(["\ue000", "\U0001f600", "\ud7ff", "é", "e", "\x7f"])
KEYS = st.text(st.characters(codec="utf-8"), max_size=8) | ODD
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=20
)


@given(VALUES)
def test_bytes_of_any_value_are_those_of_the_reference(value: object) -> None:
    assert encode(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_keys_beyond_the_surrogates_are_sorted_as_utf_16_does() -> None:
    assert encode({"\ue000": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ue000":1}'.encode()


@pytest.mark.parametrize("value", [2**53, -(2**53), {"a": [2**60]}, 10**16, "\ud800", {"\udfff": 1}])
def test_value_that_other_programs_read_otherwise_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


@pytest.mark.parametrize("value", [1.5, {"a": float("nan")}, [dt.datetime(2026, 1, 1)], object()])  # noqa: DTZ001
def test_value_without_a_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


class Word(enum.StrEnum):
    ONE = "one"


class Number(enum.IntEnum):
    TWO = 2


class Own(str):
    __slots__ = ()


def test_plain_reduces_every_kind_of_value_of_ours() -> None:
    uid = uuid.uuid4()
    east = dt.timezone(dt.timedelta(hours=7))

    found = plain(
        MappingProxyType(
            {
                "word": Word.ONE,
                Word.ONE: Number.TWO,
                "own": Own("x"),
                "at": dt.datetime(2026, 11, 23, 8, tzinfo=east),
                "on": dt.date(2026, 11, 23),
                "uid": uid,
                "hash": b"\x01\xff",
                "set": frozenset({"b", "a"}),
                "pair": (True, None),
                "amount": Decimal("1.50"),
            }
        )
    )

    assert found == {
        "word": "one",
        "one": 2,
        "own": "x",
        "at": "2026-11-23T01:00:00.000000Z",
        "on": "2026-11-23",
        "uid": str(uid),
        "hash": "01ff",
        "set": ["a", "b"],
        "pair": [True, None],
        "amount": "1.50",
    }
