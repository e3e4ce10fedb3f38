"""Where the units of the demo province lie."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import Any

import pytest
from shapely import unary_union
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from tools.demo_catalogue.areas import text

from motcua.demo.units import load_shapes, load_units
from motcua.organisation.models import Unit, UnitLevel
from motcua.organisation.places import Where, place_of_point, point_in, shapes_on, unit_of_point
from tests.demo.given import DATA, TODAY, units_on

REFORM = dt.date(2025, 7, 1)
BEFORE = REFORM - dt.timedelta(days=1)
NOW = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)


@cache
def features() -> list[dict[str, Any]]:
    body = json.loads((DATA / "shapes.geojson").read_text(encoding="utf-8"))
    return [*body["features"]]


def area(code: str, kind: str | None = None) -> BaseGeometry:
    return next(
        shape(one["geometry"])
        for one in features()
        if (one["properties"]["code"], one["properties"].get("kind")) == (code, kind)
    )


def test_shapes_file_when_written_anew_is_the_same() -> None:
    assert (DATA / "shapes.geojson").read_text(encoding="utf-8") == text()


def test_shapes_file_when_read_says_of_each_shape_that_it_is_made_up() -> None:
    assert {one["properties"]["fictitious"] for one in features()} == {True}


@pytest.mark.parametrize("day", [TODAY, BEFORE])
def test_communes_when_put_together_are_the_province_without_gap_or_overlap(day: dt.date) -> None:
    codes = [str(unit["code"]) for unit in units_on(day).values() if unit["level"] == "commune"]
    each = [area(code) for code in codes]

    assert unary_union(each).symmetric_difference(area("AS")).area == pytest.approx(0, abs=1e-9)
    assert sum(one.area for one in each) == pytest.approx(area("AS").area, abs=1e-9)
    assert area("AS", "sea").intersection(area("AS")).area == pytest.approx(0, abs=1e-9)


@pytest.mark.django_db
def test_pins_when_set_in_each_commune_are_found_on_the_map_of_the_day() -> None:
    load_units(now=NOW)
    load_shapes(now=NOW)

    for day, count in ((TODAY, 60), (BEFORE, 149)):
        assert len(shapes_on(day)) == count
        for unit in Unit.objects.filter(level=UnitLevel.COMMUNE, valid_from__lte=day).exclude(valid_to__lte=day):
            inside = point_in(unit, day)
            assert inside is not None
            assert unit_of_point(*inside, day) == unit
    assert place_of_point(18.6, 106.0, TODAY).where is Where.AT_SEA
    assert place_of_point(21.03, 105.85, TODAY).where is Where.OUTSIDE
    assert place_of_point(105.5, 18.5, TODAY).where is Where.SWAPPED
