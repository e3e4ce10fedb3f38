"""An old form in the newest schema version."""

from __future__ import annotations

from dataclasses import replace

from motcua.forms.expression import Call, Expression, Literal, Name
from motcua.forms.shape import SCHEMA_VERSION, Condition, Field, FormSchema


def upgraded(schema: FormSchema) -> FormSchema:
    """The same form in the newest version: its simple conditions as expressions. The digest is another one."""
    if schema.schema_version == SCHEMA_VERSION:
        return schema
    pages = tuple(
        replace(page, items=tuple(_upgraded(item) if isinstance(item, Field) else item for item in page.items))
        for page in schema.pages
    )
    return replace(schema, pages=pages, schema_version=SCHEMA_VERSION)


def _upgraded(field: Field) -> Field:
    if field.when is None:
        return field
    return replace(field, when=None, show_if=_as_expression(field.when))


def _as_expression(condition: Condition) -> Expression:
    named = Name(condition.field)
    known = tuple(Literal(value) for value in condition.values if value)
    among = Call("in", (named, *known)) if known else Literal(False)
    return Call("or", (Call("empty", (named,)), among)) if "" in condition.values else among
