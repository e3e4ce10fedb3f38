"""Which unit a pin lies in, on a day: against an independent method, at sea, elsewhere, and after a merger."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon

from motcua.organisation import places
from motcua.organisation.models import Unit, UnitShape
from motcua.organisation.places import Where, place_of_point, unit_of_point
from motcua.organisation.services.closure import rebuild_closure
from motcua.organisation.services.import_shapes import ShapesReport, import_shapes
from motcua.organisation.shape_files import ShapeError, area_of
from motcua.people.actors import SYSTEM

from .factories import BEGINNING, REFORM, SuccessionFactory, UnitFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
Ring = Sequence[tuple[float, float]]
WEST: Ring = ((105.0, 18.0), (105.5, 18.0), (105.5, 18.5), (105.0, 18.5), (105.0, 18.0))
EAST: Ring = ((105.5, 18.0), (106.0, 18.0), (106.0, 18.5), (105.5, 18.5), (105.5, 18.0))
WATER: Ring = ((106.0, 18.0), (106.5, 18.0), (106.5, 18.5), (106.0, 18.5), (106.0, 18.0))


def feature(code: str, *rings: Ring, **said: object) -> dict[str, object]:
    area = {"type": "Polygon", "coordinates": [[list(point) for point in ring] for ring in rings]}
    return {"type": "Feature", "properties": {"code": code, **said}, "geometry": area}


def take(*features: dict[str, object], strict: bool = False) -> ShapesReport:
    raw = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return import_shapes(raw, actor=SYSTEM, now=NOW, strict=strict)


@pytest.fixture
def province() -> Unit:
    above = UnitFactory(code="AS", province=True)
    UnitFactory(code="AS-1", commune=True, parent=above)
    UnitFactory(code="AS-2", commune=True, parent=above)
    rebuild_closure()
    report = take(feature("AS-1", WEST), feature("AS-2", EAST), feature("AS", WATER, kind="sea"))
    assert report.faults == ()
    return above


def code_at(lat: float, lng: float, on: dt.date = TODAY) -> str | None:
    unit = unit_of_point(lat, lng, on)
    return None if unit is None else unit.code


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("lat", "lng", "where", "unit", "nearest"),
    [
        (18.2, 105.2, Where.INSIDE, "AS-1", None),
        (18.2, 105.7, Where.INSIDE, "AS-2", None),
        (18.2, 105.5, Where.INSIDE, "AS-1", None),
        (18.2, 106.2, Where.AT_SEA, None, "AS-2"),
        (21.03, 105.85, Where.OUTSIDE, None, "AS-2"),
        (0.0, 0.0, Where.NOT_A_POINT, None, None),
        (105.2, 18.2, Where.SWAPPED, None, "AS-1"),
        (float("nan"), 105.2, Where.NOT_A_POINT, None, None),
        (18.2, float("inf"), Where.NOT_A_POINT, None, None),
        (91.0, 200.0, Where.NOT_A_POINT, None, None),
        (-33.9, 151.2, Where.OUTSIDE, None, "AS-2"),
    ],
)
def test_place_of_point_when_a_pin_then_the_unit_or_why_none(
    lat: float, lng: float, where: Where, unit: str | None, nearest: str | None
) -> None:
    found = place_of_point(lat, lng, TODAY)

    assert found.where is where
    assert (found.unit.code if found.unit else None) == unit == code_at(lat, lng)
    assert (found.nearest.code if found.nearest else None) == nearest


@pytest.mark.usefixtures("province")
def test_place_of_point_when_at_sea_then_how_far_the_land_is() -> None:
    found = place_of_point(18.2, 106.1, TODAY)

    # 0.1 degrees of longitude at 18.2 degrees north: 111.195 km * 0.1 * cos(18.2°) = 10.563 km.
    assert found.metres == pytest.approx(10_563, abs=10)


def test_place_of_point_when_nobody_brought_a_map_then_it_says_so() -> None:
    assert place_of_point(18.2, 105.2, TODAY).where is Where.NO_MAP


def winding(point: tuple[float, float], ring: Ring) -> bool:
    """Even-odd by hand: how often a ray to the east crosses the ring."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


