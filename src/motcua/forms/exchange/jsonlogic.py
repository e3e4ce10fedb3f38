"""Conditions as JSONLogic, as Form.io and many others write them, there and back, for what both can say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from motcua.core.canonical import Json
from motcua.forms.expression import Call, Expression, ExpressionError, Literal, Name, bounded

MOST_DEPTH = 60
Called = Callable[[str], Expression | None]
"""The answer that a variable of the file means here; None when there is none."""

_SIGNS = {"==": "=", "===": "=", "!=": "!=", "!==": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_ARITHMETIC = frozenset({"+", "-", "*", "/"})
_OUR_SIGNS = {"=": "==", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<=", "+": "+", "-": "-", "*": "*", "/": "/"}


class UnsayableError(ValueError):
    """The other side has no word for it."""


def from_jsonlogic(logic: object, called: Called) -> Expression:
    """The expression in ``logic``. Raises :class:`UnsayableError`."""
    try:
        return bounded(_read(logic, called, 0))
    except ExpressionError as error:
        raise UnsayableError(error.code) from None


def _read(logic: object, called: Called, depth: int) -> Expression:
    if depth > MOST_DEPTH:
        raise UnsayableError("depth")
    if logic is None or isinstance(logic, bool | int | str):
        return Literal(logic)
    if isinstance(logic, float):
        return Literal(Decimal(repr(logic)))
    if not isinstance(logic, dict) or len(logic) != 1:
        raise UnsayableError("shape")
    ((name, given),) = logic.items()
    arguments = given if isinstance(given, list) else [given]
    if name == "var":
        return _variable(arguments, called)
    if name == "in":
        return _among(arguments, called, depth)
    parts = [_read(one, called, depth + 1) for one in arguments]
    return _call(name, parts)


def _variable(arguments: list[object], called: Called) -> Expression:
    path = arguments[0] if arguments else None
    if len(arguments) != 1 or not isinstance(path, str):
        raise UnsayableError("var")
    for prefix in ("data.", "row.", "form."):
        path = path.removeprefix(prefix)
    found = called(path)
    if found is None:
        raise UnsayableError("var")
    return found


def _among(arguments: list[object], called: Called, depth: int) -> Expression:
    """``in`` of a list of values, or of the choices of a field."""
    if len(arguments) != 2:
        raise UnsayableError("in")
    one = _read(arguments[0], called, depth + 1)
    if isinstance(arguments[1], list):
        return Call("in", (one, *(_read(value, called, depth + 1) for value in arguments[1])))
    return Call("has", (_read(arguments[1], called, depth + 1), one))


def _call(name: str, parts: list[Expression]) -> Expression:
    if name in {"<", "<="} and len(parts) == 3:
        return Call("and", (Call(name, (parts[0], parts[1])), Call(name, (parts[1], parts[2]))))
    if name in _SIGNS and len(parts) == 2:
        return Call(_SIGNS[name], (parts[0], parts[1]))
    if name in {"and", "or"}:
        return parts[0] if len(parts) == 1 else Call(name, tuple(parts))
    if name == "!" and len(parts) == 1:
        return Call("not", (parts[0],))
    if name == "!!" and len(parts) == 1:
        return Call("filled", (parts[0],))
    if name == "-" and len(parts) == 1:
        return Call("neg", (parts[0],))
    if name in _ARITHMETIC and len(parts) >= 2:
        return _folded(name, parts)
    if name == "if" and len(parts) >= 3 and len(parts) % 2:
        *cases, last = parts
        for position in range(len(cases) - 2, -1, -2):
            last = Call("if", (cases[position], cases[position + 1], last))
        return last
    if name in {"min", "max"} and len(parts) >= 2:
        return Call(name, tuple(parts))
    raise UnsayableError(name)


def _folded(name: str, parts: list[Expression]) -> Expression:
    found = parts[0]
    for part in parts[1:]:
        found = Call(name, (found, part))
    return found


# ---- writing


def to_jsonlogic(expression: Expression, row: Collection[str] = ()) -> Json:
    """``expression`` as JSONLogic; ``row`` are the keys that stand in the same row of a repeated group. Raises
    :class:`UnsayableError` for facts, dates and functions it does not have."""
    if isinstance(expression, Literal):
        return _value(expression)
    if isinstance(expression, Name):
        return {"var": f"{'row' if expression.key in row else 'data'}.{expression.key}"}
    if not isinstance(expression, Call):
        raise UnsayableError("fact")
    name, parts = expression.function, expression.arguments
    if name == "has":
        return {"in": [to_jsonlogic(parts[1], row), to_jsonlogic(parts[0], row)]}
    if name == "in":
        return {"in": [to_jsonlogic(parts[0], row), [to_jsonlogic(one, row) for one in parts[1:]]]}
    written: list[Json] = [to_jsonlogic(one, row) for one in parts]
    if name in _OUR_SIGNS:
        return {_OUR_SIGNS[name]: written}
    if name in {"and", "or", "if", "min", "max"}:
        return {name: written}
    if name in {"not", "filled", "neg"}:
        return {{"not": "!", "filled": "!!", "neg": "-"}[name]: written}
    raise UnsayableError(name)


def _value(literal: Literal) -> Json:
    value = literal.value
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    raise UnsayableError("value")


def names_as(called: Mapping[str, str]) -> Called:
    """Variables by their names in the file; ``x.option`` of several choices asks whether it is among them."""

    def find(path: str) -> Expression | None:
        if path in called:
            return Name(called[path])
        whole, _, option = path.rpartition(".")
        if whole in called and option:
            return Call("has", (Name(called[whole]), Literal(option)))
        return None

    return find
