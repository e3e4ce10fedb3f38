"""The bulk form gives the answers of the single form, flags and refusals included."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.worktime.bulk import due_many, epoch_microseconds, minutes_between_many
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import Basis, LimitUnit, due, working_minutes

from .calendars import UNITS, at, patient
from .test_due_properties import CALENDARS, names

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
BEGIN = at("2026-01-01 00:00")
# Far enough to cross the days in doubt and the end of every calendar here.
instants = st.integers(0, 3 * 365 * 86_400_000_000).map(lambda n: BEGIN + dt.timedelta(microseconds=n))
batches = st.lists(st.tuples(instants, st.integers(1, 60)), min_size=1, max_size=30)


@patient
@given(names, batches, st.sampled_from(UNITS), st.sampled_from(list(Basis)))
def test_due_many_then_each_as_alone(
    name: str,
    batch: list[tuple[dt.datetime, int]],
    unit: LimitUnit,
    basis: Basis,
) -> None:
    calendar = CALENDARS[name]
    starts = epoch_microseconds(start for start, _ in batch)

    answers = due_many(calendar, starts, np.array([amount for _, amount in batch]), unit, basis)

    alone = [due(calendar, start, amount, unit, basis) for start, amount in batch]
    assert [EPOCH + dt.timedelta(microseconds=int(value)) for value in answers.at] == [one.at for one in alone]
    assert answers.provisional.tolist() == [one.provisional for one in alone]
    assert answers.beyond_end.tolist() == [one.beyond_end for one in alone]


@patient
@given(names, st.lists(st.tuples(instants, instants), min_size=1, max_size=30))
def test_minutes_between_many_then_each_as_alone(name: str, batch: list[tuple[dt.datetime, dt.datetime]]) -> None:
    calendar = CALENDARS[name]

    together = minutes_between_many(
        calendar, epoch_microseconds(a for a, _ in batch), epoch_microseconds(b for _, b in batch)
    )

    assert together.tolist() == [working_minutes(calendar, a, b) for a, b in batch]


def test_due_many_with_one_amount_then_it_serves_all(settlement: CompiledCalendar) -> None:
    starts = epoch_microseconds([at("2026-03-09 10:00"), at("2026-03-10 10:00")])

    answers = due_many(settlement, starts, 1, LimitUnit.WORKING_DAY)

    assert answers.at.tolist() == epoch_microseconds([at("2026-03-10 17:00"), at("2026-03-11 17:00")]).tolist()


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("basis", list(Basis))
def test_due_many_of_nothing_then_nothing(settlement: CompiledCalendar, unit: LimitUnit, basis: Basis) -> None:
    nothing = np.array([], dtype=np.int64)

    assert due_many(settlement, nothing, 1, unit, basis).at.size == 0
    assert minutes_between_many(settlement, nothing, nothing).size == 0


@pytest.mark.parametrize(
    ("starts", "amount", "unit", "code"),
    [
        (["2026-03-09 10:00", "2022-12-31 10:00"], 1, "working_day", "worktime_before_calendar"),
        (["2026-03-09 10:00", "2090-01-01 10:00"], 1, "working_hour", "worktime_out_of_range"),
        (["2026-03-09 10:00"], 0, "working_day", "worktime_amount_invalid"),
        (["8999-12-31 10:00"], 48, "hour", "worktime_out_of_range"),
        (["2026-03-09 10:00"], 10_001, "hour", "worktime_amount_invalid"),
        (["2026-03-09 10:00"], 10_000, "working_day", "worktime_out_of_range"),
        (["2026-03-09 10:00"], 10_000, "day", "worktime_out_of_range"),
        (["2026-03-09 10:00"], 10_000, "month", "worktime_out_of_range"),
    ],
)
@pytest.mark.parametrize("basis", list(Basis))
def test_due_many_with_one_item_that_cannot_be_then_refused_by_code(
    settlement: CompiledCalendar, starts: list[str], amount: int, unit: str, code: str, basis: Basis
) -> None:
    with pytest.raises(Invalid) as refused:
        due_many(settlement, epoch_microseconds(map(at, starts)), amount, LimitUnit(unit), basis)
    assert refused.value.code == code
