"""Kept answers (plain JSON) as the values that expressions work with, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from motcua.core.canonical import Json
from motcua.forms.evaluation import Value
from motcua.forms.shape import Field, FieldKind, FormSchema

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_LARGEST_KEPT = 2**53 - 1


def kept_decimal(number: Decimal) -> str:
    """A decimal as the text that is kept: shortest, but never with three places, which would read as thousands."""
    text = format(number.normalize(_EXACT) if number else Decimal(0), "f")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def scope_fields(schema: FormSchema, answers: Mapping[str, object]) -> dict[str, object]:
    """The kept answers to a form as ``Scope.fields``: dates as dates, decimals as decimals, rows as mappings. What is
    not of its question's kind, and what is no question of the form, is taken as it stands. Never raises."""
    fields = {field.key: field for field, _group, _page in schema.every_field()}
    found: dict[str, object] = {}
    for key, answer in answers.items():
        if isinstance(answer, list | tuple) and any(isinstance(row, Mapping) for row in answer):
            rows = [row for row in answer if isinstance(row, Mapping)]
            found[key] = [{name: scope_value(fields.get(name), value) for name, value in row.items()} for row in rows]
        else:
            found[key] = scope_value(fields.get(key), answer)
    return found


def scope_value(field: Field | None, answer: object) -> object:
    """One kept answer as a value of expressions."""
    if not isinstance(answer, str) or field is None:
        return tuple(answer) if isinstance(answer, list) else answer
    kind = field.result if field.kind is FieldKind.COMPUTED else field.kind
    try:
        if kind is FieldKind.DATE:
            return dt.date.fromisoformat(answer)
        if kind is FieldKind.NUMBER and field.decimals:
            return Decimal(answer)
    except (ValueError, InvalidOperation):
        return None
    return answer


def computed_json(field: Field, value: Value) -> Json:
    """What a computed field keeps of the value of its formula; None when that is not of the field's ``result``."""
    if field.result is FieldKind.YES_NO:
        return value if isinstance(value, bool) else None
    if field.result is FieldKind.DATE:
        return value.isoformat() if isinstance(value, dt.date) else None
    if field.result is FieldKind.TEXT:
        return value if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    places = field.decimals if field.result is FieldKind.NUMBER else 0
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if abs(rounded) > _LARGEST_KEPT:
        return None
    return kept_decimal(rounded) if places else int(rounded)
