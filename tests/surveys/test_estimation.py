from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.surveys.estimation.anonymity import Trait, protected, smallest_class, telling_weights
from motcua.surveys.estimation.estimates import (
    Answer,
    combined,
    design_effect,
    difference,
    margin,
    printed,
    ratio,
    share_interval,
    standard_error,
)
from motcua.surveys.estimation.weights import Asked, Fate, Margin, NotCalibrated, raked, stored, weighted

WEIGHTS = st.lists(st.integers(1, 10**9), min_size=1, max_size=30)


def asked(key: str, chance: str, fate: Fate, cell: str = "a", row: str = "r") -> Asked:
    return Asked(key, Fraction(chance), fate, row, cell)


def test_weights_when_half_answers_then_they_stand_for_all_who_could() -> None:
    people = [
        asked("1", "1/10", Fate.ANSWERED),
        asked("2", "1/10", Fate.REFUSED),
        asked("3", "1/5", Fate.ANSWERED),
        asked("4", "1/5", Fate.NOT_REACHED),
        asked("5", "1/100", Fate.INELIGIBLE),
    ]

    weights, classes = weighted(people, at_least=1)

    assert weights == {"1": 20, "3": 10}
    assert sum(weights.values()) == 10 + 10 + 5 + 5
    assert [(one.asked, one.answered, one.factor) for one in classes] == [(4, 2, 2)]


def test_weights_when_a_class_has_too_few_answers_then_joined_with_its_neighbour() -> None:
    people = [asked(f"a{n}", "1/2", Fate.ANSWERED, "a") for n in range(3)]
    people += [asked("b", "1/2", Fate.ANSWERED, "b"), asked("b2", "1/2", Fate.REFUSED, "b")]

    weights, classes = weighted(people, at_least=3)

    assert [one.cells for one in classes] == [("a", "b")]
    assert set(weights.values()) == {Fraction(5, 2)}


def test_weights_when_nobody_of_a_row_answers_then_said_and_not_hidden() -> None:
    weights, classes = weighted([asked("1", "1/2", Fate.REFUSED, row="x"), asked("2", "1/2", Fate.ANSWERED, row="y")])

    assert weights == {"2": 2}
    assert [(one.row, one.answered, one.factor) for one in classes] == [("x", 0, 0), ("y", 1, 1)]


@given(WEIGHTS, st.data())
def test_raking_when_there_is_one_margin_then_exact(whole: list[int], data: st.DataObject) -> None:
    weights = {str(place): Fraction(one, 1000) for place, one in enumerate(whole)}
    category = {key: data.draw(st.sampled_from("xyz")) for key in weights}
    totals = {name: data.draw(st.integers(1, 10**6)) for name in set(category.values())}

    found = raked(weights, [Margin("m", totals, category)])

    for name, total in totals.items():
        assert sum(weight for key, weight in found.items() if category[key] == name) == total


def test_raking_when_there_are_two_margins_then_both_are_met_and_ratios_within_a_cell_stay() -> None:
    draw = random.Random(7)
    weights = {str(n): Fraction(draw.randint(1, 50)) for n in range(200)}
    sex = {key: draw.choice("mf") for key in weights}
    age = {key: draw.choice(["young", "middle", "old"]) for key in weights}
    margins = [
        Margin("sex", {"m": 4800, "f": 5200}, sex),
        Margin("age", {"young": 3000, "middle": 4500, "old": 2500}, age),
    ]

    found = raked(weights, margins)

    for one in margins:
        for name, total in one.totals.items():
            assert abs(sum(w for key, w in found.items() if one.category[key] == name) / total - 1) < Fraction(1, 10**8)
    first, second = [key for key in weights if sex[key] == "m" and age[key] == "old"][:2]
    assert abs(found[first] / found[second] / (weights[first] / weights[second]) - 1) < Fraction(1, 10**6)


@pytest.mark.parametrize(
    ("totals", "category", "code"),
    [
        ({"x": 5}, {"1": "x", "2": "y"}, "unknown_category"),
        ({"x": 5, "y": 5, "z": 1}, {"1": "x", "2": "y"}, "empty_category"),
    ],
)
def test_raking_when_totals_and_answers_do_not_fit_then_said_which(
    totals: dict[str, int], category: dict[str, str], code: str
) -> None:
    with pytest.raises(NotCalibrated) as caught:
        raked({"1": Fraction(1), "2": Fraction(1)}, [Margin("m", totals, category)])

    assert caught.value.code == code


def test_raking_when_margins_count_different_people_then_refused() -> None:
    category = {"1": "x"}
    with pytest.raises(NotCalibrated) as caught:
        raked({"1": Fraction(1)}, [Margin("a", {"x": 5}, category), Margin("b", {"x": 6}, category)])

    assert (caught.value.code, caught.value.margin) == ("totals_differ", "b")


def simple_sample(values: Sequence[int]) -> list[Answer]:
    return [Answer("one", str(place), 1_000_000, None) for place in range(len(values))]


def test_share_when_everybody_was_drawn_simply_then_the_textbook_error() -> None:
    values = [1] * 30 + [0] * 70

    found = ratio(simple_sample(values), values)

    assert found is not None
    assert found.value == Fraction(3, 10)
    assert found.variance == Fraction(30 * 70, 100 * 100) / 99
    assert found.freedom == 99
    effect = design_effect(found)
    assert effect is not None
    assert abs(effect - 1) < Fraction(2, 100)
    assert abs(margin(found) - Decimal("0.0913862")) < Decimal("0.0001")


