"""Tiles of units, the plain map, the pin that a form posts, and what a page with a map may load."""

from __future__ import annotations

import datetime as dt
import json

import mapbox_vector_tile
import pytest
from django.test import Client, RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.mercator import HIGHEST_LATITUDE, Tile, tile_at
from motcua.organisation.places import Where
from motcua.web.maps.drawing import plan
from motcua.web.maps.field import map_field
from motcua.web.maps.pins import degrees, read_pin
from motcua.web.maps.policy import tile_host, with_map
from motcua.web.maps.unit_tiles import unit_tile
from tests.organisation.factories import UnitFactory
from tests.organisation.test_places import EAST, WATER, WEST, feature, take

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def province(db: None) -> None:
    UnitFactory(code="AS", province=True)
    UnitFactory(code="AS-1", commune=True, name="Xã Hòa An")
    UnitFactory(code="AS-2", commune=True, name="Xã Hòa Bình")
    take(feature("AS-1", WEST, fictitious=True), feature("AS-2", EAST), feature("AS", WATER, kind="sea"))


@given(
    lng=st.floats(-180, 179.999),
    lat=st.floats(-HIGHEST_LATITUDE, HIGHEST_LATITUDE),
    z=st.integers(min_value=0, max_value=20),
)
def test_tile_at_when_any_point_then_a_tile_that_holds_it(lng: float, lat: float, z: int) -> None:
    tile = tile_at(lng, lat, z)
    west, south, east, north = tile.bounds()

    assert tile.exists
    assert west - 1e-9 <= lng <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


def test_tile_at_when_a_known_place_then_the_known_tile() -> None:
    # By hand: (105.8524 + 180) / 360 * 4096 = 3252.4; (1 - asinh(tan 21.0288°) / π) / 2 * 4096 = 1803.2.
    assert tile_at(105.8524, 21.0288, 12) == Tile(12, 3252, 1803)


@pytest.mark.usefixtures("province")
def test_unit_tile_when_over_the_province_then_its_communes_by_name() -> None:
    at = tile_at(105.5, 18.25, 8)

    layers = mapbox_vector_tile.decode(unit_tile(at, TODAY))

    assert {one["properties"]["name"] for one in layers["units"]["features"]} == {"Xã Hòa An", "Xã Hòa Bình"}
    assert mapbox_vector_tile.decode(unit_tile(Tile(8, 0, 0), TODAY)).get("units", {}).get("features", []) == []


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("path", "status"), [("8/203/114", 200), ("0/0/0", 200), ("3/9/0", 404), ("13/0/0", 404), ("99/1/1", 404)]
)
def test_unit_tile_address_when_within_limits_then_a_tile(client: Client, path: str, status: int) -> None:
    answer = client.get(f"/ban-do/don-vi/{path}.mvt")

    assert answer.status_code == status
    if status == 200:
        again = client.get(f"/ban-do/don-vi/{path}.mvt", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.usefixtures("province")
def test_plan_when_drawn_then_each_commune_and_a_word_about_fiction() -> None:
    drawn = plan(TODAY)

    assert drawn is not None
    assert [one.code for one in drawn.units] == ["AS-1", "AS-2"]
    assert drawn.is_fictitious
    assert all(one.path.startswith("M") and one.path.endswith("Z") for one in drawn.units)
    assert drawn.at(18.25, 105.5)[0] == pytest.approx(500, abs=1)


@pytest.mark.django_db
def test_plan_when_no_shapes_then_none_and_the_field_still_asks_for_words() -> None:
    UnitFactory(code="AS-1", commune=True, name="Xã Hòa An")

    field = map_field(TODAY)

    assert plan(TODAY) is None
    assert [one["text"] for one in field.places] == ["Chọn xã, phường", "Xã Hòa An"]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("posted", "where", "place", "faults"),
    [
        ({"lat": "18.2", "lng": "105.2"}, Where.INSIDE, "AS-1", set()),
        ({"lat": "18,2", "lng": "105,2"}, Where.INSIDE, "AS-1", set()),
        ({"lat": "18.2, 105.7"}, Where.INSIDE, "AS-2", set()),
        ({"lat": "18.2", "lng": "105.2", "place": "AS-2"}, Where.INSIDE, "AS-1", set()),
        ({"place": "AS-2", "address_words": "Chợ"}, None, "AS-2", set()),
        ({"place": "AS"}, None, None, {"place"}),
        ({"place": "<script>"}, None, None, {"place"}),
        ({"lat": "18.2", "lng": "106.2", "place": "AS-2"}, Where.AT_SEA, "AS-2", set()),
        ({"lat": "21.03", "lng": "105.85"}, Where.OUTSIDE, None, set()),
        ({"lat": "105.2", "lng": "18.2"}, Where.SWAPPED, None, {"lat"}),
        ({"lat": "0", "lng": "0"}, Where.NOT_A_POINT, None, {"lat"}),
        ({"lat": "abc", "lng": "105.2"}, None, None, {"lat"}),
        ({"lat": "18.2"}, None, None, {"lng"}),
        ({"lat": "nan", "lng": "inf"}, None, None, {"lat", "lng"}),
        ({}, None, None, set()),
    ],
)
def test_read_pin_when_posted_then_where_it_is_or_what_is_wrong(
    posted: dict[str, str], where: Where | None, place: str | None, faults: set[str]
) -> None:
    pin = read_pin(posted, on=TODAY)

    assert (pin.found.where if pin.found else None) == where
    assert (pin.place.code if pin.place else None) == place
    assert set(pin.errors) == faults
    assert all(pin.typed[name] == value for name, value in posted.items())


@given(st.text(max_size=40))
def test_degrees_when_anything_is_typed_then_a_number_of_degrees_or_none(text: str) -> None:
    value = degrees(text)

    assert value is None or abs(value) <= 360


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("query", "status", "where"),
    [("lat=18.2&lng=105.2", 200, "inside"), ("lat=18.2&lng=106.2", 200, "at_sea"), ("lat=x", 400, "not_a_point")],
)
def test_here_when_asked_then_the_place_in_words(client: Client, query: str, status: int, where: str) -> None:
    answer = client.get(f"/ban-do/noi-nay?{query}")

    assert (answer.status_code, json.loads(answer.content)["where"]) == (status, where)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("", ""),
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("http://tiles.example/{z}/{x}/{y}.png", ""),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
        ("https://a b/{z}", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_policy_when_tiles_are_set_then_their_host_and_no_other(address: str, host: str) -> None:
    with override_settings(MAP_TILES=address):
        policy = with_map("default-src 'none'; img-src 'self'; connect-src 'self'")

        assert tile_host() == host
        assert policy.endswith("; worker-src 'self'")
        assert f"img-src 'self'{' ' if host else ''}{host};" in policy


def test_policy_when_a_page_has_no_map_then_no_worker() -> None:
    from django.http import HttpResponse

    from motcua.web.maps.policy import shows_map
    from motcua.web.middleware import SecurityHeaders

    plain, mapped = RequestFactory().get("/"), RequestFactory().get("/")
    shows_map(mapped, asks_position=True)

    answers = [SecurityHeaders(lambda _request: HttpResponse("x"))(one) for one in (plain, mapped)]

    assert ["worker-src 'self'" in one.headers["Content-Security-Policy"] for one in answers] == [False, True]
    assert ["geolocation=(self)" in one.headers["Permissions-Policy"] for one in answers] == [False, True]
    assert all("unsafe" not in one.headers["Content-Security-Policy"] for one in answers)
