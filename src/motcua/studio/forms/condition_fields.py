"""Conditions on the builder's forms: what a condition shows, and what was posted of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.core.texts import say
from motcua.forms.condition_rows import (
    ALL,
    ANY,
    COMPARISONS,
    MOST_ROWS,
    ConditionRow,
    Conditions,
    joined,
    split,
)
from motcua.forms.expression import Expression, ExpressionError
from motcua.forms.formula import MOST_FORMULA
from motcua.forms.schema import Field, FormSchema
from motcua.studio.forms.tree import answerable
from motcua.studio.forms.words import COMPARISONS as COMPARISON_WORDS
from motcua.studio.forms.words import words
from motcua.web.words import shortened

SPARE = 2


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition as it is drawn: ``rows`` with spare ones at the end."""

    name: str
    title: str
    hint: str
    mode: str
    rows: tuple[ConditionRow, ...]
    formula: str
    error: str
    fields: tuple[tuple[str, str], ...]
    comparisons: tuple[tuple[str, str], ...]
    is_open: bool


def fields_by_key(schema: FormSchema) -> dict[str, Field]:
    return {field.key: field for field, _group, _page in schema.every_field()}


def view_of(
    schema: FormSchema, name: str, title: str, hint: str, given: Conditions, *, error: str = ""
) -> ConditionView:
    """``given`` as it stands or as it was typed."""
    named = [(field.key, shortened(field.label)) for field in answerable(schema)]
    known = {key for key, _label in named}
    named += [(row.field, row.field) for row in given.rows if row.field and row.field not in known]
    spare = tuple(ConditionRow("", "=") for _number in range(SPARE))
    return ConditionView(
        name,
        title,
        hint,
        given.mode,
        (*given.rows, *spare)[:MOST_ROWS],
        given.formula,
        error,
        tuple(named),
        tuple((one, words(COMPARISON_WORDS, one)) for one in COMPARISONS),
        bool(error) or not given.is_empty,
    )


def standing(schema: FormSchema, expression: Expression | None) -> Conditions:
    return split(expression, fields_by_key(schema))


def typed(posted: QueryDict, name: str) -> Conditions:
    """The condition as typed; rows without a field are left out."""
    rows = []
    for number in range(MOST_ROWS):
        field = str(posted.get(f"{name}-{number}-field", ""))[:120].strip()
        if field:
            comparison = str(posted.get(f"{name}-{number}-op", "="))[:10]
            value = str(posted.get(f"{name}-{number}-value", ""))[:400].replace("\x00", "")
            rows.append(ConditionRow(field, comparison, value))
    mode = ANY if posted.get(f"{name}-mode") == ANY else ALL
    formula = str(posted.get(f"{name}-formula", "")).replace("\x00", "")[: MOST_FORMULA + 1]
    return Conditions(mode, tuple(rows), formula)


def read(schema: FormSchema, given: Conditions) -> tuple[Expression | None, str]:
    """The expression, or why there is none, in words."""
    try:
        return joined(given, fields_by_key(schema)), ""
    except ExpressionError as fault:
        return None, fault_words(fault.code, fault.params)


def fault_words(code: str, params: Mapping[str, object]) -> str:
    """Why a condition cannot be read, with the row or the place in the formula."""
    said = say(code, params)
    if "row" in params:
        return _("Dòng {row}: {fault}").format(row=params["row"], fault=said)
    if "at" in params:
        return _("Công thức, ký tự {at}: {fault}").format(at=params["at"], fault=said)
    return said
