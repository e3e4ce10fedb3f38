from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core import clock

INSTANTS = st.datetimes(
    min_value=dt.datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
AT = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


def test_now_is_aware_and_utc() -> None:
    assert clock.now().utcoffset() == dt.timedelta(0)


def test_now_within_use_clock_asks_that_clock_and_afterwards_the_earlier() -> None:
    frozen = clock.FrozenClock(AT)

    with clock.use_clock(frozen):
        first = clock.now()
        frozen.advance(dt.timedelta(hours=1))
        second = clock.now()

    assert (first, second) == (AT, AT + dt.timedelta(hours=1))
    assert clock.now() != second


def test_frozen_clock_when_set_to_a_naive_instant_refuses() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.FrozenClock(dt.datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("utc", "day"), [("2026-11-23T16:59:59", dt.date(2026, 11, 23)), ("2026-11-23T17:00:00", dt.date(2026, 11, 24))]
)
def test_legal_date_turns_at_midnight_in_vietnam(utc: str, day: dt.date) -> None:
    assert clock.legal_date(dt.datetime.fromisoformat(utc + "+00:00")) == day


def test_legal_date_of_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.legal_date(dt.datetime(2026, 1, 1))  # noqa: DTZ001


@given(st.lists(INSTANTS, min_size=1, max_size=20))
def test_monotonic_after_whatever_the_clock_says_grows(readings: list[dt.datetime]) -> None:
    recorded: list[dt.datetime] = []

    for reading in readings:
        recorded.append(clock.monotonic_after(recorded[-1] if recorded else None, reading))

    assert all(later > earlier for earlier, later in pairwise(recorded))
    assert all(at >= reading for at, reading in zip(recorded, readings, strict=True))


def test_monotonic_after_when_the_clock_goes_forward_is_the_clock() -> None:
    assert clock.monotonic_after(AT - dt.timedelta(microseconds=1), AT) == AT
