"""Whose hours were whose: sums to the minute, and nothing from outside on an officer, whatever happened."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import LEGAL_ZONE
from motcua.dossiers.lifecycle import Action, DossierState, EventKind, Refusal, State, decide, evolve, parse_command
from motcua.dossiers.lifecycle.outage import exclude_time
from motcua.dossiers.shares import (
    ANSWERABLE,
    EXTERNAL,
    Account,
    Share,
    ShareKind,
    Span,
    Way,
    accounts,
    promised,
    share_out,
    suggested_cause,
    total_minutes,
)
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import working_minutes

from .legal_time import DAY, HOUR, SETTLING, START, context, fresh
from .test_lifecycle_table import DATA

MINUTES = st.integers(min_value=0, max_value=9_000)
ACTS = (
    Action.COMPLETE_STEP,
    Action.ASSIGN,
    Action.REASSIGN,
    Action.REQUEST_SUPPLEMENT,
    Action.ANSWER_SUPPLEMENT,
    Action.PAUSE_FOR_PAYMENT,
    Action.CONFIRM_PAYMENT,
    Action.CONSULT,
    Action.ANSWER_CONSULTATION,
    Action.FOLLOW_ELSEWHERE,
    Action.STOP,
    Action.RESUME,
    Action.TRANSFER,
    Action.ISSUE_RESULT,
)
WAITS = {
    State.SUPPLEMENT_AT_SETTLEMENT,
    State.PAYMENT_PENDING,
    State.STOPPED,
    State.ELSEWHERE,
    State.CONSULTING,
}


@lru_cache(maxsize=1)
def calendar() -> CompiledCalendar:
    return shipped_calendar()


def lived(clock: str, channel: str, life: Sequence[tuple[Action, int, int]]) -> Way:
    """A dossier accepted an hour after it came, and what of ``life`` its law let happen."""
    law, now = context(supplement_clock=clock), START + HOUR
    state = fresh(channel)
    states: list[tuple[dt.datetime, DossierState]] = [(START, state)]
    outages: list[tuple[dt.datetime, dt.datetime]] = []
    for action, minutes, variant in ((Action.ACCEPT, 0, 0), *life):
        now += dt.timedelta(minutes=minutes)
        data = dict(DATA.get(action, {}))
        if action in {Action.ASSIGN, Action.REASSIGN}:
            data["post"] = f"post-{variant}"
        if action is Action.FOLLOW_ELSEWHERE and variant:
            data["finished"] = True
        decided = decide(law, state, parse_command(action, data), now)
        if isinstance(decided, Refusal):
            continue
        for event in decided:
            state = evolve(state, event)
            states.append((now, state))
        if variant == 2 and not state.closed and minutes > 60:
            since = now - dt.timedelta(minutes=45)
            for event in exclude_time(law, state, since, now, outage="o1", now=now):
                state = evolve(state, event)
                states.append((now, state))
                outages.append((since, now))
    return Way(states, outages)


LIVES = st.lists(st.tuples(st.sampled_from(ACTS), MINUTES, st.integers(0, 2)), max_size=25)
EDGE = dt.datetime(2026, 11, 25, tzinfo=LEGAL_ZONE)
POSTS = {
    "post-0": [Span(EDGE, EDGE + 3 * DAY, 2, standing_in=True), Span(START - 100 * DAY, None, 1)],
    "post-1": [Span(START - 100 * DAY, EDGE, 3), Span(EDGE, None, 4)],
}


@given(st.sampled_from(["reset", "pause"]), st.sampled_from(["online", "counter"]), LIVES, MINUTES)
def test_shares_when_anything_happened_then_add_up_to_the_minute(
    clock: str, channel: str, life: list[tuple[Action, int, int]], more: int
) -> None:
    way = lived(clock, channel, life)
    now = way.states[-1][0] + dt.timedelta(minutes=more)

    shares = share_out(way, calendar(), POSTS, now)

    assert sum(share.minutes for share in shares) == total_minutes(way, calendar(), now)
    assert all(share.minutes >= 0 and 0 <= share.over <= share.minutes for share in shares)
    for one, two in itertools.pairwise(shares):
        assert one.until == two.since


@given(st.sampled_from(["reset", "pause"]), st.sampled_from(["online", "counter"]), LIVES, MINUTES)
def test_shares_when_time_was_spent_outside_then_none_of_it_is_an_officers(
    clock: str, channel: str, life: list[tuple[Action, int, int]], more: int
) -> None:
    way = lived(clock, channel, life)
    now = way.states[-1][0] + dt.timedelta(minutes=more)
    ended = way.ended_at or now

    shares = share_out(way, calendar(), POSTS, now)

    for share in shares:
        if share.kind in EXTERNAL:
            assert (share.post, share.person, share.over) == ("", None, 0)
    inside = [share for share in shares if share.kind in {ShareKind.OFFICER, ShareKind.UNIT}]
    for (at, state), after in zip(way.states, [*(at for at, _ in way.states[1:]), ended], strict=True):
        if state.state in WAITS and at < ended:
            assert not any(share.since < after and at < share.until for share in inside)
    for since, until in way.outages:
        assert not any(share.since < min(until, ended) and since < share.until for share in inside)


@given(st.sampled_from(["reset", "pause"]), LIVES, MINUTES)
def test_step_when_shared_by_several_then_over_is_exactly_what_all_had_beyond_its_limit(
    clock: str, life: list[tuple[Action, int, int]], more: int
) -> None:
    way = lived(clock, "online", life)
    now = way.states[-1][0] + dt.timedelta(minutes=more)

    shares = share_out(way, calendar(), POSTS, now)

    first: dict[str, list[Share]] = {}
    for share in shares:
        if share.limit is not None and share.kind in {ShareKind.OFFICER, ShareKind.UNIT} and share.step == "sign":
            first.setdefault(f"{share.step} {share.limit}", []).append(share)
    visits = sum(
        1 for one, two in zip(way.states, way.states[1:], strict=False) if two[1].step == "sign" != one[1].step
    )
    if visits == 1:
        for together in first.values():
            held, limit = sum(share.minutes for share in together), together[0].limit
            assert limit is not None
            assert sum(share.over for share in together) == max(0, held - limit)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=LEGAL_ZONE)


def test_post_when_its_holder_is_away_then_the_hours_are_the_substitutes() -> None:
    way = lived("reset", "online", [(Action.ASSIGN, 0, 0)])

    shares = share_out(way, calendar(), POSTS, at(27, 17))

    had = [(share.person, share.standing_in) for share in shares if share.kind is ShareKind.OFFICER]
    assert had == [(1, False), (2, True)]
    assert all(share.over > 0 for share in shares if share.standing_in)


def test_reassigned_when_late_then_only_what_came_after_the_limit_is_over() -> None:
    """The step has four working hours from 09:00; the first had it until 11:00, the second from there."""
    way = lived("reset", "online", [(Action.ASSIGN, 0, 0), (Action.REASSIGN, 120, 1)])

    shares = [s for s in share_out(way, calendar(), POSTS, at(24, 9)) if s.kind is ShareKind.OFFICER]

    assert next((share.post, share.minutes, share.over) for share in shares) == ("post-0", 120, 0)
    second = shares[1]
    assert second.limit is not None
    assert second.over == second.minutes - (second.limit - 120)


def test_asked_when_an_opinion_does_not_come_then_the_hours_are_the_asked_units() -> None:
    way = lived("reset", "online", [(Action.ASSIGN, 0, 0), (Action.CONSULT, 60, 0)])

    shares = share_out(way, calendar(), POSTS, START + 9 * DAY)

    asked = [share for share in shares if share.kind is ShareKind.CONSULTED]
    assert [share.unit for share in asked] == ["unit-x"]
    assert asked[0].over > 0
    found = accounts(shares, SETTLING)
    assert [(one.unit, one.person) for one in found] == [("unit-x", None)]
    assert suggested_cause(found[0], shares) == "opinion_late"


def test_accounts_when_nobody_is_beyond_a_limit_then_the_settling_unit_answers() -> None:
    way = lived("reset", "online", [(Action.ASSIGN, 0, 0), (Action.FOLLOW_ELSEWHERE, 1, 0)])

    shares = share_out(way, calendar(), POSTS, START + 20 * DAY)

    (one,) = accounts(shares, SETTLING)
    assert (one.unit, one.person, one.over) == (SETTLING, None, 0)
    assert suggested_cause(one, shares) == "outside_wait"


def test_accounts_when_several_are_late_then_the_longest_first_and_a_cause_for_each() -> None:
    base = {"standing_in": False, "since": START, "until": START, "limit": 60}
    shares = [
        Share(ShareKind.UNIT, "u1", "", None, step="assign", minutes=200, over=140, **base),  # type: ignore[arg-type]
        Share(ShareKind.OFFICER, "u1", "p1", 7, step="work", minutes=100, over=40, **base),  # type: ignore[arg-type]
        Share(ShareKind.APPLICANT, "u1", "", None, step="work", minutes=900, **base),  # type: ignore[arg-type]
    ]

    found = accounts(shares, "u1")

    assert found == [
        Account("u1", "", None, ShareKind.UNIT, 200, 140),
        Account("u1", "p1", 7, ShareKind.OFFICER, 100, 40),
    ]
    assert [suggested_cause(one, shares) for one in found] == ["nobody_named", "step_over_limit"]


def test_promised_when_reappointed_then_the_law_is_still_what_is_tested() -> None:
    way = lived("reset", "online", [])
    state = way.states[-1][1]
    due = promised(state)
    assert due is not None

    law = context()
    later = (due + 5 * DAY).isoformat()
    decided = decide(law, state, parse_command(Action.APOLOGISE, {"reason": "x", "new_due": later}), START + DAY)
    assert not isinstance(decided, Refusal)
    moved = evolve(state, decided[0])

    assert moved.appointed_due == due + 5 * DAY
    assert promised(moved) == due


def test_before_acceptance_nothing_is_shared() -> None:
    way = Way([(START, fresh())])

    assert share_out(way, calendar(), {}, START + DAY) == []
    assert total_minutes(way, calendar(), START + DAY) == 0


@pytest.mark.parametrize("kind", sorted(ShareKind))
def test_every_kind_is_either_answered_for_or_external(kind: ShareKind) -> None:
    assert (kind in ANSWERABLE) != (kind in EXTERNAL)


def test_outage_event_when_clocks_ran_then_gives_the_time_back() -> None:
    way = lived("reset", "online", [(Action.ASSIGN, 0, 0)])
    now, state = way.states[-1]
    due, step_due = state.statutory_due, state.clocks[-1].due_at
    assert due is not None

    (event,) = exclude_time(context(), state, now + HOUR, now + 3 * HOUR, outage="o1", now=now + 4 * HOUR)
    after = evolve(state, event)

    assert event.kind is EventKind.TIME_EXCLUDED
    assert after.statutory_due == due + 2 * HOUR
    assert after.clocks[-1].due_at == step_due + 2 * HOUR
    assert after.state is state.state
    assert working_minutes(calendar(), now, now) == 0


def test_outage_when_it_was_over_before_any_clock_started_then_nothing_happens() -> None:
    way = lived("reset", "online", [])
    now, state = way.states[-1]

    assert exclude_time(context(), state, now - 9 * HOUR, now - 2 * HOUR, outage="o1", now=now) == ()
