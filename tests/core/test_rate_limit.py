from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from motcua.core import rate_limit
from motcua.core.errors import TooMany
from motcua.core.models import RateBucket
from motcua.core.rate_limit import Limit, charge, try_charge

from .conftest import NOW
from .parallel import at_once

TRACK = Limit("track", 5, dt.timedelta(minutes=1))
SECOND = dt.timedelta(seconds=1)


@pytest.mark.django_db
def test_charge_when_the_bucket_is_full_allows_the_whole_burst_and_no_more() -> None:
    waits = [try_charge(TRACK, "203.0.113.9", now=NOW) for _ in range(6)]

    assert waits == [None] * 5 + [dt.timedelta(seconds=12)]


@pytest.mark.django_db
def test_charge_when_time_passes_gives_tokens_back_at_the_rate() -> None:
    for _ in range(5):
        try_charge(TRACK, "a", now=NOW)

    assert try_charge(TRACK, "a", now=NOW + 11 * SECOND) == SECOND
    assert try_charge(TRACK, "a", now=NOW + 12 * SECOND) is None
    assert try_charge(TRACK, "a", now=NOW + 12 * SECOND) == 12 * SECOND


@pytest.mark.django_db
def test_charge_after_a_long_pause_allows_one_burst_and_not_two() -> None:
    try_charge(TRACK, "a", now=NOW)
    later = NOW + dt.timedelta(days=1)

    assert [try_charge(TRACK, "a", now=later) for _ in range(6)].count(None) == 5


@pytest.mark.django_db
def test_charge_of_another_person_or_limit_is_apart() -> None:
    for _ in range(5):
        try_charge(TRACK, "a", now=NOW)

    assert try_charge(TRACK, "b", now=NOW) is None
    assert try_charge(Limit("sign_in", 5, dt.timedelta(minutes=1)), "a", now=NOW) is None


@pytest.mark.django_db
def test_charge_when_refused_raises_with_whole_seconds_to_wait() -> None:
    for _ in range(5):
        charge(TRACK, "a", now=NOW)

    with pytest.raises(TooMany) as caught:
        charge(TRACK, "a", now=NOW + dt.timedelta(milliseconds=500))

    assert (caught.value.code, caught.value.status, caught.value.params) == ("rate_limited", 429, {"retry_after": 12})


@pytest.mark.django_db
def test_charge_when_the_clock_went_back_far_starts_anew() -> None:
    for _ in range(5):
        charge(TRACK, "a", now=NOW + dt.timedelta(days=3))

    assert [try_charge(TRACK, "a", now=NOW) for _ in range(6)].count(None) == 5


@pytest.mark.django_db
def test_charge_is_one_statement_and_stores_no_address(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):
        charge(TRACK, "203.0.113.9", now=NOW)

    assert b"203" not in bytes(RateBucket.objects.get().bucket)
    assert len(RateBucket.objects.get().bucket) == 32


@pytest.mark.django_db(transaction=True)
def test_charges_at_once_never_exceed_the_burst() -> None:
    results = at_once([lambda: [try_charge(TRACK, "a", now=NOW) for _ in range(3)]] * 6)

    assert [wait for result in results for wait in result].count(None) == 5


@pytest.mark.django_db(transaction=True)
def test_purge_forgets_full_buckets_only() -> None:
    try_charge(TRACK, "old", now=NOW - dt.timedelta(hours=1))
    try_charge(TRACK, "new", now=NOW)

    assert rate_limit.purge(now=NOW) == 1
    assert RateBucket.objects.count() == 1


@pytest.mark.django_db
def test_table_of_buckets_is_not_logged_by_the_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_rate_bucket'")
        assert cursor.fetchone() == ("u",)
