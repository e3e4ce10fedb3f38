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
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce

from motcua.forms.expression import LARGEST, MOST_DECIMALS, OVER_ROWS, Call, Expression, Literal, Name

MOST_ROWS = 1_000
"""More rows than this are not gone through: what asks for them is empty."""
MOST_TEXT = 5_000

Value = None | bool | int | Decimal | str | dt.date | tuple[str, ...]
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_PLACES = Decimal(1).scaleb(-MOST_DECIMALS)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may see. ``fields`` holds values by key: texts, whole numbers, decimals, dates, truths, several choices as
    a sequence of texts, a repeated group as a sequence of mappings. ``facts`` are the caller's; ``today`` is the legal
    day, empty when there is none. Anything else found there counts as empty."""

    fields: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    today: dt.date | None = None


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of ``expression`` in ``scope``; None where it has none. Never raises."""
    if isinstance(expression, Literal):
        return _value(expression.value)
    if isinstance(expression, Name):
        return _value(scope.fields.get(expression.key))
    if not isinstance(expression, Call):
        return _value(scope.facts.get(expression.name))
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
        return _value(_STRICT[expression.function](*values))
    except (ArithmeticError, ValueError, TypeError):
        return None


def holds(expression: Expression | None, scope: Scope) -> bool:
    """Whether a condition is met for certain; no condition always is."""
    return expression is None or evaluate(expression, scope) is True


def _value(found: object) -> Value:
    """A value that the functions know, within their bounds; else None. Empty texts and lists are no answer."""
    if isinstance(found, bool):
        return found
    if isinstance(found, int):
        return found if abs(found) <= LARGEST else None
    if isinstance(found, Decimal):
        return _number(found)
    if isinstance(found, str):
        return found if 0 < len(found) <= MOST_TEXT else None
    if isinstance(found, dt.date) and not isinstance(found, dt.datetime):
        return found
    if isinstance(found, list | tuple) and found and len(found) <= MOST_ROWS:
        return tuple(one for one in found if isinstance(one, str)) or None
    return None


def _number(found: Decimal) -> int | Decimal | None:
    if not found.is_finite() or abs(found) > LARGEST:
        return None
    rounded = found.quantize(_PLACES, context=_EXACT).normalize(_EXACT)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


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
    numbers = (Decimal(one) for one in found if _is_number(one))  # type: ignore[arg-type]
    return _number(reduce(_EXACT.add, numbers, Decimal(0)))


def _any(found: Sequence[Value]) -> Value:
    return _kleene(found, sought=True)


def _all(found: Sequence[Value]) -> Value:
    return _kleene(found, sought=False)


def _lowest(found: Sequence[Value]) -> Value:
    return _extreme([one for one in found if one is not None], "<")


def _highest(found: Sequence[Value]) -> Value:
    return _extreme([one for one in found if one is not None], ">")


def _kleene(found: Sequence[Value], *, sought: bool) -> Value:
    if any(one is sought for one in found):
        return sought
    return None if any(one is not (not sought) for one in found) else not sought


def _extreme(found: Sequence[Value], order: str) -> Value:
    if not found:
        return None
    best = found[0]
    for one in found:
        closer = _ordered(one, best, order)
        if closer is None:
            return None
        best = one if closer else best
    return best


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


# ---- functions of values; a TypeError means "empty"


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _ordered(left: Value, right: Value, order: str) -> bool | None:
    """Two numbers, two dates or two texts compared; None for anything else."""
    if not (_is_number(left) and _is_number(right)) and not any(
        isinstance(left, kind) and isinstance(right, kind) for kind in (dt.date, str)
    ):
        return None
    below, above = left < right, left > right  # type: ignore[operator]
    return {"<": below, ">": above, "<=": not above, ">=": not below}[order]


def _equal(left: Value, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right if isinstance(left, bool) and isinstance(right, bool) else None
    if _is_number(left) and _is_number(right):
        return left == right
    alike = any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, dt.date, tuple))
    return left == right if alike else None


