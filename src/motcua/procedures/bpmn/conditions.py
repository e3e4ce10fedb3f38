"""Conditions of outcomes: our own beside an expression that other engines work out, and theirs read as ours."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal

from motcua.forms import expression, formula
from motcua.forms.expression import Call, Expression, ExpressionError, Fact, Literal, Name

_BINARY = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "+": "+", "-": "-", "*": "*", "/": "/"}
_WRAPPED = re.compile(r"\s*(?:\$\{(?P<juel>.*)\}|=(?!=)(?P<feel>.*))\s*", re.DOTALL)


def engine_text(one: Expression) -> str:
    """The expression in the syntax that Python, SpiffWorkflow and most script engines share: answers are variables by
    their keys, ``@case`` is ``fact_case``, and functions beyond arithmetic are called by our names."""
    if isinstance(one, Literal):
        return _literal(one.value)
    if isinstance(one, Name):
        return re.sub(r"[^A-Za-z0-9_]", "_", one.key)
    if isinstance(one, Fact):
        return f"fact_{one.name}"
    return _call(one)


def _literal(value: expression.Scalar) -> str:
    if isinstance(value, dt.date):
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _call(one: Call) -> str:
    name, parts = one.function, [engine_text(part) for part in one.arguments]
    if name in _BINARY:
        return f"({parts[0]} {_BINARY[name]} {parts[1]})"
    if name in {"and", "or"}:
        return "(" + f" {name} ".join(parts) + ")"
    if name in {"not", "neg"}:
        return f"(not {parts[0]})" if name == "not" else f"(-{parts[0]})"
    if name == "in":
        return f"({parts[0]} in ({', '.join(parts[1:])},))"
    if name == "if":
        return f"({parts[1]} if {parts[0]} else {parts[2]})"
    return f"{name}({', '.join(parts)})"


def own_text(one: Expression) -> str:
    """The expression for our own attribute: its JSON, which has no limit that the expression has not."""
    return json.dumps(expression.to_json(one), ensure_ascii=True, separators=(",", ":"))


def own_condition(text: str) -> Expression:
    """:func:`own_text` turned back. Raises :class:`ExpressionError`."""
    try:
        return expression.from_json(json.loads(text))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError("expression_malformed") from None


def foreign_condition(text: str) -> Expression | None:
    """A condition of another program where it can be read as ours; else None. ``${…}`` and ``= …`` are taken off."""
    match = _WRAPPED.fullmatch(text)
    inner = (match["juel"] or match["feel"] or "") if match else text
    try:
        return formula.parse(inner)
    except ExpressionError:
        return None
