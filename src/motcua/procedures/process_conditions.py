"""Ways of a process that depend on what the applicant answered: which are open, and what is wrong with them. Pure.

An outcome with a condition is open when the condition holds for certain; what was not answered, or was erased, does not
hold. An *otherwise* is open when none of the conditions beside it holds, so a step always has a way out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from motcua.forms import expression
from motcua.forms.evaluation import Scope, holds
from motcua.forms.formula import say
from motcua.procedures.circles import circle
from motcua.procedures.letter_kinds import SENT_BY_STEPS
from motcua.procedures.process_model import Outcome, Process, Step, StepKind

CONDITION_FACTS = ("case", "channel", "fee", "applicant", "place")
"""What a condition may ask beside the answers, as ``@case``: the key of the case, the channel, the fees in dong,
``person`` or ``organisation``, and the code of the place."""

FAILED = "failed"
"""The outcome that a family step takes by itself; it can hang on nothing."""


def is_conditional(process: Process) -> bool:
    """Whether anything in the process asks for answers."""
    return any(outcome.when is not None for step in process.steps for outcome in step.outcomes)


def asks(step: Step) -> bool:
    return any(outcome.when is not None for outcome in step.outcomes)


def open_outcomes(step: Step, scope: Scope) -> tuple[Outcome, ...]:
    """The outcomes that may be taken, in their order. ``scope`` is not looked at for a step without conditions."""
    if not asks(step):
        return step.outcomes
    held = {one.key for one in step.outcomes if one.when is not None and holds(one.when, scope)}
    return tuple(one for one in step.outcomes if one.key in held or (one.when is None and not (one.otherwise and held)))


def default_outcome(step: Step, scope: Scope) -> Outcome | None:
    """The outcome taken when none is named: the first that is open. None for a step without a way out."""
    return next(iter(open_outcomes(step, scope)), None)


def why_closed(outcome: Outcome) -> str:
    """The condition of an outcome as its author wrote it; empty for an otherwise."""
    return say(outcome.when) if outcome.when is not None else ""


def condition_faults(process: Process, fields: Collection[str] | None) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(code, step, parameters) of everything wrong with conditions and automatic steps. ``fields`` are the keys of the
    form's fields; None = not known, names of answers are not looked at. Targets are known to exist."""
    for step in process.steps:
        for code, params in (*_ways(step), *_names(step, fields), *_automatic(step, process)):
            yield code, step.key, params
    yield from _circles(process)


def _ways(step: Step) -> Iterator[tuple[str, dict[str, object]]]:
    others = [one for one in step.outcomes if one.otherwise]
    for one in others:
        if one.when is not None:
            yield "otherwise_with_condition", {"outcome": one.key}
    if asks(step) and not others:
        yield "otherwise_missing", {}
    if others and not asks(step):
        yield "otherwise_alone", {"outcome": others[0].key}
    if len(others) > 1:
        yield "otherwise_repeated", {"outcome": others[1].key}
    if step.kind is StepKind.FAMILY:
        failed = step.outcome(FAILED)
        if failed is not None and (failed.when is not None or failed.otherwise):
            yield "failed_conditional", {"outcome": FAILED}


def _names(step: Step, fields: Collection[str] | None) -> Iterator[tuple[str, dict[str, object]]]:
    for one in step.outcomes:
        for name in sorted(expression.facts(one.when) - set(CONDITION_FACTS)):
            yield "condition_fact_unknown", {"outcome": one.key, "named": name}
        for name in sorted(expression.names(one.when) - set(fields)) if fields is not None else ():
            yield "condition_field_unknown", {"outcome": one.key, "named": name}


def _automatic(step: Step, process: Process) -> Iterator[tuple[str, dict[str, object]]]:
    if step.kind is not StepKind.AUTOMATIC:
        if step.letter:
            yield "letter_not_automatic", {}
        return
    if step.amount != 0 or step.actions:
        yield "automatic_with_work", {}
    if step.letter and step.letter not in SENT_BY_STEPS:
        yield "letter_unknown", {"letter": step.letter}
    if len(step.outcomes) > 1:
        for one in step.outcomes:
            if one.when is None and not one.otherwise:
                yield "automatic_outcome_plain", {"outcome": one.key}
    kinds = {one.key: one.kind for one in process.steps}
    for one in step.outcomes:
        if kinds.get(one.to) in {StepKind.TRANSFER, StepKind.RECEPTION}:
            yield "automatic_to_desk", {"outcome": one.key}


def _circles(process: Process) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Automatic steps that lead to one another for ever."""
    automatic = [step for step in process.steps if step.kind is StepKind.AUTOMATIC]
    keys = {step.key for step in automatic}
    ahead = {step.key: {one.to for one in step.outcomes} & keys for step in automatic}
    left = dict(ahead)
    while ends := [key for key, targets in left.items() if not targets & left.keys()]:
        for key in ends:
            del left[key]
    rest = {key: targets & left.keys() for key, targets in left.items()}
    for key in _in_order(rest, process.steps):
        if key in _reached(rest, key):
            yield "automatic_circle", key, {"loop": circle(key, rest)}


def _in_order(keys: Collection[str], steps: Sequence[Step]) -> Iterator[str]:
    yield from (step.key for step in steps if step.key in keys)


def _reached(ahead: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(ahead[start])
    while waiting:
        key = waiting.pop()
        if key in ahead and key not in seen:
            seen.add(key)
            waiting += ahead[key]
    return seen
