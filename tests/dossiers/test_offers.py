"""What is offered is what is accepted: for any state of any life, with data that fits, under any list of a step."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.dossiers.lifecycle import (
    Action,
    Context,
    DossierState,
    Flag,
    Refusal,
    State,
    asked_before,
    decide,
    evolve,
    offered,
    parse_command,
    possible_actions,
    standing_refusal,
)
from motcua.dossiers.lifecycle.decide import DECIDERS
from motcua.dossiers.lifecycle.reception import submit
from motcua.dossiers.lifecycle.states import RECEPTION_STATES
from motcua.procedures.process import OF_KIND, OWED_BY_LAW, STEP_ACTIONS, Process, Step, StepKind

from .legal_time import DAY, HOUR, PROCESS, RECEPTION, SETTLING, START, context, fresh
from .test_lifecycle_table import DATA, EXPECTED, reach

LISTABLE = sorted(STEP_ACTIONS)
WORK_ACTS = sorted(STEP_ACTIONS - OWED_BY_LAW - {"complete_step", "issue_result"})


def fitting(state: DossierState, action: Action) -> dict[str, object]:
    """Data of ``action`` that nothing but the dossier itself could refuse."""
    data = dict(DATA.get(action, {}))
    if action is Action.REQUEST_SUPPLEMENT and asked_before(state):
        data = {"items": [{"component": sorted(state.requested)[0]}], "reason_code": "answer_incomplete"}
    if action is Action.TRANSFER and state.state in RECEPTION_STATES:
        data["to_unit"] = "unit-other" if state.reception_unit == RECEPTION else RECEPTION
    if action is Action.CONSULT:
        data["unit"] = f"unit-{len(state.consultations)}-{state.seq}"
    if action is Action.ANSWER_CONSULTATION:
        data["consultation"] = state.consultations[0].id
    if action is Action.STOP and state.state is State.STOPPED:
        data["final"] = True
    if action is Action.REASSIGN:
        data["post"] = f"not-{state.assignee}"
    return data


def listing(*lists: tuple[str, ...]) -> Process:
    """The sample process with these lists of permitted acts, step by step."""
    steps = zip(PROCESS.steps, [*lists, *[()] * len(PROCESS.steps)], strict=False)
    return Process(tuple(replace(step, actions=actions) for step, actions in steps))


def restricted(kind: StepKind, actions: tuple[str, ...]) -> Process:
    """The sample process whose step of ``kind`` lists ``actions``."""
    return Process(tuple(replace(s, actions=actions) if s.kind is kind else s for s in PROCESS.steps))


lists = st.lists(st.sampled_from(LISTABLE), max_size=3, unique=True).map(tuple)
lives = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3000), st.booleans()), max_size=14)


@given(
    channel=st.sampled_from(["online", "counter", "post"]),
    instant=st.booleans(),
    pause=st.booleans(),
    processes=st.tuples(lists, lists, lists, lists, lists),
    life=lives,
)
@settings(max_examples=300, deadline=None)
def test_acts_when_listed_then_accepted_and_when_unlisted_then_refused(
    channel: str, instant: bool, pause: bool, processes: tuple[tuple[str, ...], ...], life: list[tuple[int, int, bool]]
) -> None:
    law = context(
        process=listing(*processes), instant=instant, supplement_clock="pause" if pause else "reset", statutory=_limit()
    )
    flags = ["electronic"] if channel == "online" else []
    facts = {"channel": channel, "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": flags}
    state, now = _after(None, submit(law, facts, {}, START)), START
    for choice, minutes, wait in life:
        now += dt.timedelta(minutes=minutes) + (10 * DAY if wait else 0 * DAY)
        _as_offered(law, state, now)
        open_acts = [a for a in offered(law, state, now) if a not in {Action.WITHDRAW, Action.REFUSE} or choice > 26]
        if not open_acts:
            return
        action = open_acts[choice % len(open_acts)]
        decided = decide(law, state, parse_command(action, fitting(state, action)), now)
        assert not isinstance(decided, Refusal)
        state = _after(state, decided)
    _as_offered(law, state, now)


def _limit() -> object:
    return context().statutory


def _after(state: DossierState | None, events: tuple[object, ...]) -> DossierState:
    for event in events:
        state = evolve(state, event)  # type: ignore[arg-type]
    assert state is not None
    return state


def _as_offered(law: Context, state: DossierState, now: dt.datetime) -> None:
    listed = offered(law, state, now)
    for action in DECIDERS:
        data = fitting(state, action) if action in possible_actions(state.state) else DATA.get(action, {})
        decided = decide(law, state, parse_command(action, data), now)
        assert isinstance(decided, Refusal) == (action not in listed), (state.state, state.step, action, decided)


@pytest.mark.parametrize("action", [Action(name) for name in WORK_ACTS])
@pytest.mark.parametrize("state", [State.PROCESSING, State.VERIFYING, State.CONSULTING, State.ELSEWHERE])
def test_act_when_the_open_step_does_not_list_it_then_refused_with_the_step(state: State, action: Action) -> None:
    before, now = reach(state)
    assert before.step == "work"
    law = context(process=restricted(StepKind.WORK, ("complete_step",)))

    found = standing_refusal(law, before, action, now)

    if action.value not in EXPECTED[state].split():
        assert found is not None
        assert found.code == "not_in_this_state"
    elif (state, action) in {(State.VERIFYING, Action.RECORD_VERIFICATION), (State.ELSEWHERE, Action.FOLLOW_ELSEWHERE)}:
        assert found is None, "what was begun under an older list can be ended"
    elif (state, action) == (State.CONSULTING, Action.REFUSE):
        assert found == Refusal("consultations_open", {"count": 1})
    else:
        assert found == Refusal("step_action_not_allowed", {"action": action.value, "step": "work"})


@pytest.mark.parametrize("action", [Action(name) for name in WORK_ACTS])
def test_act_when_the_open_step_lists_it_then_done(action: Action) -> None:
    before, now = reach(State.PROCESSING)
    law = context(process=restricted(StepKind.WORK, (action.value,)))

    decided = decide(law, before, parse_command(action, fitting(before, action)), now)

    assert not isinstance(decided, Refusal)
    others = {a.value for a in offered(law, before, now)} & set(WORK_ACTS)
    assert others == {action.value}


@pytest.mark.parametrize("action", ["apologise", "stop", "withdraw", "complete_step", "assign"])
def test_act_when_the_law_owes_it_then_no_list_withholds_it(action: str) -> None:
    before, now = reach(State.PROCESSING)

    assert Action(action) in offered(context(process=restricted(StepKind.WORK, ("consult",))), before, now)


@pytest.mark.parametrize(("kind", "acts"), sorted(OF_KIND.items()))
def test_step_when_it_lists_other_acts_then_still_permits_what_it_is_for(kind: StepKind, acts: frozenset[str]) -> None:
    step: Step = replace(PROCESS.steps[3], kind=kind, actions=("complete_step",))

    assert {name for name in LISTABLE if step.permits(name)} == {*acts, *OWED_BY_LAW, "complete_step"}
    assert all(replace(step, actions=()).permits(name) for name in LISTABLE)


def test_result_when_a_work_step_lists_it_then_issued_there_if_nothing_follows() -> None:
    """A procedure that one officer settles and signs."""
    before, now = reach(State.PROCESSING)
    alone = Process(
        tuple(
            replace(s, actions=("issue_result",), outcomes=PROCESS.steps[4].outcomes[:1]) if s.key == "work" else s
            for s in PROCESS.steps
        )
    )

    decided = decide(context(process=alone), before, parse_command(Action.ISSUE_RESULT, {}), now)

    assert not isinstance(decided, Refusal)
    assert _after(before, decided).state is State.RESULT_READY
    refused = standing_refusal(
        context(process=restricted(StepKind.WORK, ("issue_result",))), before, Action.ISSUE_RESULT, now
    )
    assert refused == Refusal("steps_remaining", {"step": "work"}), "a signature still follows"


def test_assignment_step_when_a_check_or_an_opinion_is_open_then_not_passed() -> None:
    """Otherwise the dossier would go on with a question nobody could answer any more."""
    accepted = _after(fresh(), decide(context(), fresh(), parse_command(Action.ACCEPT, {}), START))  # type: ignore[arg-type]
    asked = _after(accepted, decide(context(), accepted, parse_command(Action.CONSULT, DATA[Action.CONSULT]), START))  # type: ignore[arg-type]
    planned = decide(context(), accepted, parse_command(Action.RECORD_VERIFICATION, {"finished": False}), START)
    checking = _after(accepted, planned)  # type: ignore[arg-type]
    assign = parse_command(Action.ASSIGN, DATA[Action.ASSIGN])

    assert decide(context(), asked, assign, START + HOUR) == Refusal("consultations_open", {"count": 1})
    assert decide(context(), checking, assign, START + HOUR) == Refusal("verification_open")
    lapsed = decide(context(), asked, assign, START + 30 * DAY)
    assert not isinstance(lapsed, Refusal)
    assert _after(asked, lapsed).consultations == ()


def test_stop_when_lifted_with_a_question_open_then_it_can_still_be_answered() -> None:
    state, now = reach(State.CONSULTING)
    for action in (Action.STOP, Action.RESUME):
        state = _after(state, decide(context(), state, parse_command(action, DATA.get(action, {})), now))  # type: ignore[arg-type]

    assert state.state is State.CONSULTING
    assert Action.ANSWER_CONSULTATION in offered(context(), state, now)
    assert Flag.TRANSFERRED in state.flags
