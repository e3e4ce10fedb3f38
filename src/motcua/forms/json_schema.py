"""The JSON Schema (draft 2020-12) of our own form JSON, version 2, drawn up from the same names as the reader.

It says what :func:`motcua.forms.schema.from_json` reads; that a form makes sense is for :mod:`motcua.forms.checking`.
Published as ``docs/api/form-v2.schema.json`` and at ``/du-lieu-mo/form-v2.schema.json``.
"""

from __future__ import annotations

from motcua.core.canonical import Json
from motcua.forms.expression import FUNCTIONS, MOST_CHARACTERS
from motcua.forms.plain_values import MOST_ITEMS
from motcua.forms.shape import LEVELS, RESULTS, FieldKind

ADDRESS = "https://motcua.example/schemas/form-v2.schema.json"
_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}
_EXPRESSION: Json = {"$ref": "#/$defs/expression"}


def form_json_schema() -> dict[str, Json]:
    """The schema as plain JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "Motcua e-form, schema version 2",
        **_object(
            ("schema_version", "title", "pages"),
            schema_version={"const": 2},
            title=_TEXT,
            pages=_list({"$ref": "#/$defs/page"}),
            rules=_list({"$ref": "#/$defs/rule"}),
            eligibility=_list({"$ref": "#/$defs/eligibility"}),
        ),
        "$defs": {
            "page": _page(),
            "group": _group(),
            "field": _field(),
            "rule": _object(("key", "check", "text"), key=_TEXT, check=_EXPRESSION, text=_TEXT, at=_TEXT),
            "eligibility": _object(
                ("key", "condition", "text"), key=_TEXT, condition=_EXPRESSION, text=_TEXT, blocks={"type": "boolean"}
            ),
            "expression": _expression(),
        },
    }


def _object(needed: tuple[str, ...], /, **properties: Json) -> dict[str, Json]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(needed),
        "properties": dict(properties),
    }


def _list(items: Json) -> Json:
    return {"type": "array", "maxItems": MOST_ITEMS, "items": items}


def _page() -> Json:
    item: Json = {
        "if": {"required": ["kind"]},
        "then": {"$ref": "#/$defs/field"},
        "else": {"$ref": "#/$defs/group"},
    }
    return _object(
        ("key", "title", "items"), key=_TEXT, title=_TEXT, items=_list(item), hint=_TEXT, show_if=_EXPRESSION
    )


def _group() -> Json:
    repeat = _object((), minimum=_NUMBER, maximum=_NUMBER, row_label=_TEXT)
    return _object(
        ("key", "title", "fields"),
        key=_TEXT,
        title=_TEXT,
        fields=_list({"$ref": "#/$defs/field"}),
        hint=_TEXT,
        show_if=_EXPRESSION,
        repeat=repeat,
    )


def _field() -> Json:
    option = _object(("key", "label"), key=_TEXT, label=_TEXT)
    when = _object(("field", "values"), field=_TEXT, values=_list(_TEXT))
    texts = dict.fromkeys(("hint", "component", "prefill", "autocomplete", "as_of"), _TEXT)
    numbers = dict.fromkeys(("max_length", "minimum", "maximum", "decimals"), _NUMBER)
    conditions = dict.fromkeys(("show_if", "require_if", "formula"), _EXPRESSION)
    return _object(
        ("key", "label", "kind"),
        key=_TEXT,
        label=_TEXT,
        kind={"enum": [kind.value for kind in FieldKind]},
        required={"type": "boolean"},
        options=_list(option),
        when=when,
        result={"enum": [kind.value for kind in RESULTS]},
        level={"enum": list(LEVELS)},
        **texts,
        **numbers,
        **conditions,
    )


def _expression() -> Json:
    text: Json = {"type": "string", "maxLength": MOST_CHARACTERS}
    arguments = _list(_EXPRESSION)
    return {
        "anyOf": [
            {"type": ["null", "boolean", "integer"]},
            text,
            _object(("field",), field=_TEXT),
            _object(("fact",), fact={"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}),
            _object(("number",), number={"type": "string", "pattern": "^-?[0-9]{1,19}(?:\\.[0-9]{1,12})?$"}),
            _object(("date",), date={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
            _object(("call", "of"), call={"enum": list(FUNCTIONS)}, of=arguments),
        ]
    }
