"""Processes whose ways hang on answers: what is offered, what happens by itself, and what the log keeps of it."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from motcua.dossiers.lifecycle import (
    Action,
    DossierState,
    Event,
    EventKind,
    Flag,
    Refusal,
    decide,
    evolve,
    offered,
    parse_command,
    replay,
)
from motcua.dossiers.lifecycle.reception import submit
from motcua.dossiers.lifecycle.types import NO_SCOPE
from motcua.dossiers.log.snapshot import freeze, thaw
from motcua.figures.facts.steps import Steps
from motcua.forms.evaluation import Scope
from motcua.procedures.process import StepKind, check

from .conditional import CONDITIONAL
from .legal_time import RECEPTION, SETTLING, START, context, fresh
from .test_lifecycle_machine import Dossier

CHEAP, DEAR = Scope({}, {"fee": 20_000}), Scope({}, {"fee": 5_000_000})


def law(scope: Scope = CHEAP, **changes: object):  # type: ignore[no-untyped-def]
    return context(process=CONDITIONAL, scope=scope, **changes)


def done(state: DossierState, action: Action, scope: Scope = CHEAP, **data: object) -> tuple[DossierState, list[Event]]:
    decided = decide(law(scope), state, parse_command(action, data), START)
    assert not isinstance(decided, Refusal), decided
    for event in decided:
        state = evolve(state, event)
    return state, list(decided)


def test_the_process_itself_is_sound() -> None:
    assert check(CONDITIONAL, None) == []


@pytest.mark.parametrize(
    ("scope", "passed"),
    [(CHEAP, [("sort", "usual")]), (DEAR, [("sort", "costly"), ("tell", "on")]), (Scope(), [("sort", "usual")])],
)
def test_accept_when_papers_are_electronic_then_automatic_steps_are_passed_at_once(
    scope: Scope, passed: list[tuple[str, str]]
) -> None:
    state, events = done(fresh(), Action.ACCEPT, scope)

    assert [(e.data["done"], e.data["outcome"]) for e in events[1:]] == passed
    assert {e.kind for e in events[1:]} == {EventKind.STEP_PASSED}
    assert [e.data.get("letter") for e in events[1:]] == [None, "notice"][: len(passed)]
    assert state.step == "assign"
    assert state.holder is not None
    assert state.holder.role == "division_head"
    assert state.clock("step", "assign") is not None


def test_transfer_when_papers_travel_then_automatic_steps_wait_for_the_settling_unit() -> None:
    state, events = done(fresh("counter"), Action.ACCEPT)

    assert [e.kind for e in events] == [EventKind.ACCEPTED]
    state, events = done(state, Action.TRANSFER)
    assert [e.kind for e in events] == [EventKind.TRANSFERRED, EventKind.STEP_PASSED]
    assert state.step == "assign"


def at_work(scope: Scope) -> DossierState:
    state, _ = done(fresh(), Action.ACCEPT, scope)
    return done(state, Action.ASSIGN, scope, post="p1")[0]


@pytest.mark.parametrize(("scope", "to"), [(CHEAP, "sign"), (DEAR, "approve"), (Scope(), "sign")])
def test_complete_when_nothing_is_named_then_the_first_open_outcome(scope: Scope, to: str) -> None:
    state, events = done(at_work(scope), Action.COMPLETE_STEP, scope)

    assert state.step == to
    assert [e.kind for e in events] == [EventKind.STEP_COMPLETED, *([EventKind.STEP_PASSED] if to == "sign" else [])]


@pytest.mark.parametrize(
    ("scope", "outcome", "code"), [(CHEAP, "leader", "outcome_closed"), (DEAR, "head", "outcome_not_otherwise")]
)
def test_complete_when_the_named_outcome_is_closed_then_refused_with_the_condition(
    scope: Scope, outcome: str, code: str
) -> None:
    decided = decide(law(scope), at_work(scope), parse_command(Action.COMPLETE_STEP, {"outcome": outcome}), START)

    assert isinstance(decided, Refusal)
    assert decided.code == code
    assert decided.params["why"] in {"@fee > 1000000", ""}


def test_complete_when_somebody_is_named_then_the_work_after_the_automatic_step_is_theirs() -> None:
    state, events = done(at_work(CHEAP), Action.COMPLETE_STEP, assignee="chief")

    assert state.assignee == "chief"
    assert [e.data["holder"]["kind"] for e in events] == ["unit", "post"]  # type: ignore[index,call-overload]


def test_issue_when_only_automatic_steps_follow_then_they_are_passed_and_the_result_is_out() -> None:
    state, _ = done(at_work(CHEAP), Action.COMPLETE_STEP)

    assert Action.ISSUE_RESULT in offered(law(), state, START)
    state, events = done(state, Action.ISSUE_RESULT)
    assert [e.kind for e in events] == [EventKind.STEP_COMPLETED, EventKind.STEP_PASSED, EventKind.RESULT_ISSUED]
    assert events[1].data["letter"] == "notice"
    assert state.state == "result_ready"


def test_decide_when_nobody_brought_the_answers_then_it_is_loud() -> None:
    with pytest.raises(RuntimeError):
        decide(law(NO_SCOPE), fresh(), parse_command(Action.ACCEPT, {}), START)


def test_replay_when_the_answers_are_gone_then_the_way_that_was_taken_stays() -> None:
    first, accepted = done(fresh(), Action.ACCEPT, DEAR)
    facts = {"channel": "online", "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": ["electronic"]}
    filed = list(submit(law(NO_SCOPE), facts, {"applicant": "x"}, START))

    assert replay([*filed, *accepted]) == first
    assert thaw(freeze(first)) == first


class Conditional(Dossier):
    """The machine of random acts on a process with conditions and automatic steps."""

    @initialize(
        channel=st.sampled_from(["online", "counter", "post"]),
        clock=st.sampled_from(["reset", "pause"]),
        fee=st.one_of(st.none(), st.integers(0, 2_000_000)),
    )
    def file(self, channel: str, clock: str, fee: int | None) -> None:
        self.law = law(Scope({}, {"fee": fee}), supplement_clock=clock)
        self.now = START
        flags = ["electronic"] if channel == "online" else []
        facts = {"channel": channel, "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": flags}
        self.events = list(submit(self.law, facts, {}, self.now))
        self.state = replay(self.events)
        self.reappointments = 0

    @invariant()
    def nobody_waits_at_an_automatic_step(self) -> None:
        step = next((one for one in CONDITIONAL.steps if one.key == self.state.step), None)
        assert step is None or step.kind is not StepKind.AUTOMATIC or Flag.TRANSFERRED not in self.state.flags


TestConditional = Conditional.TestCase
TestConditional.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_facts_when_a_step_is_passed_by_itself_then_it_is_a_stay_of_no_time_with_its_outcome() -> None:
    rows: dict[int, tuple[object, ...]] = {}
    steps = Steps("d", "p", lambda _table, number, row: rows.__setitem__(number, row), lambda *_: 0)  # type: ignore[arg-type]
    facts = {"channel": "online", "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": ["electronic"]}
    state: DossierState | None = None
    for event in [*submit(law(NO_SCOPE), facts, {}, START), *done(fresh(), Action.ACCEPT, DEAR)[1]]:
        before, state = state, evolve(state, event)
        steps.hear(event, before, state, START)

    stays = [(row[3], row[7] == row[8], row[-1]) for row in rows.values()]
    assert [(name, over) for name, over, _outcome in stays] == [("sort", True), ("tell", True), ("assign", False)]
    assert all("costly" in row or "on" in row for row in list(rows.values())[:2])
