"""Conditions that the page's script can follow by itself: one answer on the same page is one of a few. All others are
worked out when the page is saved."""

from __future__ import annotations

from motcua.forms.expression import Call, Expression, Literal, Name, names
from motcua.forms.schema import Field, FieldKind, Group, Page

When = tuple[str, str]
"""The name of a control and the values, set apart by bars, that make the part asked."""


def script_condition(condition: Expression | None, page: Page, row: tuple[Group, int] | None = None) -> When | None:
    """The condition for the script; None when it is left to the server. ``row``: of a field in a repeated group."""
    found = _wanted(condition, page)
    if found is None:
        return None
    key, values = found
    if row is not None and any(asked.key == key for asked in row[0].fields):
        return f"{row[0].key}.{row[1]}.{key}", values
    return (key, values) if any(asked.key == key for asked in page.fields) else None


def _wanted(condition: Expression | None, page: Page) -> When | None:
    if isinstance(condition, Name):
        return (condition.key, "yes") if _kind(condition.key, page) is FieldKind.YES_NO else None
    if not isinstance(condition, Call) or not condition.arguments:
        return None
    first, others = condition.arguments[0], condition.arguments[1:]
    if not isinstance(first, Name):
        return None
    kind = _kind(first.key, page)
    if condition.function == "not" and kind is FieldKind.YES_NO:
        return first.key, "no"
    if condition.function == "=" and kind is FieldKind.YES_NO and isinstance(others[0], Literal):
        return (first.key, "yes" if others[0].value else "no") if isinstance(others[0].value, bool) else None
    several = condition.function == "has" and kind is FieldKind.CHOICES
    if several or (condition.function in {"=", "in"} and kind is FieldKind.CHOICE):
        values = [one.value for one in others if isinstance(one, Literal) and isinstance(one.value, str)]
        if len(values) == len(others) and not any("|" in value for value in values):
            return first.key, "|".join(values)
    return None


def _kind(key: str, page: Page) -> FieldKind | None:
    return next((asked.kind for asked, _group in page.placed() if asked.key == key), None)


def needs_row(asked: Field, group: Group) -> bool:
    """Whether the condition of a question in a row looks at other answers of the row."""
    siblings = {one.key for one in group.fields}
    return bool(siblings & names(asked.show_if)) or (asked.when is not None and asked.when.field in siblings)
