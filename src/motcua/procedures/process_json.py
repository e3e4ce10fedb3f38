"""An internal process as JSON, with ``schema_version``; what is stored and what a decision carries.

A process that uses nothing of version 2 is written as version 1, byte for byte as before: its digest stays.
"""

from __future__ import annotations

from collections.abc import Mapping

from motcua.core.canonical import Json
from motcua.forms import expression
from motcua.procedures.process import SCHEMA_VERSION, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit


class UnreadableProcessError(ValueError):
    """The JSON is no process that this program knows."""


def to_json(process: Process) -> dict[str, Json]:
    version = SCHEMA_VERSION if any(_is_new(step) for step in process.steps) else 1
    return {"schema_version": version, "steps": [_step_json(step) for step in process.steps]}


def _is_new(step: Step) -> bool:
    """The step says something that version 1 cannot."""
    conditional = any(outcome.when is not None or outcome.otherwise for outcome in step.outcomes)
    return conditional or bool(step.timers or step.letter) or step.kind is StepKind.AUTOMATIC


def _step_json(step: Step) -> Json:
    return {
        "key": step.key,
        "name": step.name,
        "kind": step.kind.value,
        "role": step.role,
        "unit_rule": step.unit_rule.value,
        "named_unit": step.named_unit,
        "amount": step.amount,
        "unit": step.unit.value,
        "outcomes": [_outcome_json(outcome) for outcome in step.outcomes],
        "actions": list(step.actions),
        **({"timers": [_timer_json(timer) for timer in step.timers]} if step.timers else {}),
        **({"letter": step.letter} if step.letter else {}),
    }


def _outcome_json(outcome: Outcome) -> Json:
    return {
        "key": outcome.key,
        "name": outcome.name,
        "to": outcome.to,
        **({"when": expression.to_json(outcome.when)} if outcome.when is not None else {}),
        **({"otherwise": True} if outcome.otherwise else {}),
    }


def _timer_json(timer: Timer) -> Json:
    return {
        "key": timer.key,
        "name": timer.name,
        "wait": timer.wait.value,
        "act": timer.act.value,
        "since": timer.since.value,
        "amount": timer.amount,
        "unit": timer.unit.value,
        **({"outcome": timer.outcome} if timer.outcome else {}),
        **({"ground": timer.ground} if timer.ground else {}),
    }


def from_json(data: object) -> Process:
    """The process in ``data``; :func:`to_json` turned back. Raises :class:`UnreadableProcessError`."""
    if not isinstance(data, Mapping) or type(data.get("schema_version")) is not int:
        raise UnreadableProcessError("unknown schema_version")
    if not 1 <= data["schema_version"] <= SCHEMA_VERSION:
        raise UnreadableProcessError("unknown schema_version")
    steps = data.get("steps")
    if not isinstance(steps, list):
        raise UnreadableProcessError("steps must be a list")
    try:
        return Process(tuple(_step(step) for step in steps))
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableProcessError(str(error)) from error


def _step(row: Mapping[str, object]) -> Step:
    named, outcomes, actions, timers = row["named_unit"], row["outcomes"], row.get("actions", []), row.get("timers", [])
    if not isinstance(outcomes, list) or not isinstance(actions, list) or not isinstance(timers, list):
        raise TypeError("outcomes, actions and timers must be lists")
    return Step(
        key=str(row["key"]),
        name=str(row["name"]),
        kind=StepKind(str(row["kind"])),
        role=str(row["role"]),
        unit_rule=UnitRule(str(row["unit_rule"])),
        named_unit=str(named) if named else None,
        amount=_whole(row["amount"]),
        unit=LimitUnit(str(row["unit"])),
        outcomes=tuple(_outcome(outcome) for outcome in outcomes),
        actions=tuple(str(action) for action in actions),
        timers=tuple(_timer(timer) for timer in timers),
        letter=str(row.get("letter") or ""),
    )


def _outcome(row: Mapping[str, object]) -> Outcome:
    otherwise = row.get("otherwise", False)
    if not isinstance(otherwise, bool):
        raise TypeError("otherwise must be true or false")
    when = expression.from_json(row["when"]) if row.get("when") is not None else None
    return Outcome(str(row["key"]), str(row["name"]), str(row["to"]), when, otherwise)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("amount must be a whole number")
    return value


def _timer(row: Mapping[str, object]) -> Timer:
    return Timer(
        key=str(row["key"]),
        name=str(row["name"]),
        wait=TimerWait(str(row["wait"])),
        act=TimerAct(str(row["act"])),
        since=TimerSince(str(row["since"])),
        amount=_whole(row["amount"]),
        unit=LimitUnit(str(row["unit"])),
        outcome=str(row.get("outcome") or ""),
        ground=str(row.get("ground") or ""),
    )
