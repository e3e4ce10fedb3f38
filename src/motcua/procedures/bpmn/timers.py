"""Timers of a step as boundary timer events: those that end the wait interrupt the task, reminders do not.

The expression is a plain duration of the calendar that an engine can wait for; the province's own reckoning (working
hours, counted from a date) stands beside it in our attributes and is what counts here.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from motcua.procedures.process import Step
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince
from motcua.worktime.rules import LimitUnit

from .flows import task_id, timer_id
from .names import sayable

INTERRUPTING = frozenset({TimerAct.STOP, TimerAct.PROCEED})
_HOURS = {LimitUnit.WORKING_HOUR: 1, LimitUnit.HOUR: 1, LimitUnit.WORKING_DAY: 24, LimitUnit.DAY: 24}


def write_timer(body: Element, step: Step, timer: Timer) -> None:
    key = timer_id(step.key, timer.key)
    own = {
        "key": timer.key,
        "wait": timer.wait.value,
        "act": timer.act.value,
        "since": timer.since.value,
        "amount": str(timer.amount),
        "unit": timer.unit.value,
    } | ({"outcome": timer.outcome} if timer.outcome else {})
    row = {"id": key, "name": sayable(timer.name), "attachedToRef": task_id(step.key)}
    row["cancelActivity"] = "true" if timer.act in INTERRUPTING else "false"
    row |= {f"motcua:{name}": value for name, value in own.items()}
    if timer.ground:
        row["motcua:ground"] = sayable(timer.ground)
    event = SubElement(body, "bpmn:boundaryEvent", row)
    SubElement(event, "bpmn:outgoing").text = f"flow_{key}"
    waiting = SubElement(event, "bpmn:timerEventDefinition", {"id": f"time_{step.key}.{timer.key}"})
    duration = SubElement(waiting, "bpmn:timeDuration", {"xsi:type": "bpmn:tFormalExpression"})
    duration.text = f'"{duration_of(step, timer)}"'


def duration_of(step: Step, timer: Timer) -> str:
    """About how long the engine waits from the beginning of the step, in ISO 8601; never less than an hour."""
    hours = timer.amount * _HOURS[timer.unit]
    whole = step.amount * _HOURS[step.unit]
    if timer.since is TimerSince.DUE:
        hours = whole + hours
    elif timer.since is TimerSince.BEFORE:
        hours = whole - hours
    hours = max(hours, 1)
    days, rest = divmod(hours, 24)
    return f"P{days}D" if days and not rest else f"P{days}DT{rest}H" if days else f"PT{rest}H"
