"""Rating of officials and desks on the same engine; a published score beside ours."""

from __future__ import annotations

from fractions import Fraction

import pytest

from motcua.figures.definitions.model import UnitLevel
from motcua.figures.periods import PeriodKind
from motcua.figures.trees.beside import beside
from motcua.figures.trees.catalogue import shipped
from motcua.figures.trees.rules import Answers, Found
from motcua.figures.trees.score import Score, Standing, score

from .test_index_766 import counts, scored
from .test_trees import DAY

OWN: dict[str, Found] = {
    "1": Answers({"shorter": 5, "equal": 1, "longer": 1}),  # 11/7 = 1.571… -> 1.6
    "2": Answers({"shorter": 0, "equal": 7, "longer": 0}),  # 1.0
    "3": Answers({"none": 1, "one": 1, "more": 5}),  # 3/7 = 0.428… -> 0.4
    "4": Answers({"none": 0, "one_stop_only": 7, "more": 0}),  # 1.0
    "7": Answers({"early_no_complaint": 3, "on_time_no_complaint": 4, "complaint": 0}),  # 10/7 = 1.428… -> 1.4
}
DESK: dict[str, Found] = {
    **OWN,
    "5": Answers({"all_received": 1}),
    "6": Answers({"posted_and_electronic": 1}),
    "8": Answers({"all_on_time": 1}),
    "9": Answers({"some": 1}),
}


def rated(index: str, level: UnitLevel, found: dict[str, Found]) -> Score:
    return score(shipped().in_force(index, level, DAY), found)


def test_official_when_rated_by_hand_then_each_rounded_to_one_place_before_the_sum() -> None:
    found = rated("rating_official", UnitLevel.OFFICIAL, OWN)

    points = {name: c.points for name, c in found.criteria.items()}
    assert points == {"1": Fraction("1.6"), "2": 1, "3": Fraction("0.4"), "4": 1, "7": Fraction("1.4")}
    assert found.points == Fraction("5.4")
    assert found.band is not None
    assert found.band.name_en == "All duty done"


def test_desk_when_rated_by_hand_then_points_and_class() -> None:
    found = rated("rating_desk", UnitLevel.DESK, DESK)

    assert [(g.group.id, g.points) for g in found.groups] == [("work", Fraction("5.4")), ("desk", 6)]
    assert found.points == Fraction("11.4")
    assert found.band is not None
    assert found.band.name_vi == "Khá"
    assert PeriodKind.QUARTER in found.tree.periods


def test_desk_when_an_indicator_has_no_data_then_left_out_and_the_class_by_share() -> None:
    found = rated("rating_desk", UnitLevel.DESK, {**DESK, "3": Answers({"none": 0, "one": 0, "more": 0})})

    assert found.criteria["3"].standing is Standing.NOT_APPLICABLE
    assert (found.points, found.most) == (11, 16)
    assert found.band is not None
    assert found.band.name_vi == "Tốt"


def test_class_when_exactly_at_its_bound_then_reached() -> None:
    grades: dict[str, Found] = {
        name: Answers({option: 1})
        for name, option in (
            ("1", "shorter"), ("2", "shorter"), ("3", "none"), ("4", "none"), ("7", "early_no_complaint"),
            ("5", "settled_on_site"), ("6", "posted_and_electronic"), ("8", "most_on_time"), ("9", "none"),
        )
    }  # fmt: skip

    found = rated("rating_desk", UnitLevel.DESK, grades)

    assert found.points == 15
    assert found.band is not None
    assert found.band.name_vi == "Xuất sắc"


def test_national_score_when_put_beside_ours_then_the_difference_and_what_may_explain_it() -> None:
    ours = scored(counts())
    theirs = {"CKMB": Fraction("14.5"), "TDGQ": Fraction(16), "CLGQ": Fraction(7)}

    lines = {line.group: line for line in beside(ours, theirs, Fraction(70))}

    assert lines["CKMB"].difference == 0
    assert (lines["TDGQ"].difference, lines["TDGQ"].explained_by_open) == (Fraction("1.5"), False)
    assert (lines["CLGQ"].difference, lines["CLGQ"].explained_by_open) == (-7, True)
    assert (lines["MDHL"].theirs, lines["MDHL"].difference) == (None, None)
    assert lines[""].difference == Fraction("-3.85")
    assert beside(ours, theirs)[-1].theirs is None
    with pytest.raises(ValueError, match="XYZ"):
        beside(ours, {"XYZ": Fraction(1)})
