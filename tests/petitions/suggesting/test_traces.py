"""Finding reports of the same matter: squares, bands, and what pairs are taken for."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.petitions.suggesting.matching import SIGNS, Matcher, shipped, signs
from motcua.petitions.suggesting.traces import (
    CELL_METRES,
    METRES,
    Trace,
    bands_of,
    cell_of,
    cells_around,
    hashed_words,
    metres_apart,
)

AT = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
LAT, LNG = 13.7765, 109.2237


def trace(text: str = "ổ gà to trước chợ Mới", **changes: object) -> Trace:
    given: dict[str, object] = {
        "at": AT,
        "categories": ["duong-hong"],
        "words": hashed_words(text),
        "place": "xa-1",
        "lat": LAT,
        "lng": LNG,
        "accuracy_metres": 10,
        **changes,
    }
    return Trace(**given)  # type: ignore[arg-type]


@given(st.floats(8.0, 24.0), st.floats(102.0, 110.0), st.floats(0, math.tau), st.floats(0, 0.88 * CELL_METRES))
def test_what_lies_near_is_in_a_square_around(lat: float, lng: float, angle: float, metres: float) -> None:
    there = (
        lat + metres * math.cos(angle) / METRES,
        lng + metres * math.sin(angle) / METRES / math.cos(math.radians(lat)),
    )

    assert cell_of(*there) in cells_around(lat, lng)


@pytest.mark.parametrize("point", [(0.0, 0.0), (-90.0, -180.0), (90.0, 180.0), (8.5, 104.7)])
def test_squares_fit_in_a_large_integer(point: tuple[float, float]) -> None:
    assert all(-(2**63) <= one < 2**63 for one in cells_around(*point))


def test_words_are_alike_with_and_without_diacritics_and_common_ones_say_nothing() -> None:
    assert np.array_equal(hashed_words("Ổ gà trước chợ"), hashed_words("o ga truoc cho"))
    assert len(hashed_words("kính gửi quý cơ quan, tôi xin phản ánh")) < len(hashed_words("karaoke inh ỏi tra tấn xóm"))
    assert not len(hashed_words(""))


def test_bands_are_the_same_for_the_same_words_in_one_place_and_others_elsewhere() -> None:
    words = hashed_words("karaoke kẹo kéo inh ỏi tới khuya cạnh trạm y tế")

    assert bands_of(words, "a") == bands_of(words, "a")
    assert len(set(bands_of(words, "a")) & set(bands_of(words, "b"))) == 1, "only that it is a copy"
    assert bands_of(np.zeros(0, np.uint32), "a") == []
    assert all(-(2**31) <= one < 2**31 for one in bands_of(words, "a"))


def test_one_text_with_a_word_more_shares_a_band() -> None:
    a = hashed_words("karaoke kẹo kéo inh ỏi tới khuya cạnh trạm y tế thôn Đông")
    b = hashed_words("karaoke kẹo kéo inh ỏi tới khuya cạnh trạm y tế thôn Đông hoài")

    assert set(bands_of(a, "x")) & set(bands_of(b, "x"))


def test_metres_are_none_without_a_pin() -> None:
    assert metres_apart(trace(), trace(lat=None, lng=None)) is None
    assert metres_apart(trace(), trace(lat=LAT + 100 / METRES)) == pytest.approx(100, rel=1e-6)


def test_the_same_hole_is_likely_and_a_far_or_old_or_other_one_is_not() -> None:
    matcher = shipped()
    new = trace()

    same = matcher.probability(new, trace("có cái hố sâu gần chợ Mới", lat=LAT + 20 / METRES))
    assert same > matcher.shown
    assert matcher.probability(new, trace(lat=LAT + 20 / METRES)) > matcher.likely
    assert matcher.probability(new, trace(lat=LAT + 900 / METRES)) < 0.05
    assert matcher.probability(new, trace(at=AT - dt.timedelta(days=44))) < same
    assert matcher.probability(new, trace("chó thả rông", categories=["dong-vat"])) < matcher.shown


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_is_there_once_and_bounded(sign: str) -> None:
    pairs = [(trace(), trace()), (trace(), trace("", lat=None, lng=None, categories=[], place=""))]

    for new, old in pairs:
        told = dict(zip(SIGNS, signs(new, old), strict=True))
        assert len(told) == len(SIGNS)
        assert 0 <= told[sign] <= 4


def test_a_probability_stays_one_however_large_the_weights() -> None:
    assert 0 <= Matcher([1e9] * len(SIGNS), 0.3, 0.8).probability(trace(), trace()) <= 1
    assert 0 <= Matcher([-1e9] * len(SIGNS), 0.3, 0.8).probability(trace(), trace()) <= 1
