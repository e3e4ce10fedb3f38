from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from django.db import transaction

from motcua.core.counters import next_number

from .parallel import at_once

DAY = dt.date(2026, 11, 23)


@pytest.mark.django_db
def test_next_number_counts_from_one_per_scope_and_day() -> None:
    numbers = [
        next_number("H99.1", DAY),
        next_number("H99.1", DAY),
        next_number("H99.2", DAY),
        next_number("H99.1", DAY + dt.timedelta(days=1)),
    ]

    assert numbers == [1, 2, 1, 1]


@pytest.mark.django_db
def test_next_number_is_one_statement(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):
        next_number("H99.1", DAY)


@pytest.mark.django_db(transaction=True)
def test_next_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        next_number("H99.1", DAY)


@pytest.mark.django_db(transaction=True)
def test_next_number_of_many_at_once_with_rollbacks_leaves_no_gap() -> None:
    def draw(thread: int) -> list[int]:
        kept = []
        for turn in range(8):
            with contextlib.suppress(LookupError), transaction.atomic():
                number = next_number("H99.1", DAY)
                if (thread + turn) % 3 == 0:
                    raise LookupError("given back")
                kept.append(number)
        return kept

    results = at_once([lambda thread=thread: draw(thread) for thread in range(6)])

    assert not any(isinstance(result, BaseException) for result in results)
    numbers = sorted(number for result in results for number in result)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 32
