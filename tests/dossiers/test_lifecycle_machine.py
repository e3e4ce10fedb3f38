"""Whatever happens, in whatever order: an open dossier has a holder and a next date, and its log replays to it."""

from __future__ import annotations

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from motcua.dossiers.lifecycle import (
    Action,
    DossierState,
    Event,
    Refusal,
    State,
    decide,
    evolve,
    parse_command,
    possible_actions,
    replay,
)
from motcua.dossiers.lifecycle.reception import submit
from motcua.dossiers.lifecycle.replan import replan
from motcua.dossiers.lifecycle.states import PAUSED_STATES
from motcua.dossiers.log.snapshot import freeze, thaw

from .legal_time import RECEPTION, SETTLING, START, context
from .test_lifecycle_table import DATA

MINUTES = st.integers(min_value=0, max_value=20_000)


_SIMPLE = {
    Action.ACCEPT,
    Action.ANSWER_SUPPLEMENT,
    Action.TRANSFER,
    Action.COMPLETE_STEP,
    Action.PAUSE_FOR_PAYMENT,
    Action.CONFIRM_PAYMENT,
    Action.RESUME,
    Action.ISSUE_RESULT,
    Action.HAND_OVER,
    Action.WITHDRAW,
}


class Dossier(RuleBasedStateMachine):
    """Random acts at random times on one dossier under random law."""

    @initialize(
        channel=st.sampled_from(["online", "counter", "post"]),
        clock=st.sampled_from(["reset", "pause"]),
        instant=st.booleans(),
    )
    def file(self, channel: str, clock: str, instant: bool) -> None:
        self.law = context(supplement_clock=clock, instant=instant)
        self.now = START
        flags = ["electronic"] if channel == "online" else []
        facts = {"channel": channel, "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": flags}
        self.events: list[Event] = list(submit(self.law, facts, {}, self.now))
        self.state: DossierState = replay(self.events)
        self.reappointments = 0

    @rule(
        action=st.sampled_from([a for a in Action if a in DATA or a in _SIMPLE]),
        minutes=MINUTES,
        variant=st.integers(0, 2),
    )
    def act(self, action: Action, minutes: int, variant: int) -> None:
        self.now += dt.timedelta(minutes=minutes)
        data = dict(DATA.get(action, {}))
        if action is Action.APOLOGISE and variant == 1:
            data["new_due"] = (self.now + dt.timedelta(days=90)).isoformat()
        if action is Action.STOP and variant == 2:
            data["final"] = True
        if action is Action.RECORD_VERIFICATION and variant == 1:
            data["finished"] = False
        if action is Action.FOLLOW_ELSEWHERE and variant == 1:
            data["finished"] = True
        if action is Action.REQUEST_SUPPLEMENT and variant == 1:
            data["reason_code"] = "answer_incomplete"
        decided = decide(self.law, self.state, parse_command(action, data), self.now)
        if isinstance(decided, Refusal):
            assert decided.code == "not_in_this_state" or action in possible_actions(self.state.state)
            return
        assert decided
        self._apply(decided)
        self.reappointments += action is Action.APOLOGISE and variant == 1

    @rule(minutes=MINUTES)
    def calendar_moves(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)
        if not self.state.closed:
            self._apply(replan(self.law, self.state, self.now))

    def _apply(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self.state = evolve(self.state, event)
        self.events += events

    @invariant()
    def nothing_waits_on_nobody(self) -> None:
        state = self.state
        if state.closed:
            assert state.holder is None
            assert state.next_at is None
            assert not state.clocks
        else:
            assert state.holder is not None
            assert state.holder.unit
            assert state.next_at is not None

    @invariant()
    def the_log_is_the_truth(self) -> None:
        assert replay(self.events) == self.state
        assert thaw(freeze(self.state)) == self.state
        assert self.state.seq == len(self.events)

    @invariant()
    def time_stands_still_only_where_the_law_says_so(self) -> None:
        settlement = self.state.clock("settlement")
        if settlement is not None and settlement.paused_since is not None:
            assert self.state.state in PAUSED_STATES
        if self.state.state in {State.ACCEPTED, State.PROCESSING, State.VERIFYING, State.CONSULTING}:
            assert settlement is not None
            assert settlement.paused_since is None
            assert self.state.appointed_due is not None

    @invariant()
    def every_open_question_can_still_be_answered(self) -> None:
        if self.state.consultations and not self.state.closed:
            assert self.state.state in {State.CONSULTING, State.STOPPED}

    @invariant()
    def one_reappointment_at_most(self) -> None:
        assert self.reappointments <= 1


TestDossier = Dossier.TestCase
TestDossier.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
