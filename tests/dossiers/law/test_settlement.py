"""Decree 61/2018 arts 19-21 and the sector law on pauses: time that counts and time that does not."""

from __future__ import annotations

import pytest

from motcua.dossiers.lifecycle import Action, Flag, State
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

from .story import Story, accepted, at, at_work, days, local

A, S = Action, State
BEGIN = "2026-01-05 09:00"
DUE = "2026-01-10 17:00"
"""Five working days from BEGIN: 6, 7, 8, 9 and the worked Saturday 10 January."""


def test_begin_of_these_stories() -> None:
    assert at_work(BEGIN).dates()[0] == DUE


@pytest.mark.parametrize(
    ("asked", "answered", "limit", "due"),
    [
        ("2026-01-07 10:00", "2026-01-13 14:00", days(5), "2026-01-20 17:00"),  # 14, 15, 16, 19, 20
        ("2026-01-07 10:00", "2026-01-07 10:05", days(5), "2026-01-13 17:00"),  # 8, 9, 10, 12, 13
        ("2026-01-07 10:00", "2026-02-13 16:00", days(5), "2026-02-27 17:00"),  # Tết 14-22/2: 23-27
        ("2026-01-07 10:00", "2026-01-13 14:00", days(10, LimitUnit.DAY), "2026-01-23 17:00"),
    ],
)
def test_reset_supplement_when_answered_then_the_full_limit_again(
    asked: str, answered: str, limit: Limit, due: str
) -> None:
    """Art. 19.4: after the full supplement the time starts from zero."""
    story = at_work(BEGIN, limit=limit).do(asked, A.REQUEST_SUPPLEMENT)
    assert story.dates() == (None, None, None)
    assert story.due("settlement") is None

    story.do(answered, A.ANSWER_SUPPLEMENT)

    assert story.dates() == (due, None, due)
    clock = story.state.clock("settlement")
    assert clock is not None
    assert clock.run == 2
    assert story.state.step == "work", "where it was"


PAUSES = [
    # 7/1: 1,5 + 3,5; 8, 9, 10 (làm bù), 12: 8 mỗi ngày; 13/1: 4,5 + 0,5 = 42 giờ = 5 ngày 2 giờ
    ("2026-01-07 10:00", "2026-01-13 14:00", "2026-01-19 09:00"),
    # 2 giờ ngày 8, 8 giờ ngày 9, 8 giờ ngày 10, 2 giờ ngày 12 = 20 giờ = 2 ngày 4 giờ
    ("2026-01-08 15:00", "2026-01-12 09:00", "2026-01-14 11:00"),
    ("2026-01-06 08:00", "2026-01-06 10:00", "2026-01-12 09:00"),
    ("2026-01-06 11:30", "2026-01-06 13:30", DUE),  # giờ nghỉ trưa không tính
    ("2026-01-06 18:00", "2026-01-07 06:00", DUE),  # ban đêm không tính
]
WAYS = [
    (A.REQUEST_SUPPLEMENT, A.ANSWER_SUPPLEMENT),
    (A.PAUSE_FOR_PAYMENT, A.CONFIRM_PAYMENT),
    (A.STOP, A.RESUME),
]


@pytest.mark.parametrize(("begin", "end", "due"), PAUSES)
@pytest.mark.parametrize(("pause", "go_on"), WAYS)
def test_time_when_it_does_not_count_then_every_date_moves_by_exactly_that(
    pause: Action, go_on: Action, begin: str, end: str, due: str
) -> None:
    story = at_work(BEGIN, committed=days(5), supplement="pause").do(begin, pause)
    clock = story.state.clock("settlement")
    assert clock is not None
    assert clock.paused_since == at(begin)

    story.do(end, go_on)

    assert story.dates() == (due, due, due)
    assert story.state.state is S.PROCESSING
    assert story.due("settlement") == due


def test_step_when_its_time_stood_still_then_it_goes_on_with_what_was_left() -> None:
    """Four hours from 09:00 end at 15:00; the outage took 1,5 + 0,5 hours of them."""
    story = at_work(BEGIN)
    assert story.due("step") == "2026-01-05 15:00"

    story.do("2026-01-05 10:00", A.STOP).do("2026-01-05 14:00", A.RESUME)

    assert story.due("step") == "2026-01-05 17:00"


@pytest.mark.parametrize(
    ("asked", "late"),
    [("2026-01-08 17:00", False), ("2026-01-08 17:01", True), ("2026-01-09 08:00", True), ("2026-01-06 08:00", False)],
)
def test_supplement_at_settlement_when_asked_after_three_working_days_then_marked_late(asked: str, late: bool) -> None:
    """Art. 19.4: the notice within 3 working days of receipt: 6, 7, 8 January."""
    story = at_work(BEGIN).do(asked, A.REQUEST_SUPPLEMENT)

    assert story.said[-1].data["notice_late"] is late


