"""Working an expression out. It never raises, whatever the values are: what has no answer is empty (None).

Truth is three-valued, so that a question nobody answered yet neither meets a condition nor breaks a rule: comparing
with an empty value is empty; ``and`` is false as soon as one part is false, ``or`` true as soon as one is true.
Numbers are whole numbers and decimals, rounded half up to twelve places; anything over 10^18 is empty.
"""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from motcua.forms.expression import OVER_ROWS, Call, Expression, Literal, Name
from motcua.forms.functions import EXACT, MOST_ROWS, STRICT, Value, extreme, is_number, kleene, known, number

__all__ = ["MOST_ROWS", "Scope", "Value", "evaluate", "holds"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may see. ``fields`` holds values by key: texts, numbers, decimals, dates, truths, several
    choices as a sequence of texts, a repeated group as a sequence of mappings. ``facts`` are the caller's; ``today`` is
    the legal day, empty when there is none. Anything else found there counts as empty."""

    fields: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    today: dt.date | None = None


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of ``expression`` in ``scope``; None where it has none. Never raises."""
    if isinstance(expression, Literal):
        return known(expression.value)
    if isinstance(expression, Name):
        return known(scope.fields.get(expression.key))
    if not isinstance(expression, Call):
        return known(scope.facts.get(expression.name))
    if expression.function in OVER_ROWS:
        return _over_rows(expression, scope)
    lazy = _LAZY.get(expression.function)
    if lazy is not None:
        return lazy(expression.arguments, scope)
    if expression.function == "today":
        return scope.today
    values = [evaluate(one, scope) for one in expression.arguments]
    if expression.function == "age" and len(values) == 1:
        values.append(scope.today)
    try:
        return known(STRICT[expression.function](*values))
    except (ArithmeticError, ValueError, TypeError):
        return None


def holds(expression: Expression | None, scope: Scope) -> bool:
    """Whether a condition is met for certain; no condition always is."""
    return expression is None or evaluate(expression, scope) is True


# ---- rows


def _over_rows(call: Call, scope: Scope) -> Value:
    named = call.arguments[0]
    rows = scope.fields.get(named.key) if isinstance(named, Name) else None
    if rows is None:
        rows = ()
    if not isinstance(rows, list | tuple) or len(rows) > MOST_ROWS:
        return None
    if len(call.arguments) == 1:
        return len(rows)
    around = dict(scope.fields)
    found = [
        evaluate(call.arguments[1], Scope(ChainMap(dict(row), around), scope.facts, scope.today))
        if isinstance(row, Mapping)
        else None
        for row in rows
    ]
    return _ROWS[call.function](found)


def _count(found: Sequence[Value]) -> Value:
    return sum(1 for one in found if one is True)


def _sum(found: Sequence[Value]) -> Value:
    """Of the rows that have a number; nothing summed is 0."""
    numbers = (Decimal(one) for one in found if is_number(one))  # type: ignore[arg-type]
    return number(reduce(EXACT.add, numbers, Decimal(0)))


def _any(found: Sequence[Value]) -> Value:
    return kleene(found, sought=True)


def _all(found: Sequence[Value]) -> Value:
    return kleene(found, sought=False)


def _lowest(found: Sequence[Value]) -> Value:
    return extreme([one for one in found if one is not None], "<")


def _highest(found: Sequence[Value]) -> Value:
    return extreme([one for one in found if one is not None], ">")


_ROWS: Mapping[str, Callable[[Sequence[Value]], Value]] = {
    "count": _count,
    "sum": _sum,
    "any": _any,
    "all": _all,
    "lowest": _lowest,
    "highest": _highest,
}


# ---- functions that need not look at all of their arguments


def _and(arguments: Sequence[Expression], scope: Scope) -> Value:
    return _kleene_lazy(arguments, scope, sought=False)


def _or(arguments: Sequence[Expression], scope: Scope) -> Value:
    return _kleene_lazy(arguments, scope, sought=True)


def _kleene_lazy(arguments: Sequence[Expression], scope: Scope, *, sought: bool) -> Value:
    unsure = False
    for one in arguments:
        found = evaluate(one, scope)
        if found is sought:
            return sought
        unsure = unsure or found is not (not sought)
    return None if unsure else not sought


def _if(arguments: Sequence[Expression], scope: Scope) -> Value:
    chosen = evaluate(arguments[0], scope)
    if not isinstance(chosen, bool):
        return None
    return evaluate(arguments[1] if chosen else arguments[2], scope)


def _filled(arguments: Sequence[Expression], scope: Scope) -> Value:
    if isinstance(arguments[0], Name) and _has_rows(scope.fields.get(arguments[0].key)):
        return True
    return evaluate(arguments[0], scope) is not None


def _has_rows(found: object) -> bool:
    return isinstance(found, list | tuple) and any(isinstance(row, Mapping) for row in found)


def _empty(arguments: Sequence[Expression], scope: Scope) -> Value:
    return not _filled(arguments, scope)


def _default(arguments: Sequence[Expression], scope: Scope) -> Value:
    found = evaluate(arguments[0], scope)
    return evaluate(arguments[1], scope) if found is None else found


_LAZY: Mapping[str, Callable[[Sequence[Expression], Scope], Value]] = {
    "and": _and,
    "or": _or,
    "if": _if,
    "filled": _filled,
    "empty": _empty,
    "default": _default,
}
