"""The transition table and the guards, case by case: what one-stop.md section 10 and the decrees behind it say."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from motcua.petitions.lifecycle import (
    BY_ACTION,
    COMMANDS,
    ENDS,
    TRANSITIONS,
    Action,
    Answer,
    Approve,
    AskSender,
    Assign,
    Close,
    Command,
    Correct,
    CrossNotice,
    Extend,
    Flag,
    Forward,
    GoOn,
    HolderKind,
    LeadAway,
    MarkUrgent,
    Merge,
    Move,
    PetitionState,
    Publish,
    Rate,
    RecordApology,
    Refusal,
    Reject,
    Reopen,
    ReturnToOperator,
    ReturnToUnit,
    SenderAnswers,
    State,
    Step,
    Take,
    Unmerge,
    Verify,
    Warn,
    Withdraw,
    Withhold,
    decide,
    evolve,
)

from .law import DAY, DESK, PLACE, START, UNIT, Law, opened

SAID = "Nói rõ"
SHOWN = Publish(title="Ổ gà", question="Ổ gà", answer="Đã vá")
FITTING: dict[Action, Command] = {
    Action.VERIFY: Verify(),
    Action.REJECT: Reject(reason="not_clear", words=SAID),
    Action.MERGE: Merge(into=UUID(int=1)),
    Action.UNMERGE: Unmerge(words=SAID),
    Action.LEAD_AWAY: LeadAway(track="complaint", unit="unit", words=SAID),
    Action.FORWARD: Forward(outside="Tỉnh khác", words=SAID),
    Action.ASK_SENDER: AskSender(words=SAID),
    Action.SENDER_ANSWERS: SenderAnswers(words=SAID),
    Action.GO_ON: GoOn(),
    Action.WITHDRAW: Withdraw(),
    Action.ASSIGN: Assign(unit="unit"),
    Action.TAKE: Take(),
    Action.RETURN_TO_OPERATOR: ReturnToOperator(words=SAID),
    Action.EXTEND: Extend(working_days=3, words=SAID),
    Action.ANSWER: Answer(text="Đã vá"),
    Action.RETURN_TO_UNIT: ReturnToUnit(words=SAID),
    Action.APPROVE: Approve(),
    Action.PUBLISH: SHOWN,
    Action.WITHHOLD: Withhold(words=SAID),
    Action.RATE: Rate(score=4),
    Action.REOPEN: Reopen(words=SAID),
    Action.CLOSE: Close(),
    Action.MARK_URGENT: MarkUrgent(),
    Action.CROSS_NOTICE: CrossNotice(unit="other", words=SAID),
    Action.CORRECT: Correct(category="fire"),
    Action.RECORD_APOLOGY: RecordApology(way="call", words=SAID),
    Action.WARN: Warn(),
    Action.MOVE: Move(old=DESK, unit="new-desk"),
}

WAYS: dict[State, tuple[Command, ...]] = {
    State.NEW: (),
    State.VERIFIED: (Verify(),),
    State.ASSIGNED: (Assign(unit="unit"),),
    State.IN_PROGRESS: (Assign(unit="unit"), Take()),
    State.ANSWERED: (Assign(unit="unit"), Answer(text="Đã vá")),
    State.APPROVED: (Assign(unit="unit"), Answer(text="Đã vá"), Approve()),
    State.PUBLISHED: (Assign(unit="unit"), Answer(text="Đã vá"), Approve(), SHOWN),
    State.CLOSED: (Assign(unit="unit"), Answer(text="Đã vá"), Approve(), SHOWN, Close()),
    State.REJECTED: (Reject(reason="not_clear", words=SAID),),
    State.MERGED: (Merge(into=UUID(int=1)),),
    State.FORWARDED: (Forward(outside="Tỉnh khác", words=SAID),),
    State.LED_AWAY: (LeadAway(track="denunciation", unit="unit", words=SAID),),
}


def after(state: PetitionState, *commands: Command, law: Law | None = None, now: dt.datetime = START) -> PetitionState:
    for command in commands:
        events = decide(law or Law(), state, command, now)
        assert not isinstance(events, Refusal), (command, events)
        for event in events:
            state = evolve(state, event)
    return state


def refused(state: PetitionState, command: Command, *, law: Law | None = None, now: dt.datetime = START) -> str:
    found = decide(law or Law(), state, command, now)
    assert isinstance(found, Refusal), found
    return found.code


def in_state(state: State) -> PetitionState:
    return after(opened(), *WAYS[state])


def test_the_table_names_every_action_once() -> None:
    assert {row.action for row in TRANSITIONS} == set(Action) == set(COMMANDS) == set(FITTING)
    assert len(TRANSITIONS) == len(BY_ACTION)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_an_act_is_possible_exactly_where_the_table_says(state: State, action: Action) -> None:
    before = in_state(state)

    found = decide(Law(), before, FITTING[action], START)

    row = BY_ACTION[action]
    if state not in row.sources:
        assert isinstance(found, Refusal)
        assert found.code == "petition_not_in_this_state"
    elif isinstance(found, Refusal):
        assert found.code != "petition_not_in_this_state"
    else:
        reached = after(before, FITTING[action])
        assert reached.state in (row.targets or {before.state})


@pytest.mark.parametrize("state", State)
def test_an_open_petition_has_a_holder_and_a_date_and_an_ended_one_neither(state: State) -> None:
    found = in_state(state)

    assert found.state is state
    assert (found.holder is None) is (found.next_at is None) is (state in ENDS)
    assert (found.closed_at is not None) is (state in ENDS)
    assert not [clock for clock in found.clocks if clock.runs] or state not in ENDS


@pytest.mark.parametrize(
    ("state", "holder", "unit"),
    [
        (State.NEW, HolderKind.OPERATOR, DESK),
        (State.VERIFIED, HolderKind.OPERATOR, DESK),
        (State.ASSIGNED, HolderKind.UNIT, UNIT),
        (State.IN_PROGRESS, HolderKind.UNIT, UNIT),
        (State.ANSWERED, HolderKind.UNIT, UNIT),
        (State.APPROVED, HolderKind.OPERATOR, DESK),
        (State.PUBLISHED, HolderKind.OPERATOR, DESK),
    ],
)
def test_each_state_waits_on_somebody(state: State, holder: HolderKind, unit: str) -> None:
    found = in_state(state).holder

    assert found is not None
    assert (found.kind, found.unit) == (holder, unit)


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (State.NEW, 2),
        (State.VERIFIED, 5),
        (State.ASSIGNED, 15),
        (State.IN_PROGRESS, 15),
        (State.ANSWERED, 1),
        (State.APPROVED, 2),
        (State.PUBLISHED, 10),
    ],
)
def test_the_next_date_is_the_limit_of_the_step(state: State, days: int) -> None:
    assert in_state(state).next_at == START + days * DAY


def test_an_urgent_category_starts_urgent_and_tells_the_area_at_once() -> None:
    found = opened("fire")

    assert Flag.URGENT in found.flags
    assert found.next_at == START + DAY
    assert found.seq == 2, "received, and the officer of the area told"


def test_taking_it_ends_the_urgent_limit() -> None:
    found = after(opened("fire"), Assign(unit="unit"), Take())

    assert found.pressing(Step.URGENT) is None
    assert found.next_at == START + 15 * DAY


def test_asking_the_sender_stops_the_time_and_the_answer_moves_the_date() -> None:
    asked = after(in_state(State.IN_PROGRESS), AskSender(words=SAID))
    assert asked.waits_for_sender
    assert asked.next_at == START + 5 * DAY

    back = after(asked, SenderAnswers(words=SAID), now=START + 3 * DAY)

    assert back.holder is not None
    assert (back.holder.kind, back.holder.unit) == (HolderKind.UNIT, UNIT)
    assert back.next_at == START + 18 * DAY
    handle = back.clock(Step.HANDLE)
    assert handle is not None
    assert handle.pauses == ((START, START + 3 * DAY),)


def test_a_silent_sender_does_not_stop_it_for_ever() -> None:
    asked = after(opened(), AskSender(words=SAID))

    back = after(asked, GoOn(), now=START + 5 * DAY)

    assert back.holder is not None
    assert back.holder.kind is HolderKind.OPERATOR
    assert not back.waits_for_sender


def test_the_first_request_for_more_has_a_limit_of_its_own() -> None:
    found = after(opened(), AskSender(words=SAID), now=START + DAY)

    ask = found.clock(Step.ASK)
    assert ask is not None
    assert (ask.outcome, ask.ended_at, ask.due_at) == ("done", START + DAY, START + 5 * DAY)


def test_an_answer_sent_back_gains_no_time() -> None:
    found = after(in_state(State.APPROVED), ReturnToUnit(words=SAID), now=START + 4 * DAY)

    assert found.state is State.IN_PROGRESS
    assert found.next_at == START + 15 * DAY
    assert Flag.RETURNED_TO_UNIT in found.flags
    assert found.approved_at is None


def test_extension_is_once_in_time_and_within_the_category() -> None:
    state = in_state(State.IN_PROGRESS)
    assert refused(state, Extend(working_days=11, words=SAID)) == "extension_too_long"
    assert refused(state, Extend(working_days=3)) == "words_missing"
    assert refused(state, Extend(working_days=3, words=SAID), now=START + 16 * DAY) == "extension_too_late"

    longer = after(state, Extend(working_days=3, words=SAID))

    assert longer.next_at == START + 18 * DAY
    assert refused(longer, Extend(working_days=3, words=SAID)) == "extended_already"


def test_a_shorter_date_may_be_set_and_never_a_longer_one() -> None:
    early = after(opened(), Assign(unit="unit", due_at=START + 3 * DAY))

    assert early.next_at == START + 3 * DAY
    assert refused(opened(), Assign(unit="unit", due_at=START + 16 * DAY)) == "due_not_within_limit"


def test_a_late_answer_owes_an_apology_until_one_is_recorded() -> None:
    late = after(in_state(State.IN_PROGRESS), Answer(text="Đã vá"), now=START + 16 * DAY)
    assert late.apology_since == START + 15 * DAY

    done = after(late, RecordApology(way="letter", words=SAID), now=START + 17 * DAY)

    assert done.apology_since is None
    assert refused(done, RecordApology(way="letter", words=SAID)) == "no_apology_due"


def test_the_sweep_finds_the_missed_date_before_any_answer_and_only_once() -> None:
    state = in_state(State.IN_PROGRESS)
    assert refused(state, Warn(), now=START + 2 * DAY) == "nothing_to_warn"

    warned = after(state, Warn(), now=START + 14 * DAY + dt.timedelta(hours=1))
    owed = after(warned, Warn(), now=START + 16 * DAY)

    assert Flag.WARNED in warned.flags
    assert owed.apology_since == START + 15 * DAY
    assert refused(owed, Warn(), now=START + 17 * DAY) == "nothing_to_warn"
    assert after(owed, Answer(text="Đã vá"), now=START + 18 * DAY).owed == (0,)


def test_fixed_is_not_fixed_goes_back_to_the_same_unit_a_limited_number_of_times() -> None:
    once = after(in_state(State.CLOSED), Reopen(words=SAID))
    assert (once.state, once.rounds, once.owner_unit) == (State.ASSIGNED, 1, UNIT)
    assert once.next_at == START + 15 * DAY
    assert {Flag.REOPENED} <= once.flags

    twice = after(once, Answer(text="Đã vá lại"), Approve(), SHOWN, Reopen(words=SAID))
    again = after(twice, Answer(text="Đã vá nữa"), Approve(), SHOWN)

    assert refused(again, Reopen(words=SAID)) == "reopened_too_often"


def test_the_sender_reopens_within_the_window_only_and_the_desk_after_it() -> None:
    late = START + 11 * DAY

    assert refused(in_state(State.CLOSED), Reopen(words=SAID), law=Law(by_sender=True), now=late) == (
        "reopening_too_late"
    )
    assert after(in_state(State.CLOSED), Reopen(words=SAID), now=late).state is State.ASSIGNED


def test_what_was_led_away_comes_back_through_the_desk_only() -> None:
    led = in_state(State.LED_AWAY)

    assert refused(led, Reopen(words=SAID), law=Law(by_sender=True)) == "led_away_stays"
    assert after(led, Reopen(words=SAID)).state is State.NEW


def test_a_rejected_one_is_new_again_with_all_its_limits() -> None:
    found = after(in_state(State.REJECTED), Reopen(words=SAID), now=START + DAY)

    assert found.state is State.NEW
    assert found.next_at == START + 3 * DAY


def test_one_verdict_a_round() -> None:
    rated = after(in_state(State.PUBLISHED), Rate(score=2))

    assert refused(rated, Rate(score=5)) == "rated_already"
    assert Flag.RATED not in after(rated, Reopen(words=SAID)).flags


def test_a_matter_that_needs_a_name_takes_no_anonymous_sender() -> None:
    unnamed = opened("road", anonymous=True)

    assert refused(unnamed, Verify(category="conduct")) == "anonymous_not_allowed"
    assert refused(unnamed, Correct(category="conduct")) == "anonymous_not_allowed"


def test_what_was_merged_can_be_taken_apart() -> None:
    merged = in_state(State.MERGED)
    assert merged.merged_into == str(UUID(int=1))

    apart = after(merged, Unmerge(words=SAID))

    assert (apart.state, apart.merged_into, apart.closed_at) == (State.VERIFIED, "", None)


def test_a_reorganisation_moves_every_name_it_bears() -> None:
    state = in_state(State.ASSIGNED)

    moved = after(state, Move(old=UNIT, unit="heir"))
    placed = after(state, Move(old=PLACE, unit="new-place"))

    assert moved.holder is not None
    assert (moved.owner_unit, moved.holder.unit, moved.next_at) == ("heir", "heir", state.next_at)
    assert placed.place == "new-place"
    assert refused(state, Move(old="nobody", unit="heir")) == "nothing_to_move"


def test_to_another_unit_before_it_was_taken_the_time_goes_on() -> None:
    found = after(in_state(State.ASSIGNED), Assign(unit="other"), now=START + 4 * DAY)

    assert found.owner_unit == "other-uid"
    assert found.next_at == START + 15 * DAY


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (State.NEW, Reject(reason="because", words=SAID), "reject_reason_unknown"),
        (State.NEW, Reject(reason="spam"), "words_missing"),
        (State.NEW, Verify(category="nothing"), "category_unknown"),
        (State.NEW, Assign(unit="nobody"), "unit_unknown"),
        (State.NEW, LeadAway(track="gossip", unit="unit"), "track_unknown"),
        (State.NEW, Forward(words=SAID), "outside_missing"),
        (State.NEW, SenderAnswers(words=SAID), "sender_not_asked"),
        (State.NEW, Correct(), "nothing_corrected"),
        (State.IN_PROGRESS, Answer(text="  "), "words_missing"),
        (State.APPROVED, Publish(title="Ổ gà", question="Ổ gà"), "words_missing"),
        (State.APPROVED, Rate(score=6), "score_unknown"),
    ],
)
def test_what_is_missing_is_said(state: State, command: Command, code: str) -> None:
    assert refused(in_state(state), command) == code
