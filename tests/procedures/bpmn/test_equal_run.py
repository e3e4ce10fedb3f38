"""The exported file runs in SpiffWorkflow to the same sequence of states as our own engine: process by process, way by
way. SpiffWorkflow (LGPL-3.0) is a tool of the tests; nothing of the program imports it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from motcua.dossiers.lifecycle import Action, State
from motcua.forms.formula import parse
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule, check
from motcua.procedures.process_csv import read_process
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit
from tests.dossiers import legal_time
from tests.procedures import given

from .engines import Ours, Theirs, Way, paired, run_ours, run_theirs, ways

Case = tuple[Mapping[str, object], Mapping[str, object]]
NOTHING: Case = ({}, {})
TABLES = sorted((Path(__file__).parents[3] / "src/motcua/demo/data/processes").glob("*.csv"))


def made(key: str, *outcomes: Outcome, kind: StepKind = StepKind.WORK, **changes: object) -> Step:
    amount = 0 if kind is StepKind.AUTOMATIC else 4
    role = {"sign": "unit_head", "approval": "division_head"}.get(kind.value, "settling_officer")
    values = {"timers": (), "letter": "", **changes}
    return Step(
        key, f"Bước {key}", kind, role, UnitRule.SETTLING, None, amount, LimitUnit.WORKING_HOUR, outcomes, **values
    )  # type: ignore[arg-type]


def to(target: str, key: str = "done", when: str = "", *, otherwise: bool = False) -> Outcome:
    return Outcome(key, "", target, parse(when) if when else None, otherwise)


SIGN = made("sign", to(END), to("work", "return"), kind=StepKind.SIGN)
MADE: dict[str, tuple[Process, list[Case]]] = {
    "self loop": (Process((made("work", to("sign"), to("work", "again")), SIGN)), [NOTHING]),
    "loop in loop": (
        Process(
            (
                made("work", to("check"), to("work", "again")),
                made("check", to("sign"), to("work", "return"), kind=StepKind.APPROVAL),
                SIGN,
            )
        ),
        [NOTHING],
    ),
    "many ends": (
        Process(
            (made("work", to(END), to("more", "more"), to(END, "simple")), made("more", to(END), to(END, "other")))
        ),
        [NOTHING],
    ),
    "two outcomes to one step": (Process((made("work", to("sign"), to("sign", "urgent")), SIGN)), [NOTHING]),
    "consultation": (
        Process(
            (
                made("work", to("ask"), to("sign", "skip")),
                made("ask", to("sign"), to("work", "return"), kind=StepKind.CONSULTATION),
                SIGN,
            )
        ),
        [NOTHING],
    ),
    "fee decides who signs": (
        Process(
            (
                made("work", to("head", "large", "@fee > 5000000"), to("sign", "small", otherwise=True)),
                made("head", to(END), to("work", "return"), kind=StepKind.APPROVAL),
                SIGN,
            )
        ),
        [({}, {"fee": 6_000_000}), ({}, {"fee": 5_000_000})],
    ),
    "plain beside conditional": (
        Process(
            (
                made(
                    "work",
                    to("sign", "small", otherwise=True),
                    to("head", "large", 'area >= 100 and not (kind in ("a", "b"))'),
                    to("work", "again"),
                ),
                made("head", to("sign"), kind=StepKind.APPROVAL),
                SIGN,
            )
        ),
        [({"area": 100, "kind": "c"}, {}), ({"area": 100, "kind": "a"}, {}), ({"area": 99, "kind": "c"}, {})],
    ),
    "automatic branch": (
        Process(
            (
                made("work", to("route")),
                made(
                    "route",
                    to("abroad", "abroad", 'filled(country) and country != "VN"'),
                    to("young", "young", "count(children) > 1"),
                    to("sign", "usual", otherwise=True),
                    kind=StepKind.AUTOMATIC,
                ),
                made("abroad", to("sign"), kind=StepKind.VERIFICATION),
                made("young", to("sign"), to("work", "return")),
                SIGN,
            )
        ),
        [
            ({"country": "LA", "children": ()}, {}),
            ({"country": "VN", "children": ({}, {})}, {}),
            ({"country": "", "children": ({},)}, {}),
        ],
    ),
    "automatic letters in a row": (
        Process(
            (
                made("work", to("tell")),
                made("tell", to("tell-2"), kind=StepKind.AUTOMATIC, letter="notice"),
                made("tell-2", to("sign"), kind=StepKind.AUTOMATIC, letter="invitation"),
                SIGN,
            )
        ),
        [NOTHING],
    ),
    "reception to hand over": (given.PROCESS, [NOTHING]),
    "reception and transfer": (legal_time.PROCESS, [NOTHING]),
}


def _table(path: Path) -> tuple[Process, list[Case]]:
    return read_process(path.read_bytes()).process, [NOTHING]


RUNS = {**{path.stem: _table(path) for path in TABLES}, **MADE}


def _all_ways(name: str) -> list[Way]:
    process, cases = RUNS[name]
    return list(paired(process, cases))


def test_runs_when_counted_then_at_least_twenty_processes_and_many_ways() -> None:
    assert len(RUNS) >= 30
    assert all(check(process, None) == [] for process, _ in RUNS.values())
    assert sum(len(_all_ways(name)) for name in RUNS) >= 100


@pytest.mark.parametrize("name", RUNS)
def test_run_when_the_same_is_chosen_then_both_engines_pass_the_same_states(name: str) -> None:
    process, _ = RUNS[name]

    for way in _all_ways(name):
        stands, ended = run_ours(process, way)

        assert run_theirs(process, way) == (stands, "end"), way
        assert stands
        assert ended == State.RETURNED


def test_run_when_another_outcome_is_chosen_then_the_states_differ() -> None:
    """The comparison itself can fail."""
    process, _ = MADE["self loop"]

    stands, _ = run_ours(process, Way(("again", "done", "done")))

    assert run_theirs(process, Way(("done", "done")))[0] != stands


# ---- timers


def timer(act: TimerAct, outcome: str = "") -> Timer:
    return Timer("t", "Quá hạn", TimerWait.STEP, act, TimerSince.DUE, 2, LimitUnit.WORKING_DAY, outcome, "Điều 6")


def _timed(one: Timer) -> Process:
    step = made("work", to("sign"), to("late", "late"), timers=(one,))
    process = Process((step, made("late", to("sign")), SIGN))
    assert check(process, None) == []
    return process


def test_run_when_a_timer_proceeds_then_both_stand_at_the_step_of_its_outcome() -> None:
    process = _timed(timer(TimerAct.PROCEED, "late"))

    stands, _ = run_ours(process, Way(("late", "done", "done")))  # our timer service completes the step by it
    theirs = Theirs(process, Way(()))
    theirs.let_pass("timer_work.t")
    for chosen in ("done", "done"):
        theirs.choose(chosen)

    assert theirs.stands == stands
    assert (theirs.workflow.completed, theirs.ends) == (True, ["end"])


@pytest.mark.parametrize("act", [TimerAct.REMIND, TimerAct.ESCALATE])
def test_run_when_a_timer_only_tells_then_the_step_stays_open(act: TimerAct) -> None:
    process = _timed(timer(act))

    stands, _ = run_ours(process, Way(("done", "done")))
    theirs = Theirs(process, Way(()))
    theirs.let_pass("timer_work.t")
    assert theirs.ends == ["told"]
    for chosen in ("done", "done"):
        theirs.choose(chosen)

    assert theirs.stands == stands
    assert theirs.ends == ["told", "end"]


def test_run_when_the_silence_of_the_applicant_stops_then_nothing_is_open_any_more() -> None:
    silence = Timer(
        "t", "Không bổ sung", TimerWait.SUPPLEMENT, TimerAct.STOP, TimerSince.START, 30, LimitUnit.DAY, "", "Điều 6"
    )
    process = _timed(silence)
    ours = Ours(process, Way(()))
    ours.act(Action.ACCEPT)
    ours.act(Action.TRANSFER)
    ours.act(Action.STOP, {"final": True}, {"reason": "?"})

    theirs = Theirs(process, Way(()))
    theirs.let_pass("timer_work.t")

    assert theirs.stands == ours.stands == [("work", "Thụ lý – nơi giải quyết")]
    assert ours.state.state is State.CLOSED
    assert (theirs.workflow.completed, theirs.ends) == (True, ["stopped"])


def test_ways_when_a_process_has_two_choices_then_all_are_walked() -> None:
    process, _ = MADE["loop in loop"]

    assert [way.choices for way in ways(process, {}, {}, visits=1)] == [("done", "done", "done")]
    assert len(ways(process, {}, {}, visits=2)) > 3
