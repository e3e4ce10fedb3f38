"""Timers of a step as boundary timer events, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motcua.procedures.process import END, Outcome
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit

from .graph import Graph, Node, shown
from .names import Note
from .naming import Notes
from .parsing import RefusedError
from .ways import ways

_DURATION = re.compile(r"P(?:(?P<weeks>[0-9]{1,3})W|(?:(?P<days>[0-9]{1,3})D)?(?:T(?P<hours>[0-9]{1,3})H)?)")
_FIELDS = ("key", "wait", "act", "since", "amount", "unit")


def timers_of(
    graph: Graph, node: Node, outcomes: Sequence[Outcome], keys: dict[str, str], report: Notes
) -> tuple[tuple[Timer, ...], tuple[Outcome, ...]]:
    """The timers that hang on the task ``node``. A timer of another program that leads somewhere is read as a way that
    an official may choose and a reminder of it: who may let time decide is a matter of law, which the file cannot say.
    """
    timers: list[Timer] = []
    more: list[Outcome] = []
    for event in graph.nodes.values():
        if event.tag != "boundaryEvent" or event.attributes["attachedToRef"] != node.key:
            continue
        if set(_FIELDS) <= set(event.own):
            timers.append(_own_timer(event))
            continue
        taken = [outcome.key for outcome in (*outcomes, *more)]
        if event.attributes.get("cancelActivity", "true") == "true":
            more.append(_way_of(graph, event, keys, taken))
        timer = _reminder(event, len(timers) + 1)
        if timer is None:
            params = {"time": shown(event.timer), "name": shown(event.name)}
            report.dropped.append(Note("bpmn_timer_left_out", shown(event.key), params))
            continue
        timers.append(timer)
        report.assumed.append(Note("bpmn_timer_reminds", shown(event.key), {"name": shown(event.name)}))
    return tuple(timers), tuple(more)


def _own_timer(event: Node) -> Timer:
    own = event.own
    try:
        return Timer(
            key=own["key"],
            name=event.name,
            wait=TimerWait(own["wait"]),
            act=TimerAct(own["act"]),
            since=TimerSince(own["since"]),
            amount=int(own["amount"][:6]),
            unit=LimitUnit(own["unit"]),
            outcome=own.get("outcome", ""),
            ground=own.get("ground", ""),
        )
    except ValueError as error:
        value = shown(str(error))
        raise RefusedError("bpmn_attribute_unknown", shown(event.key), attribute="timer", value=value) from None


def _way_of(graph: Graph, event: Node, keys: dict[str, str], taken: Sequence[str]) -> Outcome:
    found = ways(graph, event)
    if len(found) != 1:
        raise RefusedError("bpmn_fork", shown(event.key), name=shown(event.name))
    target = found[0].target
    key = next(key for n in range(1, len(taken) + 3) if (key := f"timer-{n}") not in taken)
    return Outcome(key, event.name or event.timer, END if target.tag == "endEvent" else keys[target.key])


def _reminder(event: Node, number: int) -> Timer | None:
    match = _DURATION.fullmatch(event.timer.strip("\"'"))
    if match is None or not any(match.groups()):
        return None
    days = int(match["weeks"] or 0) * 7 + int(match["days"] or 0)
    hours = int(match["hours"] or 0) + (24 * days if match["hours"] else 0)
    amount, unit = (hours, LimitUnit.HOUR) if hours else (days, LimitUnit.DAY)
    if not 0 < amount <= 400:
        return None
    name = event.name or event.timer
    return Timer(f"timer-{number}", name, TimerWait.STEP, TimerAct.REMIND, TimerSince.START, amount, unit)