def test_warned_dossier_when_something_is_missing_then_it_can_still_pause() -> None:
    story = at_work(BEGIN).do("2026-01-06 08:00", A.APOLOGISE)

    assert story.do("2026-01-06 09:00", A.PAUSE_FOR_PAYMENT).state.state is S.PAYMENT_PENDING


@pytest.mark.parametrize(
    ("when", "in_time"),
    [
        ("2026-01-08 10:00", True),
        ("2026-01-09 16:59", True),  # một ngày làm việc trước thứ Bảy 10/1
        ("2026-01-10 07:30", False),
        ("2026-01-12 08:00", False),
    ],
)
def test_apology_when_given_then_says_whether_it_came_a_day_before(when: str, in_time: bool) -> None:
    """Art. 19.9: at least one day before the due date. A late one is owed all the more."""
    story = at_work(BEGIN).do(when, A.APOLOGISE, new_due=at("2026-01-16 17:00").isoformat())

    assert story.said[-1].data["in_time"] is in_time
    assert story.dates() == (DUE, None, "2026-01-16 17:00"), "the statutory date stays what it was"


def test_reappointment_when_given_once_then_never_again_but_excuses_always() -> None:
    story = at_work(BEGIN).do("2026-01-09 08:00", A.APOLOGISE, new_due=at("2026-01-16 17:00").isoformat())

    again = {"new_due": at("2026-01-23 17:00").isoformat()}
    assert story.refused("2026-01-15 08:00", A.APOLOGISE, **again) == "reappointed_already"
    story.do("2026-01-15 08:00", A.APOLOGISE)
    assert story.dates()[2] == "2026-01-16 17:00"
    assert {Flag.LATE_WARNED, Flag.REAPPOINTED} <= story.state.flags


def test_reappointment_when_used_then_a_supplement_does_not_give_it_back() -> None:
    story = at_work(BEGIN).do("2026-01-06 08:00", A.APOLOGISE, new_due=at("2026-01-16 17:00").isoformat())
    story.do("2026-01-07 10:00", A.REQUEST_SUPPLEMENT).do("2026-01-13 14:00", A.ANSWER_SUPPLEMENT)

    again = {"new_due": at("2026-03-20 17:00").isoformat()}
    assert story.refused("2026-01-15 08:00", A.APOLOGISE, **again) == "reappointed_already"


@pytest.mark.parametrize("new_due", ["2026-01-10 17:00", "2026-01-09 17:00", "2026-01-06 07:00"])
def test_reappointment_when_not_later_than_the_first_then_refused(new_due: str) -> None:
    refused = at_work(BEGIN).refused("2026-01-06 08:00", A.APOLOGISE, new_due=at(new_due).isoformat())

    assert refused == "new_due_not_later"


def test_opinion_when_silent_until_its_date_then_the_work_goes_on_and_the_silence_is_told() -> None:
    """Art. 19.5. Three working days from 6 January: 7, 8, 9."""
    story = at_work(BEGIN).do("2026-01-06 09:00", A.CONSULT)
    assert story.due("consultation") == "2026-01-09 17:00"
    assert story.due("settlement") == DUE, "asking takes no time off"

    assert story.refused("2026-01-09 16:59", A.COMPLETE_STEP) == "consultations_open"
    story.do("2026-01-09 17:00", A.COMPLETE_STEP)

    lapsed, done = story.said[-2:]
    assert (lapsed.data["lapsed"], lapsed.data["to"]) == (True, "processing")
    assert done.data["done"] == "work"


def test_opinions_when_several_are_asked_then_the_last_answer_ends_it() -> None:
    story = at_work(BEGIN).do("2026-01-06 09:00", A.CONSULT).do("2026-01-06 09:10", A.CONSULT, unit="unit-y")
    first, second = (one.id for one in story.state.consultations)

    assert story.refused("2026-01-06 10:00", A.CONSULT) == "already_consulted"
    assert story.do("2026-01-07 09:00", A.ANSWER_CONSULTATION, consultation=second).state.state is S.CONSULTING
    assert story.do("2026-01-07 09:00", A.ANSWER_CONSULTATION, consultation=first).state.state is S.PROCESSING


def test_work_elsewhere_when_followed_then_time_runs_and_the_foreign_system_holds_it() -> None:
    story = at_work(BEGIN).do("2026-01-06 09:00", A.FOLLOW_ELSEWHERE)
    assert story.state.holder is not None
    assert (str(story.state.holder.kind), story.state.holder.ref) == ("agency", "civil-status")
    assert story.due("settlement") == DUE

    story.do("2026-01-07 09:00", A.FOLLOW_ELSEWHERE, finished=True, typed_twice=True)

    assert story.state.state is S.PROCESSING
    assert story.said[-1].data["typed_twice"] is True
    assert (str(story.state.holder.kind), story.state.step) == ("unit", "work")


