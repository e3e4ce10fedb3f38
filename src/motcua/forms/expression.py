"""Expressions: what an author may ask of answers, as frozen values with a JSON of their own.

An expression knows nothing of forms: it names fields, a few facts that a caller offers (``@case``), and calls functions
of one closed table. It is bounded when it is made, so that working it out (:mod:`motcua.forms.evaluation`) is bounded
too. Conditions of forms and of processes are expressions. The text that authors write is in :mod:`.formula`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from motcua.core.canonical import Json

MOST_NODES = 300
MOST_DEPTH = 40
MOST_CHARACTERS = 300
"""Of one text inside an expression."""
LARGEST = 10**18
"""Numbers over this, either way, are no numbers here."""
MOST_DECIMALS = 12

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,119}")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DECIMAL = re.compile(r"-?[0-9]{1,19}(?:\.[0-9]{1,12})?")

Scalar = None | bool | int | Decimal | str | dt.date

FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "and": (2, 100),
    "or": (2, 100),
    "not": (1, 1),
    "=": (2, 2),
    "!=": (2, 2),
    "<": (2, 2),
    "<=": (2, 2),
    ">": (2, 2),
    ">=": (2, 2),
    "in": (2, 101),
    "+": (2, 2),
    "-": (2, 2),
    "*": (2, 2),
    "/": (2, 2),
    "neg": (1, 1),
    "if": (3, 3),
    "filled": (1, 1),
    "empty": (1, 1),
    "default": (2, 2),
    "has": (2, 2),
    "length": (1, 1),
    "join": (1, 20),
    "round": (1, 2),
    "min": (2, 50),
    "max": (2, 50),
    "today": (0, 0),
    "age": (1, 2),
    "days": (2, 2),
    "months": (2, 2),
    "year": (1, 1),
    "add_days": (2, 2),
    "count": (1, 2),
    "sum": (2, 2),
    "any": (2, 2),
    "all": (2, 2),
    "lowest": (2, 2),
    "highest": (2, 2),
}
"""Every function with the fewest and the most arguments."""

OVER_ROWS = frozenset({"count", "sum", "any", "all", "lowest", "highest"})
"""Their first argument names a repeated group; the second is worked out for each of its rows."""


class ExpressionError(ValueError):
    """No expression. ``code`` is stable; ``params`` fill its text (``at`` counts characters from 1)."""

    def __init__(self, code: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written down. A decimal is kept in its shortest form, a whole one as a whole number."""

    value: Scalar

    def __post_init__(self) -> None:
        value = self.value
        if isinstance(value, Decimal):
            object.__setattr__(self, "value", shortest(value))
        elif isinstance(value, str):
            if len(value) > MOST_CHARACTERS or "\x00" in value or any("\ud800" <= one <= "\udfff" for one in value):
                raise ExpressionError("formula_text_wrong", {"most": MOST_CHARACTERS})
        elif isinstance(value, dt.datetime) or not isinstance(value, None | bool | int | dt.date):
            raise ExpressionError("expression_malformed")
        if isinstance(self.value, int) and abs(self.value) > LARGEST:
            raise ExpressionError("formula_number_wrong")


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to the field ``key``, or the rows of the repeated group ``key``."""

    key: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ExpressionError("formula_name_wrong", {"name": self.key[:40]})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the caller knows beside the answers: ``case``, ``channel``, ``fee``."""

    name: str

    def __post_init__(self) -> None:
        if not _FACT.fullmatch(self.name):
            raise ExpressionError("formula_name_wrong", {"name": self.name[:40]})


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...] = ()

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS:
            raise ExpressionError("function_unknown", {"name": self.function[:40]})
        least, most = FUNCTIONS[self.function]
        if not least <= len(self.arguments) <= most:
            raise ExpressionError("arguments_wrong", {"name": self.function, "least": least, "most": most})
        if self.function not in OVER_ROWS:
            return
        if not isinstance(self.arguments[0], Name):
            raise ExpressionError("rows_expected", {"name": self.function})
        if any(isinstance(one, Call) and one.function in OVER_ROWS for one in _nodes(self.arguments[1:])):
            raise ExpressionError("rows_nested", {"name": self.function})


