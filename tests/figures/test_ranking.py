"""Ranks with ties, changes, the next point, the way to a target, layers."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import DomainError
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.trees.advice import next_points, plan_for, simulate
from motcua.figures.trees.catalogue import shipped
from motcua.figures.trees.layers import Entry, Layer, check_entry, layered
from motcua.figures.trees.ranking import Rank, change, minmax, rank, rank_scores
from motcua.figures.trees.rules import Found, Lacking
from motcua.figures.trees.score import Score, score

from .test_trees import DAY, crit, rate, tree

MADE = tree(crit("a", 6), crit("b", 4, 'kind = "capped", cap = 0.8'))
EXAMPLE = shipped().in_force("internal_example", UnitLevel.COMMUNE, DAY)
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def scored(a: Found, b: Found) -> Score:
    return score(MADE, {"a": a, "b": b})


def test_rank_when_tied_then_1_2_2_4() -> None:
    values = {"x": Fraction(9), "y": Fraction(8), "z": Fraction(8), "w": Fraction(7)}

    assert {unit: found.rank for unit, found in rank(values).items()} == {"x": 1, "y": 2, "z": 2, "w": 4}
    assert rank(values)["y"] == Rank(2, 4, tied=True)


def test_rank_when_differences_are_within_the_tie_then_no_chain() -> None:
    values = {name: Fraction(value) / 1000 for name, value in (("x", 3000), ("y", 2999), ("z", 2998))}

    assert {unit: found.rank for unit, found in rank(values, Fraction(1, 1000)).items()} == {"x": 1, "y": 1, "z": 3}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 6).map(Fraction), min_size=1, max_size=12))
def test_rank_when_without_tolerance_then_one_more_than_those_above(values: dict[str, Fraction]) -> None:
    ranks = rank(values)

    assert {u: r.rank for u, r in ranks.items()} == {
        unit: 1 + sum(other > value for other in values.values()) for unit, value in values.items()
    }


def test_rank_when_something_lacks_then_only_the_comparable_are_ranked() -> None:
    scores = {
        "x": scored(rate(1, 2), rate(1, 2)),
        "y": scored(rate(1, 1), rate(1, 2)),
        "z": scored(Lacking("not_reported"), rate(1, 1)),
    }

    ranks = rank_scores(scores)

    assert (ranks["x"].rank, ranks["y"].rank) == (2, 1)
    assert (ranks["z"].rank, ranks["z"].why) == (None, "not_comparable")
    assert rank_scores({}) == {}
    assert rank_scores(scores, "g")["y"].rank == 1


def test_change_when_comparable_then_points_groups_places() -> None:
    now, before = scored(rate(1, 1), rate(1, 2)), scored(rate(1, 2), rate(1, 2))

    found = change(now, before, (Rank(3, 60), Rank(7, 60)))

    assert (found.points, found.places, found.groups) == (3, 4, {"g": 3})
    assert found.criteria == {"a": 3, "b": 0}
    assert change(now, None).why == "no_before"
    assert change(now, score(tree(crit("a", 10)), {})).why == "definition_changed"
    partly = change(now, scored(Lacking("no_data"), rate(1, 4)))
    assert (partly.why, partly.points, partly.criteria) == ("missing_differs", None, {"b": Fraction(5, 4)})


def test_minmax_when_scaled_then_1_to_10_and_the_inverse() -> None:
    values = {"x": Fraction(2), "y": Fraction(4), "z": Fraction(3)}

    assert minmax(values) == {"x": 1, "y": 10, "z": Fraction(11, 2)}
    assert minmax(values, inverse=True) == {"x": 10, "y": 1, "z": Fraction(11, 2)}
    assert minmax({"x": Fraction(2), "y": Fraction(2)}) == {"x": None, "y": None}
    assert minmax({}) == {}


def test_next_point_when_asked_then_the_cheapest_first_and_enough() -> None:
    before = scored(rate(50, 100), rate(2, 10))

    first, second = next_points(before)

    assert (first.criterion, first.items, first.gain) == ("b", 2, 1)
    assert (second.criterion, second.items, second.gain) == ("a", 17, Fraction(102, 100))
    assert (first.left, first.room) == (8, 3)


def test_next_point_when_nothing_can_grow_then_no_advice() -> None:
    assert next_points(scored(rate(5, 5), rate(9, 10))) == []
    assert next_points(scored(Lacking("source_missing"), rate(1, 1))) == []


def test_next_point_when_less_than_a_point_is_left_then_what_is_left() -> None:
    (advice,) = next_points(scored(rate(95, 100), rate(1, 1)))

    assert (advice.items, advice.gain) == (5, Fraction(3, 10))


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_next_point_when_followed_then_the_score_rises_so_and_one_less_is_not_enough(
    below_a: int, below_b: int, data: st.DataObject
) -> None:
    above = {"a": data.draw(st.integers(0, below_a)), "b": data.draw(st.integers(0, below_b))}
    below = {"a": below_a, "b": below_b}
    before = scored(rate(above["a"], below_a), rate(above["b"], below_b))

    for advice in next_points(before):
        name = advice.criterion
        after = simulate(before, {name: rate(above[name] + advice.items, below[name])})
        almost = simulate(before, {name: rate(above[name] + advice.items - 1, below[name])})
        assert after.points - before.points == advice.gain
        assert almost.points - before.points < min(Fraction(1), advice.room)


def test_plan_when_a_target_can_be_reached_then_the_cheapest_items() -> None:
    before = scored(rate(50, 100), rate(2, 10))

    plan = plan_for(before, Fraction(8))

    assert plan.reached
    assert [(move.criterion, move.items) for move in plan.moves] == [("b", 6), ("a", 17)]
    assert plan.after == before.points + 3 + Fraction(102, 100)
    hopeless = plan_for(scored(rate(1, 2), Lacking("source_missing")), Fraction(9))
    assert not hopeless.reached
    assert hopeless.after == 6


@settings(max_examples=60)
@given(st.integers(1, 9), st.integers(1, 9), st.data(), st.integers(1, 10))
def test_plan_when_rules_are_linear_then_nothing_is_cheaper(a: int, b: int, data: st.DataObject, target: int) -> None:
    made = tree(crit("a", 6), crit("b", 4))
    above = data.draw(st.integers(0, a)), data.draw(st.integers(0, b))
    before = score(made, {"a": rate(above[0], a), "b": rate(above[1], b)})

    plan = plan_for(before, Fraction(target))

    enough = [
        one + other
        for one, other in itertools.product(range(a - above[0] + 1), range(b - above[1] + 1))
        if before.points + Fraction(6 * one, a) + Fraction(4 * other, b) >= target
    ]
    assert plan.reached == bool(enough)
    if enough:
        assert sum(move.items for move in plan.moves) <= min(enough) + 1


def test_plan_when_a_floor_hides_the_gain_then_it_is_found() -> None:
    made = tree(crit("a", 10, 'kind = "floor_linear", floor = 0.8, full = 1'))

    plan = plan_for(score(made, {"a": rate(70, 100)}), Fraction(8))

    assert [(move.items, move.gain) for move in plan.moves] == [(10, 8)]


def entry(
    criterion: str,
    layer: Layer,
    value: int | None,
    author: str = "unit",
    reason: str = "",
    evidence: tuple[str, ...] = ("file",),
    minutes: int = 0,
) -> Entry:
    points = None if value is None else Fraction(value)
    return Entry(criterion, layer, points, author, NOW + dt.timedelta(minutes=minutes), reason, evidence)


OWN = entry("1.3", Layer.SELF, 4)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (entry("9.9", Layer.SELF, 1), "criterion_unknown"),
        (entry("1.1", Layer.SELF, 1), "criterion_unknown"),
        (entry("1.3", Layer.SELF, 5, reason="x"), "score_out_of_range"),
        (entry("1.3", Layer.SELF, -1, reason="x"), "score_out_of_range"),
        (entry("1.3", Layer.SURVEY, 2), "score_layer_wrong"),
        (entry("4.1", Layer.SELF, 2), "score_layer_wrong"),
        (entry("1.2", Layer.SELF, 2, evidence=()), "score_evidence_missing"),
        (entry("1.2", Layer.APPRAISED, 2, "council"), "score_self_missing"),
        (entry("1.3", Layer.APPRAISED, 4, minutes=1), "score_same_person"),
        (entry("1.3", Layer.APPRAISED, 3, "council", minutes=1), "score_reason_missing"),
        (entry("1.3", Layer.SELF, 2, minutes=1), "score_reason_missing"),
        (entry("1.3", Layer.SELF, 4, minutes=-1), "score_out_of_order"),
    ],
)
def test_entry_when_it_breaks_a_rule_then_refused(new: Entry, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        check_entry(EXAMPLE, [OWN], new)


@pytest.mark.parametrize(
    "new",
    [
        entry("1.3", Layer.APPRAISED, 4, "council", minutes=1),
        entry("1.3", Layer.APPRAISED, 2, "council", "one initiative only", minutes=1),
        entry("1.2", Layer.SELF, 4, reason="all reports in time", evidence=()),
        entry("1.2", Layer.SELF, None, reason="not asked of this unit"),
        entry("4.1", Layer.SURVEY, 15, "survey"),
        entry("3.1", Layer.APPRAISED, 12, "system"),
    ],
)
def test_entry_when_in_order_then_accepted(new: Entry) -> None:
    check_entry(EXAMPLE, [OWN], new)


def test_entry_when_the_maximum_is_unknown_then_refused() -> None:
    frame = shipped().in_force("par_province", UnitLevel.PROVINCE, DAY)

    with pytest.raises(DomainError, match="score_max_unknown"):
        check_entry(frame, [], entry("1.1", Layer.SELF, 1))


def all_entries() -> list[Entry]:
    found = []
    for leaf in EXAMPLE.leaves:
        layer = Layer.SURVEY if leaf.origin.value == "survey" else Layer.APPRAISED
        found.append(entry(leaf.id, layer, int(leaf.max_points or 0) // 2, "council"))
    return found


def test_layers_when_all_are_in_then_final_is_appraised_and_survey() -> None:
    made = layered(EXAMPLE, [OWN, *all_entries()])

    assert made.total(Layer.SELF) == 4
    assert made.total(Layer.SURVEY) == 10
    assert made.open == ()
    assert made.final == made.total(Layer.APPRAISED) + 10
    assert (made.most, made.percent) == (100, made.final)
    assert made.band is not None


def test_layers_when_something_is_open_then_no_percent() -> None:
    made = layered(EXAMPLE, all_entries()[1:])

    assert made.open == ("1.1.1",)
    assert made.percent is None
    assert made.band is None


def test_layers_when_no_survey_was_held_then_rescaled() -> None:
    entries = [e for e in all_entries() if e.layer is not Layer.SURVEY]
    made = layered(EXAMPLE, entries, without_survey=True)

    assert made.most == 80
    assert made.percent == made.total(Layer.APPRAISED) / 80 * 100


def test_layers_when_a_criterion_does_not_apply_then_left_out() -> None:
    entries = [e for e in all_entries() if e.criterion != "1.3"]
    made = layered(EXAMPLE, [*entries, entry("1.3", Layer.APPRAISED, None, "council", "not asked")])

    assert made.most == 96
    assert made.open == ()
