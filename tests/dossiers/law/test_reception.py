"""Decree 61/2018 arts 15-18, Decree 45/2020, Decree 309/2026 art. 8: filing, answer, acceptance, transfer."""

from __future__ import annotations

import pytest

from motcua.dossiers.lifecycle import Action, Flag, State
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

from .story import accepted, days, filed, local

A, S = Action, State


@pytest.mark.parametrize(
    ("filed_at", "answer_by"),
    [
        ("2026-01-05 09:00", "2026-01-06 09:00"),  # 2,5 + 3,5 giờ thứ Hai, 2 giờ thứ Ba
        ("2026-01-05 07:00", "2026-01-05 17:00"),  # đúng một ngày
        ("2026-01-05 12:15", "2026-01-06 11:30"),  # giữa trưa: tính từ 13:30
        ("2026-01-05 20:00", "2026-01-06 17:00"),  # sau giờ: từ 07:00 hôm sau
        ("2026-01-16 16:00", "2026-01-19 10:00"),  # 1 giờ thứ Sáu, 4 giờ sáng thứ Bảy tiếp nhận, 3 giờ thứ Hai
        ("2026-01-01 10:00", "2026-01-05 17:00"),  # nghỉ 1-4/1
        ("2026-02-13 15:00", "2026-02-23 15:00"),  # 2 giờ trước Tết; sau Tết 4,5 giờ sáng và 1,5 giờ chiều
    ],
)
def test_online_filing_when_received_then_answered_within_eight_working_hours(filed_at: str, answer_by: str) -> None:
    story = filed(filed_at)

    assert story.due("response") == answer_by
    assert local(story.state.next_at) == answer_by


@pytest.mark.parametrize(
    ("accepted_at", "limit", "due"),
    [
        ("2026-01-05 10:30", days(3), "2026-01-08 17:00"),
        ("2025-12-31 16:00", days(3), "2026-01-07 17:00"),  # 1/1 lễ, 2/1 hoán đổi, 3-4/1 cuối tuần
        ("2026-01-09 08:00", days(1), "2026-01-10 17:00"),  # thứ Bảy 10/1 làm bù
        ("2026-02-11 10:00", days(5), "2026-02-25 17:00"),  # Tết 14-22/2
        ("2026-04-24 09:00", days(1), "2026-04-28 17:00"),  # Giỗ Tổ nghỉ bù 27/4
        ("2026-04-29 09:00", days(1), "2026-05-04 17:00"),  # 30/4-3/5
        ("2026-08-21 09:00", days(6), "2026-08-28 17:00"),  # thứ Bảy 22/8 làm bù
        ("2026-08-28 09:00", days(1), "2026-09-03 17:00"),  # 29/8-2/9
        ("2026-03-27 09:00", days(30, LimitUnit.DAY), "2026-04-28 17:00"),  # 26/4 Chủ nhật và Giỗ Tổ
        ("2026-01-31 09:00", days(1, LimitUnit.MONTH), "2026-03-02 17:00"),  # 28/2 thứ Bảy
        ("2026-01-05 10:30", days(4, LimitUnit.WORKING_HOUR), "2026-01-05 16:30"),
    ],
)
def test_dossier_when_found_complete_then_its_time_counts_from_there(accepted_at: str, limit: Limit, due: str) -> None:
    """The day of acceptance is not counted (Civil Code art. 147); hours run from the moment."""
    assert accepted(accepted_at, limit=limit).dates() == (due, None, due)


def test_dossier_when_the_agency_committed_to_less_then_appointed_by_that() -> None:
    story = accepted("2026-01-05 10:30", limit=days(5), committed=days(3))

    assert story.dates() == ("2026-01-10 17:00", "2026-01-08 17:00", "2026-01-08 17:00")


def test_dossier_when_filed_days_before_then_the_time_still_counts_from_acceptance() -> None:
    story = filed("2026-01-05 09:00").do("2026-01-06 08:30", A.ACCEPT)

    assert story.dates()[0] == "2026-01-12 17:00", "7, 8, 9, 10 (worked Saturday), 12"
    assert story.due("response") is None


@pytest.mark.parametrize(
    ("accepted_at", "there_by"),
    [
        ("2026-01-05 07:10", "2026-01-05 17:00"),
        ("2026-01-05 14:59", "2026-01-05 17:00"),
        ("2026-01-05 15:00", "2026-01-05 17:00"),
        ("2026-01-05 15:01", "2026-01-06 08:00"),
        ("2026-01-30 15:30", "2026-02-02 08:00"),  # thứ Sáu
        ("2026-01-17 09:00", "2026-01-19 08:00"),  # sáng thứ Bảy chỉ tiếp nhận
        ("2026-02-13 15:30", "2026-02-23 08:00"),  # trước Tết
    ],
)
def test_paper_when_received_after_fifteen_then_transferred_at_the_start_of_the_next_day(
    accepted_at: str, there_by: str
) -> None:
    """Art. 18.2. The start of a day lasts an hour here; the decree gives no figure."""
    story = accepted(accepted_at, "counter")

    assert story.due("transfer") == there_by
    assert local(story.state.next_at) == there_by
    assert story.state.holder is not None
    assert story.state.holder.unit == story.state.reception_unit


