"""Periods tile time; each knows the one before, the one after, and the same one of last year."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import (
    Period,
    PeriodKind,
    between,
    following,
    numbered,
    parse_code,
    period_of,
    previous,
    same_of_last_year,
    tiles,
)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
NAMED = st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.RANGE])


@st.composite
def ranges(draw: st.DrawFn) -> Period:
    first = draw(DAYS)
    return between(first, first + dt.timedelta(days=draw(st.integers(0, 900))))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    return draw(ranges()) if draw(st.booleans()) else period_of(draw(NAMED), draw(DAYS))


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("R2026-01", "2025-12-15", "2026-01-14"),
        ("R2026-Q1", "2025-12-15", "2026-03-14"),
        ("R2026-Q3", "2026-06-15", "2026-09-14"),
        ("R2026-H1", "2025-12-15", "2026-06-14"),
        ("R2026", "2025-12-15", "2026-12-14"),
        ("2023-01-01..2023-09-15", "2023-01-01", "2023-09-15"),
    ],
)
def test_period_when_named_by_code_then_these_days(code: str, first: str, last: str) -> None:
    period = parse_code(code)

    assert (period.first, period.last, period.code) == (d(first), d(last), code)
    assert parse_period(code) == period


def test_instants_when_asked_then_of_the_legal_zone() -> None:
    march = numbered(PeriodKind.MONTH, 2026, 3)

    assert march.starts_at == dt.datetime(2026, 2, 28, 17, tzinfo=dt.UTC)
    assert march.ends_at == dt.datetime(2026, 3, 31, 17, tzinfo=dt.UTC)


@given(NAMED, DAYS)
def test_day_when_asked_for_its_period_then_inside_and_no_other(kind: PeriodKind, day: dt.date) -> None:
    period = period_of(kind, day)

    assert day in period
    assert day not in previous(period)
    assert day not in following(period)
    assert period_of(kind, period.first) == period == period_of(kind, period.last)


@given(periods())
def test_previous_and_following_when_chained_then_inverse_and_without_gap(period: Period) -> None:
    before, after = previous(period), following(period)

    assert following(before) == period == previous(after)
    assert before.ends_at == period.starts_at
    assert after.starts_at == period.ends_at


@given(periods())
def test_code_when_read_back_then_the_same_period(period: Period) -> None:
    assert parse_code(period.code) == period


@pytest.mark.parametrize("language", ["vi", "en"])
@given(period=periods())
def test_name_when_read_back_then_the_same_period(language: str, period: Period) -> None:
    with override(language):
        name = period_name(period).split(" (")[0]

    assert parse_period(name) == period


@given(NAMED, DAYS)
def test_same_of_last_year_when_named_then_same_number_a_year_before(kind: PeriodKind, day: dt.date) -> None:
    period = period_of(kind, day)

    earlier = same_of_last_year(period)

    assert (earlier.year, earlier.number, earlier.kind) == (period.year - 1, period.number, kind)


@given(ranges(), ranges())
def test_same_of_last_year_when_ranges_touch_then_they_still_touch(one: Period, other: Period) -> None:
    after = between(one.last + dt.timedelta(days=1), one.last + dt.timedelta(days=other.days))
    leap = dt.date(one.first.year, 2, 28) + dt.timedelta(days=1)
    if (leap.month, leap.day) == (2, 29) and leap in {one.first, after.first} and {one.days, after.days} & {1}:
        return

    assert same_of_last_year(after).first == same_of_last_year(one).last + dt.timedelta(days=1)


def test_same_of_last_year_when_29_february_then_28_as_an_end() -> None:
    assert same_of_last_year(between(d("2024-01-01"), d("2024-02-29"))).last == d("2023-02-28")
    assert same_of_last_year(between(d("2024-01-01"), d("2024-02-28"))).last == d("2023-02-28")
    assert same_of_last_year(between(d("2024-02-29"), d("2024-03-31"))).first == d("2023-03-01")
    assert same_of_last_year(between(d("2025-01-01"), d("2025-02-28"))).last == d("2024-02-29")
    assert same_of_last_year(between(d("2024-02-29"), d("2024-02-29"))).days == 1


@given(NAMED, DAYS, st.integers(0, 1500))
def test_tiles_when_laid_over_a_stretch_then_cover_it_once(kind: PeriodKind, first: dt.date, days: int) -> None:
    last = first + dt.timedelta(days=days)

    found = list(tiles(kind, first, last))

    assert first in found[0]
    assert last in found[-1]
    assert all(one.ends_at == next_one.starts_at for one, next_one in pairwise(found))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tháng 3/2026", "2026-03"),
        ("quý I năm 2026", "2026-Q1"),
        ("Quý 4/2026", "2026-Q4"),
        ("6 tháng  đầu năm 2026", "2026-H1"),
        ("6 tháng cuối năm 2026", "2026-H2"),
        ("9 tháng 2026", "2026-01-01..2026-09-30"),
        ("9 tháng đầu năm 2026", "2026-01-01..2026-09-30"),
        ("năm 2026", "2026"),
        ("từ 1/1/2023 đến 15/9/2023", "2023-01-01..2023-09-15"),
        ("báo cáo quý I/2026", "R2026-Q1"),
        ("Kỳ báo cáo tháng 1/2026", "R2026-01"),
        ("first half of 2026", "2026-H1"),
        ("Q3 2026", "2026-Q3"),
    ],
)
def test_period_when_written_in_words_then_understood(text: str, code: str) -> None:
    assert parse_period(text).code == code


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-00", "2026-Q5", "2026-H3", "tháng 13/2026", "31/2/2026 - 1/3/2026", "2026-02-30..2026-03-01",
     "quý V/2026", "hôm qua", "R", "26-03", "0000", "9999", "2026-03-05"],
)  # fmt: skip
def test_period_when_there_is_none_such_then_refused(text: str) -> None:
    with pytest.raises(Invalid, match="period_"):
        parse_period(text)


def test_range_when_reversed_then_refused() -> None:
    with pytest.raises(Invalid, match="period_reversed"):
        between(d("2026-02-01"), d("2026-01-01"))
