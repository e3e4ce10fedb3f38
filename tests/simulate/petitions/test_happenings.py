"""The made-up reports: the same again from a seed, in order, several of one matter close together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pytest

from motcua.core.search_text import fold
from motcua.simulate.chance import Dice
from motcua.simulate.petitions.happenings import METRES, RISES, Happenings, Told, grounds
from motcua.simulate.petitions.speech import EVERY, families, scene, speech, told

BEGIN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def happened(seed: int = 7, count: int = 4000, **more: object) -> list[Told]:
    return list(Happenings(seed, count, BEGIN, END, grounds(20), **more))  # type: ignore[arg-type]


def test_the_same_seed_tells_the_same_and_another_tells_otherwise() -> None:
    assert happened(count=200) == happened(count=200)
    assert [one.text for one in happened(count=200)] != [one.text for one in happened(seed=8, count=200)]


def test_reports_come_in_order_of_time_within_the_span_as_many_as_asked() -> None:
    found = happened()

    assert len(found) == 4000
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert BEGIN <= found[0].at < found[-1].at < END
    assert len({one.number for one in found}) == 4000


def test_a_part_is_what_the_whole_has_there() -> None:
    every = Happenings(7, 300, BEGIN, END, grounds(20))

    assert list(every.part(100, 120)) == list(every)[100:120]


def test_several_who_tell_of_one_matter_name_one_category_and_stand_close_together() -> None:
    by = defaultdict(list)
    for one in happened():
        by[one.matter].append(one)
    several = [rows for rows in by.values() if len(rows) > 1]

    assert len(several) > 200
    assert all(len({one.category for one in rows}) == 1 for rows in several)
    pins = [[(one.lat, one.lng) for one in rows if one.lat and one.lng] for rows in several]
    far = [abs(a[0] - b[0]) * METRES for rows in pins for a in rows for b in rows]
    assert max(far) < 400
    assert sum(one < 60 for one in far) > 0.9 * len(far)
    assert sum(rows[0].text != rows[1].text for rows in several) > 0.98 * len(several)


def test_a_new_topic_rises_only_in_the_last_month() -> None:
    rising = [one for one in happened() if one.is_rising]

    assert rising
    assert all(END - one.at < RISES + dt.timedelta(days=1) for one in rising)


def test_all_categories_tracks_and_manners_are_there() -> None:
    found = happened()

    assert {one.category for one in found} == set(families())
    assert set(Counter(one.track for one in found)) == {"", "complaint", "denunciation", "spam"}
    assert sum(fold(one.text) == one.text.lower() for one in found) > 500
    assert {one.chosen == one.category for one in found if one.chosen} == {True, False}


@pytest.mark.parametrize("category", sorted(families()))
def test_families_held_out_are_never_spoken(category: str) -> None:
    dice = Dice(1, category)
    seen = scene(dice)
    plain = {told(category, seen, Dice(2, n), of=(0,)) for n in range(60)}
    other = {told(category, seen, Dice(2, n), of=(4,)) for n in range(60)}

    assert not plain & other


@pytest.mark.parametrize("category", sorted(families()))
def test_sentences_leave_no_sign_of_the_template(category: str) -> None:
    assert len(families()[category]) == len(EVERY)
    for number in range(80):
        dice = Dice(3, category, number)
        text = told(category, scene(dice), dice)
        assert not set("{}|<>") & set(text), text
        assert len(text) > 8


def test_english_is_only_there_for_categories_that_have_it() -> None:
    assert set(speech()["english"]) <= set(families())