def test_electronic_dossier_when_accepted_then_with_the_settling_unit_at_once() -> None:
    story = accepted("2026-01-05 15:30")

    assert Flag.TRANSFERRED in story.state.flags
    assert story.due("transfer") is None
    assert story.due("step") == "2026-01-06 09:30", "four hours for the assignment: 1,5 today, 2,5 tomorrow"


@pytest.mark.parametrize(
    ("accepted_at", "due"),
    [
        ("2026-01-05 09:00", "2026-01-05 17:00"),
        ("2026-01-05 15:00", "2026-01-05 17:00"),
        ("2026-01-05 15:01", "2026-01-06 17:00"),
        ("2026-01-30 16:00", "2026-02-02 17:00"),
    ],
)
def test_instant_procedure_when_received_after_fifteen_then_due_the_next_working_day(
    accepted_at: str, due: str
) -> None:
    story = accepted(accepted_at, "counter", instant=True)

    assert story.dates() == (due, None, due)
    assert story.do(accepted_at, A.ISSUE_RESULT).state.state is S.RESULT_READY, "on the spot, without the steps"


def test_dossier_of_another_authority_when_sent_on_then_its_time_counts_from_there() -> None:
    """Decree 309/2026 art. 8: boundary-free, from receipt by the competent agency."""
    story = filed("2026-01-05 14:00", "counter").do("2026-01-05 15:30", A.TRANSFER)
    assert (story.state.state, local(story.state.next_at)) == (S.FORWARDED, "2026-01-06 08:00")
    assert Flag.BOUNDARY_FREE in story.state.flags
    assert story.dates() == (None, None, None)

    story.do("2026-01-07 09:00", A.ACCEPT)

    assert story.dates()[0] == "2026-01-13 17:00"
    assert story.due("transfer") == "2026-01-07 17:00", "and goes to its settling unit the same day"


def test_guidance_at_the_desk_when_answered_then_eight_new_hours_and_no_second_list() -> None:
    """Arts 15.3, 17.1: complete, and in a single time."""
    story = filed("2026-01-05 09:00").do("2026-01-05 10:00", A.REQUEST_SUPPLEMENT)
    assert story.due("response") is None
    story.do("2026-01-07 16:00", A.ANSWER_SUPPLEMENT)

    assert story.due("response") == "2026-01-08 16:00"
    assert story.refused("2026-01-08 08:00", A.REQUEST_SUPPLEMENT) == "supplement_only_once"
    more = {"items": [{"component": "c2"}], "reason_code": "answer_incomplete"}
    assert story.refused("2026-01-08 08:00", A.REQUEST_SUPPLEMENT, **more) == "supplement_new_items"
    story.do("2026-01-08 08:00", A.REQUEST_SUPPLEMENT, reason_code="answer_incomplete")
    assert story.state.state is S.SUPPLEMENT_AT_RECEPTION


def test_guidance_when_asked_at_the_desk_and_again_at_settlement_then_each_has_its_own() -> None:
    """Art. 19.4 gives the settling unit its own assessment."""
    story = filed("2026-01-05 09:00").do("2026-01-05 10:00", A.REQUEST_SUPPLEMENT)
    story.do("2026-01-06 08:00", A.ANSWER_SUPPLEMENT).do("2026-01-06 08:10", A.ACCEPT)

    assert story.do("2026-01-07 08:00", A.REQUEST_SUPPLEMENT).state.state is S.SUPPLEMENT_AT_SETTLEMENT


@pytest.mark.parametrize("before", [(), (A.REQUEST_SUPPLEMENT,), (A.TRANSFER,)])
def test_refusal_at_the_desk_when_given_then_ends_the_dossier_without_a_code(before: tuple[Action, ...]) -> None:
    story = filed("2026-01-05 09:00", "counter")
    for action in before:
        story.do("2026-01-05 09:10", action)

    story.do("2026-01-05 09:30", A.REFUSE)

    assert story.state.state is S.REFUSED
    assert not story.state.clocks
    assert story.state.accepted_at is None


def test_refusal_when_given_without_words_then_not_accepted_as_an_act() -> None:
    with pytest.raises(Exception, match="data_invalid"):
        filed("2026-01-05 09:00").tried("2026-01-05 09:30", A.REFUSE, reason="")
