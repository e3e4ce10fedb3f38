"""Timers of a step: what can run out there, and what the law lets a clock decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.core.texts import known_codes
from motcua.procedures.process import END, Process, StepKind, check
from motcua.procedures.process_json import UnreadableProcessError, from_json, to_json
from motcua.procedures.process_timers import MAX_TIMERS, Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit

from .given import PROCESS, step

REMIND = Timer("near", "Sắp hết hạn", TimerWait.STEP, TimerAct.REMIND, TimerSince.BEFORE, 1, LimitUnit.HOUR)
STOP = Timer(
    "silent", "Không bổ sung", TimerWait.SUPPLEMENT, TimerAct.STOP, TimerSince.START, 10, LimitUnit.WORKING_DAY,
    ground="Nghị định 301/2026/NĐ-CP điều 6",
)  # fmt: skip
ON = Timer(
    "agreed", "Im lặng là đồng ý", TimerWait.CONSULTATION, TimerAct.PROCEED, TimerSince.DUE, 0, LimitUnit.WORKING_DAY,
    outcome="o0", ground="Nghị định 61/2018/NĐ-CP điều 19 khoản 5",
)  # fmt: skip


def at(*timers: Timer, **changes: object) -> Process:
    return Process((step("a", END, timers=timers, **changes),))


def codes(process: Process) -> list[str]:
    return [fault.code for fault in check(process, None)]


@pytest.mark.parametrize("timers", [(REMIND,), (STOP,), (ON,), (REMIND, STOP, ON)])
def test_check_when_the_timers_are_lawful_then_no_fault(timers: tuple[Timer, ...]) -> None:
    assert codes(at(*timers)) == []


@pytest.mark.parametrize(
    ("timer", "expected"),
    [
        (replace(STOP, ground=" "), ["timer_without_ground"]),
        (replace(STOP, amount=0), ["step_timer_amount"]),
        (replace(STOP, wait=TimerWait.STEP), ["timer_stops_others"]),
        (replace(STOP, since=TimerSince.BEFORE), ["timer_before_date"]),
        (replace(ON, ground=""), ["timer_without_ground"]),
        (replace(ON, outcome="gone"), ["timer_outcome"]),
        (replace(ON, outcome=""), ["timer_outcome"]),
        (replace(REMIND, outcome="o0"), ["timer_outcome"]),
        (replace(ON, wait=TimerWait.SUPPLEMENT), ["timer_never_runs"]),
        (replace(REMIND, amount=401), ["step_timer_amount"]),
        (replace(REMIND, amount=0), ["timer_before_unit"]),
        (replace(REMIND, unit=LimitUnit.WORKING_HOUR), ["timer_before_unit"]),
        (replace(REMIND, unit=LimitUnit.MONTH), ["step_timer_amount", "timer_before_unit"]),
        (replace(REMIND, key="A b"), ["timer_key_malformed"]),
        (replace(REMIND, name=" "), ["timer_name_missing"]),
        (replace(REMIND, ground="x" * 301), ["timer_ground_long"]),
    ],
)
def test_check_when_a_timer_cannot_be_then_its_fault_names_it(timer: Timer, expected: list[str]) -> None:
    faults = check(at(timer), None)

    assert [fault.code for fault in faults] == expected
    assert all(fault.step == "a" and fault.params["timer"] == timer.key for fault in faults)
    assert set(expected) <= known_codes()


@pytest.mark.parametrize(
    ("changes", "timer", "expected"),
    [
        ({"kind": StepKind.SIGN}, ON, ["timer_decides"]),
        ({"kind": StepKind.APPROVAL}, ON, ["timer_decides"]),
        ({"kind": StepKind.HAND_OVER}, REMIND, ["timer_never_runs"]),
        ({"amount": 0}, REMIND, ["timer_never_runs"]),
        ({"actions": ("consult",)}, STOP, ["timer_never_runs"]),
        ({"actions": ("request_supplement",)}, ON, ["timer_never_runs"]),
        ({"kind": StepKind.CONSULTATION, "actions": ("complete_step",)}, ON, []),
    ],
)
def test_check_when_the_step_cannot_wait_for_it_then_told(
    changes: dict[str, object], timer: Timer, expected: list[str]
) -> None:
    assert codes(at(timer, **changes)) == expected


def test_check_when_there_are_too_many_or_two_alike_then_told() -> None:
    many = tuple(replace(REMIND, key=f"t{number}") for number in range(MAX_TIMERS + 1))

    assert codes(at(*many)) == ["timers_too_many"]
    assert codes(at(REMIND, REMIND)) == ["timer_key_repeated"]


def test_json_when_a_process_has_no_timer_then_as_version_1_wrote_it() -> None:
    written = to_json(PROCESS)

    assert written["schema_version"] == 1
    assert all("timers" not in row for row in written["steps"])  # type: ignore[union-attr]


def test_json_when_a_process_has_timers_then_version_2_and_read_back() -> None:
    process = at(REMIND, STOP, ON)

    written = to_json(process)

    assert written["schema_version"] == 2
    assert from_json(written) == process


@pytest.mark.parametrize(
    "change", [{"act": "dance"}, {"wait": "x"}, {"amount": "1"}, {"amount": True}, {"unit": "year"}, {"key": ...}]
)
def test_from_json_when_a_timer_is_malformed_then_refused(change: dict[str, object]) -> None:
    written = to_json(at(REMIND))
    timer = written["steps"][0]["timers"][0]  # type: ignore[index,call-overload]
    timer.update(change)
    if timer["key"] is ...:
        del timer["key"]

    with pytest.raises(UnreadableProcessError):
        from_json(written)
