"""What a form asks given the answers so far: which parts are shown, and what computed fields come to."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.core.canonical import Json
from motcua.forms.dependencies import page_part, working_order
from motcua.forms.evaluation import Scope, evaluate, holds
from motcua.forms.expression import Expression
from motcua.forms.shape import Condition, Field, FieldKind, FormSchema, Group, Page, kept_with
from motcua.forms.values import computed_json, scope_value

Row = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Read:
    """Sound answers, clean, whether they are asked for or not: by field, and the rows of repeated groups."""

    answers: Mapping[str, Json]
    rows: Mapping[str, tuple[Row, ...]]


@dataclass(slots=True)
class Asked:
    """``shown`` holds the parts of the form that are asked for, a field of row ``n`` as ``group.n.field``; ``answers``
    the clean answers to them and computed values, ``rows`` the same for rows; ``values`` what expressions see."""

    shown: set[str] = field(default_factory=set)
    answers: dict[str, Json] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    on: dt.date | None = None

    def scope(self, row: Mapping[str, object] | None = None) -> Scope:
        seen: Mapping[str, object] = self.values if row is None else ChainMap(dict(row), self.values)
        return Scope(seen, self.facts, self.on)

    def row_scope(self, group: str, number: int) -> Scope:
        rows = self.values.get(group)
        return self.scope(rows[number] if isinstance(rows, list) and number < len(rows) else {})


def _parts(schema: FormSchema) -> dict[str, Page | tuple[Group, Page] | tuple[Field, Group | None, Page]]:
    """Each part of the form by its name, with what it stands in. Of a key that repeats, the first."""
    found: dict[str, Page | tuple[Group, Page] | tuple[Field, Group | None, Page]] = {}
    for page in schema.pages:
        found.setdefault(page_part(page.key), page)
        for item in page.items:
            if isinstance(item, Group):
                found.setdefault(item.key, (item, page))
        for asked, group in page.placed():
            found.setdefault(asked.key, (asked, group, page))
    return found


def ask(schema: FormSchema, read: Read, asked: Asked, pages: frozenset[str] | None = None) -> Asked:
    """Work out what is shown, part after part in the order they wait for one another. ``asked`` comes with what is
    known beside the form; only the named pages are looked at. Answers to what is not shown do not get into it."""
    parts = kept_with(schema, _parts)
    for name in working_order(schema):
        part = parts[name]
        if isinstance(part, Page):
            if (pages is None or part.key in pages) and holds(part.show_if, asked.scope()):
                asked.shown.add(name)
        elif len(part) == 2:
            group, page = part
            if page_part(page.key) in asked.shown and holds(group.show_if, asked.scope()):
                _show_group(group, read, asked)
        else:
            _ask_field(*part, read, asked)
    return asked


def _show_group(group: Group, read: Read, asked: Asked) -> None:
    asked.shown.add(group.key)
    if group.repeat is not None:
        count = len(read.rows.get(group.key, ()))
        asked.rows[group.key] = [{} for _ in range(count)]
        asked.values[group.key] = [{} for _ in range(count)]


def _ask_field(question: Field, group: Group | None, page: Page, read: Read, asked: Asked) -> None:
    around = group.key if group is not None else page_part(page.key)
    if around not in asked.shown:
        return
    if group is None or group.repeat is None:
        if _is_asked(question, asked.answers, asked.scope()):
            asked.shown.add(question.key)
            _take(question, read.answers, asked.answers, asked.values, asked.scope())
        return
    values = asked.values.get(group.key)
    given = read.rows.get(group.key, ())
    for number, kept in enumerate(asked.rows.get(group.key, [])[: len(given)]):
        row = values[number] if isinstance(values, list) else {}
        scope = asked.scope(row)
        if _is_asked(question, {**asked.answers, **kept}, scope):
            asked.shown.add(f"{group.key}.{number}.{question.key}")
            _take(question, given[number], kept, row, scope)


def _is_asked(question: Field, kept: Mapping[str, Json], scope: Scope) -> bool:
    return _meets(question.when, kept) and holds(question.show_if, scope)


def _meets(condition: Condition | None, kept: Mapping[str, Json]) -> bool:
    return condition is None or str(kept.get(condition.field, "")) in condition.values


def _take(
    question: Field, read: Mapping[str, Json], kept: dict[str, Json], values: dict[str, object], scope: Scope
) -> None:
    value = read.get(question.key)
    if question.kind is FieldKind.COMPUTED:
        value = _computed(question, question.formula, scope)
    if value is not None:
        kept[question.key] = value
        values[question.key] = scope_value(question, value)


def _computed(question: Field, formula: Expression | None, scope: Scope) -> Json:
    return None if formula is None else computed_json(question, evaluate(formula, scope))