def test_stop_for_good_when_nothing_came_then_closed_without_a_result() -> None:
    """S12b: the applicant never answered."""
    story = at_work(BEGIN).do("2026-01-07 10:00", A.REQUEST_SUPPLEMENT)
    story.do("2026-02-09 10:00", A.STOP, final=True, reason_code="no_supplement")

    assert story.state.state is S.CLOSED
    assert (story.state.holder, story.state.next_at, story.state.clocks) == (None, None, ())


@pytest.mark.parametrize("way", ["counter", "post", "online"])
def test_result_when_handed_over_in_any_of_three_ways_then_returned(way: str) -> None:
    story = _with_result()

    story.do("2026-01-08 09:00", A.HAND_OVER, way=way)

    assert story.state.state is S.RETURNED
    assert story.said[-1].data["way"] == way


def _with_result() -> Story:
    story = at_work(BEGIN).do("2026-01-06 09:00", A.COMPLETE_STEP)
    return story.do("2026-01-07 09:00", A.ISSUE_RESULT)


def test_result_when_early_then_waits_for_the_appointed_day_and_time_has_stopped() -> None:
    story = _with_result()

    assert local(story.state.next_at) == DUE
    assert local(story.state.finished_at) == "2026-01-07 09:00"
    assert story.state.clocks == ()
    assert story.refused("2026-01-08 09:00", A.HAND_OVER, way="pigeon") == "way_unknown"


def test_result_when_the_agency_erred_then_corrected_even_after_it_was_handed_over() -> None:
    """Art. 21."""
    story = _with_result().do("2026-01-08 09:00", A.HAND_OVER).do("2026-01-12 10:00", A.CORRECT_RESULT)

    assert story.state.state is S.RESULT_READY
    assert Flag.CORRECTED in story.state.flags
    assert local(story.state.next_at) == "2026-01-12 17:00", "handed over again the same day"


def test_refusal_after_assessment_when_signed_then_a_result_inside_the_settlement_time() -> None:
    """Art. 19.8: told within the settlement time, entered as a result, handed over like one."""
    story = at_work(BEGIN).do("2026-01-07 09:00", A.REFUSE)

    assert story.state.state is S.RESULT_READY
    assert Flag.REFUSAL_RESULT in story.state.flags
    assert story.do("2026-01-08 09:00", A.HAND_OVER).state.state is S.RETURNED


@pytest.mark.parametrize(
    "before",
    [
        (),
        (A.REQUEST_SUPPLEMENT,),
        (A.CONSULT,),
        (A.PAUSE_FOR_PAYMENT,),
        (A.STOP,),
        (A.FOLLOW_ELSEWHERE,),
        (A.APOLOGISE,),
    ],
)
def test_applicant_when_withdrawing_before_a_result_then_closed_wherever_it_stood(before: tuple[Action, ...]) -> None:
    story = at_work(BEGIN)
    for action in before:
        story.do("2026-01-06 09:00", action)

    story.do("2026-01-06 10:00", A.WITHDRAW)

    assert story.state.state is S.WITHDRAWN
    assert story.state.clocks == ()


def test_applicant_when_withdrawing_after_a_result_then_too_late() -> None:
    assert _with_result().refused("2026-01-08 09:00", A.WITHDRAW) == "not_in_this_state"


def test_officer_when_the_papers_have_not_come_then_asks_nobody() -> None:
    story = accepted(BEGIN, "counter")

    assert story.refused("2026-01-05 09:10", A.CONSULT) == "not_transferred"
    assert story.refused("2026-01-05 09:10", A.FOLLOW_ELSEWHERE) == "not_transferred"


@pytest.mark.parametrize(("wait", "go_on"), [*WAYS, (A.FOLLOW_ELSEWHERE, A.FOLLOW_ELSEWHERE)])
def test_officer_when_named_for_a_step_then_gets_it_back_after_a_wait(wait: Action, go_on: Action) -> None:
    story = at_work(BEGIN).do("2026-01-05 10:00", A.ASSIGN, post="post-7")
    ended = {"finished": True} if wait is A.FOLLOW_ELSEWHERE else {}

    story.do("2026-01-06 09:00", wait)
    assert _holder(story) != ("post", "post-7")
    story.do("2026-01-07 09:00", go_on, **ended)

    assert _holder(story) == ("post", "post-7")
    story.do("2026-01-07 10:00", A.COMPLETE_STEP)
    assert _holder(story)[0] == "unit", "the next step is anybody's of its role"
    back = story.do("2026-01-07 11:00", A.COMPLETE_STEP, outcome="return")
    assert _holder(back)[0] == "unit"


def _holder(story: Story) -> tuple[str, str]:
    assert story.state.holder is not None
    return str(story.state.holder.kind), story.state.holder.ref
