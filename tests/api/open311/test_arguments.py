from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.api.open311.arguments import Asked, Faulty, asked

NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
DAYS = dt.timedelta(days=90)


def test_asked_when_nothing_is_said_then_the_last_90_days_and_1000_of_both_states() -> None:
    found = asked({}, now=NOW)

    assert found == Asked((), (), NOW - DAYS, NOW + dt.timedelta(minutes=1), None, 0, 1000)


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        ({"start_date": "2026-01-01T00:00:00Z"}, "2026-01-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ({"end_date": "2026-01-01T07:00:00+07:00"}, "2025-10-03T00:00:00+00:00", "2026-01-01T00:00:00+00:00"),
        ({"end_date": "2026-01-01T07:00:00 07:00"}, "2025-10-03T00:00:00+00:00", "2026-01-01T00:00:00+00:00"),
        ({"start_date": "", "end_date": " "}, "2025-12-02T03:00:00+00:00", "2026-03-02T03:01:00+00:00"),
    ],
)
def test_asked_when_one_end_is_said_then_90_days_from_there(given: dict[str, str], since: str, until: str) -> None:
    found = asked(given, now=NOW)

    assert (found.since.isoformat(), found.until.isoformat()) == (since, until)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"start_date": "2026-01-01T00:00:00"}, "open311_date_wrong"),
        ({"start_date": "hôm qua"}, "open311_date_wrong"),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, "open311_date_wrong"),
        ({"end_date": "9999-12-31T23:59:59-12:00"}, "open311_date_wrong"),
        ({"start_date": "2026-01-02T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "open311_dates_reversed"),
        ({"start_date": "2025-01-02T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "open311_range_too_long"),
        ({"status": "open,lost"}, "open311_status_wrong"),
        ({"page": "0"}, "open311_page_wrong"),
        ({"page_size": "1001"}, "open311_page_wrong"),
        ({"page": "11", "page_size": "1000"}, "open311_page_wrong"),
        ({"page": "٣"}, "open311_page_wrong"),
        ({"page": "-1"}, "open311_page_wrong"),
        ({"page": "9999999"}, "open311_argument_too_long"),
        ({"service_request_id": ",".join(map(str, range(101)))}, "open311_too_many_ids"),
    ],
)
def test_asked_when_faulty_then_the_code(given: dict[str, str], code: str) -> None:
    with pytest.raises(Faulty) as caught:
        asked(given, now=NOW)
    assert caught.value.code == code


def test_asked_when_lists_then_each_once() -> None:
    found = asked({"service_request_id": "a, b,,a", "service_code": "x", "status": "open,closed"}, now=NOW)

    assert (found.ids, found.services, found.is_open) == (("a", "b"), ("x",), None)
    assert asked({"status": "closed"}, now=NOW).is_open is False


@given(
    st.dictionaries(st.sampled_from(["start_date", "end_date", "status", "page", "page_size"]), st.text(max_size=50))
)
def test_asked_when_anything_then_bounded_or_refused(given: dict[str, str]) -> None:
    try:
        found = asked(given, now=NOW)
    except Faulty:
        return
    assert found.until - found.since <= DAYS + dt.timedelta(days=1)
    assert found.offset + found.limit <= 10_000
