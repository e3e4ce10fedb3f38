"""When alerts are raised and cleared: the band, readings in a row, quiet hours."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import LEGAL_ZONE
from motcua.figures.alerts.rules import Bounds, Change, Reading, Side, Watch, fault_of, quiet_until, step

LATE = Bounds(Side.ABOVE, Fraction(5), Fraction(3), readings=2, least=10)
ON_TIME = Bounds(Side.BELOW, Fraction(90), Fraction(95))


def changes(bounds: Bounds, values: list[int | Fraction | None], watch: Watch | None = None) -> list[Change]:
    watch, found = watch or Watch(), []
    for number, value in enumerate(values):
        reading = Reading(f"{number:04}", None if value is None else Fraction(value), 100)
        watch, change = step(bounds, watch, reading)
        found += [change] if change else []
    return found


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([6, 6], [Change.RAISE]),
        ([6, 5, 6], []),  # not in a row
        ([6, None, 6], [Change.RAISE]),  # a gap is no reading
        ([5, 5, 5], []),  # at the bound is not beyond it
        ([6, 6, 4, 6, 4, 6], [Change.RAISE]),  # in the band
        ([6, 6, 3], [Change.RAISE, Change.CLEAR]),  # at the bound for clearing is good
        ([6, 6, None, None], [Change.RAISE]),  # silence clears nothing
        ([6, 6, 2, 6, 2, 6, 6], [Change.RAISE, Change.CLEAR, Change.RAISE]),
    ],
)
def test_step_when_values_come_then_raises_and_clears_by_the_band(
    values: list[int | None], expected: list[Change]
) -> None:
    assert changes(LATE, list(values)) == expected


def test_step_when_trouble_lies_below_then_the_band_is_turned() -> None:
    assert changes(ON_TIME, [89, 92, 94, 95, 91, 89]) == [Change.RAISE, Change.CLEAR, Change.RAISE]


def test_step_when_a_reading_is_old_or_rests_on_too_little_then_it_says_nothing() -> None:
    watch, first = step(LATE, Watch(), Reading("b", Fraction(9), 10))
    again, second = step(LATE, watch, Reading("b", Fraction(9), 10))
    small, third = step(LATE, again, Reading("c", Fraction(9), 9))

    assert (first, second, third) == (None, None, None)
    assert (watch.run, again.run, small.run) == (1, 1, 1)


@given(st.lists(st.integers(300, 500).map(lambda hundredths: Fraction(hundredths, 100)), max_size=60), st.booleans())
def test_signal_within_the_band_never_toggles(values: list[Fraction], is_open: bool) -> None:
    within = [value for value in values if Fraction(3) < value <= Fraction(5)]

    assert changes(LATE, list(within), Watch(is_open=is_open)) == []


@given(st.lists(st.fractions(-10, 10, max_denominator=50), max_size=80), st.sampled_from([LATE, ON_TIME]))
def test_raise_and_clear_always_take_turns(values: list[Fraction], bounds: Bounds) -> None:
    found = changes(bounds, list(values))

    assert found == [Change.RAISE, Change.CLEAR] * (len(found) // 2) + [Change.RAISE] * (len(found) % 2)


@given(st.lists(st.fractions(-10, 110, max_denominator=50), max_size=60))
def test_each_raise_needs_as_many_readings_beyond_the_bound(values: list[Fraction]) -> None:
    beyond = sum(value > LATE.raise_at for value in values)

    assert changes(LATE, list(values)).count(Change.RAISE) <= beyond // LATE.readings


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        (Bounds(Side.ABOVE, Fraction(5), Fraction(6)), ("clear_at", "alert_clear_beyond_above")),
        (Bounds(Side.BELOW, Fraction(5), Fraction(4)), ("clear_at", "alert_clear_beyond_below")),
        (Bounds(Side.ABOVE, Fraction(5), Fraction(5), readings=0), ("readings", "alert_readings_wrong")),
        (Bounds(Side.ABOVE, Fraction(5), Fraction(5), least=-1), ("least", "alert_least_wrong")),
        (Bounds(Side.ABOVE, Fraction(5), Fraction(5)), None),
    ],
)
def test_bounds_when_wrong_then_the_field_is_named(bounds: Bounds, fault: tuple[str, str] | None) -> None:
    assert fault_of(bounds) == fault


@pytest.mark.parametrize(
    ("at", "until"),
    [("23:30", "06:00 +1"), ("05:59", "06:00"), ("06:00", "06:00"), ("12:00", "12:00"), ("22:00", "06:00 +1")],
)
def test_letter_when_quiet_hours_go_over_midnight_then_leaves_in_the_morning(at: str, until: str) -> None:
    day = dt.datetime(2026, 11, 23, tzinfo=LEGAL_ZONE)
    hour, _gap, later = until.partition(" ")
    expected = day.replace(hour=int(hour[:2]), minute=int(hour[3:])) + dt.timedelta(days=1 if later else 0)

    found = quiet_until(day.replace(hour=int(at[:2]), minute=int(at[3:])), dt.time(22), dt.time(6))

    assert found == expected
    assert quiet_until(day, None, None) == day
