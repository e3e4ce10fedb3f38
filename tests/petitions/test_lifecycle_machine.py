"""Any commands in any order: nothing waits on nobody, time runs forward, and the log alone tells the state."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from motcua.core.canonical import decode, encode
from motcua.petitions.lifecycle import (
    BY_ACTION,
    ENDS,
    SYSTEM_ACTIONS,
    Action,
    Channel,
    Event,
    Kind,
    Opening,
    PetitionState,
    Refusal,
    State,
    decide,
    evolve,
    open_petition,
    replay,
)
from motcua.petitions.log.chain import GENESIS, Signature, seal
from motcua.petitions.log.snapshot import freeze, thaw

from .law import DESK, PLACE, START, Law
from .test_lifecycle_table import FITTING

_KEPT = st.sampled_from([*sorted(set(Action) - SYSTEM_ACTIONS), Action.WARN])


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = PetitionState()
        self.log: list[Event] = []
        self.now = START

    @initialize(category=st.sampled_from(["", "road", "fire"]), anonymous=st.booleans())
    def begins(self, category: str, *, anonymous: bool) -> None:
        opening = Opening(Channel.WEB, Kind.STREET, "PA", DESK, category, PLACE, anonymous=anonymous)
        found = open_petition(Law(), opening, self.now)
        assert not isinstance(found, Refusal)
        self.log += found[0]
        self.state = found[1]

    @rule(action=_KEPT, by_sender=st.booleans())
    def acts(self, action: Action, *, by_sender: bool) -> None:
        before = self.state
        found = decide(Law(by_sender=by_sender), before, FITTING[action], self.now)
        if isinstance(found, Refusal):
            return
        for event in found:
            self.state = evolve(self.state, event)
        self.log += found
        row = BY_ACTION[action]
        assert before.state in row.sources
        assert self.state.state in (row.targets or {before.state})

    @rule(hours=st.integers(1, 24 * 20))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @invariant()
    def waits_on_somebody(self) -> None:
        if not self.log:
            return
        ended = self.state.state in ENDS
        assert (self.state.holder is None) is ended
        assert (self.state.next_at is None) is ended
        assert (self.state.closed_at is not None) is ended

    @invariant()
    def clocks_are_sound(self) -> None:
        for clock in self.state.clocks:
            assert clock.ended_at is None or clock.ended_at >= clock.started_at
            assert all(since <= until for since, until in clock.pauses)
            assert not (clock.paused_since and self.state.state in ENDS)
        running = [clock.step for clock in self.state.clocks if clock.runs]
        assert len(running) == len(set(running)), "one run of a step at a time"

    @invariant()
    def pauses_only_while_the_sender_is_asked(self) -> None:
        assert self.state.waits_for_sender or not [one for one in self.state.clocks if one.paused_since]

    @invariant()
    def the_log_tells_the_state(self) -> None:
        written = [Event(one.kind, decode(encode(one.data)), {}, one.version) for one in self.log]
        assert freeze(replay(written)) == freeze(self.state)
        assert freeze(thaw(freeze(self.state))) == freeze(self.state)

    @invariant()
    def merged_and_counted(self) -> None:
        assert bool(self.state.merged_into) is (self.state.state is State.MERGED)
        assert self.state.seq == len(self.log)
        assert len(self.state.owed) == len(set(self.state.owed))


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase


def test_an_edit_anywhere_in_a_chain_changes_its_head() -> None:
    opening = Opening(Channel.WEB, Kind.STREET, "PA", DESK, "road", PLACE, private={"text": "a"})
    found = open_petition(Law(), opening, START)
    assert not isinstance(found, Refusal)
    signature = Signature(str(UUID(int=1)), "system", "", START, START)

    def head(events: tuple[Event, ...]) -> bytes:
        return seal(events, signature=signature, seq=1, head=GENESIS, salts=lambda: bytes(32))[-1].hash

    other = Event(found[0][0].kind, {**found[0][0].data, "channel": "paper"}, found[0][0].private)
    spoken = Event(found[0][0].kind, found[0][0].data, {"text": "b"})

    assert len({head(found[0]), head((other,)), head((spoken,))}) == 3
