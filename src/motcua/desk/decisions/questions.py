"""Questions that several editors of items ask, and what is read of their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.desk.decisions import wording
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind, Option

Answers = Mapping[str, Json]


def options(table: wording.Words, *, empty: str = "") -> tuple[Option, ...]:
    """Codes with their words as choices, with an empty one first when it has words."""
    found = tuple(Option(str(code), words(table, str(code))) for code in table)
    return (Option("-", empty), *found) if empty else found


def chosen(answers: Answers, name: str) -> str:
    """What was chosen; the empty choice is nothing."""
    value = str(answers.get(name) or "")
    return "" if value == "-" else value


def text(name: str, label: str, *, required: bool = False, hint: str = "", most: int = 300) -> Field:
    return Field(name, label, FieldKind.TEXT, required=required, hint=hint, max_length=most)


def yes_or_no(name: str, label: str) -> Field:
    pair = (Option("no", _("Không")), Option("yes", _("Có")))
    return Field(name, label, FieldKind.CHOICE, required=True, options=pair)


def flag(value: Json) -> str:
    return "yes" if value is True else "no"


def case_field(cases: Sequence[tuple[str, str]]) -> Field:
    named = tuple(Option(key, name or key) for key, name in cases)
    return Field("case", _("Trường hợp"), FieldKind.CHOICE, options=(Option("-", _("Mọi trường hợp")), *named))
