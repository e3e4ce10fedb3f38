"""Random lives of one dossier, decided by the lifecycle itself, as the log would keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

from motcua.dossiers.lifecycle import Action, DossierState, Event, EventKind, Refusal, decide, evolve, parse_command
from motcua.dossiers.lifecycle.outage import exclude_time
from motcua.dossiers.lifecycle.reception import submit
from motcua.dossiers.lifecycle.replan import replan
from motcua.figures.facts.history import Entry, tell
from motcua.figures.facts.tail import MemorySink
from tests.dossiers.legal_time import RECEPTION, SETTLING, START, context
from tests.dossiers.test_lifecycle_table import DATA

UID = "0198c0de-0000-7000-8000-000000000001"
SIMPLE = (
    *(Action.ACCEPT, Action.TRANSFER, Action.COMPLETE_STEP, Action.COMPLETE_STEP, Action.COMPLETE_STEP),
    *(Action.ISSUE_RESULT, Action.HAND_OVER, Action.ANSWER_SUPPLEMENT, Action.CONFIRM_PAYMENT, Action.RESUME),
)
REPLAN, OUTAGE, DOCUMENT = "replan", "outage", "document"

acts = st.lists(
    st.tuples(
        st.sampled_from([*SIMPLE, *(action for action in DATA if action in Action), REPLAN, OUTAGE, DOCUMENT]),
        st.integers(1, 4000),
    ),
    min_size=1,
    max_size=25,
)


def minutes(calendar: str, revision: int, since: dt.datetime, until: dt.datetime) -> int:
    """Every minute counts, as in the law of these tests."""
    return (until - since) // dt.timedelta(minutes=1)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """A chain of at least one event; each act recorded at an instant of its own."""
    channel = draw(st.sampled_from(["online", "counter", "post"]))
    law = context(supplement_clock=draw(st.sampled_from(["reset", "pause"])))
    return lived(channel, law, draw(acts))


def lived(channel: str, law: object, chosen: Sequence[tuple[object, int]]) -> list[Entry]:
    now = START
    facts = {
        "procedure": "1.000001",
        "version": "v",
        "case": "default",
        "channel": channel,
        "place": "place",
        "reception_unit": RECEPTION,
        "settling_unit": SETTLING,
        "flags_on": ["electronic"] if channel == "online" else [],
        "terms": {"required": ["a", "b"]},
    }
    chain = _Chain(submit(law, facts, {"applicant": "x"}, now), now)  # type: ignore[arg-type]
    for action, later in chosen:
        now += dt.timedelta(minutes=later)
        chain.add(_events(law, chain.state, action, now), now)
    return chain.entries


def _events(law: object, state: DossierState, action: object, now: dt.datetime) -> Sequence[Event]:
    if action in {REPLAN, OUTAGE, DOCUMENT} and state.closed:
        return ()
    if action == REPLAN:
        return replan(law, state, now)  # type: ignore[arg-type]
    if action == OUTAGE:
        since = now - dt.timedelta(minutes=90)
        return exclude_time(law, state, since, now, outage="o", now=now)  # type: ignore[arg-type]
    if action == DOCUMENT:
        return (Event(EventKind.DOCUMENT_ADDED, {"component": "a", "by_applicant": now.minute % 2 == 0}),)
    assert isinstance(action, Action)
    decided = decide(law, state, parse_command(action, dict(DATA.get(action, {}))), now)  # type: ignore[arg-type]
    return () if isinstance(decided, Refusal) else decided


class _Chain:
    def __init__(self, events: Sequence[Event], at: dt.datetime) -> None:
        self.entries: list[Entry] = []
        self._state: DossierState | None = None
        self.add(events, at)

    @property
    def state(self) -> DossierState:
        assert self._state is not None
        return self._state

    def add(self, events: Sequence[Event], at: dt.datetime) -> None:
        for event in events:
            self._state = evolve(self._state, event)
            number = len(self.entries) + 1
            self.entries.append(Entry(1000 + number, number, at, at + dt.timedelta(seconds=3), event))


def told(entries: Sequence[Entry], first_new: int = 1) -> MemorySink:
    sink = MemorySink()
    tell(UID, entries, sink, minutes, first_new=first_new)
    return sink
