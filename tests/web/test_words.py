"""Numbers, dates and spans as people read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import LEGAL_ZONE
from motcua.web import words
from motcua.web.words import TimeState

AFTERNOON = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1835, "1.835", "1,835"),
        (-1835, "-1.835", "-1,835"),
        (10**6, "1.000.000", "1,000,000"),
    ],
)
def test_number_groups_thousands_by_language(value: int, vietnamese: str, english: str) -> None:
    assert words.number(value) == vietnamese

    with translation.override("en"):
        assert words.number(value) == english


@pytest.mark.parametrize(
    ("ratio", "places", "said"),
    [
        (Decimal("0.2813"), 2, "28,13%"),
        (Decimal("0.281250"), 2, "28,13%"),
        (Decimal("0.992"), 1, "99,2%"),
        (1, 2, "100,00%"),
        (Decimal("0.00005"), 2, "0,01%"),
        (Decimal("-0.5"), 0, "-50%"),
        (Decimal("18.35"), 1, "1.835,0%"),
    ],
)
def test_percent_rounds_half_up_with_a_comma(ratio: Decimal, places: int, said: str) -> None:
    assert words.percent(ratio, places) == said


def test_percent_in_english_uses_a_point() -> None:
    with translation.override("en"):
        assert words.percent(Decimal("0.2813")) == "28.13%"


def test_money_of_a_fee_reads_as_printed() -> None:
    assert words.money(50000) == "50.000 đ"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (84_000, "84 kB"),
        (212_400, "212 kB"),
        (8_400_000, "8,4 MB"),
        (2_147_483_648, "2.147,5 MB"),
    ],
)
def test_file_size_is_said_in_the_unit_that_fits(size: int, said: str) -> None:
    assert words.file_size(size) == said


def test_instants_are_shown_in_the_legal_zone() -> None:
    assert words.instant(AFTERNOON) == "24/11/2026 16:00"
    assert words.short_instant(AFTERNOON) == "24/11 16:00"
    assert words.weekday_instant(AFTERNOON) == "Thứ Ba 24/11/2026, 16:00"
    assert words.iso(AFTERNOON) == "2026-11-24T16:00:00+07:00"


def test_day_of_an_instant_late_in_utc_is_the_next_legal_day() -> None:
    late = dt.datetime(2026, 11, 24, 18, 30, tzinfo=dt.UTC)

    assert words.day(late) == "25/11/2026"
    assert words.weekday_day(late) == "Thứ Tư 25/11/2026"


def test_plain_dates_keep_their_day() -> None:
    sunday = dt.date(2026, 11, 22)

    assert words.day(sunday) == "22/11/2026"
    assert words.weekday(sunday) == "Chủ nhật"
    assert words.iso(sunday) == "2026-11-22"
    with translation.override("en"):
        assert words.weekday_day(sunday) == "Sunday 22/11/2026"


def test_a_naive_instant_is_refused() -> None:
    naive = AFTERNOON.replace(tzinfo=None)

    with pytest.raises(ValueError, match="zone"):
        words.instant(naive)


@pytest.mark.parametrize(
    ("minutes", "vietnamese", "english"),
    [
        (0, "dưới 1 phút", "less than a minute"),
        (1, "1 phút", "1 minute"),
        (19, "19 phút", "19 minutes"),
        (60, "1 giờ", "1 hour"),
        (160, "2 giờ 40 phút", "2 hours 40 minutes"),
        (180, "3 giờ", "3 hours"),
        (312, "5 giờ", "5 hours"),
        (480, "1 ngày", "1 day"),
        (660, "1 ngày 3 giờ", "1 day 3 hours"),
        (480 * 10 + 120, "10 ngày", "10 days"),
        (480 * 1200, "1.200 ngày", "1,200 days"),
        (-300, "5 giờ", "5 hours"),
    ],
)
def test_duration_says_the_two_units_that_matter(minutes: int, vietnamese: str, english: str) -> None:
    assert words.duration(minutes) == vietnamese

    with translation.override("en"):
        assert words.duration(minutes) == english


def test_duration_in_clock_days_counts_twenty_four_hours() -> None:
    assert words.duration(1440 + 60, 1440) == "1 ngày 1 giờ"


@given(st.integers(min_value=1, max_value=10**7), st.sampled_from([480, 450, 1440]))
def test_duration_never_says_more_than_there_is(minutes: int, day_minutes: int) -> None:
    sizes = {"ngày": day_minutes, "giờ": 60, "phút": 1}
    parts = words.duration(minutes, day_minutes).split()

    said = sum(int(count.replace(".", "")) * sizes[unit] for count, unit in zip(parts[::2], parts[1::2], strict=True))

    assert 0 < said <= minutes
    assert minutes - said < max(60, day_minutes if minutes >= 10 * day_minutes else 0)


@pytest.mark.parametrize(
    ("left", "soon", "state"),
    [(-1, 960, TimeState.LATE), (0, 960, TimeState.SOON), (960, 960, TimeState.SOON), (961, 960, TimeState.ONTIME)],
)
def test_state_changes_at_its_borders(left: int, soon: int, state: TimeState) -> None:
    assert words.state_of(left, soon) is state


@pytest.mark.parametrize(
    ("left", "total", "used"), [(480, 4800, 90), (4800, 4800, 0), (-60, 4800, 100), (9000, 4800, 0), (0, 0, 100)]
)
def test_used_percent_stays_on_the_bar(left: int, total: int, used: int) -> None:
    assert words.used_percent(left, total) == used


def test_time_left_of_an_official_shows_amber_and_red() -> None:
    soon = words.time_left(660, 4800, soon_minutes=960)
    late = words.time_left(-300, 4800, soon_minutes=960)

    assert (soon.state, soon.words, soon.used_percent) == (TimeState.SOON, "còn 1 ngày 3 giờ", 86)
    assert (late.state, late.words, late.used_percent) == (TimeState.LATE, "quá hạn 5 giờ", 100)


def test_time_left_of_a_citizen_is_never_amber() -> None:
    shown = words.time_left(660, 4800, soon_minutes=960, for_citizen=True)

    assert (shown.state, shown.words) == (TimeState.ONTIME, "đúng tiến độ, còn 1 ngày 3 giờ")


def test_time_left_of_a_citizen_says_late_when_it_is() -> None:
    assert words.time_left(-1, 4800, soon_minutes=960, for_citizen=True).state is TimeState.LATE


def test_a_paused_clock_says_why_even_when_little_is_left() -> None:
    shown = words.time_left(-5, 4800, soon_minutes=960, paused_for="chờ bổ sung")

    assert (shown.state, shown.words) == (TimeState.PAUSED, "tạm dừng: chờ bổ sung")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("040123452718", "040•••••2718"),
        ("040 123 452 718", "040•••••2718"),
        ("123456789", "123••6789"),
        ("12345678", "••••••••"),
        ("", ""),
    ],
)
def test_masked_id_keeps_both_ends_only(number: str, shown: str) -> None:
    assert words.masked_id(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("0912345318", "09••\u00a0•••\u00a0318"),
        ("+84 912 345 318", "09••\u00a0•••\u00a0318"),
        ("0912.345.318", "09••\u00a0•••\u00a0318"),
        ("+4915123456789", "•••789"),
        ("1022", "••••"),
    ],
)
def test_masked_phone_shows_its_end_only(phone: str, shown: str) -> None:
    assert words.masked_phone(phone) == shown


@given(st.text(alphabet="0123456789 .+-", max_size=20))
def test_masked_phone_hides_at_least_half_of_the_digits(phone: str) -> None:
    digits = sum(sign.isdigit() for sign in phone)

    assert sum(sign.isdigit() for sign in words.masked_phone(phone)) <= max(5, digits // 2)
    assert words.masked_phone(phone).count("•") >= min(digits, 1)


def test_masked_email_shows_the_first_letter_and_the_domain() -> None:
    assert words.masked_email("thuha@example.vn") == "t•••@example.vn"
    assert words.masked_email("nonsense") == "•••"


def test_language_in_force_is_one_of_two() -> None:
    assert words.language_in_force() == "vi"
    with translation.override("en-gb"):
        assert words.language_in_force() == "en"


def test_legal_zone_is_where_the_words_say() -> None:
    assert dt.datetime(2026, 1, 1, 10, 30, tzinfo=LEGAL_ZONE).utcoffset() == dt.timedelta(hours=7)
