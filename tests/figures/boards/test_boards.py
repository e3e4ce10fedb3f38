"""Boards from given figures: ranks, changes, keeping, next points, simulation."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.figures.boards.advice import Mend, chances, changes_to, reached, shares, what_if
from motcua.figures.boards.packing import pack_found, pack_score, read_found, read_score
from motcua.figures.boards.scoring import board, periods_of, score_of
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.periods import previous, same_of_last_year
from motcua.figures.trees.rules import Amount, Answers, Found, Lacking, NotApplicable, Rate, YesNo

from .given import QUARTER, outcomes, small, tree

BEFORE, YEAR = previous(QUARTER), same_of_last_year(QUARTER)


def figures(**members: dict[str, int | Absent]) -> dict[str, object]:
    return {name: {QUARTER: outcomes(measures, tree())} for name, measures in members.items()}


def test_board_when_units_differ_then_ranked_with_ties_and_the_best_first() -> None:
    found = board(tree(), QUARTER, figures(A=small(), B=small(dossiers_in_time_766=8), C=small()))  # type: ignore[arg-type]

    assert [(one.member, one.rank.rank, one.rank.total) for one in found.standings] == [
        ("B", 1, 3),
        ("A", 2, 3),
        ("C", 2, 3),
    ]
    assert found.standings[0].score.points - found.standings[1].score.points == Fraction(20, 8)


def test_board_when_one_unit_lacks_another_criterion_then_it_has_no_rank_and_says_why() -> None:
    lacks = small(dossiers_with_fee=Absent.SOURCE_MISSING)
    found = board(tree(), QUARTER, figures(A=small(), B=small(), C=lacks))  # type: ignore[arg-type]

    last = found.standings[-1]
    assert (last.member, last.rank.rank, last.rank.why) == ("C", None, "not_comparable")
    assert "3.6" in last.score.missing


def test_board_when_earlier_periods_are_known_then_changes_of_points_and_places() -> None:
    now, worse = outcomes(small(dossiers_in_time_766=8), tree()), outcomes(small(), tree())
    found = board(
        tree(), QUARTER, {"A": {QUARTER: now, BEFORE: worse}, "B": {QUARTER: worse, BEFORE: now, YEAR: worse}}
    )

    a, b = found.standings
    assert (a.since_last.points, a.since_last.places, b.since_last.places) == (Fraction(5, 2), 1, -1)
    assert a.since_last_year.why == "no_before"
    assert b.since_last_year.points == 0


def test_periods_when_the_decision_was_not_in_force_then_not_asked() -> None:
    assert periods_of(tree(), QUARTER) == (QUARTER, BEFORE, YEAR)


found_ = st.one_of(
    st.builds(Rate, st.fractions(0, 1000), st.fractions(0, 1000)),
    st.builds(Amount, st.fractions()),
    st.builds(YesNo, st.booleans(), st.booleans()),
    st.builds(Answers, st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 99))),
    st.builds(NotApplicable, st.text()),
    st.builds(Lacking, st.text(), st.text()),
)


@given_by(found_)
def test_finding_when_packed_then_read_back_the_same(found: Found) -> None:
    assert read_found(pack_found(found)) == found


def test_score_when_packed_then_the_same_points_and_missing_criteria() -> None:
    score = score_of(tree(), outcomes(small(), tree()))
    again = read_score(tree(), pack_score(score))  # type: ignore[arg-type]

    assert (again.points, again.open, again.missing) == (score.points, score.open, score.missing)


def test_chances_when_something_can_still_be_mended_then_before_what_cannot() -> None:
    found = chances(score_of(tree(), outcomes(small(), tree())))

    assert found[0].mend is not Mend.NEXT
    assert [chance.mend is Mend.NEXT for chance in found] == sorted(chance.mend is Mend.NEXT for chance in found)
    on_time = next(chance for chance in found if chance.advice.criterion == "2.1")
    assert (on_time.advice.items, on_time.advice.gain) == (1, Fraction(5, 2))


def test_what_if_when_a_share_rises_then_score_and_rank_follow_and_the_rest_stays() -> None:
    scores = {
        "A": score_of(tree(), outcomes(small(), tree())),
        "B": score_of(tree(), outcomes(small(dossiers_in_time_766=8), tree())),
    }
    found = what_if(
        "A", scores, {"2.1": reached(scores["A"], "2.1", Fraction(1)), "4.1": reached(scores["A"], "4.1", Fraction(1))}
    )

    assert found.gain == Fraction(5, 2) + 2
    assert (found.rank_before.rank, found.rank_after.rank) == (2, 1)


def test_target_when_it_can_be_reached_then_the_plan_reaches_it() -> None:
    score = score_of(tree(), outcomes(small(), tree()))
    target = score.points + 3
    changes, enough = changes_to(score, target)

    assert enough
    assert what_if("A", {"A": score}, changes).after.points >= target


@pytest.mark.parametrize(("criterion", "share"), [("2.1", Fraction(3, 2)), ("5.2", Fraction(1)), ("9.9", Fraction(1))])
def test_share_when_it_cannot_be_set_then_refused(criterion: str, share: Fraction) -> None:
    score = score_of(tree(), outcomes(small(), tree()))
    with pytest.raises(Invalid):
        reached(score, criterion, share)


def test_shares_when_listed_then_only_what_is_scored_by_a_rate() -> None:
    names = dict(shares(score_of(tree(), outcomes(small(), tree()))))

    assert names["4.1"] == Fraction(2, 3)
    assert "5.2" not in names
    assert "3.0" not in names