def stars(draw: st.DrawFn, *, centre: tuple[float, float]) -> list[tuple[float, float]]:
    """A ring around a centre whose corners follow one another by angle: it never crosses itself."""
    radii = draw(st.lists(st.floats(0.02, 0.2), min_size=3, max_size=12))
    ring = [
        (
            round(centre[0] + radius * math.cos(math.tau * step / len(radii)), 6),
            round(centre[1] + radius * math.sin(math.tau * step / len(radii)), 6),
        )
        for step, radius in enumerate(radii)
    ]
    return [*ring, ring[0]]


star = st.composite(stars)


@given(
    ring=star(centre=(105.5, 18.5)),
    pins=st.lists(st.tuples(st.floats(105.3, 105.7), st.floats(18.3, 18.7)), min_size=1, max_size=40),
)
def test_area_of_when_points_are_tested_then_as_a_ray_by_hand(ring: Ring, pins: list[tuple[float, float]]) -> None:
    area = area_of({"type": "Polygon", "coordinates": [[list(point) for point in ring]]})

    for pin in pins:
        if area.boundary.distance(Point(pin)) > 1e-9:
            assert area.intersects(Point(pin)) is winding(pin, ring)


@pytest.mark.usefixtures("province")
def test_unit_of_point_when_a_grid_of_pins_then_as_a_ray_by_hand() -> None:
    for step in range(400):
        lng, lat = 104.9 + (step % 20) * 0.0731, 17.9 + (step // 20) * 0.0371
        by_hand = next((code for code, ring in (("AS-1", WEST), ("AS-2", EAST)) if winding((lng, lat), ring)), None)

        assert code_at(lat, lng) == by_hand


def test_unit_of_point_when_the_unit_was_merged_then_who_answers_for_it() -> None:
    old = UnitFactory(code="OLD", commune=True, valid_to=REFORM)
    new = UnitFactory(code="NEW", commune=True, valid_from=REFORM)
    SuccessionFactory(old=old, new=new)
    rebuild_closure()
    take(feature("OLD", WEST))

    assert code_at(18.2, 105.2, BEGINNING) == "OLD"
    assert code_at(18.2, 105.2, REFORM - dt.timedelta(days=1)) == "OLD"
    assert code_at(18.2, 105.2, REFORM) == "NEW"
    assert code_at(18.2, 105.2, BEGINNING - dt.timedelta(days=1)) is None


def test_unit_of_point_when_split_and_both_drawn_then_the_shape_of_the_day() -> None:
    old = UnitFactory(code="OLD", commune=True, valid_to=REFORM)
    big, small = (UnitFactory(code=code, commune=True, valid_from=REFORM) for code in ("NEW-1", "NEW-2"))
    SuccessionFactory(old=old, new=big, share="0.6")
    SuccessionFactory(old=old, new=small, share="0.4", is_default=False)
    rebuild_closure()
    whole = ((105.0, 18.0), (106.0, 18.0), (106.0, 18.5), (105.0, 18.5), (105.0, 18.0))
    take(feature("OLD", whole), feature("NEW-1", WEST), feature("NEW-2", EAST))

    assert [code_at(18.2, lng, day) for day in (BEGINNING, TODAY) for lng in (105.2, 105.7)] == [
        "OLD",
        "OLD",
        "NEW-1",
        "NEW-2",
    ]


@pytest.mark.usefixtures("province")
def test_unit_of_point_when_a_shape_changes_then_the_next_question_knows() -> None:
    assert code_at(18.2, 105.7) == "AS-2"

    UnitShape.objects.filter(unit__code="AS-2").delete()

    assert code_at(18.2, 105.7) is None


@pytest.mark.usefixtures("province")
def test_unit_of_point_when_many_threads_ask_a_new_map_then_all_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known, drawn = places._map(), []
    monkeypatch.setattr(places, "revision", lambda: known.revision)
    monkeypatch.setattr(places, "_kept", None)
    monkeypatch.setattr(places, "_drawn", lambda _now: drawn.append(1) or known)
    barrier, found = threading.Barrier(8), []

    def ask() -> None:
        barrier.wait()
        found.extend(code_at(18.2, 105.0 + step / 500) for step in range(1, 500))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(drawn) == 1
    assert found.count("AS-1") == 8 * 250
    assert found.count("AS-2") == 8 * 249


@pytest.mark.parametrize(
    ("rings", "code"),
    [
        ([[(105.0, 18.0), (105.5, 18.0), (105.5, 18.5), (105.0, 18.5)]], "ring_open"),
        ([[(105.0, 18.0), (105.5, 18.0), (105.0, 18.0)]], "ring_too_short"),
        ([[(18.0, 105.0), (18.0, 105.5), (18.5, 105.5), (18.0, 105.0)]], "swapped"),
        ([[(553_000, 2_100_000), (553_100, 2_100_000), (553_100, 2_100_100), (553_000, 2_100_000)]], "not_degrees"),
        ([[(105.0, 18.0), (105.5, 18.5), (105.5, 18.0), (105.0, 18.5), (105.0, 18.0)]], "crosses_itself"),
        ([[(105.0, "18"), (105.5, 18.0), (105.5, 18.5), (105.0, 18.0)]], "bad_point"),
        ([[(105.0, True), (105.5, 18.0), (105.5, 18.5), (105.0, 18.0)]], "bad_point"),
        ([], "no_rings"),
    ],
)
def test_area_of_when_broken_then_what_is_wrong(rings: list[list[tuple[object, object]]], code: str) -> None:
    with pytest.raises(ShapeError) as caught:
        area_of({"type": "Polygon", "coordinates": [[list(point) for point in ring] for ring in rings]})

    assert caught.value.code == code


def test_area_of_when_it_has_a_hole_then_the_hole_is_outside() -> None:
    hole = [[105.1, 18.1], [105.2, 18.1], [105.2, 18.2], [105.1, 18.2], [105.1, 18.1]]

    area = area_of({"type": "Polygon", "coordinates": [[list(point) for point in WEST], hole]})

    assert isinstance(area, MultiPolygon)
    assert area.area == pytest.approx(Polygon(WEST).area - 0.01)


@pytest.mark.usefixtures("province")
def test_import_shapes_when_repeated_then_nothing_changes() -> None:
    report = take(feature("AS-1", WEST), feature("AS-2", EAST))

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)


