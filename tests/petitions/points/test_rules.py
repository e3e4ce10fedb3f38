"""Rounding pins and numbering cells."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.mercator import DEEPEST, Tile, tile_at
from motcua.petitions.points.rules import cell_of, cells_of, grid_shift, interleaved, metres_of, rounded

LAT, LNG = st.floats(8, 23.5), st.floats(102, 110)


@given(lat=LAT, lng=LNG, metres=st.sampled_from([30, 100, 300]))
def test_rounded_when_any_pin_then_near_and_the_same_for_its_square(lat: float, lng: float, metres: int) -> None:
    north, east = rounded(lat, lng, metres)
    away = math.hypot((north - lat) * 111_195, (east - lng) * 111_195 * math.cos(math.radians(lat)))

    assert away <= metres * 0.72 + 0.2
    assert rounded(north, east, metres) == (north, east)


@given(lat=LAT, lng=LNG, z=st.integers(0, DEEPEST))
def test_cells_of_when_a_point_lies_in_a_tile_then_its_cell_lies_in_the_range(lat: float, lng: float, z: int) -> None:
    first, last = cells_of(tile_at(lng, lat, z))

    assert first <= cell_of(lat, lng) < last


@given(x=st.integers(0, 2**24 - 1), y=st.integers(0, 2**24 - 1))
def test_interleaved_when_any_two_numbers_then_bit_by_bit(x: int, y: int) -> None:
    by_hand = sum(((x >> bit) & 1) << 2 * bit | ((y >> bit) & 1) << 2 * bit + 1 for bit in range(24))

    assert interleaved(x, y) == by_hand


def test_cells_of_when_siblings_then_they_share_the_range_of_their_parent() -> None:
    whole = cells_of(Tile(9, 406, 228))
    parts = sorted(cells_of(Tile(10, 812 + dx, 456 + dy)) for dx in (0, 1) for dy in (0, 1))

    assert (parts[0][0], parts[-1][1]) == whole
    assert [one[1] for one in parts[:-1]] == [one[0] for one in parts[1:]]


@pytest.mark.parametrize("z", range(DEEPEST + 1))
def test_grid_shift_when_a_tile_then_at_most_64_groups(z: int) -> None:
    first, last = cells_of(Tile(z, 0, 0))

    assert (last - first) >> grid_shift(z) <= 64


def test_metres_of_when_a_branch_has_a_rule_then_its_leaves_follow() -> None:
    rules = {"": 30, "branch": 200, "leaf": 0}

    assert [metres_of(way, rules) for way in (["leaf", "branch", ""], ["other", "branch", ""], ["x", ""])] == [
        0,
        200,
        30,
    ]