def _unequal(left: Value, right: Value) -> bool | None:
    same = _equal(left, right)
    return None if same is None else not same


def _one_of(sought: Value, *known: Value) -> Value:
    return _kleene([_equal(sought, one) for one in known], sought=True)


def _not(value: Value) -> Value:
    return not value if isinstance(value, bool) else None


def _arithmetic(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Value, Value], Value]:
    def worked(left: Value, right: Value) -> Value:
        if not (_is_number(left) and _is_number(right)):
            return None
        return _number(work(Decimal(left), Decimal(right)))  # type: ignore[arg-type]

    return worked


def _negative(value: Value) -> Value:
    return -value if _is_number(value) else None  # type: ignore[operator]


def _has(chosen: Value, sought: Value) -> Value:
    """Whether ``sought`` is among several choices, or is the one choice."""
    if chosen is None or not isinstance(sought, str):
        return None
    return sought in chosen if isinstance(chosen, tuple) else _equal(chosen, sought)


def _length(value: Value) -> Value:
    return len(value) if isinstance(value, str | tuple) else None


def _join(*values: Value) -> Value:
    """The texts and numbers that are there, with a space between."""
    said = [str(one) for one in values if isinstance(one, str) or _is_number(one)]
    return " ".join(said) or None


def _round(value: Value, places: Value = 0) -> Value:
    if not _is_number(value) or not isinstance(places, int) or isinstance(places, bool):
        return None
    if not -18 <= places <= MOST_DECIMALS:
        return None
    return _number(Decimal(value).quantize(Decimal(1).scaleb(-places), context=_EXACT))  # type: ignore[arg-type]


def _least(*values: Value) -> Value:
    return None if None in values else _extreme(values, "<")


def _most(*values: Value) -> Value:
    return None if None in values else _extreme(values, ">")


def _months(since: Value, until: Value) -> Value:
    """Whole months gone by. A month begun on a day that a shorter month lacks is full on the first of the next one."""
    if not (isinstance(since, dt.date) and isinstance(until, dt.date)):
        return None
    if since > until:
        later = _months(until, since)
        return -later if isinstance(later, int) else None
    return 12 * (until.year - since.year) + until.month - since.month - (until.day < since.day)


def _age(born: Value, on: Value) -> Value:
    """Whole years of life; none before birth. Who was born on 29 February is a year older on 1 March."""
    months = _months(born, on)
    return months // 12 if isinstance(months, int) and months >= 0 else None


def _days(since: Value, until: Value) -> Value:
    return (until - since).days if isinstance(since, dt.date) and isinstance(until, dt.date) else None


def _year(day: Value) -> Value:
    return day.year if isinstance(day, dt.date) else None


def _add_days(day: Value, days: Value) -> Value:
    if not isinstance(day, dt.date) or not isinstance(days, int) or isinstance(days, bool):
        return None
    return day + dt.timedelta(days=days)


_STRICT: Mapping[str, Callable[..., Value]] = {
    "=": _equal,
    "!=": _unequal,
    "<": lambda left, right: _ordered(left, right, "<"),
    "<=": lambda left, right: _ordered(left, right, "<="),
    ">": lambda left, right: _ordered(left, right, ">"),
    ">=": lambda left, right: _ordered(left, right, ">="),
    "in": _one_of,
    "not": _not,
    "+": _arithmetic(_EXACT.add),
    "-": _arithmetic(_EXACT.subtract),
    "*": _arithmetic(_EXACT.multiply),
    "/": _arithmetic(_EXACT.divide),
    "neg": _negative,
    "has": _has,
    "length": _length,
    "join": _join,
    "round": _round,
    "min": _least,
    "max": _most,
    "age": _age,
    "days": _days,
    "months": _months,
    "year": _year,
    "add_days": _add_days,
}
