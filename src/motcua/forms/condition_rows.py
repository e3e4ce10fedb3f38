"""Conditions as authors fill them in: rows of "field - comparison - value" of which all or any must hold, and one
formula line for what rows cannot say. Pure; ``joined(split(e))`` holds exactly when ``e`` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from motcua.forms.answers import MalformedError, read_date
from motcua.forms.expression import Call, Expression, ExpressionError, Literal, Name
from motcua.forms.formula import parse, say
from motcua.forms.schema import Field, FieldKind

ALL, ANY = "all", "any"
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "in", "has", "filled", "empty")
"""What a row may ask; ``in`` takes several values with commas, ``filled`` and ``empty`` none."""
WITHOUT_VALUE = frozenset({"filled", "empty"})
MOST_ROWS = 20
_NUMERIC = {FieldKind.NUMBER, FieldKind.MONEY}
_TRUTHS = {"true": True, "false": False, "có": True, "không": False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """``value`` as people read it: a date as 5/9/1990, an option by its label."""

    field: str
    comparison: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    mode: str = ALL
    rows: tuple[ConditionRow, ...] = ()
    formula: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.formula.strip()


def split(expression: Expression | None, fields: Mapping[str, Field]) -> Conditions:
    """The rows of a condition, and the formula of what is left."""
    if expression is None:
        return Conditions()
    parts = _parts(expression, "and")
    rows = [_row(part, fields) for part in parts]
    if all(rows):
        return Conditions(ALL, tuple(row for row in rows if row))
    either = [_row(part, fields) for part in _parts(parts[0], "or")]
    if len(either) > 1 and all(either):
        return Conditions(ANY, tuple(row for row in either if row), _said(parts[1:]))
    left = [part for part, row in zip(parts, rows, strict=True) if row is None]
    return Conditions(ALL, tuple(row for row in rows if row), _said(left))


def _parts(expression: Expression, word: str) -> list[Expression]:
    return list(expression.arguments) if isinstance(expression, Call) and expression.function == word else [expression]


def _said(parts: Sequence[Expression]) -> str:
    if not parts:
        return ""
    return say(parts[0] if len(parts) == 1 else Call("and", tuple(parts)))


def joined(conditions: Conditions, fields: Mapping[str, Field]) -> Expression | None:
    """The condition that rows and formula make together; None when they say nothing. Raises ExpressionError, with
    ``row`` (from 1) when a row is at fault."""
    made: list[Expression] = []
    for number, row in enumerate(conditions.rows, start=1):
        try:
            made.append(_expression(row, fields))
        except ExpressionError as fault:
            raise ExpressionError(fault.code, {**fault.params, "row": number}) from None
    word = "or" if conditions.mode == ANY else "and"
    whole = made[:1] if len(made) < 2 else [Call(word, tuple(made))]
    if conditions.formula.strip():
        whole.append(parse(conditions.formula))
    if not whole:
        return None
    if len(whole) == 1:
        return whole[0]
    flat = [part for one in whole for part in (_parts(one, "and") if word == "and" else [one])]
    return Call("and", tuple(flat))


def _row(expression: Expression, fields: Mapping[str, Field]) -> ConditionRow | None:
    """The expression as one row; None when it is more than that."""
    if not isinstance(expression, Call) or expression.function not in COMPARISONS:
        return None
    named, *values = expression.arguments
    if not isinstance(named, Name) or not all(isinstance(one, Literal) and one.value is not None for one in values):
        return None
    field = fields.get(named.key)
    words = [_shown(one.value, field) for one in values if isinstance(one, Literal)]
    if expression.function == "in" and any("," in word for word in words):
        return None
    row = ConditionRow(named.key, expression.function, ", ".join(words))
    try:
        same = _expression(row, fields) == expression
    except ExpressionError:
        return None
    return row if same else None


def _shown(value: object, field: Field | None) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    if isinstance(value, Decimal):
        return format(value, "f")
    if field is not None and isinstance(value, str):
        same = [option.label for option in field.options if option.key == value]
        alike = sum(1 for option in field.options if same and option.label == same[0])
        return same[0] if same and alike == 1 and "," not in same[0] else value
    return str(value)


def _expression(row: ConditionRow, fields: Mapping[str, Field]) -> Expression:
    named = Name(row.field)
    if row.comparison not in COMPARISONS:
        raise ExpressionError("function_unknown", {"name": row.comparison[:40]})
    if row.comparison in WITHOUT_VALUE:
        return Call(row.comparison, (named,))
    field = fields.get(row.field)
    texts = row.value.split(",") if row.comparison == "in" else [row.value]
    if not all(text.strip() for text in texts):
        raise ExpressionError("condition_value_missing")
    return Call(row.comparison, (named, *(Literal(_value(text.strip(), field)) for text in texts)))


def _value(text: str, field: Field | None) -> str | int | Decimal | bool | dt.date:
    kind = field.kind if field is not None else None
    if kind is FieldKind.COMPUTED and field is not None:
        kind = field.result
    if kind in _NUMERIC:
        return _number(text)
    if kind is FieldKind.DATE:
        try:
            return read_date(text)
        except MalformedError:
            raise ExpressionError("formula_date_wrong") from None
    if kind in {FieldKind.YES_NO, FieldKind.CONSENT}:
        if text.lower() not in _TRUTHS:
            raise ExpressionError("condition_truth_wrong")
        return _TRUTHS[text.lower()]
    for option in field.options if field is not None else ():
        if text in {option.key, option.label} or text.lower() == option.label.lower():
            return option.key
    return text


def _number(text: str) -> int | Decimal:
    """A number as people write it here: 1.200 is a thousand and more, 1,5 one and a half. A comma cannot be told from
    the one between several values, so there a point with one or two digits after it counts as decimal."""
    bare = text.replace(" ", "").replace(",", ".")
    whole, point, rest = bare.rpartition(".")
    bare = f"{whole.replace('.', '')}.{rest}" if point and len(rest) != 3 else bare.replace(".", "")
    digits = bare.removeprefix("-").replace(".", "", 1)
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 30:
        raise ExpressionError("formula_number_wrong")
    number = Decimal(bare)
    return int(number) if number == number.to_integral_value() else number
