from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.surveys.sampling.drawing import Group, Method, Stratum, draw
from motcua.surveys.sampling.lots import by_size, lot, simple
from motcua.surveys.sampling.sizes import for_margin, invited, shared_out, slovin

NAMES = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=6)
SIZES = st.dictionaries(NAMES, st.integers(0, 500), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("population", "expected"), [(0, 0), (1, 1), (100, 80), (400, 200), (1000, 286), (10_000, 385), (10_000_000, 400)]
)
def test_slovin_when_the_error_is_five_percent_then_as_the_manual_of_2013(population: int, expected: int) -> None:
    assert slovin(population, Fraction(5, 100)) == expected


@pytest.mark.parametrize(
    ("population", "effect", "expected"), [(10**9, 1, 385), (1000, 1, 278), (10**9, 2, 769), (50, 1, 45), (0, 1, 0)]
)
def test_sample_when_a_share_is_to_be_known_within_five_points_then_textbook(
    population: int, effect: int, expected: int
) -> None:
    assert for_margin(population, Fraction(5, 100), design_effect=Fraction(effect)) == expected


def test_invited_when_a_third_answers_then_three_times_as_many_rounded_up() -> None:
    assert invited(385, Fraction(1, 3)) == 1155
    assert invited(10, Fraction(3, 10)) == 34
    with pytest.raises(ValueError, match="share of answers"):
        invited(10, Fraction(0))


@given(SIZES, st.integers(0, 3000), st.integers(0, 40))
def test_sharing_out_when_floors_and_sizes_bind_then_within_both_and_whole(
    sizes: dict[str, int], total: int, at_least: int
) -> None:
    share = shared_out(total, sizes, at_least=at_least)

    floors = {key: min(at_least, size) for key, size in sizes.items()}
    assert share.keys() == sizes.keys()
    assert all(floors[key] <= share[key] <= sizes[key] for key in sizes)
    assert sum(share.values()) == min(max(total, sum(floors.values())), sum(sizes.values()))


def test_sharing_out_when_nothing_binds_then_largest_remainder() -> None:
    assert shared_out(10, {"a": 60, "b": 25, "c": 15}) == {"a": 6, "b": 3, "c": 1}
    assert shared_out(10, {"a": 900, "b": 5}, at_least=4) == {"a": 6, "b": 4}


@given(SIZES, st.integers(1, 30), st.text(max_size=8))
def test_draw_by_size_when_repeated_then_the_same_and_chances_add_up(
    sizes: dict[str, int], take: int, seed: str
) -> None:
    drawn = by_size(sizes, take, seed=seed, stage="unit:x")

    full = {key: size for key, size in sizes.items() if size}
    assert drawn == by_size(dict(reversed(sizes.items())), take, seed=seed, stage="unit:x")
    assert len(drawn) == min(take, len(full))
    assert drawn.keys() <= full.keys()
    assert all(0 < chance <= 1 for chance in drawn.values())


def test_draw_by_size_when_drawn_with_many_seeds_then_each_as_often_as_its_chance_says() -> None:
    sizes = {"small": 10, "middle": 30, "large": 60, "huge": 900}
    counts = dict.fromkeys(sizes, 0)
    chances: dict[str, Fraction] = {}
    for seed in range(3000):
        drawn = by_size(sizes, 2, seed=str(seed), stage="s")
        chances |= drawn
        for key in drawn:
            counts[key] += 1

    assert chances == {"small": Fraction(1, 10), "middle": Fraction(3, 10), "large": Fraction(6, 10), "huge": 1}
    for key, chance in chances.items():
        spread = (3000 * chance * (1 - chance)) ** 0.5
        assert abs(counts[key] - 3000 * chance) <= 4 * spread, (key, counts[key])


def test_simple_draw_when_there_are_no_more_then_all_with_certainty() -> None:
    assert simple(["b", "a"], 5, seed="1", stage="s").keys() == {"a", "b"}
    assert set(simple(["b", "a"], 5, seed="1", stage="s").values()) == {Fraction(1)}
    assert set(simple("abcdefgh", 2, seed="1", stage="s").values()) == {Fraction(1, 4)}


def test_lot_when_computed_by_hand_then_plain_sha256() -> None:
    expected = hashlib.sha256(b"2026:unit:AS-0101").hexdigest()

    assert lot("2026", "unit", "AS-0101") == expected


def frame() -> list[Group]:
    return [
        Group(stratum, f"{stratum}-{unit}", f"field-{field}", 10 * unit + field)
        for stratum in ("commune", "province")
        for unit in range(1, 9)
        for field in range(4)
    ]


DESIGN = {"commune": Stratum(3, 2, 5), "province": Stratum(4, 2, 6, Method.SIMPLE)}


def test_three_stages_when_drawn_then_as_designed_and_with_the_chance_of_all_three() -> None:
    drawn = draw(frame(), DESIGN, seed="2026-sipas")

    communes = [one for one in drawn if one.stratum == "commune"]
    offices = [one for one in drawn if one.stratum == "province"]
    assert len({one.unit for one in communes}) == 3
    assert len(communes) == 6
    assert {one.of for one in communes} == {None}
    assert {one.of for one in offices} == {8}
    whole = sum(sum(10 * unit + field for field in range(4)) for unit in range(1, 9))
    for one in communes:
        unit = int(one.unit.rsplit("-", 1)[1])
        size = sum(10 * unit + field for field in range(4))
        assert one.chance == Fraction(3 * size, whole) * Fraction(2, 4) * Fraction(one.take, one.size)
    for one in offices:
        assert one.chance == Fraction(4, 8) * Fraction(2, 4) * Fraction(one.take, one.size)


def test_three_stages_when_frame_comes_in_another_order_then_the_same_draw() -> None:
    assert draw(frame(), DESIGN, seed="s") == draw(reversed(frame()), DESIGN, seed="s")
    assert draw(frame(), DESIGN, seed="s") != draw(frame(), DESIGN, seed="t")


def test_three_stages_when_a_unit_is_certain_then_its_groups_are_the_clusters() -> None:
    lines = [Group("s", "giant", f"f{field}", 1000) for field in range(5)]
    lines += [Group("s", f"tiny{unit}", "f0", 3) for unit in range(6)]

    drawn = draw(lines, {"s": Stratum(2, 3, 4)}, seed="x")

    giant = [one for one in drawn if one.unit == "giant"]
    assert {(one.layer, one.of) for one in giant} == {("s/giant", 5)}
    assert {one.cluster for one in giant} == {one.group for one in giant}
    tiny = [one for one in drawn if one.unit != "giant"]
    assert {(one.layer, one.cluster) for one in tiny} == {("s", one.unit) for one in tiny}


def test_frame_when_it_has_a_group_twice_then_refused_and_empty_groups_left_out() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw([Group("s", "u", "g", 1), Group("s", "u", "g", 2)], {"s": Stratum(1, 1, 1)}, seed="x")
    assert draw([Group("s", "u", "g", 0)], {"s": Stratum(1, 1, 1)}, seed="x") == []


def test_weights_of_a_draw_when_summed_over_many_seeds_then_the_frame_on_average() -> None:
    lines, total = frame(), sum(one.size for one in frame())
    means = [
        sum((one.take / one.chance for one in draw(lines, DESIGN, seed=str(seed))), Fraction(0)) for seed in range(400)
    ]

    assert abs(sum(means) / len(means) / total - 1) < Fraction(3, 100)
