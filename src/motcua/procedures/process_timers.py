"""What happens when a date of a step passes, written in the process itself. Pure.

A timer belongs to the version of the process: a dossier keeps the timers it was filed under. Only the applicant's
silence may stop a dossier, and only where a law says so (Decree 301/2026/ND-CP art. 6); a signature is never given by
letting time pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from motcua.worktime.rules import LimitUnit

MAX_TIMERS = 10
MAX_AMOUNT = 400
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class TimerWait(StrEnum):
    """What is waited for: the work of the step, the applicant's supplement, the opinion of a consulted unit."""

    STEP = "step"
    SUPPLEMENT = "supplement"
    CONSULTATION = "consultation"


class TimerAct(StrEnum):
    """What happens: who holds the dossier is reminded; the head (of a consulted unit for a consultation) is told and
    gets a task; the dossier stops; the step ends by a named outcome."""

    REMIND = "remind"
    ESCALATE = "escalate"
    STOP = "stop"
    PROCEED = "proceed"


class TimerSince(StrEnum):
    """``amount`` counts from the beginning of the wait, from its date, or back from its date."""

    START = "start"
    DUE = "due"
    BEFORE = "before"


TIMER_UNITS = frozenset({LimitUnit.WORKING_HOUR, LimitUnit.HOUR, LimitUnit.WORKING_DAY, LimitUnit.DAY})
BEFORE_UNITS = TIMER_UNITS - {LimitUnit.WORKING_HOUR}
NEEDS_GROUND = frozenset({TimerAct.STOP, TimerAct.PROCEED})


@dataclass(frozen=True, slots=True)
class Timer:
    """``outcome`` is where :data:`TimerAct.PROCEED` leads; ``ground`` the law that allows a stop or a way on."""

    key: str
    name: str
    wait: TimerWait
    act: TimerAct
    since: TimerSince
    amount: int
    unit: LimitUnit
    outcome: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a timer has to know of its step. ``waits``: the waits that can arise there; ``is_decision``: an approval or
    a signature; ``outcomes`` may be taken without a person."""

    waits: Collection[TimerWait]
    is_decision: bool
    outcomes: Collection[str]


def timer_faults(timers: Collection[Timer], place: Place) -> Iterator[tuple[str, dict[str, object]]]:
    """Every fault as a code with its parameters, ``timer`` among them."""
    if len(timers) > MAX_TIMERS:
        yield "timers_too_many", {"most": MAX_TIMERS}
    counts = Counter(timer.key for timer in timers)
    for key, times in counts.items():
        if times > 1:
            yield "timer_key_repeated", {"timer": key}
    for timer in timers:
        for code in _faults(timer, place):
            yield code, {"timer": timer.key}


def _faults(timer: Timer, place: Place) -> Iterator[str]:
    if not _KEY.fullmatch(timer.key):
        yield "timer_key_malformed"
    if not timer.name.strip() or len(timer.name) > 200:
        yield "timer_name_missing"
    if not 0 <= timer.amount <= MAX_AMOUNT or timer.unit not in TIMER_UNITS:
        yield "step_timer_amount"
    if len(timer.ground) > 300:
        yield "timer_ground_long"
    if timer.wait not in place.waits:
        yield "timer_never_runs"
    if timer.since is TimerSince.BEFORE:
        yield from _before_faults(timer)
    if timer.act in NEEDS_GROUND and not timer.ground.strip():
        yield "timer_without_ground"
    yield from _act_faults(timer, place)


def _before_faults(timer: Timer) -> Iterator[str]:
    if timer.act in NEEDS_GROUND:
        yield "timer_before_date"
    if timer.unit not in BEFORE_UNITS or timer.amount == 0:
        yield "timer_before_unit"


def _act_faults(timer: Timer, place: Place) -> Iterator[str]:
    if timer.act is TimerAct.STOP:
        if timer.wait is not TimerWait.SUPPLEMENT:
            yield "timer_stops_others"
        elif timer.amount == 0:
            yield "step_timer_amount"
    if (timer.act is TimerAct.PROCEED) != bool(timer.outcome):
        yield "timer_outcome"
    elif timer.act is TimerAct.PROCEED:
        if timer.wait is TimerWait.SUPPLEMENT:
            yield "timer_never_runs"
        if place.is_decision:
            yield "timer_decides"
        elif timer.outcome not in place.outcomes:
            yield "timer_outcome"
