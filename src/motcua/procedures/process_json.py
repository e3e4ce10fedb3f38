"""An internal process as JSON, with ``schema_version``; what is stored and what a decision carries."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.core.canonical import Json
from motcua.procedures.process import SCHEMA_VERSION, Outcome, Process, Step, StepKind, UnitRule
from motcua.worktime.rules import LimitUnit


class UnreadableProcessError(ValueError):
    """The JSON is no process that this program knows."""


def to_json(process: Process) -> dict[str, Json]:
    return {"schema_version": SCHEMA_VERSION, "steps": [_step_json(step) for step in process.steps]}


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
        "outcomes": [{"key": o.key, "name": o.name, "to": o.to} for o in step.outcomes],
        "actions": list(step.actions),
    }


def from_json(data: object) -> Process:
    """The process in ``data``; :func:`to_json` turned back. Raises :class:`UnreadableProcessError`."""
    if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
        raise UnreadableProcessError("unknown schema_version")
    steps = data.get("steps")
    if not isinstance(steps, list):
        raise UnreadableProcessError("steps must be a list")
    try:
        return Process(tuple(_step(step) for step in steps))
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableProcessError(str(error)) from error


def _step(row: Mapping[str, object]) -> Step:
    amount, named, outcomes, actions = row["amount"], row["named_unit"], row["outcomes"], row.get("actions", [])
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise TypeError("amount must be a whole number")
    if not isinstance(outcomes, list) or not isinstance(actions, list):
        raise TypeError("outcomes and actions must be lists")
    return Step(
        key=str(row["key"]),
        name=str(row["name"]),
        kind=StepKind(str(row["kind"])),
        role=str(row["role"]),
        unit_rule=UnitRule(str(row["unit_rule"])),
        named_unit=str(named) if named else None,
        amount=amount,
        unit=LimitUnit(str(row["unit"])),
        outcomes=tuple(Outcome(str(o["key"]), str(o["name"]), str(o["to"])) for o in outcomes),
        actions=tuple(str(action) for action in actions),
    )
