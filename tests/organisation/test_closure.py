"""Who stood above whom on which day."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict
from motcua.organisation.models import Unit, UnitClosure
from motcua.organisation.selectors import ancestors, answers_for, descendants
from motcua.organisation.services.closure import rebuild_closure

from .factories import BEGINNING, REFORM, SuccessionFactory, UnitFactory

pytestmark = pytest.mark.django_db

EVE = REFORM - dt.timedelta(days=1)


def codes(units: object) -> list[str]:
    return [unit.code for unit in units]


def row_set() -> set[tuple[object, ...]]:
    return set(
        UnitClosure.objects.values_list(
            "ancestor__code", "descendant__code", "depth", "succeeded", "valid_from", "valid_to"
        )
    )


def test_ancestors_when_nested_then_nearest_first() -> None:
    province = UnitFactory(code="AS", province=True)
    department = UnitFactory(code="AS.S01", parent=province)
    division = UnitFactory(code="AS.S01.P1", parent=department)

    rebuild_closure()

    assert codes(ancestors(division.pk, REFORM)) == ["AS.S01", "AS"]
    assert codes(descendants(province.pk, REFORM)) == ["AS", "AS.S01", "AS.S01.P1"]
    assert codes(descendants(division.pk, REFORM)) == ["AS.S01.P1"]


def test_ancestors_when_before_the_unit_began_then_none() -> None:
    province = UnitFactory(code="AS", province=True)
    department = UnitFactory(code="AS.S01", parent=province, valid_from=REFORM)

    rebuild_closure()

    assert ancestors(department.pk, EVE) == []
    assert codes(descendants(province.pk, EVE)) == ["AS"]


def test_parent_when_succeeded_by_default_then_child_stands_under_the_heir() -> None:
    old = UnitFactory(code="AS.S05", valid_to=REFORM)
    heir = UnitFactory(code="AS.S03")
    division = UnitFactory(code="AS.S05.P1", parent=old)
    SuccessionFactory(old=old, new=heir)

    rebuild_closure()

    assert codes(ancestors(division.pk, EVE)) == ["AS.S05"]
    assert codes(ancestors(division.pk, REFORM)) == ["AS.S03"]


def test_parent_when_same_code_goes_on_the_very_day_then_child_stays_under_it() -> None:
    before = UnitFactory(code="AS", province=True, valid_to=REFORM)
    after = UnitFactory(code="AS", province=True, valid_from=REFORM)
    department = UnitFactory(code="AS.S01", parent=before)

    rebuild_closure()

    assert [unit.pk for unit in ancestors(department.pk, EVE)] == [before.pk]
    assert [unit.pk for unit in ancestors(department.pk, REFORM)] == [after.pk]


def test_parent_when_code_is_used_again_later_then_it_is_another_unit() -> None:
    above = UnitFactory(code="AS", province=True)
    ended = UnitFactory(code="AS.S09", parent=above, valid_to=EVE)
    UnitFactory(code="AS.S09", parent=above, valid_from=REFORM)
    division = UnitFactory(code="AS.S09.P1", parent=ended)

    rebuild_closure()

    assert codes(ancestors(division.pk, REFORM)) == ["AS"]


def test_ended_unit_when_split_then_papers_follow_the_default_successor_only() -> None:
    province = UnitFactory(code="AS", province=True)
    old = UnitFactory(code="X1", commune=True, parent=province, valid_to=REFORM)
    main = UnitFactory(code="X2", commune=True, parent=province, valid_from=REFORM)
    other = UnitFactory(code="X3", commune=True, parent=province, valid_from=REFORM)
    SuccessionFactory(old=old, new=main, share="0.6")
    SuccessionFactory(old=old, new=other, share="0.4", is_default=False)

    rebuild_closure()

    assert answers_for(old.pk, EVE) == old
    assert answers_for(old.pk, REFORM) == main
    assert codes(ancestors(old.pk, REFORM)) == ["AS"]
    assert codes(descendants(main.pk, REFORM)) == ["X2"]
    assert ("X2", "X1", 0, True, REFORM, None) in row_set()
    assert not any(row[:2] == ("X3", "X1") for row in row_set())


def test_ended_unit_when_nobody_succeeds_it_then_the_unit_above_answers() -> None:
    province = UnitFactory(code="AS", province=True)
    office = UnitFactory(code="AS.S01", parent=province, valid_to=REFORM)

    rebuild_closure()

    assert answers_for(office.pk, REFORM) == province


def test_parent_when_a_district_goes_to_one_of_its_communes_then_all_stand_under_the_province() -> None:
    province = UnitFactory(code="AS", province=True)
    district = UnitFactory(code="AS-01", level="district", parent=province, valid_to=REFORM)
    town = UnitFactory(code="AS-0101", commune=True, parent=district)
    other = UnitFactory(code="AS-0102", commune=True, parent=district)
    office = UnitFactory(code="AS-01.P1", parent=district)
    SuccessionFactory(old=district, new=town)

    rebuild_closure()

    assert codes(ancestors(town.pk, REFORM)) == ["AS"]
    assert codes(ancestors(other.pk, REFORM)) == ["AS"]
    assert codes(ancestors(office.pk, REFORM)) == ["AS-0101", "AS"]  # its papers and its people went to the town
    assert answers_for(district.pk, REFORM) == town


def test_parent_when_a_unit_is_succeeded_by_one_under_it_then_nobody_stands_under_what_is_below_them() -> None:
    top = UnitFactory(code="T")
    high = UnitFactory(code="A", parent=top, valid_to=REFORM)
    middle = UnitFactory(code="B", parent=high)
    low = UnitFactory(code="C", parent=middle)
    SuccessionFactory(old=high, new=low)

    rebuild_closure()

    assert codes(ancestors(low.pk, REFORM)) == ["B", "T"]


def test_lineage_when_successors_end_too_then_it_goes_on_in_time() -> None:
    later = dt.date(2026, 7, 1)
    first = UnitFactory(code="A", valid_to=REFORM)
    second = UnitFactory(code="B", valid_from=REFORM, valid_to=later)
    third = UnitFactory(code="C", valid_from=later)
    SuccessionFactory(old=first, new=second)
    SuccessionFactory(old=second, new=third, on=later)

    rebuild_closure()

    assert answers_for(first.pk, later - dt.timedelta(days=1)) == second
    assert answers_for(first.pk, later) == third
    assert answers_for(first.pk, BEGINNING - dt.timedelta(days=1)) is None


def test_rebuild_when_nothing_changed_then_no_row_moves() -> None:
    UnitFactory(parent=UnitFactory(province=True))
    assert rebuild_closure() == 3

    assert rebuild_closure() == 0


def test_rebuild_when_a_date_changed_then_only_rows_that_differ_move() -> None:
    province = UnitFactory(province=True)
    office = UnitFactory(code="AS.S01", parent=province)
    UnitFactory(code="AS.S02", parent=province)
    rebuild_closure()

    Unit.objects.filter(pk=office.pk).update(valid_to=REFORM)

    # Two rows of the office get an end, and two come that say where its papers went.
    assert rebuild_closure() == 2 + 2 + 1


def test_rebuild_when_a_unit_is_under_itself_then_refused_and_nothing_written() -> None:
    one = UnitFactory(code="A")
    other = UnitFactory(code="B", parent=one)
    Unit.objects.filter(pk=one.pk).update(parent=other)

    with pytest.raises(Conflict, match="unit_under_itself"):
        rebuild_closure()

    assert not UnitClosure.objects.exists()


def test_rebuild_when_nested_beyond_reason_then_refused() -> None:
    unit = None
    for level in range(34):
        unit = UnitFactory(code=f"L{level}", parent=unit)

    with pytest.raises(Conflict, match="units_nested_too_deep"):
        rebuild_closure()
