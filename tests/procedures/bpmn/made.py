"""Random sound processes, and BPMN files written by hand as another program would write them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import strategies as st

from motcua.forms.cleaning import clean_line
from motcua.procedures.process import (
    END,
    STEP_ACTIONS,
    STEP_ROLES,
    STEP_UNITS,
    Outcome,
    Process,
    Step,
    StepKind,
    UnitRule,
    check,
)
from motcua.procedures.process_timers import TIMER_UNITS, Timer, TimerAct, TimerSince, TimerWait

KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)


def _cleaned(text: str) -> str:
    plain = "".join(char for char in text if char.isprintable() and not 0xD800 <= ord(char) <= 0xDFFF)
    return clean_line(plain)


TITLES = st.text(min_size=1, max_size=40).map(_cleaned).filter(bool)
"""Names as forms and tables let them in: one line, nothing hidden."""


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """Sound processes of up to eight steps: every step leads to the next one or to the end, and anywhere beside."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=8, unique=True))
    steps = tuple(draw(_steps(keys, index)) for index in range(len(keys)))
    process = Process(steps)
    return process if not check(process, None) else Process(tuple(_without_timers(step) for step in steps))


def _without_timers(step: Step) -> Step:
    return dataclasses.replace(step, timers=())


@st.composite
def _steps(draw: st.DrawFn, keys: Sequence[str], index: int) -> Step:
    onward = keys[index + 1] if index + 1 < len(keys) else END
    beside = draw(st.lists(st.sampled_from([*keys, END]), max_size=3))
    targets = draw(st.permutations([onward, *beside]))
    names = draw(st.lists(KEYS, min_size=len(targets), max_size=len(targets), unique=True))
    outcomes = tuple(
        Outcome(key, draw(st.just("") | TITLES), target) for key, target in zip(names, targets, strict=True)
    )
    rule = draw(st.sampled_from(UnitRule))
    human = [kind for kind in StepKind if kind.value != "automatic"]
    return Step(
        key=keys[index],
        name=draw(TITLES),
        kind=draw(st.sampled_from(human)),
        role=draw(st.sampled_from(sorted(STEP_ROLES))),
        unit_rule=rule,
        named_unit=draw(st.sampled_from(["TS", "TS.S01", "X Y"])) if rule is UnitRule.NAMED else None,
        amount=draw(st.integers(0, 9_999)),
        unit=draw(st.sampled_from(sorted(STEP_UNITS))),
        outcomes=outcomes,
        actions=tuple(draw(st.lists(st.sampled_from(sorted(STEP_ACTIONS)), max_size=3))),
        timers=tuple(draw(st.lists(_timers(names), max_size=2, unique_by=lambda timer: timer.key))),
    )


@st.composite
def _timers(draw: st.DrawFn, outcomes: Sequence[str]) -> Timer:
    act = draw(st.sampled_from(TimerAct))
    return Timer(
        key=draw(KEYS),
        name=draw(TITLES),
        wait=draw(st.sampled_from(TimerWait)),
        act=act,
        since=draw(st.sampled_from(TimerSince)),
        amount=draw(st.integers(1, 400)),
        unit=draw(st.sampled_from(sorted(TIMER_UNITS))),
        outcome=draw(st.sampled_from(list(outcomes))) if act is TimerAct.PROCEED else "",
        ground=draw(TITLES) if act in {TimerAct.PROCEED, TimerAct.STOP} else draw(st.just("") | TITLES),
    )


def bpmn(body: str, *, beside: str = "", head: str = '<?xml version="1.0"?>') -> bytes:
    """A file of a made-up other program round ``body``."""
    return f"""{head}
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:other" targetNamespace="urn:other">
{beside}<process id="p1" name="Cấp phép">{body}</process></definitions>""".encode()


def flow(key: str, source: str, target: str, name: str = "", condition: str = "") -> str:
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    named = f' name="{name}"' if name else ""
    return f'<sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}"{named}>{inside}</sequenceFlow>'


def straight(task: str = '<userTask id="Work_1" name="Thẩm định"/>', more: str = "") -> str:
    """Start, one task, end."""
    return f'<startEvent id="s"/>{task}<endEvent id="e"/>{flow("f1", "s", "Work_1")}{flow("f2", "Work_1", "e")}{more}'
