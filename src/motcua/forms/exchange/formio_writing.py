"""A form as Form.io JSON: a wizard with a panel for each page. What Form.io has no word for travels in ``properties``
whose names begin with ``motcua.``, so that our own import gives the same form back, and is listed as left out.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from html import escape

from motcua.core.canonical import Json
from motcua.forms import expression as expressions
from motcua.forms.expression import Expression
from motcua.forms.schema import Field, FieldKind, FormSchema, Group, Page, to_json, upgraded

from .formio_kinds import EXPRESSION, KIND, OWN, TEXTS
from .jsonlogic import UnsayableError, to_jsonlogic
from .notes import Exported, Note, listed

K = FieldKind
_TYPES = {
    K.TEXT: "textfield",
    K.LONG_TEXT: "textarea",
    K.NUMBER: "number",
    K.MONEY: "currency",
    K.DATE: "datetime",
    K.CHOICES: "selectboxes",
    K.CITIZEN_ID: "textfield",
    K.TAX_CODE: "textfield",
    K.PHONE: "phoneNumber",
    K.EMAIL: "email",
    K.ADDRESS: "textarea",
    K.PLACE: "textfield",
    K.FILE: "file",
    K.CONSENT: "checkbox",
    K.YES_NO: "checkbox",
    K.SIGNATURE: "signature",
    K.INFORMATION: "content",
}
_NAMED = frozenset({K.CITIZEN_ID, K.TAX_CODE, K.ADDRESS, K.PLACE, K.CONSENT, K.YES_NO, K.COMPUTED})
_NO_CHECK = frozenset({K.CITIZEN_ID, K.TAX_CODE, K.PLACE})
"""Kinds whose own check Form.io does not have."""
_FEW = 6
Row = dict[str, Json]


def formio_of(schema: FormSchema) -> Exported:
    """``schema`` for Form.io, and what Form.io cannot say."""
    return _Writer().write(upgraded(schema))


class _Writer:
    def __init__(self) -> None:
        self.left_out: list[Note] = []

    def write(self, schema: FormSchema) -> Exported:
        row: Row = {
            "title": schema.title,
            "display": "wizard",
            "type": "form",
            "components": [self._page(page) for page in schema.pages],
        }
        whole = to_json(schema)
        properties: Row = {OWN: "1"}
        for name in ("rules", "eligibility"):
            if name in whole:
                properties[f"{EXPRESSION}{name}"] = _packed(whole[name])
                self.left_out.append(Note("export_rules", name))
        row["properties"] = properties
        data = json.dumps(row, ensure_ascii=False, indent=1).encode()
        return Exported(data, listed(self.left_out))

    def _page(self, page: Page) -> Json:
        row: Row = {"type": "panel", "key": page.key, "title": page.title, "input": False}
        self._words(row, page.hint)
        self._condition(row, "show_if", page.show_if, page.key, ())
        row["components"] = [self._group(item) if isinstance(item, Group) else self._field(item) for item in page.items]
        return row

    def _group(self, group: Group) -> Json:
        repeat = group.repeat
        row: Row = {"type": "datagrid" if repeat else "fieldset", "key": group.key, "input": repeat is not None}
        row["label" if repeat else "legend"] = group.title
        self._words(row, group.hint)
        if repeat:
            row["validate"] = {"minLength": repeat.minimum, "maxLength": repeat.maximum}
            if repeat.row_label:
                row["addAnother"] = repeat.row_label
        self._condition(row, "show_if", group.show_if, group.key, ())
        siblings = {field.key for field in group.fields} if repeat else set()
        row["components"] = [self._field(field, siblings) for field in group.fields]
        return row

    def _field(self, field: Field, siblings: Collection[str] = ()) -> Json:
        row: Row = {"type": _type(field), "key": field.key, "label": field.label, "input": True}
        self._words(row, field.hint)
        if field.kind is K.INFORMATION:
            row |= {"html": "".join(f"<p>{escape(line)}</p>" for line in field.label.split("\n")), "input": False}
        properties: Row = {KIND: field.kind.value} if field.kind in _NAMED else {}
        properties |= {f"{EXPRESSION}{name}": value for name in TEXTS if (value := getattr(field, name))}
        if field.kind in _NO_CHECK:
            self.left_out.append(Note("export_check", field.key, {"kind": field.kind.value}))
        if field.kind is K.COMPUTED and field.result is not None:
            properties[f"{EXPRESSION}result"] = field.result.value
        row["properties"] = properties
        self._limits(row, field)
        _choices(row, field)
        for name in ("show_if", "require_if", "formula"):
            self._condition(row, name, getattr(field, name), field.key, siblings)
        if not row["properties"]:
            del row["properties"]
        return row

    def _words(self, row: Row, hint: str) -> None:
        if hint:
            row["description"] = hint

    def _limits(self, row: Row, field: Field) -> None:
        checks: Row = {"required": True} if field.required else {}
        if field.max_length is not None:
            checks["maxLength"] = field.max_length
        if field.kind is K.DATE:
            row |= {"enableTime": False, "format": "dd/MM/yyyy"}
            if field.minimum is not None or field.maximum is not None:
                days = (field.minimum, field.maximum)
                text = "..".join("" if one is None else str(one) for one in days)
                _properties(row)[f"{EXPRESSION}days"] = text
                self.left_out.append(Note("export_days", field.key))
        else:
            several = field.kind is K.CHOICES
            names = ("minSelectedCount", "maxSelectedCount") if several else ("min", "max")
            limits = zip(names, (field.minimum, field.maximum), strict=True)
            checks |= {name: limit for name, limit in limits if limit is not None}
        if field.decimals:
            row["decimalLimit"] = field.decimals
        if _type(field) == "currency":
            row["currency"] = "VND"
        if checks:
            row["validate"] = checks

    def _condition(
        self, row: Row, name: str, condition: Expression | None, key: str, siblings: Collection[str]
    ) -> None:
        if condition is None:
            return
        try:
            logic = _logic(name, condition, siblings)
        except UnsayableError as error:
            _properties(row)[f"{EXPRESSION}{name}"] = _packed(expressions.to_json(condition))
            self.left_out.append(Note("export_condition", f"{key}.{name}", {"why": str(error)}))
            return
        if name == "formula":
            row["calculateValue"] = logic
        else:
            row["conditional"] = {"json": logic}


def _logic(name: str, condition: Expression, siblings: Collection[str]) -> Json:
    """As JSONLogic. Form.io has no condition for what is required, and takes no bare value for a formula."""
    logic = to_jsonlogic(condition, siblings) if name != "require_if" else None
    if name != "show_if" and not isinstance(logic, dict):
        raise UnsayableError(name)
    return logic


def _properties(row: Row) -> Row:
    found = row.setdefault("properties", {})
    assert isinstance(found, dict)  # noqa: S101 - nobody else writes it
    return found


def _packed(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _type(field: Field) -> str:
    kind = field.kind
    if kind is K.COMPUTED:
        kind = field.result or K.TEXT
    if kind is K.CHOICE:
        return "radio" if len(field.options) <= _FEW else "select"
    return _TYPES[kind]


def _choices(row: Row, field: Field) -> None:
    values: list[Json] = [{"label": option.label, "value": option.key} for option in field.options]
    if not values:
        return
    if row["type"] == "select":
        row |= {"dataSrc": "values", "data": {"values": values}}
    else:
        row["values"] = values
