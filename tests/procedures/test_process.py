"""Internal processes: what can be followed to its end, inside the limit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.texts import known_codes, say
from motcua.procedures.process import (
    END,
    MAX_STEPS,
    Fault,
    Outcome,
    Process,
    StepKind,
    UnitRule,
    check,
    longest_minutes,
    working_minutes,
)
from motcua.procedures.process_json import UnreadableProcessError, from_json, to_json
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

from .given import PROCESS, step

DAY = Limit(3, LimitUnit.WORKING_DAY)


def codes(process: Process, limit: Limit | None = None) -> list[tuple[str, str]]:
    return [(fault.code, fault.step) for fault in check(process, limit)]


def test_check_when_sound_then_no_fault() -> None:
    assert check(PROCESS, DAY) == []


def test_check_when_the_steps_take_longer_than_the_limit_then_told_by_how_much() -> None:
    faults = check(PROCESS, Limit(1, LimitUnit.WORKING_DAY))

    assert faults == [Fault("process_over_limit", params={"minutes": 960, "most": 480})]


def test_check_when_the_sum_is_the_limit_exactly_then_it_fits() -> None:
    assert check(PROCESS, Limit(16, LimitUnit.WORKING_HOUR)) == []
    assert codes(PROCESS, Limit(15, LimitUnit.WORKING_HOUR)) == [("process_over_limit", "")]


@pytest.mark.parametrize(
    ("limit", "minutes"),
    [
        (Limit(2, LimitUnit.WORKING_DAY), 960),
        (Limit(8, LimitUnit.WORKING_HOUR), 480),
        (Limit(7, LimitUnit.DAY), 2400),
        (Limit(1, LimitUnit.DAY), 342),
        (Limit(1, LimitUnit.MONTH), 10285),
        (Limit(2, LimitUnit.HOUR), 120),
    ],
)
def test_working_minutes_when_units_differ_then_calendar_time_is_taken_short(limit: Limit, minutes: int) -> None:
    assert working_minutes(limit.amount, limit.unit) == minutes


def test_check_when_a_hand_over_is_long_then_it_is_outside_the_settlement_time() -> None:
    slow = Process((*PROCESS.steps[:3], replace(PROCESS.steps[3], amount=500)))

    assert check(slow, Limit(16, LimitUnit.WORKING_HOUR)) == []


def test_check_when_two_ways_differ_then_the_slower_one_counts() -> None:
    process = Process((step("a", ("b", "c")), step("b", END, amount=1), step("c", END, amount=20)))

    assert longest_minutes(process) == 24 * 60


def test_check_when_a_way_jumps_back_then_steps_on_it_count_once() -> None:
    process = Process((step("a", "c"), step("b", END, amount=8), step("c", ("b", "a"), amount=2)))

    assert longest_minutes(process) == 14 * 60


def test_check_when_a_loop_can_be_left_then_allowed() -> None:
    assert codes(Process((step("a", "b"), step("b", ("a", "b", END))))) == []


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        (Process(()), [("process_empty", "")]),
        (Process((step("a", "b"), step("b", "a"))), [("step_without_end", "a"), ("step_without_end", "b")]),
        (Process((step("a", "a"),)), [("step_without_end", "a")]),
        (Process((step("a", END), step("b", END))), [("step_unreachable", "b")]),
        (Process((step("a", "z"),)), [("outcome_target_unknown", "a")]),
        (Process((step("a", END), step("a", END))), [("step_key_repeated", "a")]),
        (Process((step("A b", END),)), [("step_key_malformed", "A b")]),
        (Process((step("a", ()),)), [("step_without_outcome", "a")]),
        (Process((step("a", END, role="king"),)), [("step_role_unknown", "a")]),
        (Process((step("a", END, role="auditor"),)), [("step_role_unknown", "a")]),
        (Process((step("a", END, amount=-1),)), [("step_amount", "a")]),
        (Process((step("a", END, unit=LimitUnit.MONTH),)), [("step_unit", "a")]),
        (Process((step("a", END, name="  "),)), [("step_name_missing", "a")]),
        (Process((step("a", END, unit_rule=UnitRule.NAMED),)), [("step_named_unit", "a")]),
        (Process((step("a", END, named_unit="AS.S01"),)), [("step_named_unit", "a")]),
        (Process((step("a", END, actions=("dance",)),)), [("step_action_unknown", "a")]),
        (
            Process((step("a", END, outcomes=(Outcome("x", "", END), Outcome("x", "", END))),)),
            [("outcome_repeated", "a")],
        ),
        (Process((step("a", END, outcomes=(Outcome("X!", "", END),)),)), [("outcome_key_malformed", "a")]),
        (Process(tuple(step(f"s{n}", END) for n in range(MAX_STEPS + 1))), [("process_too_long", "")]),
    ],
)
def test_check_when_it_cannot_be_followed_then_the_fault_is_named(
    process: Process, expected: list[tuple[str, str]]
) -> None:
    assert codes(process) == expected
    assert {code for code, _ in expected} <= known_codes()


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        (Process((step("a", "a"),)), {"a": "a → a"}),
        (
            Process((step("a", "b"), step("b", "c"), step("c", "b"))),
            {"a": "b → c → b", "b": "b → c → b", "c": "c → b → c"},
        ),
        (Process((step("a", ("b", END)), step("b", "c"), step("c", "b"))), {"b": "b → c → b", "c": "c → b → c"}),
    ],
)
def test_check_when_it_loops_for_ever_then_the_loop_is_named(process: Process, expected: dict[str, str]) -> None:
    faults = [fault for fault in check(process, None) if fault.code == "step_without_end"]

    assert {fault.step: fault.params["loop"] for fault in faults} == expected
    assert [say(fault.code, {"step": fault.step, **fault.params}) for fault in faults] == [
        f"Từ bước {key} không đi đến được điểm kết thúc: hồ sơ sẽ đi mãi theo vòng {loop}."
        for key, loop in expected.items()
    ]


def test_following_when_an_outcome_is_chosen_then_its_step() -> None:
    assert PROCESS.following("sign") == PROCESS.step("return")
    assert PROCESS.following("sign", "o1") == PROCESS.step("work")
    assert PROCESS.following("return") is None
    with pytest.raises(KeyError):
        PROCESS.following("sign", "unknown")
    with pytest.raises(KeyError):
        PROCESS.step("unknown")


_NAMES = st.sampled_from([f"s{number}" for number in range(8)])


@st.composite
def _processes(draw: st.DrawFn) -> Process:
    keys = draw(st.lists(_NAMES, min_size=1, max_size=8, unique=True))
    targets = st.lists(st.sampled_from([*keys, END]), min_size=1, max_size=3).map(tuple)
    return Process(tuple(step(key, draw(targets), amount=draw(st.integers(0, 40))) for key in keys))


def _paths(process: Process, key: str, seen: tuple[str, ...]) -> list[int]:
    """Minutes of every way to the end that returns to no step: the slow and obvious way to count."""
    if key == END:
        return [0]
    here = process.step(key)
    own = 0 if here.kind is StepKind.HAND_OVER else here.minutes
    ahead = [o.to for o in here.outcomes if o.to not in (*seen, key)]
    return [own + rest for target in ahead for rest in _paths(process, target, (*seen, key))]


@settings(max_examples=200)
@given(_processes())
def test_check_when_it_finds_no_fault_then_every_step_lies_on_a_way_to_the_end(process: Process) -> None:
    faults = codes(process)

    reached, waiting = set(), [process.first.key]
    while waiting:
        key = waiting.pop()
        if key != END and key not in reached:
            reached.add(key)
            waiting += [o.to for o in process.step(key).outcomes]
    ends = {s.key for s in process.steps if _ends(process, s.key)}
    assert {key for code, key in faults if code == "step_unreachable"} == {s.key for s in process.steps} - reached
    assert {key for code, key in faults if code == "step_without_end"} == {s.key for s in process.steps} - ends


def _ends(process: Process, key: str) -> bool:
    seen, waiting = set(), [key]
    while waiting:
        one = waiting.pop()
        if one == END:
            return True
        if one not in seen:
            seen.add(one)
            waiting += [o.to for o in process.step(one).outcomes]
    return False


@settings(max_examples=200)
@given(_processes())
def test_longest_minutes_when_there_are_no_loops_then_the_slowest_way(process: Process) -> None:
    keys = [s.key for s in process.steps]
    forward = Process(
        tuple(
            replace(
                s,
                outcomes=tuple(o for o in s.outcomes if o.to == END or keys.index(o.to) > n)
                or (Outcome("e", "", END),),
            )
            for n, s in enumerate(process.steps)
        )
    )

    assert longest_minutes(forward) == max(_paths(forward, forward.first.key, ()))


@given(_processes())
def test_json_when_written_and_read_then_the_same_process(process: Process) -> None:
    assert from_json(to_json(process)) == process


@pytest.mark.parametrize(
    "data", [None, {}, {"schema_version": 3, "steps": []}, {"schema_version": 1, "steps": "x"},
             {"schema_version": 1, "steps": [{}]}, {"schema_version": 1, "steps": ["x"]}]
)  # fmt: skip
def test_from_json_when_malformed_then_refused(data: object) -> None:
    with pytest.raises(UnreadableProcessError):
        from_json(data)
