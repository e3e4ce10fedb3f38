"""Index trees as data: rules, maxima, zero policies, what is refused."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid, NotFound
from motcua.figures.definitions import catalogue as definitions
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.trees.catalogue import build, shipped, shipped_texts
from motcua.figures.trees.model import Tree
from motcua.figures.trees.rules import (
    RATE_RULES,
    Amount,
    Answers,
    Found,
    Lacking,
    Mismatch,
    NotApplicable,
    Rate,
    Rule,
    RuleKind,
    YesNo,
    points,
)
from motcua.figures.trees.score import Standing, score

DAY = dt.date(2026, 3, 31)
HEAD = """format = "motcua-index-tree/1"
id = "test_index"
valid_from = 2020-01-01
name_vi = "x"
name_en = "x"
legal = ""
source = "test"
mark = "own"
max_points = {most}
[[unit_level]]
id = "commune"
mark = "own"
"""
GROUP = """[[group]]
id = "{id}"
name_vi = "x"
name_en = "x"
max_points = {most}
mark = "own"
"""


def crit(id: str, most: int | None, rule: str = 'kind = "linear"', extra: str = "", group: str = "g") -> str:
    return (
        f'[[criterion]]\nid = "{id}"\ngroup = "{group}"\nname_vi = "x"\nname_en = "x"\nmark = "own"\n'
        + (f"max_points = {most}\n" if most is not None else "")
        + f"{extra}\nrule = {{ {rule} }}\n"
    )


def tree(*criteria: str, most: int = 10, groups: tuple[tuple[str, int], ...] = ()) -> Tree:
    text = HEAD.format(most=most)
    text += "".join(GROUP.format(id=name, most=points_) for name, points_ in groups or (("g", most),))
    trees = build({"t.toml": text + "".join(criteria)}, definitions.shipped())
    return trees.in_force("test_index", UnitLevel.COMMUNE, DAY)


def faults(*criteria: str, most: int = 10) -> set[tuple[str, str]]:
    with pytest.raises(Invalid, match="definitions_invalid") as refused:
        tree(*criteria, most=most)
    return {
        (str(e["field"]).split(" ", 1)[1], str(e["code"]).removeprefix("definition_")) for e in refused.value.errors
    }


def rate(above: int, below: int) -> Rate:
    return Rate(Fraction(above), Fraction(below))


BANDS = Rule(RuleKind.BANDS, steps=((Fraction(1), Fraction(10)), (Fraction(1, 2), Fraction(4))))
FLOOR = Rule(RuleKind.FLOOR_LINEAR, floor=Fraction(8, 10), full=Fraction(1))
SURVEY = Rule(RuleKind.SURVEY, weights={"a": Fraction(1), "b": Fraction(6, 10), "d": Fraction(0)})


@pytest.mark.parametrize(
    ("rule", "found", "expected"),
    [
        (Rule(RuleKind.LINEAR), rate(3, 4), "7.5"),
        (Rule(RuleKind.LINEAR), rate(5, 4), "10"),
        (Rule(RuleKind.CAPPED, cap=Fraction(8, 10)), rate(4, 10), "5"),
        (Rule(RuleKind.CAPPED, cap=Fraction(8, 10)), rate(8, 10), "10"),
        (FLOOR, rate(79, 100), "0"),
        (FLOOR, rate(8, 10), "8"),
        (FLOOR, rate(10, 10), "10"),
        (BANDS, rate(99, 100), "4"),
        (BANDS, rate(1, 1), "10"),
        (BANDS, rate(49, 100), "0"),
        (BANDS, Amount(Fraction(3)), "10"),
        (Rule(RuleKind.BOOLEAN), YesNo(yes=True, in_time=False), "10"),
        (Rule(RuleKind.BOOLEAN, deadline=True), YesNo(yes=True, in_time=False), "0"),
        (Rule(RuleKind.BOOLEAN), YesNo(yes=False), "0"),
        (Rule(RuleKind.PER_ITEM, each=Fraction(3)), Amount(Fraction(2)), "6"),
        (Rule(RuleKind.PER_ITEM, each=Fraction(3)), Amount(Fraction(9)), "10"),
        (Rule(RuleKind.DEDUCT, each=Fraction(1, 2)), Amount(Fraction(3)), "8.5"),
        (Rule(RuleKind.DEDUCT, each=Fraction(4)), Amount(Fraction(3)), "0"),
        (SURVEY, Answers({"a": 5, "b": 5}), "8"),
        (Rule(RuleKind.IMPORTED, factor=Fraction(1, 10)), Amount(Fraction("82.66")), "8.266"),
        (Rule(RuleKind.GIVEN, least=Fraction(1)), Amount(Fraction("6.4132")), "6.4132"),
    ],
)
def test_points_when_scored_by_each_rule_then_these(rule: Rule, found: Found, expected: str) -> None:
    assert points(rule, Fraction(10), found) == Fraction(expected)


@pytest.mark.parametrize(
    ("rule", "found", "code"),
    [
        (Rule(RuleKind.LINEAR), YesNo(yes=True), "kind_of_finding_differs"),
        (Rule(RuleKind.BOOLEAN), rate(1, 2), "kind_of_finding_differs"),
        (Rule(RuleKind.PER_ITEM), rate(1, 2), "kind_of_finding_differs"),
        (Rule(RuleKind.LINEAR), rate(-1, 2), "rate_negative"),
        (Rule(RuleKind.PER_ITEM), Amount(Fraction(-1)), "amount_negative"),
        (Rule(RuleKind.GIVEN, least=Fraction(1)), Amount(Fraction(11)), "given_out_of_range"),
        (SURVEY, Answers({"z": 5}), "answers_unknown"),
        (SURVEY, Answers({"a": -5, "b": 6}), "answers_unknown"),
    ],
)
def test_points_when_the_finding_does_not_fit_then_refused(rule: Rule, found: Found, code: str) -> None:
    with pytest.raises(Mismatch, match=code):
        points(rule, Fraction(10), found)


@given(
    st.sampled_from([Rule(RuleKind.LINEAR), Rule(RuleKind.CAPPED, cap=Fraction(8, 10)), FLOOR, BANDS]),
    st.integers(1, 300),
    st.data(),
)
def test_points_when_one_more_succeeds_then_never_fewer_and_within_the_maximum(
    rule: Rule, below: int, data: st.DataObject
) -> None:
    above = data.draw(st.integers(0, below - 1))

    here, next_one = (points(rule, Fraction(10), rate(count, below)) for count in (above, above + 1))

    assert 0 <= here <= next_one <= 10
    assert rule.kind is RuleKind.BANDS or rule.kind in RATE_RULES


@pytest.mark.parametrize(
    ("zero", "standing", "reached", "most"),
    [
        ("full", Standing.SCORED, 6, 10),
        ("zero", Standing.SCORED, 0, 10),
        ("na", Standing.NOT_APPLICABLE, None, 4),
        ("unknown", Standing.MISSING, None, 10),
    ],
)
def test_zero_when_nothing_to_divide_by_then_the_policy_decides(
    zero: str, standing: Standing, reached: int | None, most: int
) -> None:
    made = tree(crit("a", 6, extra=f'zero = "{zero}"'), crit("b", 4))

    found = score(made, {"a": rate(0, 0), "b": rate(1, 1)})

    assert (found.criteria["a"].standing, found.criteria["a"].points, found.most) == (standing, reached, most)
    assert found.points == 4 + (reached or 0)
    assert found.is_complete == (standing is not Standing.MISSING)


@pytest.mark.parametrize("zero", ["full", "zero", "na"])
def test_zero_when_the_source_is_missing_then_no_policy_decides(zero: str) -> None:
    made = tree(crit("a", 6, extra=f'zero = "{zero}"'), crit("b", 4))

    found = score(made, {"a": Lacking("source_missing", "petitions"), "b": rate(1, 2)})

    assert found.criteria["a"].standing is Standing.MISSING
    assert (found.points, found.scored_most, found.most, found.open) == (2, 4, 10, 6)
    assert (found.least_percent, found.most_percent, found.percent) == (20, 80, None)


def test_redistribution_when_nothing_to_divide_by_then_siblings_share_by_their_maxima() -> None:
    redistribute = 'zero = "redistribute"\nredistribute_to = ["b", "c"]'
    made = tree(crit("a", 4, extra=redistribute), crit("b", 4), crit("c", 2))

    found = score(made, {"a": rate(0, 0), "b": rate(1, 2), "c": rate(1, 1)})

    assert found.most == 10
    assert found.criteria["b"].most == Fraction(20, 3)
    assert found.points == Fraction(10, 3) + Fraction(10, 3)
    assert found.is_complete
    assert score(made, {"a": Lacking("source_missing"), "b": rate(1, 2), "c": rate(1, 1)}).points == 4


def test_redistribution_when_to_another_group_then_its_maximum_grows() -> None:
    made = tree(
        crit("a", 4, extra='zero = "redistribute"\nredistribute_to = ["b"]'), crit("b", 6, group="h"),
        groups=(("g", 4), ("h", 6)),
    )  # fmt: skip

    found = score(made, {"a": rate(0, 0), "b": rate(1, 2)})

    assert [(g.most, g.points) for g in found.groups] == [(0, 0), (10, 5)]


def test_not_applicable_when_said_then_left_out_of_the_maximum() -> None:
    found = score(tree(crit("a", 6), crit("b", 4)), {"a": NotApplicable("no such task"), "b": rate(3, 4)})

    assert (found.points, found.most, found.percent) == (3, 4, 75)


def test_bonus_when_added_then_never_over_the_maximum() -> None:
    made = tree(crit("a", 10), crit("b", 5, 'kind = "per_item", each = 1', "bonus = true"))

    assert score(made, {"a": rate(1, 2), "b": Amount(Fraction(2))}).points == 7
    assert score(made, {"a": rate(1, 1), "b": Amount(Fraction(2))}).points == 10
    assert score(made, {"a": rate(1, 2)}).is_complete


def test_criterion_when_unknown_or_not_given_then_said() -> None:
    made = tree(crit("a", 10))

    assert score(made, {}).criteria["a"].reason == "not_given"
    assert score(made, {"a": YesNo(yes=True)}).criteria["a"].reason == "kind_of_finding_differs"
    with pytest.raises(NotFound, match="criterion_unknown"):
        score(made, {"z": rate(1, 1)})


FINDINGS = st.one_of(
    st.builds(lambda below, above: rate(min(above, below), below), st.integers(0, 50), st.integers(0, 50)),
    st.just(Lacking("source_missing")),
    st.just(NotApplicable()),
)


@given(st.lists(FINDINGS, min_size=3, max_size=3))
def test_score_when_anything_is_found_then_the_parts_add_up(found: list[Found]) -> None:
    made = tree(
        crit("a", 4, extra='zero = "redistribute"\nredistribute_to = ["b"]'), crit("b", 4, extra='zero = "full"'),
        crit("c", 2, 'kind = "capped", cap = 0.8', 'zero = "na"'),
    )  # fmt: skip

    result = score(made, dict(zip("abc", found, strict=True)))

    assert 0 <= result.points <= result.scored_most <= result.most <= 10
    assert result.open == sum((c.most or 0) for c in result.criteria.values() if c.standing is Standing.MISSING)
    assert result.is_complete == (not result.missing)
    if not result.missing and result.most:
        assert result.percent == result.points / result.most * 100


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ([crit("a", 9)], ("group[g].max_points", "sum_differs")),
        ([crit("a", 11)], ("group[g].max_points", "sum_differs")),
        ([crit("a", 10, group="x")], ("criterion[a].group", "name_unknown")),
        ([crit("a", 10, extra='indicator = "nobody"')], ("criterion[a].indicator", "name_unknown")),
        ([crit("a", 10, extra='parent = "b"')], ("criterion[a].parent", "name_unknown")),
        ([crit("a", 10), crit("a", 10)], ("criterion", "name_taken")),
        ([crit("a", 10, 'kind = "magic"')], ("criterion[a].rule.kind", "not_one_of")),
        ([crit("a", 10, 'kind = "capped"')], ("criterion[a].rule.cap", "key_missing")),
        ([crit("a", 10, 'kind = "capped", cap = 1.5')], ("criterion[a].rule", "rule_out_of_range")),
        ([crit("a", 10, 'kind = "linear", cap = 0.5')], ("criterion[a].rule.cap", "key_unknown")),
        ([crit("a", 10, 'kind = "floor_linear", floor = 0.9, full = 0.8')], ("criterion[a].rule", "rule_out_of_range")),
        ([crit("a", 10, 'kind = "bands"')], ("criterion[a].rule.steps", "steps_not_descending")),
        (
            [crit("a", 10, 'kind = "bands", steps = [{min = 0, points = 1}, {min = 1, points = 2}]')],
            ("criterion[a].rule.steps", "steps_not_descending"),
        ),
        (
            [crit("a", 10, 'kind = "bands", steps = [{min = 1, points = 11}]')],
            ("criterion[a].rule.steps", "step_over_max"),
        ),
        ([crit("a", 10, 'kind = "survey", weights = { a = 120 }')], ("criterion[a].rule.weights", "rule_out_of_range")),
        ([crit("a", 10, extra='zero = "redistribute"')], ("criterion[a].redistribute_to", "redistribution_incomplete")),
        ([crit("a", 10, extra="cap = 1")], ("criterion[a].cap", "key_unknown")),
        (
            [crit("a", 10, extra='zero = "redistribute"\nredistribute_to = ["a"]')],
            ("criterion[a].redistribute_to", "name_unknown"),
        ),
        (
            [crit("a", 10), crit("b", 3, extra='parent = "a"'), crit("c", 3, extra='parent = "a"')],
            ("criterion[a].max_points", "sum_differs"),
        ),
    ],
)
def test_tree_when_unsound_then_refused_with_its_place(criteria: list[str], expected: tuple[str, str]) -> None:
    assert expected in faults(*criteria)


def test_tree_when_two_are_in_force_then_refused() -> None:
    texts = shipped_texts()

    with pytest.raises(Invalid) as refused:
        build({"a.toml": texts["papi.toml"], "b.toml": texts["papi.toml"]}, definitions.shipped())

    assert {error["code"] for error in refused.value.errors} == {"definition_two_in_force"}


def test_shipped_when_built_then_sound_marked_and_only_frames_lack_maxima() -> None:
    trees = shipped()

    assert set(trees.names) >= {"qd766", "par_province", "par_internal", "sipas", "papi", "pci", "ddci", "dti"}
    for versions in trees.versions.values():
        for made in versions:
            lacks = [g.id for g in made.groups if g.max_points is None]
            assert bool(lacks) == made.frame, made.id
            assert made.source
            assert made.legal


def test_frame_when_scored_then_no_percent_and_no_band() -> None:
    frame = shipped().in_force("par_internal", UnitLevel.COMMUNE, DAY)

    found = score(frame, {})

    assert not found.is_complete
    assert (found.percent, found.band) == (None, None)


def test_published_index_when_entered_then_its_total() -> None:
    weights = {"1": 5, "2": 5, "3": 20, "4": 5, "5": 10, "6": 5, "7": 5, "8": 20, "9": 20, "10": 5}
    pci = shipped().in_force("pci", UnitLevel.PROVINCE, DAY)
    found = score(pci, {name: Amount(Fraction(6)) for name in weights})

    assert {name: c.most for name, c in found.criteria.items()} == weights
    assert found.points == 60


@pytest.mark.parametrize(
    ("index", "level", "day", "code"),
    [
        ("nobody", UnitLevel.PROVINCE, DAY, "index_unknown"),
        ("papi", UnitLevel.COMMUNE, DAY, "index_unknown"),
        ("qd766", UnitLevel.PROVINCE, dt.date(2022, 6, 22), "index_not_in_force"),
        ("qd766", UnitLevel.DISTRICT, dt.date(2025, 7, 1), "index_not_in_force"),
    ],
)
def test_index_when_it_does_not_rate_then_said(index: str, level: UnitLevel, day: dt.date, code: str) -> None:
    with pytest.raises(NotFound, match=code):
        shipped().in_force(index, level, day)
