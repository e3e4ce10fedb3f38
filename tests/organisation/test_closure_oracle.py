"""The closure made in SQL says the same as a slow walk, day by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import Conflict
from motcua.organisation.models import Unit, UnitClosure, UnitSuccession, in_force
from motcua.organisation.services.closure import rebuild_closure

DAY = dt.timedelta(days=1)
START = dt.date(2020, 1, 1)
LEVELS = ["province", "district", "commune", "unit"]


@dataclass(frozen=True)
class Plan:
    """A unit: the days it lives (0-9), the earlier unit above it, the earlier-ending unit it takes over from."""

    begins: int
    lives: int | None
    above: int | None
    succeeded_by: int | None
    level: str


plans = st.lists(
    st.builds(
        Plan,
        begins=st.integers(0, 6),
        lives=st.none() | st.integers(1, 5),
        above=st.none() | st.integers(0, 7),
        succeeded_by=st.none() | st.integers(0, 7),
        level=st.sampled_from(LEVELS),
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
                code=f"U{number}", valid_from=begins, valid_to=ends, name="x", level=one.level, kind="k", parent=parent
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


def below(unit: Unit | None, top: Unit) -> bool:
    """Whether ``unit`` was made under ``top``."""
    while unit is not None:
        if unit == top:
            return True
        unit = unit.parent
    return False


def above(child: Unit, on: dt.date, heirs: dict[int, Unit]) -> Unit | None:
    asked = child.parent
    while asked is not None:
        found = answers(asked, on, heirs)
        if found is None:
            return None
        higher = child.level == "unit" or LEVELS.index(found.level) < LEVELS.index(child.level)
        if found == asked or (higher and not below(found, child)):
            return found
        asked = asked.parent
    return None


def line(unit: Unit, on: dt.date, heirs: dict[int, Unit]) -> list[Unit] | None:
    """The unit and those above it; None when they go round."""
    found = [unit]
    while (higher := above(found[-1], on, heirs)) is not None:
        if higher in found:
            return None
        found.append(higher)
    return found


@pytest.mark.django_db
@settings(max_examples=80, deadline=None)
@given(plan=plans)
def test_closure_when_built_in_sql_then_equals_the_walk(plan: list[Plan]) -> None:
    with transaction.atomic():
        units = make(plan)
        heirs = {one.old_id: one.new for one in UnitSuccession.objects.select_related("new")}
        days = [START + DAY * offset for offset in range(-1, 13)]
        lines = {
            (unit, on): line(stands, on, heirs)
            for unit in units
            for on in days
            if (stands := answers(unit, on, heirs)) is not None
        }
        if None in lines.values():
            with pytest.raises(Conflict, match="unit_under_itself"):
                rebuild_closure()
        else:
            rebuild_closure()
            for on in days:
                rows = UnitClosure.objects.filter(in_force(on)).values_list("descendant_id", "ancestor_id", "depth")
                assert set(rows) == {
                    (unit.pk, higher.pk, depth)
                    for (unit, day), found in lines.items()
                    if day == on
                    for depth, higher in enumerate(found or [])
                }, on
        transaction.set_rollback(True)
