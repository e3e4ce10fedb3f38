"""Random sound processes, and BPMN files written by hand as another program would write them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import strategies as st

from motcua.forms.cleaning import clean_line
from motcua.forms.expression import Call, Expression, Fact, Literal, Name
from motcua.procedures.process import (
    END,
    STEP_ACTIONS,
    STEP_ROLES,
    STEP_UNITS,
    Fault,
    Outcome,
    Process,
    Step,
    StepKind,
    UnitRule,
    check,
)
from motcua.procedures.process_timers import TIMER_UNITS, Timer, TimerAct, TimerSince, TimerWait

KEYS = st.tuples(st.sampled_from("abk09"), st.text("ab0_-", max_size=5)).map("".join)


TITLES = st.text("aĐạế \"'<>&{}–\u0301\U0001f600", min_size=1, max_size=8).map(clean_line).filter(bool)
"""Names as forms and tables let them in: one line, nothing hidden."""


def _expressions() -> st.SearchStrategy[Expression]:
    texts = st.text("a\"'<\n\\ế\u2028", max_size=6)
    leaves = (
        st.builds(Literal, st.none() | st.booleans() | st.integers(-(10**17), 10**17) | texts | st.dates())
        | st.builds(Name, st.sampled_from(["a", "ho_ten", "paper_1.2:x-y"]))
        | st.builds(Fact, st.sampled_from(["case", "fee", "channel"]))
    )
    return st.recursive(leaves, _calls, max_leaves=5)


def _calls(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    two = st.tuples(parts, parts)
    return (
        st.builds(Call, st.sampled_from(["and", "or", "=", "!=", "<", ">=", "+", "*", "in", "min"]), two)
        | st.builds(Call, st.sampled_from(["not", "neg", "filled", "length"]), st.tuples(parts))
        | st.builds(Call, st.just("if"), st.tuples(parts, parts, parts))
    )


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """Sound processes of up to eight steps: every step leads to the next one or to the end, and anywhere beside."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=8, unique=True))
    steps = tuple(draw(_steps(keys, index)) for index in range(len(keys)))
    process = Process(steps)
    while faults := check(process, None):
        process = Process(tuple(_mended(step, faults) for step in process.steps))
    return process


def _mended(step: Step, faults: Sequence[Fault]) -> Step:
    """Without the timers that are faulty; plain when something else is."""
    mine = [fault for fault in faults if fault.step == step.key]
    timers = {fault.params["timer"] for fault in mine if "timer" in fault.params}
    if len(timers) < len(mine) and any("timer" not in fault.params for fault in mine):
        return _plainer(step)
    return dataclasses.replace(step, timers=tuple(timer for timer in step.timers if timer.key not in timers))


def _plainer(step: Step) -> Step:
    """Without what is bound to a kind of step."""
    plain = tuple(Outcome(one.key, one.name, one.to) for one in step.outcomes)
    kind = StepKind.WORK if step.kind is StepKind.AUTOMATIC else step.kind
    return dataclasses.replace(step, kind=kind, outcomes=plain, timers=(), letter="")


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
    kind = draw(st.sampled_from([*StepKind, StepKind.AUTOMATIC, StepKind.AUTOMATIC, StepKind.WORK]))
    by_itself = kind is StepKind.AUTOMATIC
    if len(outcomes) > 1 and (by_itself or draw(st.booleans())):
        outcomes = draw(_conditional(outcomes, every=by_itself))
    return Step(
        key=keys[index],
        name=draw(TITLES),
        kind=kind,
        role=draw(st.sampled_from(sorted(STEP_ROLES))),
        unit_rule=rule,
        named_unit=draw(st.sampled_from(["TS", "TS.S01", "X Y"])) if rule is UnitRule.NAMED else None,
        amount=0 if by_itself else draw(st.integers(0, 9_999)),
        unit=draw(st.sampled_from(sorted(STEP_UNITS))),
        outcomes=outcomes,
        actions=() if by_itself else tuple(draw(st.lists(st.sampled_from(sorted(STEP_ACTIONS)), max_size=3))),
        letter=draw(st.sampled_from(["", "notice", "invitation"])) if by_itself else "",
        timers=()
        if by_itself
        else tuple(draw(st.lists(_timers(names), max_size=2, unique_by=lambda timer: timer.key))),
    )


def _key_of(timer: Timer) -> str:
    return timer.key


@st.composite
def _conditional(draw: st.DrawFn, outcomes: Sequence[Outcome], *, every: bool) -> tuple[Outcome, ...]:
    """One of them for when no condition holds; the others with conditions, some of them without where people choose."""
    other = draw(st.integers(0, len(outcomes) - 1))
    asked = [every or index == (other + 1) % len(outcomes) or draw(st.booleans()) for index in range(len(outcomes))]
    return tuple(
        dataclasses.replace(one, otherwise=True)
        if index == other
        else dataclasses.replace(one, when=draw(_expressions()) if asked[index] else None)
        for index, one in enumerate(outcomes)
    )


@st.composite
def _timers(draw: st.DrawFn, outcomes: Sequence[str]) -> Timer:
    act, since = draw(st.sampled_from([*TimerAct, TimerAct.REMIND])), draw(st.sampled_from(TimerSince))
    return Timer(
        key=draw(KEYS),
        name=draw(TITLES),
        wait=draw(st.sampled_from(TimerWait)),
        act=act,
        since=since,
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