@pytest.mark.usefixtures("province")
def test_import_shapes_when_a_later_shape_comes_then_the_earlier_ends() -> None:
    half = ((105.0, 18.0), (105.25, 18.0), (105.25, 18.5), (105.0, 18.5), (105.0, 18.0))

    take(feature("AS-1", half, valid_from="2026-01-01"))

    assert code_at(18.2, 105.4, dt.date(2025, 12, 31)) == "AS-1"
    assert code_at(18.2, 105.1, dt.date(2026, 1, 1)) == "AS-1"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (feature("XX", WEST), "unit_unknown"),
        (feature("", WEST), "code_missing"),
        (feature("AS-1", WEST, valid_from="2026"), "bad_date"),
        (feature("AS-1", WEST, valid_from="2026-02-01", valid_to="2026-01-01"), "dates_reversed"),
        (feature("AS-1", WEST, kind="air"), "unknown_kind"),
        ({"type": "Feature", "properties": {"code": "AS-1"}, "geometry": None}, "not_an_area"),
        ({"type": "Feature"}, "not_a_feature"),
    ],
)
def test_import_shapes_when_one_is_bad_then_it_is_named_and_strict_takes_none(
    bad: dict[str, object], code: str
) -> None:
    good = feature("AS-2", EAST, valid_from="2026-03-01")

    strict = take(bad, good, strict=True)
    loose = take(bad, good)

    assert (strict.written, strict.defects) == (False, {code: 1})
    assert (loose.written, loose.created, loose.defects) == (True, 1, {code: 1})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\xfe", "not_utf8"),
        (b"{", "not_json"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"{}", "not_a_collection"),
        (b'{"type":"Topology"}', "topojson"),
    ],
)
def test_import_shapes_when_the_file_is_none_then_it_says_so(raw: bytes, code: str) -> None:
    report = import_shapes(raw, actor=SYSTEM, now=NOW)

    assert (report.written, report.defects) == (False, {code: 1})


def test_import_shapes_when_two_communes_lie_on_one_another_then_the_second_is_refused() -> None:
    UnitFactory(code="AS-1", commune=True)
    UnitFactory(code="AS-2", commune=True)
    across = ((105.4, 18.0), (106.0, 18.0), (106.0, 18.5), (105.4, 18.5), (105.4, 18.0))

    report = take(feature("AS-1", WEST), feature("AS-2", across))

    assert report.defects == {"overlaps": 1}
    assert [one.unit.code for one in UnitShape.objects.select_related("unit")] == ["AS-1"]