Expression = Literal | Name | Fact | Call


def shortest(value: Decimal) -> int | Decimal:
    """The same number, whole if it is whole. Raises :class:`ExpressionError` for one that is too large or too fine."""
    if not value.is_finite() or abs(value) > LARGEST:
        raise ExpressionError("formula_number_wrong")
    if value == value.to_integral_value():
        return int(value)
    if -int(value.normalize().as_tuple().exponent) > MOST_DECIMALS:
        raise ExpressionError("formula_number_wrong")
    return value.normalize()


def bounded(expression: Expression) -> Expression:
    """The expression itself. Raises :class:`ExpressionError` when it is too large or too deep to be worked out."""
    count, level = 0, [expression]
    for _ in range(MOST_DEPTH + 1):
        if not level:
            return expression
        count += len(level)
        if count > MOST_NODES:
            raise ExpressionError("expression_too_large", {"most": MOST_NODES})
        level = [one for node in level if isinstance(node, Call) for one in node.arguments]
    raise ExpressionError("expression_too_deep", {"most": MOST_DEPTH})


def _nodes(roots: tuple[Expression, ...]) -> Iterator[Expression]:
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Call):
            waiting.extend(node.arguments)


def names(expression: Expression | None) -> frozenset[str]:
    """The keys of every field and repeated group that the expression asks for; nothing for None."""
    if expression is None:
        return frozenset()
    return frozenset(node.key for node in _nodes((expression,)) if isinstance(node, Name))


def facts(expression: Expression | None) -> frozenset[str]:
    """The names of the facts (``case``, ``fee`` ...) that the expression asks its caller for."""
    if expression is None:
        return frozenset()
    return frozenset(node.name for node in _nodes((expression,)) if isinstance(node, Fact))


def groups_named(expression: Expression | None) -> frozenset[str]:
    """The keys that the expression goes through as rows of a repeated group."""
    if expression is None:
        return frozenset()
    found = [node for node in _nodes((expression,)) if isinstance(node, Call) and node.function in OVER_ROWS]
    return frozenset(node.arguments[0].key for node in found if isinstance(node.arguments[0], Name))


def renamed(expression: Expression, keys: Mapping[str, str]) -> Expression:
    """The expression with each field called as ``keys`` says; others keep their names."""
    if isinstance(expression, Name):
        return Name(keys.get(expression.key, expression.key))
    if isinstance(expression, Call):
        return Call(expression.function, tuple(renamed(one, keys) for one in expression.arguments))
    return expression


# ---- JSON


def to_json(expression: Expression) -> Json:
    """Truths, whole numbers, texts and null stand for themselves; the rest are objects with one telling key."""
    if isinstance(expression, Name):
        return {"field": expression.key}
    if isinstance(expression, Fact):
        return {"fact": expression.name}
    if isinstance(expression, Call):
        return {"call": expression.function, "of": [to_json(one) for one in expression.arguments]}
    value = expression.value
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return {"number": str(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return value


def from_json(data: object) -> Expression:
    """The expression in ``data``. Raises :class:`ExpressionError` for anything else, however large or deep."""
    return bounded(_read(data, 0))


def _read(data: object, depth: int) -> Expression:
    if depth > MOST_DEPTH:
        raise ExpressionError("expression_too_deep", {"most": MOST_DEPTH})
    if data is None or isinstance(data, bool | int | str):
        return Literal(data)
    if not isinstance(data, Mapping):
        raise ExpressionError("expression_malformed")
    match dict(data):
        case {"field": str(key), **rest} if not rest:
            return Name(key)
        case {"fact": str(name), **rest} if not rest:
            return Fact(name)
        case {"number": str(text), **rest} if not rest and _DECIMAL.fullmatch(text):
            return Literal(_decimal(text))
        case {"date": str(text), **rest} if not rest:
            return Literal(_date(text))
        case {"call": str(name), "of": list(arguments), **rest} if not rest and len(arguments) <= MOST_NODES:
            return Call(name, tuple(_read(one, depth + 1) for one in arguments))
        case _:
            raise ExpressionError("expression_malformed")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ExpressionError("formula_number_wrong") from None


def _date(text: str) -> dt.date:
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise ExpressionError("formula_date_wrong")
