"""The transition table against the law, cell by cell: every state x every act."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from motcua.dossiers.lifecycle import (
    CLOSED_STATES,
    NATIONAL_CODES,
    TRANSITIONS,
    Action,
    DossierState,
    Flag,
    Refusal,
    State,
    decide,
    evolve,
    national_code,
    parse_command,
    possible_actions,
    stage,
    unit_of_step,
)
from motcua.dossiers.lifecycle.decide import DECIDERS
from motcua.dossiers.lifecycle.table import BY_ACTION, INTERNAL_ACTIONS
from motcua.procedures.process import Process, UnitRule

from .legal_time import DAY, HOUR, PROCESS, RECEPTION, SETTLING, START, context, fresh

S = State

EXPECTED = {
    S.SUBMITTED: "accept request_supplement refuse transfer withdraw",
    S.SUPPLEMENT_AT_RECEPTION: "answer_supplement refuse stop withdraw",
    S.REFUSED: "",
    S.FORWARDED: "accept request_supplement refuse transfer withdraw",
    S.ACCEPTED: "request_supplement refuse transfer assign complete_step record_verification consult follow_elsewhere"
    " pause_for_payment stop apologise issue_result withdraw reassign",
    S.PROCESSING: "request_supplement refuse assign complete_step record_verification consult follow_elsewhere"
    " pause_for_payment stop apologise issue_result withdraw reassign",
    S.VERIFYING: "request_supplement refuse assign record_verification stop apologise issue_result withdraw reassign",
    S.CONSULTING: "refuse assign complete_step consult answer_consultation stop apologise withdraw reassign",
    S.ELSEWHERE: "refuse follow_elsewhere stop apologise issue_result withdraw reassign",
    S.SUPPLEMENT_AT_SETTLEMENT: "answer_supplement stop apologise withdraw reassign",
    S.PAYMENT_PENDING: "confirm_payment apologise withdraw reassign",
    S.STOPPED: "stop resume apologise withdraw reassign",
    S.RESULT_READY: "hand_over correct_result",
    S.RETURNED: "correct_result",
    S.WITHDRAWN: "",
    S.CLOSED: "",
}

DATA: dict[Action, dict[str, object]] = {
    Action.REQUEST_SUPPLEMENT: {"items": [{"component": "c1", "note": "thiếu chữ ký"}]},
    Action.REFUSE: {"reason": "không đủ điều kiện"},
    Action.ASSIGN: {"post": "post-1"},
    Action.RECORD_VERIFICATION: {"content": "đã kiểm tra"},
    Action.CONSULT: {"unit": "unit-x", "question": "ý kiến về quy hoạch"},
    Action.ANSWER_CONSULTATION: {"answer": "đồng ý"},
    Action.FOLLOW_ELSEWHERE: {"system": "civil-status", "foreign_number": "12/2026"},
    Action.STOP: {"reason": "sự cố"},
    Action.APOLOGISE: {"reason": "thẩm định kéo dài"},
    Action.CORRECT_RESULT: {"reason": "sai tên"},
    Action.REASSIGN: {"post": "post-2", "reason": "quá tải"},
}


def run(state: DossierState, action: Action, now: dt.datetime, **data: object) -> DossierState:
    decided = decide(context(), state, parse_command(action, {**DATA.get(action, {}), **data}), now)
    assert not isinstance(decided, Refusal), decided
    for event in decided:
        state = evolve(state, event)
    return state


def reach(target: State) -> tuple[DossierState, dt.datetime]:
    """A dossier led to ``target`` by real acts."""
    state, now = fresh(), START + HOUR
    paths: dict[State, list[Action]] = {
        S.SUBMITTED: [],
        S.SUPPLEMENT_AT_RECEPTION: [Action.REQUEST_SUPPLEMENT],
        S.REFUSED: [Action.REFUSE],
        S.ACCEPTED: [Action.ACCEPT],
        S.PROCESSING: [Action.ACCEPT, Action.COMPLETE_STEP],
        S.CONSULTING: [Action.ACCEPT, Action.COMPLETE_STEP, Action.CONSULT],
        S.ELSEWHERE: [Action.ACCEPT, Action.COMPLETE_STEP, Action.FOLLOW_ELSEWHERE],
        S.SUPPLEMENT_AT_SETTLEMENT: [Action.ACCEPT, Action.COMPLETE_STEP, Action.REQUEST_SUPPLEMENT],
        S.PAYMENT_PENDING: [Action.ACCEPT, Action.COMPLETE_STEP, Action.PAUSE_FOR_PAYMENT],
        S.STOPPED: [Action.ACCEPT, Action.COMPLETE_STEP, Action.STOP],
        S.WITHDRAWN: [Action.WITHDRAW],
    }
    finish = [Action.ACCEPT, *[Action.COMPLETE_STEP] * 3, Action.ISSUE_RESULT]
    paths[S.RESULT_READY] = finish
    paths[S.RETURNED] = [*finish, Action.HAND_OVER]
    if target is S.FORWARDED:
        return run(state, Action.TRANSFER, now, to_unit="unit-other"), now + HOUR
    if target is S.VERIFYING:
        state = run(run(state, Action.ACCEPT, now), Action.COMPLETE_STEP, now)
        return run(state, Action.RECORD_VERIFICATION, now, finished=False), now + HOUR
    if target is S.CLOSED:
        return run(run(state, Action.ACCEPT, now), Action.STOP, now, final=True), now + HOUR
    for action in paths[target]:
        state = run(state, action, now)
        now += HOUR
    return state, now


@pytest.mark.parametrize("state", list(State))
def test_possible_actions_of_every_state_are_the_ones_the_law_gives(state: State) -> None:
    assert {str(a) for a in possible_actions(state)} == set(EXPECTED[state].split())


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(DECIDERS))
def test_an_act_outside_the_table_is_refused_and_inside_leads_to_its_targets(state: State, action: Action) -> None:
    before, now = reach(state)
    assert before.state is state
    row = BY_ACTION[action]

    decided = decide(context(), before, parse_command(action, DATA.get(action, {})), now)

    if state not in row.sources:
        assert isinstance(decided, Refusal)
        assert decided.code == "not_in_this_state"
        return
    if isinstance(decided, Refusal):
        assert decided.code in GUARDS[action], (state, action, decided)
        return
    after = before
    for event in decided:
        after = evolve(after, event)
    assert after.state in (row.targets or {state})
    assert after.closed == (after.state in CLOSED_STATES)
    assert after.closed or (after.holder is not None and after.next_at is not None)


GUARDS: dict[Action, set[str]] = {
    Action.TRANSFER: {"forward_needs_unit", "already_transferred"},
    Action.COMPLETE_STEP: {"consultations_open", "no_step_left"},
    Action.REFUSE: {"consultations_open"},
    Action.ISSUE_RESULT: {"steps_remaining"},
    Action.STOP: {"already_stopped"},
    Action.APOLOGISE: {"no_due_date"},
    Action.CONSULT: {"already_consulted"},
    Action.REASSIGN: {"nothing_to_reassign"},
}


def test_every_act_of_the_table_has_a_decider_or_its_own_entrance() -> None:
    assert {row.action for row in TRANSITIONS} == set(DECIDERS) | INTERNAL_ACTIONS - {Action.SUBMIT}


def test_a_closed_dossier_has_no_holder_no_date_and_no_clock() -> None:
    for target in CLOSED_STATES:
        state, _now = reach(target)
        assert state.holder is None
        assert state.next_at is None
        assert state.clocks == ()


def test_every_state_has_a_national_code_and_a_stage() -> None:
    assert set(NATIONAL_CODES) == set(State)
    assert national_code(State.ACCEPTED) == 2
    assert national_code(State.ACCEPTED, {Flag.TRANSFERRED}) == 4
    assert {str(stage(state)) for state in State} == {"checking", "settling", "result", "returned"}


def test_reset_supplement_gives_the_whole_limit_again_when_papers_are_complete() -> None:
    """Decree 61/2018 art. 19.4: after the supplement the time starts from zero."""
    state, now = reach(S.SUPPLEMENT_AT_SETTLEMENT)
    assert state.statutory_due is None

    back = run(state, Action.ANSWER_SUPPLEMENT, now + 3 * DAY)

    assert back.state is S.PROCESSING
    assert back.statutory_due == now + 3 * DAY + 5 * DAY
    assert [c.run for c in back.clocks if c.kind == "settlement"] == [2]
    assert back.step == state.step


def test_pause_supplement_shifts_all_three_dates_by_the_paused_time() -> None:
    law = context(supplement_clock="pause")
    state, now = reach(S.PROCESSING)
    due = state.appointed_due
    assert due is not None
    for action, later in ((Action.REQUEST_SUPPLEMENT, 0 * DAY), (Action.ANSWER_SUPPLEMENT, 2 * DAY)):
        decided = decide(law, state, parse_command(action, DATA.get(action, {})), now + later)
        assert not isinstance(decided, Refusal)
        for event in decided:
            state = evolve(state, event)

    assert state.appointed_due == due + 2 * DAY
    assert state.statutory_due == due + 2 * DAY
    assert all(clock.paused_since is None for clock in state.clocks)


def test_guidance_is_given_once_and_may_only_repeat_what_was_asked() -> None:
    state, now = reach(S.SUPPLEMENT_AT_SETTLEMENT)
    state = run(state, Action.ANSWER_SUPPLEMENT, now)
    again = {"items": [{"component": "c1"}]}

    plain = decide(context(), state, parse_command(Action.REQUEST_SUPPLEMENT, again), now)
    more = decide(
        context(),
        state,
        parse_command(Action.REQUEST_SUPPLEMENT, {"items": [{"component": "c9"}], "reason_code": "answer_incomplete"}),
        now,
    )
    same = decide(
        context(), state, parse_command(Action.REQUEST_SUPPLEMENT, {**again, "reason_code": "answer_incomplete"}), now
    )

    assert isinstance(plain, Refusal)
    assert plain.code == "supplement_only_once"
    assert isinstance(more, Refusal)
    assert more.code == "supplement_new_items"
    assert not isinstance(same, Refusal)


def test_a_dossier_is_reappointed_once_and_apologised_to_as_often_as_needed() -> None:
    state, now = reach(S.PROCESSING)
    due = state.appointed_due
    assert due is not None
    new = (due + 2 * DAY).isoformat()
    state = run(state, Action.APOLOGISE, now, new_due=new)
    assert {Flag.LATE_WARNED, Flag.REAPPOINTED} <= state.flags
    assert state.appointed_due == due + 2 * DAY
    assert state.statutory_due == due

    later = (due + 4 * DAY).isoformat()
    second = decide(context(), state, parse_command(Action.APOLOGISE, {"reason": "x", "new_due": later}), now)
    courtesy = run(state, Action.APOLOGISE, now)

    assert isinstance(second, Refusal)
    assert second.code == "reappointed_already"
    assert courtesy.appointed_due == state.appointed_due


def test_a_warned_dossier_can_still_pause() -> None:
    state, now = reach(S.PROCESSING)
    state = run(state, Action.APOLOGISE, now)
    assert run(state, Action.PAUSE_FOR_PAYMENT, now).state is S.PAYMENT_PENDING


def test_paper_waits_for_the_transfer_and_electronic_does_not() -> None:
    electronic = run(fresh(), Action.ACCEPT, START + HOUR)
    paper = run(fresh("counter"), Action.ACCEPT, START + HOUR)

    assert Flag.TRANSFERRED in electronic.flags
    assert electronic.step == "assign"
    assert Flag.TRANSFERRED not in paper.flags
    assert paper.holder is not None
    assert paper.holder.unit == paper.reception_unit
    moved = run(paper, Action.COMPLETE_STEP, START + 2 * HOUR)
    assert moved.step == "assign"
    assert Flag.TRANSFERRED in moved.flags


def test_missing_required_papers_refuse_acceptance_and_papers_at_the_counter_count() -> None:
    law = context(required_components=frozenset({"c1", "c2"}))
    state = replace(fresh("counter"), documents=frozenset({"c1"}))

    refused = decide(law, state, parse_command(Action.ACCEPT, {}), START + HOUR)
    accepted = decide(law, state, parse_command(Action.ACCEPT, {"originals": ["c2"]}), START + HOUR)

    assert refused == Refusal("components_missing", {"components": ["c2"]})
    assert not isinstance(accepted, Refusal)


def test_silent_consultation_past_its_date_lets_work_go_on_and_is_recorded() -> None:
    state, now = reach(S.CONSULTING)
    early = decide(context(), state, parse_command(Action.COMPLETE_STEP, {}), now)
    late = decide(context(), state, parse_command(Action.COMPLETE_STEP, {}), now + 30 * DAY)

    assert isinstance(early, Refusal)
    assert early.code == "consultations_open"
    assert not isinstance(late, Refusal)
    assert late[0].data["lapsed"] is True


def test_a_process_that_turns_in_a_circle_is_stopped() -> None:
    state, now = reach(S.PROCESSING)
    for _ in range(1000):
        decided = decide(context(), state, parse_command(Action.COMPLETE_STEP, {"outcome": "again"}), now)
        if isinstance(decided, Refusal):
            assert decided.code == "process_loop"
            return
        for event in decided:
            state = evolve(state, event)
    pytest.fail("a circle was never stopped")


def test_a_refusal_after_acceptance_is_a_result() -> None:
    state, now = reach(S.PROCESSING)
    refused = run(state, Action.REFUSE, now)
    assert refused.state is S.RESULT_READY
    assert Flag.REFUSAL_RESULT in refused.flags


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        (UnitRule.RECEPTION, RECEPTION),
        (UnitRule.ONE_STOP, RECEPTION),
        (UnitRule.SETTLING, SETTLING),
        (UnitRule.PARENT, "unit-above"),
        (UnitRule.NAMED, "unit-named"),
    ],
)
def test_a_step_belongs_to_the_unit_its_rule_says(rule: UnitRule, unit: str) -> None:
    work = replace(PROCESS.steps[3], unit_rule=rule, named_unit="AS.S01" if rule is UnitRule.NAMED else None)
    process = Process((*PROCESS.steps[:3], work, PROCESS.steps[4]))
    law = context(process=process, parent_unit="unit-above", named_units={"AS.S01": "unit-named"})
    state = run(fresh(), Action.ACCEPT, START + HOUR)

    decided = decide(law, state, parse_command(Action.ASSIGN, {"post": "post-1"}), START + HOUR)

    assert unit_of_step(law, state, work) == unit
    assert not isinstance(decided, Refusal)
    held = evolve(state, decided[0]).holder
    assert held is not None
    assert (held.unit, held.ref) == (unit, "post-1")
