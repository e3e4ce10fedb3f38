"""A form as JSON Schema 2020-12 of its answers. What JSON Schema has no word for is listed as left out; the form itself
stands beside under ``x-motcua``, so that our own import gives the same one back while nobody changes the schema.
"""

from __future__ import annotations

import json

from motcua.forms.expression import Call, Expression, Literal, Name
from motcua.forms.schema import Field, FieldKind, FormSchema, Group, to_json, upgraded

from .notes import Exported, Note, listed
from .schema_fields import LONG, OWN

DIALECT = "https://json-schema.org/draft/2020-12/schema"
K = FieldKind
Row = dict[str, object]
_TEXTS = frozenset({K.TEXT, K.LONG_TEXT, K.ADDRESS, K.PLACE, K.PHONE, K.EMAIL, K.CITIZEN_ID, K.TAX_CODE, K.SIGNATURE})
_PLAIN = frozenset({K.TEXT, K.LONG_TEXT, K.NUMBER, K.DATE, K.CHOICE, K.CHOICES, K.EMAIL, K.YES_NO, K.CONSENT})
"""Kinds that JSON Schema has words for."""


def json_schema_of(schema: FormSchema) -> Exported:
    """``schema`` as JSON Schema, and what that cannot say."""
    schema = upgraded(schema)
    row, left_out = standard(schema)
    row[OWN] = {"form": to_json(schema)}
    return Exported(json.dumps(row, ensure_ascii=False, indent=1).encode(), listed(left_out))


def standard(schema: FormSchema) -> tuple[Row, list[Note]]:
    """The part that every validator reads, and what is missing in it."""
    writer = _Writer()
    return writer.write(schema), writer.left_out


class _Writer:
    def __init__(self) -> None:
        self.left_out: list[Note] = []

    def write(self, schema: FormSchema) -> Row:
        row: Row = {"$schema": DIALECT, "title": schema.title, "type": "object"}
        properties: Row = {}
        required: list[object] = []
        blocks: list[object] = []
        for page in schema.pages:
            if page.show_if is not None:
                self.left_out.append(Note("export_condition", f"{page.key}.show_if", {"why": "page"}))
            for item in page.items:
                if isinstance(item, Group) and item.repeat is not None:
                    self._rows(item, properties, required)
                elif isinstance(item, Group):
                    self._grouped(item)
                    for field in item.fields:
                        self._take(field, properties, required, blocks)
                else:
                    self._take(item, properties, required, blocks)
        self.left_out += [
            Note("export_rules", key)
            for key in (*(one.key for one in schema.rules), *(one.key for one in schema.eligibility))
        ]
        if len(schema.pages) > 1:
            self.left_out.append(Note("export_pages", "", {"pages": len(schema.pages)}))
        return row | {"properties": properties, "required": required} | ({"allOf": blocks} if blocks else {})

    def _grouped(self, group: Group) -> None:
        self.left_out.append(Note("export_group", group.key))
        if group.show_if is not None:
            self.left_out.append(Note("export_condition", f"{group.key}.show_if", {"why": "group"}))

    def _rows(self, group: Group, properties: Row, required: list[object]) -> None:
        inside: Row = {}
        must: list[object] = []
        blocks: list[object] = []
        for field in group.fields:
            self._take(field, inside, must, blocks)
        rows: Row = {"type": "object", "properties": inside, "required": must}
        rows |= {"allOf": blocks} if blocks else {}
        repeat = group.repeat
        if repeat is not None:
            rows |= {"title": repeat.row_label} if repeat.row_label else {}
            limits: Row = {"minItems": repeat.minimum, "maxItems": repeat.maximum}
            properties[group.key] = {
                "type": "array",
                "title": group.title,
                **_hint(group.hint),
                **limits,
                "items": rows,
            }
            if group.show_if is not None:
                self.left_out.append(Note("export_condition", f"{group.key}.show_if", {"why": "group"}))
            elif repeat.minimum:
                required.append(group.key)

    def _take(self, field: Field, properties: Row, required: list[object], blocks: list[object]) -> None:
        if field.kind in {K.INFORMATION, K.FILE, K.COMPUTED}:
            self.left_out.append(Note("export_kind", field.key, {"kind": field.kind.value}))
            return
        if field.kind not in _PLAIN:
            self.left_out.append(Note("export_check", field.key, {"kind": field.kind.value}))
        properties[field.key] = {**_shape(field), "title": field.label, **_hint(field.hint)}
        if field.kind is K.DATE and (field.minimum is not None or field.maximum is not None):
            self.left_out.append(Note("export_days", field.key))
        if field.show_if is not None:
            self._shown(field, blocks)
        elif field.required:
            required.append(field.key)
        if field.require_if is not None:
            test = self._simple(field, "require_if", field.require_if)
            if test is not None:
                blocks.append({"if": test, "then": {"required": [field.key]}})

    def _shown(self, field: Field, blocks: list[object]) -> None:
        condition = field.show_if
        test = self._simple(field, "show_if", condition) if condition is not None else None
        if test is None:
            return
        then: Row = {"then": {"required": [field.key]}} if field.required else {}
        blocks.append({"if": test, **then, "else": {"properties": {field.key: False}}})

    def _simple(self, field: Field, name: str, condition: Expression) -> Row | None:
        test = simple(condition)
        if test is None:
            self.left_out.append(Note("export_condition", f"{field.key}.{name}", {"why": name}))
        return test


def simple(condition: Expression) -> Row | None:
    """A condition as ``if`` of constants: one answer that is a value, or one of several, or several of these at once;
    None for any other. An answer that is missing meets it not, as ``required`` says."""
    parts = condition.arguments if isinstance(condition, Call) and condition.function == "and" else (condition,)
    properties: Row = {}
    for part in parts:
        if not isinstance(part, Call) or part.function not in {"=", "in"} or not isinstance(part.arguments[0], Name):
            return None
        key, values = (
            part.arguments[0].key,
            [one.value if isinstance(one, Literal) else None for one in part.arguments[1:]],
        )
        if key in properties or not all(isinstance(value, bool | int | str) for value in values):
            return None
        constants: list[object] = [value for value in values if isinstance(value, bool | int | str)]
        properties[key] = {"const": constants[0]} if part.function == "=" else {"enum": constants}
    return {"properties": properties, "required": list(properties)}


def _hint(hint: str) -> Row:
    return {"description": hint} if hint else {}


def _shape(field: Field) -> Row:
    kind = field.kind
    options: list[object] = [{"const": option.key, "title": option.label} for option in field.options]
    if kind is K.CHOICE:
        return {"type": "string", "oneOf": options}
    if kind is K.CHOICES:
        limits = {"minItems": field.minimum, "maxItems": field.maximum}
        counted: Row = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": "array", "uniqueItems": True, **counted, "items": {"type": "string", "oneOf": options}}
    if kind in {K.NUMBER, K.MONEY}:
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        limited: Row = {name: limit for name, limit in bounds.items() if limit is not None}
        if field.decimals:
            return {"type": "number", "multipleOf": float(f"1e-{field.decimals}"), **limited}
        return {"type": "integer", **limited}
    if kind in {K.YES_NO, K.CONSENT}:
        return {"type": "boolean"} | ({"const": True} if kind is K.CONSENT and field.required else {})
    if kind is K.DATE:
        return {"type": "string", "format": "date"}
    most = field.max_length or (LONG + 1 if kind in {K.LONG_TEXT, K.ADDRESS} else None)
    form: Row = {"format": "email"} if kind is K.EMAIL else {}
    return {"type": "string", **form} | ({"maxLength": most} if most and kind is not K.EMAIL else {})
