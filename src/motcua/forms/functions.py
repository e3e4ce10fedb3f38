"""The functions of expressions over plain values. None is the empty value; a TypeError means it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from motcua.forms.expression import LARGEST, MOST_DECIMALS

MOST_ROWS = 1_000
"""More rows than this are not gone through: what asks for them is empty."""
MOST_TEXT = 5_000

Value = None | bool | int | Decimal | str | dt.date | tuple[str, ...]
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_PLACES = Decimal(1).scaleb(-MOST_DECIMALS)


def known(found: object) -> Value:
    """A value that the functions know, within their bounds; else None. Empty texts and lists are no answer."""
    if isinstance(found, bool):
        return found
    if isinstance(found, int):
        return found if abs(found) <= LARGEST else None
    if isinstance(found, Decimal):
        return number(found)
    if isinstance(found, str):
        return found if 0 < len(found) <= MOST_TEXT else None
    if isinstance(found, dt.date) and not isinstance(found, dt.datetime):
        return found
    if isinstance(found, list | tuple) and found and len(found) <= MOST_ROWS:
        return tuple(one for one in found if isinstance(one, str)) or None
    return None


def number(found: Decimal) -> int | Decimal | None:
    if not found.is_finite() or abs(found) > LARGEST:
        return None
    rounded = found.quantize(_PLACES, context=EXACT).normalize(EXACT)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


def kleene(found: Sequence[Value], *, sought: bool) -> Value:
    if any(one is sought for one in found):
        return sought
    return None if any(one is not (not sought) for one in found) else not sought


def extreme(found: Sequence[Value], order: str) -> Value:
    if not found:
        return None
    best = found[0]
    for one in found:
        closer = _ordered(one, best, order)
        if closer is None:
            return None
        best = one if closer else best
    return best


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _ordered(left: Value, right: Value, order: str) -> bool | None:
    """Two numbers, two dates or two texts compared; None for anything else."""
    if not (is_number(left) and is_number(right)) and not any(
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
    if is_number(left) and is_number(right):
        return left == right
    alike = any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, dt.date, tuple))
    return left == right if alike else None


def _unequal(left: Value, right: Value) -> bool | None:
    same = _equal(left, right)
    return None if same is None else not same


def _one_of(sought: Value, *known: Value) -> Value:
    return kleene([_equal(sought, one) for one in known], sought=True)


def _not(value: Value) -> Value:
    return not value if isinstance(value, bool) else None


def _arithmetic(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Value, Value], Value]:
    def worked(left: Value, right: Value) -> Value:
        if not (is_number(left) and is_number(right)):
            return None
        return number(work(Decimal(left), Decimal(right)))  # type: ignore[arg-type]

    return worked


def _negative(value: Value) -> Value:
    return -value if is_number(value) else None  # type: ignore[operator]


def _has(chosen: Value, sought: Value) -> Value:
    """Whether ``sought`` is among several choices, or is the one choice."""
    if chosen is None or not isinstance(sought, str):
        return None
    return sought in chosen if isinstance(chosen, tuple) else _equal(chosen, sought)


def _length(value: Value) -> Value:
    return len(value) if isinstance(value, str | tuple) else None


def _join(*values: Value) -> Value:
    """The texts and numbers that are there, with a space between."""
    said = [str(one) for one in values if isinstance(one, str) or is_number(one)]
    return " ".join(said) or None


def _round(value: Value, places: Value = 0) -> Value:
    if not is_number(value) or not isinstance(places, int) or isinstance(places, bool):
        return None
    if not -18 <= places <= MOST_DECIMALS:
        return None
    return number(Decimal(value).quantize(Decimal(1).scaleb(-places), context=EXACT))  # type: ignore[arg-type]


def _least(*values: Value) -> Value:
    return None if None in values else extreme(values, "<")


def _most(*values: Value) -> Value:
    return None if None in values else extreme(values, ">")


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


STRICT: Mapping[str, Callable[..., Value]] = {
    "=": _equal,
    "!=": _unequal,
    "<": lambda left, right: _ordered(left, right, "<"),
    "<=": lambda left, right: _ordered(left, right, "<="),
    ">": lambda left, right: _ordered(left, right, ">"),
    ">=": lambda left, right: _ordered(left, right, ">="),
    "in": _one_of,
    "not": _not,
    "+": _arithmetic(EXACT.add),
    "-": _arithmetic(EXACT.subtract),
    "*": _arithmetic(EXACT.multiply),
    "/": _arithmetic(EXACT.divide),
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
