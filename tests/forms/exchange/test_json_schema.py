"""JSON Schemas of other people: which keywords are taken, which are told, what is refused. All samples are our own."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.texts import say
from motcua.forms.checking import faults
from motcua.forms.exchange import read_json_schema
from motcua.forms.formula import say as said
from motcua.forms.schema import Field, FieldKind, Group, Option

from .made import file_of
from .test_formio import ANY, _paths, answered

K = FieldKind
Row = dict[str, Any]


def schema(properties: Row, **more: object) -> bytes:
    return file_of({"type": "object", "title": "Đơn", "properties": properties, **more})


def one(row: Row) -> tuple[Field | Group | None, list[str], list[str]]:
    read = read_json_schema(schema({"q": {"title": "Câu hỏi", **row}}))
    item = read.schema.pages[0].items[0] if read.schema else None
    return item, [note.code for note in read.assumed], [note.code for note in read.dropped]


def field(kind: FieldKind, **more: Any) -> Field:
    return Field("q", "Câu hỏi", kind, **more)


AB = (Option("a", "A"), Option("b", "B"))
KEPT: list[tuple[Row, Field]] = [
    ({"type": "string"}, field(K.TEXT)),
    ({"type": "string", "maxLength": 20, "description": "Gợi ý"}, field(K.TEXT, max_length=20, hint="Gợi ý")),
    ({"type": "string", "maxLength": 2000}, field(K.LONG_TEXT, max_length=2000)),
    ({"type": "string", "format": "date"}, field(K.DATE)),
    ({"type": "string", "format": "email"}, field(K.EMAIL)),
    ({"type": "integer", "minimum": 1, "maximum": 9}, field(K.NUMBER, minimum=1, maximum=9)),
    ({"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 9}, field(K.NUMBER, minimum=2, maximum=8)),
    ({"type": "number", "multipleOf": 0.01}, field(K.NUMBER, decimals=2)),
    ({"type": "boolean"}, field(K.YES_NO)),
    ({"const": True}, field(K.CONSENT, required=True)),
    ({"enum": ["a", "b"]}, field(K.CHOICE, options=(Option("a", "a"), Option("b", "b")))),
    ({"type": "integer", "enum": [1, 2]}, field(K.CHOICE, options=(Option("1", "1"), Option("2", "2")))),
    ({"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]}, field(K.CHOICE, options=AB)),
    (
        {
            "type": "array",
            "uniqueItems": True,
            "minItems": 1,
            "items": {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]},
        },
        field(K.CHOICES, options=AB, minimum=1),
    ),
]


@pytest.mark.parametrize(("row", "expected"), KEPT, ids=lambda value: str(value)[:50])
def test_read_json_schema_when_the_keywords_are_known_then_kept_whole(row: Row, expected: Field) -> None:
    assert one(row) == (expected, [], [])


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("pattern", "^x"), ("minLength", 2), ("default", "x"), ("examples", ["x"]), ("contentEncoding", "base64"),
        ("not", {"const": "x"}), ("anyOf", [{}]), ("readOnly", True), ("allOf", [{}]), ("if", {}),
        ("$dynamicRef", "#x"), ("unknownKeyword", 1),
    ],
)  # fmt: skip
def test_read_json_schema_when_a_keyword_is_not_taken_then_told_with_its_place(keyword: str, value: object) -> None:
    read = read_json_schema(schema({"q": {"title": "Q", "type": "string", keyword: value}}))

    assert read.schema is not None
    assert [(note.code, note.place) for note in read.dropped] == [("schema_keyword", f"#/properties/q/{keyword}")]
    assert keyword in say(read.dropped[0].code, read.dropped[0].params)


@pytest.mark.parametrize(
    "keyword", ["patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames", "minProperties",
                "dependentSchemas", "anyOf", "oneOf", "not"],
)  # fmt: skip
def test_read_json_schema_when_the_object_says_more_then_told(keyword: str) -> None:
    read = read_json_schema(schema({"q": {"title": "Q", "type": "string"}}, **{keyword: {}}))

    assert [(note.code, note.place) for note in read.dropped] == [("schema_keyword", f"#/{keyword}")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"type": "null"}, "schema_type"),
        ({"type": "array", "items": {"type": "string"}}, "schema_type"),
        ({"type": "string", "format": "ipv4"}, "schema_format"),
        ({"type": "string", "format": "date-time"}, "exchange_time_of_day"),
        ({"type": ["string", "null"]}, "schema_keyword"),
        ({"type": "number", "minimum": 0.5, "multipleOf": 0.1}, "exchange_limit_not_whole"),
        ({"type": "number", "multipleOf": 0.25}, "schema_keyword"),
    ],
)
def test_read_json_schema_when_a_value_is_beyond_then_told(row: Row, code: str) -> None:
    read = read_json_schema(schema({"q": {"title": "Q", **row}, "r": {"type": "string", "title": "R"}}))

    assert read.schema is not None
    assert code in [note.code for note in read.dropped]


BIRTH: Row = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Khai sinh",
    "type": "object",
    "$defs": {
        "person": {
            "type": "object",
            "title": "Người",
            "properties": {"ten": {"type": "string", "title": "Tên"}, "sinh": {"$ref": "#/$defs/day"}},
            "required": ["ten"],
        },
        "day": {"type": "string", "format": "date", "title": "Ngày"},
    },
    "properties": {
        "loai": {"title": "Loại", "oneOf": [{"const": "moi", "title": "Mới"}, {"const": "lai", "title": "Lại"}]},
        "ly_do": {"type": "string", "title": "Lý do"},
        "so_cu": {"type": "string", "title": "Số cũ"},
        "me": {"$ref": "#/$defs/person", "title": "Mẹ"},
        "con": {"type": "array", "title": "Các con", "minItems": 1, "maxItems": 4, "items": {"$ref": "#/$defs/person"}},
    },
    "required": ["loai"],
    "dependentRequired": {"so_cu": ["ly_do"]},
    "if": {"properties": {"loai": {"const": "lai"}}, "required": ["loai"]},
    "then": {"required": ["so_cu"], "properties": {"noi_cu": {"type": "string", "title": "Nơi cũ"}}},
}


def test_read_json_schema_when_groups_rows_references_and_conditions_then_a_whole_form() -> None:
    read = read_json_schema(file_of(BIRTH))

    assert read.schema is not None
    assert faults(read.schema) == ()
    assert [item.key for item in read.schema.pages[0].items] == ["loai", "ly_do", "so_cu", "me", "con", "noi_cu"]
    assert read.schema.field("loai").required
    assert said(read.schema.field("ly_do").require_if) == "filled(so_cu)"  # type: ignore[arg-type]
    assert said(read.schema.field("so_cu").require_if) == 'loai = "lai"'  # type: ignore[arg-type]
    assert said(read.schema.field("noi_cu").show_if) == 'loai = "lai"'  # type: ignore[arg-type]
    mother, children = list(read.schema.groups())
    assert (mother.title, [one.key for one in mother.fields]) == ("Mẹ", ["ten", "sinh"])
    assert children.repeat is not None
    assert (children.repeat.minimum, children.repeat.maximum) == (1, 4)
    assert [(one.key, one.required) for one in children.fields] == [("ten_2", True), ("sinh_2", False)]
    assert [note.code for note in read.dropped] == []


def bomb(levels: int) -> bytes:
    """Each definition asks for the next one ten times."""
    defs = {
        f"d{n}": {"type": "object", "properties": {f"p{i}": {"$ref": f"#/$defs/d{n + 1}"} for i in range(10)}}
        for n in range(levels)
    }
    defs[f"d{levels}"] = {"type": "string"}
    return schema({"a": {"$ref": "#/$defs/d0"}}, **{"$defs": defs})


CIRCLE = {"a": {"type": "object", "properties": {"b": {"$ref": "#/$defs/b"}}}, "b": {"$ref": "#/$defs/a"}}
REFUSED: dict[str, tuple[bytes, str]] = {
    "remote": (schema({"q": {"$ref": "https://example.org/x.json"}}), "schema_reference_remote"),
    "file": (schema({"q": {"$ref": "file:///etc/passwd"}}), "schema_reference_remote"),
    "beside": (schema({"q": {"$ref": "other.json#/x"}}), "schema_reference_remote"),
    "lost": (schema({"q": {"$ref": "#/$defs/none"}}), "schema_reference_lost"),
    "anchor": (schema({"q": {"$ref": "#anchor"}}), "schema_reference_lost"),
    "itself": (schema({"q": {"$ref": "#/properties/q"}}), "schema_reference_circle"),
    "the whole": (schema({"q": {"type": "object", "properties": {"r": {"$ref": "#"}}}}), "schema_reference_circle"),
    "each other": (schema({"q": {"$ref": "#/$defs/a"}}, **{"$defs": CIRCLE}), "schema_reference_circle"),
    "bomb": (bomb(9), "fields_too_many"),
    "long chain": (
        schema(
            {"q": {"$ref": "#/$defs/d0"}},
            **{"$defs": {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(3_000)} | {"d3000": {"type": "string"}}},
        ),
        "schema_references_too_many",
    ),
    "no properties": (b'{"type":"string"}', "schema_no_properties"),
    "properties of another type": (b'{"properties":[1]}', "schema_no_properties"),
    "nothing asked": (schema({"q": {"type": "null"}}), "exchange_nothing"),
    "too many": (schema({f"k{n}": {"type": "string"} for n in range(501)}), "fields_too_many"),
    "true as root": (b"true", "exchange_not_object"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_read_json_schema_when_it_cannot_be_a_form_then_refused_in_plain_words(case: str) -> None:
    data, code = REFUSED[case]

    read = read_json_schema(data)

    assert read.schema is None
    assert [note.code for note in read.faults] == [code]
    assert "{" not in say(code, read.faults[0].params).replace("{…", "")


def test_read_json_schema_when_an_if_is_beyond_the_simple_shape_then_left_out_and_told() -> None:
    read = read_json_schema(
        schema(
            {"a": {"type": "integer", "title": "A"}, "b": {"type": "string", "title": "B"}},
            **{"if": {"properties": {"a": {"minimum": 3}}}, "then": {"required": ["b"]}},
        )
    )

    assert read.schema is not None
    assert read.schema.field("b").require_if is None
    assert [(note.code, note.place) for note in read.dropped] == [("exchange_condition", "#/if")]


PATHS = [path for path in _paths(BIRTH) if path]


@given(st.sampled_from(PATHS), ANY)
@settings(max_examples=200, deadline=None)
def test_read_json_schema_when_any_value_has_the_wrong_type_then_answers(path: tuple[Any, ...], value: object) -> None:
    spoilt: Any = copy.deepcopy(BIRTH)
    holder = spoilt
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value

    answered(read_json_schema(file_of(spoilt)))
