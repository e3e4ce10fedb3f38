"""Conditions of outcomes as rows: questions of the procedure's form, and what is known of the dossier beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.forms.condition_rows import Conditions, joined, split
from motcua.forms.expression import Call, Expression, ExpressionError, Fact, Name, from_json, to_json
from motcua.forms.formula import say
from motcua.forms.schema import Field, FieldKind, Option
from motcua.procedures.form_subject import FormSubject
from motcua.procedures.models import ProcessDraft
from motcua.procedures.selectors.form_sources import cases_of_procedure, form_in_force

_FACT = "fact:"
"""How a fact is called in a row; no key of a form has this beginning."""


@dataclass(frozen=True, slots=True)
class Askable:
    """What a condition may ask at this place, by the name it has in a row."""

    fields: Mapping[str, Field]

    def choices(self) -> list[tuple[str, str]]:
        return [(key, field.label) for key, field in self.fields.items()]


def askable(draft: ProcessDraft, on: dt.date) -> Askable:
    """The questions of the form the case asks with today, and the facts of a dossier."""
    if not draft.procedure_key:
        return Askable({})
    cases = cases_of_procedure(draft.procedure_key, on)
    facts = {
        f"{_FACT}fee": Field(f"{_FACT}fee", _("Tổng phí, lệ phí (đồng)"), FieldKind.MONEY),
        f"{_FACT}case": Field(
            f"{_FACT}case",
            _("Trường hợp"),
            FieldKind.CHOICE,
            options=tuple(Option(key, name or key) for key, name in cases),
        ),
        f"{_FACT}channel": Field(
            f"{_FACT}channel",
            _("Cách nộp"),
            FieldKind.CHOICE,
            options=(
                Option("online", _("Trực tuyến")),
                Option("counter", _("Tại quầy")),
                Option("post", _("Bưu chính")),
            ),
        ),
        f"{_FACT}applicant": Field(
            f"{_FACT}applicant",
            _("Người nộp là"),
            FieldKind.CHOICE,
            options=(Option("person", _("Cá nhân")), Option("organisation", _("Tổ chức"))),
        ),
        f"{_FACT}place": Field(f"{_FACT}place", _("Mã địa bàn nơi nộp"), FieldKind.TEXT),
    }
    form = form_in_force(FormSubject(draft.procedure_key, draft.case_key), on)
    kinds = {FieldKind.INFORMATION, FieldKind.FILE} if form else set()
    own = {field.key: field for field in form.schema.fields() if field.kind not in kinds} if form else {}
    return Askable({**own, **facts})


def shown(when: Json, asked: Askable) -> Conditions:
    """A stored condition as rows and formula; one that cannot be read is nothing."""
    expression = _read(when)
    return split(_renamed(expression, _to_name), asked.fields) if expression is not None else Conditions()


def written(conditions: Conditions, asked: Askable) -> Json:
    """The JSON of what was filled in; None when nothing was. Raises ExpressionError."""
    expression = joined(conditions, asked.fields)
    return to_json(_renamed(expression, _to_fact)) if expression is not None else None


def condition_text(when: Json) -> str:
    """The formula of a stored condition; empty when there is none."""
    expression = _read(when)
    return say(expression) if expression is not None else ""


def _read(when: Json) -> Expression | None:
    if when is None:
        return None
    try:
        return from_json(when)
    except ExpressionError:
        return None


def _renamed(expression: Expression, leaf: Callable[[Expression], Expression]) -> Expression:
    if isinstance(expression, Call):
        return Call(expression.function, tuple(_renamed(one, leaf) for one in expression.arguments))
    return leaf(expression)


def _to_name(expression: Expression) -> Expression:
    return Name(_FACT + expression.name) if isinstance(expression, Fact) else expression


def _to_fact(expression: Expression) -> Expression:
    if isinstance(expression, Name) and expression.key.startswith(_FACT):
        return Fact(expression.key.removeprefix(_FACT))
    return expression
