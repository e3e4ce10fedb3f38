"""What sets a rating aside, what must not; scoring by the circular."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from benchmarks.ratings_integrity import measured, tokens
from hypothesis import given
from hypothesis import strategies as st

from motcua.ratings.editions import policy_on, questions_on, read_policies, read_questions
from motcua.ratings.integrity import Desks, Given, Reason, Way, judge
from motcua.ratings.masking import masked
from motcua.ratings.scoring import Rated, counted, grade, indicator_values, is_bad, is_dissatisfied, scores

DAY = dt.date(2026, 11, 23)
RULES = policy_on(DAY).integrity
QUESTIONS = questions_on(DAY)
START = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
PHONE, STAFF, HALL, HOME = b"phone", b"staff", b"hall", b"home"
DESKS = Desks(frozenset({STAFF}), {1: frozenset({HALL})}, {})


def rating(number: int, after: int = 0, **changes: Any) -> Given:
    values: dict[str, Any] = {
        "number": number,
        "at": START + dt.timedelta(seconds=after),
        "on": DAY,
        "unit": 1,
        "way": Way.LINK,
        "answers": ("overall=very_satisfied",),
        "is_top": True,
        "person": number,
        "device": PHONE,
        "network": HOME,
        "seconds": 60,
        "closed": False,
        **changes,
    }
    return Given(**values)


def aside(*ratings: Given, desks: Desks = DESKS) -> list[int]:
    return [number for number, one in judge(ratings, desks, RULES).items() if one.set_aside]


def test_many_people_on_one_fast_telephone_all_content_are_set_aside() -> None:
    assert aside(*(rating(n, 30 * n, seconds=5) for n in range(8))) == list(range(8))


def test_a_family_is_not() -> None:
    assert aside(*(rating(n, 30 * n) for n in range(3))) == []


def test_one_person_with_many_dossiers_is_not() -> None:
    assert aside(*(rating(n, 30 * n, person=7, seconds=5) for n in range(8))) == []


def test_a_lent_tablet_with_different_answers_is_not() -> None:
    rows = [rating(n, 600 * n, is_top=n % 2 == 0, answers=(f"overall={n % 3}",), network=HALL) for n in range(20)]

    assert aside(*rows) == []


def test_the_desks_own_computer_is_set_aside_unless_people_differ() -> None:
    same = [rating(n, 600 * n, device=STAFF) for n in range(3)]
    lent = [rating(n, 600 * n, device=STAFF, is_top=n != 1) for n in range(3)]

    assert aside(*same) == [0, 1, 2]
    assert aside(*lent) == []


def test_the_first_of_a_telephone_at_a_poster_counts_the_others_do_not() -> None:
    rows = [rating(n, 60 * n, way=Way.POSTER, place="p", person=None) for n in range(4)]

    assert aside(*rows) == [1, 2, 3]


def test_telephones_of_one_make_on_the_halls_network_count() -> None:
    rows = [
        rating(n, 400 * n, way=Way.POSTER, place="p", person=None, network=HALL, is_top=n % 2 == 0, answers=(f"{n}",))
        for n in range(9)
    ]

    assert aside(*rows) == []


def test_a_registered_tablet_used_by_many_counts_and_pressed_in_a_row_does_not() -> None:
    used = [rating(n, 60 * n, way=Way.TABLET, place="t", device=None) for n in range(30)]
    pressed = [rating(n, 4 * n, way=Way.TABLET, place="t", device=None) for n in range(6)]

    assert aside(*used) == []
    assert aside(*pressed) == list(range(6))


def test_a_tablet_pressed_while_the_desk_is_closed_is_set_aside() -> None:
    assert aside(rating(0, way=Way.TABLET, place="t", closed=True)) == [0]


def test_a_call_is_never_judged() -> None:
    assert aside(*(rating(n, n, way=Way.CALL, seconds=1) for n in range(20))) == []


@given(st.lists(st.builds(rating, st.just(0), st.integers(0, 10**6), is_top=st.booleans(), seconds=st.integers(0, 99))))
def test_what_is_judged_does_not_depend_on_the_order(rows: list[Given]) -> None:
    import dataclasses

    told = [dataclasses.replace(one, number=n, person=n) for n, one in enumerate(rows)]

    assert judge(told, DESKS, RULES) == judge(told[::-1], DESKS, RULES)


def test_no_two_reasons_but_the_impossible_ones_are_enough_alone() -> None:
    enough = {reason for reason in Reason if RULES.weights[reason] >= RULES.threshold}

    assert enough == {Reason.TABLET_CLOSED, Reason.SAME_PLACE}
    assert set(RULES.weights) == {reason.value for reason in Reason}


def test_on_a_made_up_month_hardly_an_honest_rating_is_set_aside() -> None:
    found = measured(77)

    assert float(str(found["precision"])) >= 0.95
    assert float(str(found["recall"])) >= 0.65


def test_no_bad_token_of_a_thousand_gets_in() -> None:
    found = tokens(5, 1000)

    assert found.pop("good") == {"offered": 950, "taken": 950}
    assert all(one["taken"] == 0 and one["offered"] for one in found.values())  # type: ignore[index]


@pytest.mark.parametrize(
    ("answers", "timeliness", "values"),
    [
        ({"conduct": "good"}, "early", {"7": "early_no_complaint"}),
        ({"conduct": "fair"}, "on_time", {"7": "on_time_no_complaint"}),
        ({"conduct": "good"}, "late", {}),
        ({"conduct": "good"}, "", {}),
        ({"conduct": "bad"}, "late", {"7": "complaint"}),
        ({"contacts": "own", "agencies": "one_stop"}, "", {"3": "one", "4": "one_stop_only"}),
        ({"contacts": "more", "agencies": "more"}, "", {"3": "more", "4": "more"}),
    ],
)
def test_answers_lead_to_indicators(answers: dict[str, str], timeliness: str, values: dict[str, str]) -> None:
    assert indicator_values(Rated(answers, timeliness), QUESTIONS) == values


def test_scores_have_one_decimal_half_up() -> None:
    rows = [Rated({"contacts": code}) for code in ("none", "none", "one", "more")]

    found = scores(counted(rows, QUESTIONS), QUESTIONS)

    assert (found["3"].exact, found["3"].printed) == (Decimal("1.25"), Decimal("1.3"))
    assert set(found) == {"3"}


@pytest.mark.parametrize(
    ("total", "words"),
    [("5.0", "100%"), ("4.9", "70%"), ("3.5", "70%"), ("3.4", "dưới 70%"), ("0", "dưới 70%")],
)
def test_grades_of_officials(total: str, words: str) -> None:
    assert words in grade(Decimal(total), "official", QUESTIONS).vi


def test_bad_and_dissatisfied_are_not_the_same() -> None:
    assert is_bad({"overall": "satisfied", "costs": "yes"}, QUESTIONS)
    assert not is_dissatisfied({"overall": "satisfied", "costs": "yes"}, QUESTIONS)
    assert is_dissatisfied({"overall": "dissatisfied"}, QUESTIONS)
    assert not is_bad({"overall": "neutral", "conduct": "fair"}, QUESTIONS)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Chị Lan quầy 3 rất nhiệt tình", "Chị ••• quầy 3 rất nhiệt tình"),
        ("Gọi tôi 0912 345 678 nhé", "Gọi tôi ••• nhé"),
        ("hồ sơ H01.15-261123-0042 bị trễ", "hồ sơ ••• bị trễ"),
        ("Nguyễn Văn An không nghe máy", "••• không nghe máy"),
        ("thư an.nguyen@example.vn", "thư •••"),
        ("đường đi khó, phòng chờ nóng", "đường đi khó, phòng chờ nóng"),
        ("xem http://tracker.example/x?id=1", "xem •••"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Nhanh\x00, gọn\u202e", "Nhanh, gọn"),
    ],
)
def test_free_text_is_masked(said: str, left: str) -> None:
    assert masked(said) == left


@given(st.text(max_size=300))
def test_masking_takes_any_text_and_twice_is_once(said: str) -> None:
    assert masked(masked(said)) == masked(said)


@pytest.mark.parametrize("text", ["", "format = 'x'", "format = 'motcua-rating-policy/1'"])
def test_files_of_another_form_are_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_policies(text)
    with pytest.raises((ValueError, KeyError)):
        read_questions(text)
