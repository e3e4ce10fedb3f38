"""What others ask about units, each for a day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.models import AuditRecord
from motcua.organisation import selectors
from motcua.organisation.models import ReceptionPoint, Unit
from motcua.organisation.services import structure
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM

from .factories import (
    BEGINNING,
    REFORM,
    PostFactory,
    ReceptionPointFactory,
    ServiceAreaFactory,
    SuccessionFactory,
    UnitCalendarFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
EVE = REFORM - dt.timedelta(days=1)


@pytest.fixture
def province() -> dict[str, Unit]:
    top = UnitFactory(code="AS", province=True)
    top_centre = UnitFactory(code="AS.MC", centre=True, parent=top)
    department = UnitFactory(code="AS.S01", parent=top)
    division = UnitFactory(code="AS.S01.P1", kind="division", parent=department)
    commune = UnitFactory(code="AS-0101", commune=True, parent=top)
    centre = UnitFactory(code="AS-0101.MC", centre=True, parent=commune)
    bare = UnitFactory(code="AS-0102", commune=True, parent=top)
    units = (top, top_centre, department, division, commune, centre, bare)
    rebuild_closure()
    return {unit.code: unit for unit in units}


def test_unit_when_the_code_was_used_twice_then_the_one_of_the_day() -> None:
    old = UnitFactory(code="AS-0101", valid_to=REFORM)
    new = UnitFactory(code="AS-0101", valid_from=REFORM)

    assert selectors.unit_on("AS-0101", EVE) == old
    assert selectors.unit_on("AS-0101", REFORM) == new
    assert selectors.find_unit("AS-0101", BEGINNING - dt.timedelta(days=1)) is None


def test_unit_when_unknown_then_not_found_with_code_and_day() -> None:
    with pytest.raises(NotFound, match="unit_unknown") as caught:
        selectors.unit_on("NOBODY", TODAY)

    assert caught.value.params == {"unit": "NOBODY", "on": "2026-11-23"}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("AS-0101.MC", "AS-0101.MC"),
        ("AS-0101", "AS-0101.MC"),
        ("AS-0102", "AS.MC"),
        ("AS.S01.P1", "AS.MC"),
        ("AS", "AS.MC"),
    ],
)
def test_one_stop_when_asked_for_any_unit_then_the_nearest_centre(
    province: dict[str, Unit], at: str, expected: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = selectors.one_stop_of(province[at].pk, TODAY)

    assert found == province[expected]
    assert len(queries) <= 2


def test_one_stop_when_there_is_none_then_none() -> None:
    unit = UnitFactory()
    rebuild_closure()

    assert selectors.one_stop_of(unit.pk, TODAY) is None
    assert selectors.one_stop_of(unit.pk + 1, TODAY) is None


def test_one_stop_when_the_unit_was_merged_away_then_that_of_its_heir(province: dict[str, Unit]) -> None:
    old = UnitFactory(code="AS-0199", commune=True, parent=province["AS"], valid_to=REFORM)
    SuccessionFactory(old=old, new=province["AS-0101"])
    rebuild_closure()

    assert selectors.one_stop_of(old.pk, TODAY) == province["AS-0101.MC"]
    assert selectors.one_stop_of(old.pk, EVE) == province["AS.MC"]


def test_calendar_when_a_unit_has_none_then_that_of_the_nearest_above(province: dict[str, Unit]) -> None:
    UnitCalendarFactory(unit=province["AS"], calendar_code="province")
    UnitCalendarFactory(unit=province["AS.S01"], calendar_code="department", valid_from=REFORM)
    UnitCalendarFactory(unit=province["AS"], purpose="reception", calendar_code="counter")
    division = province["AS.S01.P1"].pk

    with CaptureQueriesContext(connection) as queries:
        assert selectors.calendar_code(division, "settlement", TODAY) == "department"
    assert len(queries) == 1
    assert selectors.calendar_code(division, "settlement", EVE) == "province"
    assert selectors.calendar_code(division, "reception", TODAY) == "counter"


@override_settings(PROVINCE_CALENDARS={"settlement": "s", "reception": "r"})
def test_calendar_when_nobody_has_one_then_the_provinces(province: dict[str, Unit]) -> None:
    assert selectors.calendar_code(province["AS-0101"].pk, "settlement", TODAY) == "s"
    assert selectors.calendar_code(province["AS-0101"].pk, "reception", TODAY) == "r"
    with pytest.raises(ValueError, match="lunch"):
        selectors.calendar_code(province["AS-0101"].pk, "lunch", TODAY)


def test_serving_unit_when_the_area_is_served_then_found_for_it_and_what_lies_under_it(
    province: dict[str, Unit],
) -> None:
    branch = UnitFactory(code="LAND1", kind="branch")
    ServiceAreaFactory(unit=branch, area=province["AS-0101"], kind="land", valid_to=TODAY)

    for area in ("AS-0101", "AS-0101.MC"):
        assert selectors.serving_unit(province[area].pk, "land", TODAY - dt.timedelta(days=1)) == branch
    assert selectors.serving_unit(province["AS-0101"].pk, "land", TODAY) is None
    assert selectors.serving_unit(province["AS-0101"].pk, "tax", EVE) is None
    assert selectors.serving_unit(province["AS-0102"].pk, "land", EVE) is None
    assert [unit.code for unit in selectors.served_areas(branch.pk, EVE, "land")] == ["AS-0101"]
    assert not selectors.served_areas(branch.pk, TODAY)


def test_successors_when_split_then_the_default_first() -> None:
    old = UnitFactory(valid_to=REFORM)
    SuccessionFactory(old=old, new__code="B", share="0.7", is_default=False)
    SuccessionFactory(old=old, new__code="A", share="0.3")

    assert [(one.new.code, one.is_default) for one in selectors.successors_of(old.pk)] == [("A", True), ("B", False)]


def test_places_when_listed_then_the_communes_of_the_day(province: dict[str, Unit]) -> None:
    UnitFactory(code="AS-0001", commune=True, valid_to=REFORM)

    assert {unit.code for unit in selectors.places(TODAY)} == {"AS-0101", "AS-0102"}


def test_posts_and_points_when_listed_then_those_of_the_day() -> None:
    unit = UnitFactory(centre=True)
    PostFactory(unit=unit, code="P1", role="clerk")
    PostFactory(unit=unit, code="P2", valid_to=TODAY)
    ReceptionPointFactory(unit=unit, code="R1")

    assert [post.code for post in selectors.posts(unit.pk, TODAY)] == ["P1"]
    assert [post.code for post in selectors.posts(unit.pk, EVE, "settling_officer")] == ["P2"]
    assert [point.code for point in selectors.reception_points(unit.pk, TODAY)] == ["R1"]


# ---- what hangs on units


def test_calendar_when_set_anew_then_the_one_before_ends_that_day() -> None:
    unit = UnitFactory()
    rebuild_closure()
    structure.set_calendar(unit, "settlement", "one", actor=SYSTEM, now=NOW, valid_from=BEGINNING)

    structure.set_calendar(unit, "settlement", "two", actor=SYSTEM, now=NOW, valid_from=REFORM)

    assert selectors.calendar_code(unit.pk, "settlement", EVE) == "one"
    assert selectors.calendar_code(unit.pk, "settlement", REFORM) == "two"
    with pytest.raises(Conflict, match="dates_overlap"):
        structure.set_calendar(unit, "settlement", "three", actor=SYSTEM, now=NOW, valid_from=EVE)


def test_area_when_two_would_serve_it_for_the_same_work_then_refused() -> None:
    unit, other, area = UnitFactory.create_batch(3)
    first = structure.add_service_area(unit, area, "land", actor=SYSTEM, now=NOW, valid_from=BEGINNING)

    structure.add_service_area(other, area, "tax", actor=SYSTEM, now=NOW, valid_from=BEGINNING)
    with pytest.raises(Conflict, match="dates_overlap"):
        structure.add_service_area(other, area, "land", actor=SYSTEM, now=NOW, valid_from=REFORM)
    structure.end_row(first, REFORM, actor=SYSTEM, now=NOW)
    structure.add_service_area(other, area, "land", actor=SYSTEM, now=NOW, valid_from=REFORM)


def test_post_and_point_when_added_then_on_record_and_dates_are_checked() -> None:
    unit = UnitFactory()

    post = structure.add_post(unit, "P1", "Giám đốc", "unit_head", actor=SYSTEM, now=NOW, valid_from=BEGINNING)
    point = ReceptionPoint(unit=unit, code="R1", name="Điểm 1", valid_from=BEGINNING)
    structure.add_reception_point(point, actor=SYSTEM, now=NOW)

    assert list(AuditRecord.objects.order_by("id").values_list("act", "subject")) == [
        ("organisation.post_added", "P1"),
        ("organisation.receptionpoint_added", "R1"),
    ]
    with pytest.raises(Conflict, match="dates_overlap"):
        structure.add_post(unit, "P1", "x", "clerk", actor=SYSTEM, now=NOW, valid_from=BEGINNING)
    with pytest.raises(Invalid, match="dates_reversed"):
        structure.add_post(unit, "P2", "x", "clerk", actor=SYSTEM, now=NOW, valid_from=REFORM, valid_to=EVE)
    with pytest.raises(Invalid, match="dates_reversed"):
        structure.end_row(post, BEGINNING, actor=SYSTEM, now=NOW)