def test_share_when_answers_come_in_clusters_then_equal_to_an_independent_computation() -> None:
    draw = random.Random(11)
    answers, values = [], []
    for layer in "abc":
        for cluster in range(draw.randint(2, 6)):
            for _ in range(draw.randint(1, 9)):
                answers.append(Answer(layer, str(cluster), draw.randint(1, 9_000_000), 20 if layer == "b" else None))
                values.append(draw.randint(1, 5))

    found = ratio(answers, values)

    total = math.fsum(one.weight for one in answers)
    mean = math.fsum(one.weight * y for one, y in zip(answers, values, strict=True)) / total
    variance = 0.0
    for layer in "abc":
        sums = Counter[str]()
        for one, y in zip(answers, values, strict=True):
            if one.layer == layer:
                sums[one.cluster] += one.weight * (y - mean) / total  # type: ignore[assignment]
        n, middle = len(sums), math.fsum(sums.values()) / len(sums)
        part = n / (n - 1) * math.fsum((z - middle) ** 2 for z in sums.values())
        variance += part * (1 - n / 20 if layer == "b" else 1)
    assert found is not None
    assert float(found.value) == pytest.approx(mean, rel=1e-12)
    assert float(found.variance) == pytest.approx(variance, rel=1e-9)
    assert float(standard_error(found)) == pytest.approx(math.sqrt(variance), rel=1e-9)


def test_interval_when_everybody_is_content_then_not_closed() -> None:
    values = [1] * 40
    found = ratio(simple_sample(values), values)

    assert found is not None
    interval = share_interval(found)
    assert interval.high == 1.0
    assert 0.85 < interval.low < 0.95


def test_index_when_made_of_two_criteria_then_errors_are_added_person_by_person() -> None:
    values = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1]
    answers = simple_sample(values)
    one = ratio(answers, values)
    opposite = ratio(answers, [1 - value for value in values])
    assert one is not None
    assert opposite is not None

    both = combined([(Fraction(1, 2), one), (Fraction(1, 2), opposite)], {"one": None})

    assert both.value == Fraction(1, 2)
    assert both.variance == 0
    assert combined([(Fraction(1), one)], {"one": None}).variance == one.variance


def test_years_when_compared_then_difference_and_its_error() -> None:
    earlier, later = [0] * 50 + [1] * 50, [0] * 20 + [1] * 80
    one, other = ratio(simple_sample(earlier), earlier), ratio(simple_sample(later), later)
    assert one is not None
    assert other is not None

    apart, error = difference(one, other)

    assert apart == Fraction(3, 10)
    assert float(error) == pytest.approx(math.sqrt(0.25 / 99 + 0.16 / 99))


def test_estimate_when_nobody_answered_then_none() -> None:
    assert ratio([], []) is None


@pytest.mark.parametrize(("value", "text"), [("18/64", "0.2813"), ("1/3", "0.3333"), ("5/100000", "0.0001")])
def test_printing_when_a_half_is_left_then_up(value: str, text: str) -> None:
    assert str(printed(Fraction(value), 4)) == text


@given(st.fractions(min_value=0, max_value=10**6))
def test_stored_weight_when_rounded_then_within_half_a_millionth(weight: Fraction) -> None:
    assert abs(Fraction(stored(weight), 10**6) - weight) <= Fraction(1, 2 * 10**6)


AGE = Trait("age", {str(age): (f"{age // 10 * 10}s", "*") for age in range(18, 90)})
PLACE = Trait("place", {name: (name[0], "*") for name in ("A1", "A2", "B1", "B2")})
ROWS = st.lists(
    st.fixed_dictionaries({"age": st.integers(18, 89).map(str), "place": st.sampled_from(["A1", "A2", "B1", "B2"])}),
    max_size=60,
)


@given(ROWS, st.integers(2, 6))
def test_protection_when_done_then_every_class_has_k_rows_and_nothing_is_told_falsely(
    rows: list[dict[str, str]], k: int
) -> None:
    found = protected(rows, [AGE, PLACE], k=k)

    told = list(found.told)
    assert not told or smallest_class(told, ["age", "place"]) >= k
    assert found.left_out + len(found.kept) == len(rows)
    for place, row in zip(found.kept, told, strict=True):
        for trait in (AGE, PLACE):
            own = rows[place][trait.name]
            assert row[trait.name] in {own, *trait.steps[own]}
    everything_coarse = all(found.levels[trait.name] == trait.highest for trait in (AGE, PLACE))
    assert found.left_out <= len(rows) * Fraction(2, 100) or everything_coarse


def test_protection_when_one_stands_alone_then_coarser_first_and_left_out_last() -> None:
    rows = [{"age": "30", "place": "A1"}] * 50 + [{"age": "31", "place": "A1"}]

    assert protected(rows, [AGE, PLACE], k=5).levels == {"age": 0, "place": 0}
    assert protected(rows, [AGE, PLACE], k=5).left_out == 1
    few = protected(rows[-6:], [AGE, PLACE], k=5)
    assert few.levels == {"age": 1, "place": 0}
    assert few.left_out == 0


def test_protection_when_k_is_one_then_refused() -> None:
    with pytest.raises(ValueError, match="nobody hidden"):
        protected([], [AGE], k=1)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from("ab")), max_size=40))
def test_weights_in_a_data_set_when_told_then_sums_stay_and_rows_of_a_class_look_the_same(
    rows: list[tuple[int, str]],
) -> None:
    weights, classes = [weight for weight, _ in rows], [(name,) for _, name in rows]

    told = telling_weights(weights, classes)

    for name in set(classes):
        own = [told[place] for place, one in enumerate(classes) if one == name]
        assert sum(own) == sum(weights[place] for place, one in enumerate(classes) if one == name)
        assert max(own) - min(own) <= 1
