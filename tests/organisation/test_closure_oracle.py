"""The closure made in SQL says the same as a slow walk, day by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.organisation.models import Unit, UnitClosure, UnitSuccession, in_force
from motcua.organisation.services.closure import rebuild_closure

DAY = dt.timedelta(days=1)
START = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Plan:
    """A unit: the days it lives (0-9), the earlier unit above it, the earlier-ending unit it takes over from."""

    begins: int
    lives: int | None
    above: int | None
    succeeded_by: int | None


plans = st.lists(
    st.builds(
        Plan,
        begins=st.integers(0, 6),
        lives=st.none() | st.integers(1, 5),
        above=st.none() | st.integers(0, 7),
        succeeded_by=st.none() | st.integers(0, 7),
    ),
    min_size=1,
    max_size=8,
)


def make(plan: list[Plan]) -> list[Unit]:
    units: list[Unit] = []
    for number, one in enumerate(plan):
        parent = units[one.above] if one.above is not None and one.above < number else None
        begins = START + DAY * one.begins
        ends = None if one.lives is None else begins + DAY * one.lives
        units.append(
            Unit.objects.create(
                code=f"U{number}", valid_from=begins, valid_to=ends, name="x", level="unit", kind="k", parent=parent
            )
        )
    for unit, one in zip(units, plan, strict=True):
        if one.succeeded_by is None or one.succeeded_by >= len(units) or unit.valid_to is None:
            continue
        heir = units[one.succeeded_by]
        # What the import lets through: the heir lives on the day of the succession.
        if heir != unit and heir.is_in_force(unit.valid_to):
            UnitSuccession.objects.create(old=unit, new=heir, share=1, is_default=True, on=unit.valid_to)
    return units


def answers(unit: Unit, on: dt.date, heirs: dict[int, Unit]) -> Unit | None:
    since = unit.valid_from
    for _ in range(64):
        if on < max(since, unit.valid_from):
            return None
        if unit.valid_to is None or on < unit.valid_to:
            return unit
        since = max(since, unit.valid_to)
        heir = heirs.get(unit.pk) or unit.parent
        if heir is None:
            return None
        unit = heir
    return None


def line(unit: Unit, on: dt.date, heirs: dict[int, Unit]) -> list[Unit]:
    found = [unit]
    while found[-1].parent is not None:
        above = answers(found[-1].parent, on, heirs)
        if above is None:
            break
        found.append(above)
        if len(found) > 32:
            break
    return found


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(plan=plans)
def test_closure_when_built_in_sql_then_equals_the_walk(plan: list[Plan]) -> None:
    with transaction.atomic():
        units = make(plan)
        heirs = {one.old_id: one.new for one in UnitSuccession.objects.select_related("new__parent")}
        rebuild_closure()
        for offset in range(-1, 13):
            on = START + DAY * offset
            rows = UnitClosure.objects.filter(in_force(on)).values_list("descendant_id", "ancestor_id", "depth")
            expected = set()
            for unit in units:
                stands = answers(unit, on, heirs)
                if stands is not None:
                    expected |= {(unit.pk, above.pk, depth) for depth, above in enumerate(line(stands, on, heirs))}
            assert set(rows) == expected, on
        transaction.set_rollback(True)
