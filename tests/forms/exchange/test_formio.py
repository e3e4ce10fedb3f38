"""Form.io files of other people: what is kept, what is dropped and told, what is refused. All samples are our own."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.texts import known_codes, say
from motcua.forms.checking import faults
from motcua.forms.exchange import MAX_BYTES, Imported, read_formio, read_json_schema, read_own
from motcua.forms.exchange.loading import without_markup
from motcua.forms.exchange.texts import TEXTS
from motcua.forms.formula import say as said
from motcua.forms.schema import Field, FieldKind, FormSchema, Group

from .made import file_of

K = FieldKind
Row = dict[str, Any]


def form(*components: Row, **more: object) -> bytes:
    return file_of({"title": "Đơn", "display": "form", "components": list(components), **more})


def one(component: Row) -> tuple[Field | Group | None, list[str], list[str]]:
    """The first thing read, and the codes of what was assumed and dropped."""
    read = read_formio(form({"label": "Câu hỏi", "key": "cau_hoi", **component}))
    item = read.schema.pages[0].items[0] if read.schema else None
    return item, [note.code for note in read.assumed], [note.code for note in read.dropped]


KEPT: list[tuple[Row, Field]] = [
    (
        {"type": "textfield", "validate": {"required": True, "maxLength": 50}, "description": "Như trên thẻ"},
        Field("cau_hoi", "Câu hỏi", K.TEXT, required=True, max_length=50, hint="Như trên thẻ"),
    ),
    ({"type": "textarea", "rows": 3}, Field("cau_hoi", "Câu hỏi", K.LONG_TEXT)),
    (
        {"type": "number", "validate": {"min": 1, "max": "20"}, "decimalLimit": 2},
        Field("cau_hoi", "Câu hỏi", K.NUMBER, minimum=1, maximum=20, decimals=2),
    ),
    ({"type": "currency", "currency": "VND"}, Field("cau_hoi", "Câu hỏi", K.MONEY)),
    ({"type": "checkbox"}, Field("cau_hoi", "Câu hỏi", K.YES_NO)),
    ({"type": "checkbox", "validate": {"required": True}}, Field("cau_hoi", "Câu hỏi", K.CONSENT, required=True)),
    ({"type": "datetime", "enableTime": False}, Field("cau_hoi", "Câu hỏi", K.DATE)),
    ({"type": "day"}, Field("cau_hoi", "Câu hỏi", K.DATE)),
    ({"type": "email"}, Field("cau_hoi", "Câu hỏi", K.EMAIL)),
    ({"type": "phoneNumber"}, Field("cau_hoi", "Câu hỏi", K.PHONE)),
    ({"type": "address"}, Field("cau_hoi", "Câu hỏi", K.ADDRESS)),
    ({"type": "signature"}, Field("cau_hoi", "Câu hỏi", K.SIGNATURE)),
    ({"type": "content", "html": "<p>Xin đọc</p>"}, Field("cau_hoi", "Xin đọc", K.INFORMATION)),
]


@pytest.mark.parametrize(("component", "field"), KEPT, ids=lambda value: str(value)[:40])
def test_read_formio_when_a_component_has_a_kind_here_then_kept_whole(component: Row, field: Field) -> None:
    assert one(component) == (field, [], [])


VALUES = [{"value": "nam", "label": "Nam"}, {"value": "nu", "label": "Nữ"}]


@pytest.mark.parametrize(
    ("component", "kind"),
    [
        ({"type": "radio", "values": VALUES}, K.CHOICE),
        ({"type": "select", "data": {"values": VALUES}}, K.CHOICE),
        ({"type": "select", "multiple": True, "data": {"values": VALUES}}, K.CHOICES),
        ({"type": "selectboxes", "values": VALUES, "validate": {"maxSelectedCount": 1}}, K.CHOICES),
    ],
)
def test_read_formio_when_values_are_listed_then_options(component: Row, kind: FieldKind) -> None:
    item, _, _ = one(component)

    assert isinstance(item, Field)
    assert item.kind is kind
    assert [(option.key, option.label) for option in item.options] == [("nam", "Nam"), ("nu", "Nữ")]


DROPPED: list[tuple[Row, str]] = [
    ({"type": "textfield", "validate": {"custom": "valid = input === 'x'"}}, "exchange_script"),
    ({"type": "textfield", "customConditional": "show = data.a == 1"}, "exchange_script"),
    ({"type": "textfield", "calculateValue": "value = data.a + 1"}, "exchange_script"),
    ({"type": "textfield", "validate": {"pattern": "[0-9]+"}}, "formio_check"),
    ({"type": "textfield", "validate": {"minLength": 3}}, "formio_check"),
    ({"type": "textfield", "validate": {"customMessage": "Sai"}}, "formio_check"),
    ({"type": "textfield", "defaultValue": "x"}, "formio_property"),
    ({"type": "textfield", "placeholder": "Nhập"}, "formio_property"),
    ({"type": "textfield", "inputMask": "999"}, "formio_property"),
    ({"type": "textfield", "logic": [{"name": "x"}]}, "formio_property"),
    ({"type": "textfield", "hidden": True}, "formio_property"),
    ({"type": "textfield", "multiple": True}, "formio_multiple"),
    ({"type": "number", "validate": {"min": 0.5}}, "exchange_limit_not_whole"),
    ({"type": "currency", "currency": "USD"}, "exchange_currency"),
    ({"type": "datetime"}, "exchange_time_of_day"),
    ({"type": "content", "html": "<h2>Đọc</h2><script>alert(1)</script>"}, "exchange_markup"),
    ({"type": "textfield", "label": "<b>Tên</b>"}, "exchange_markup"),
    ({"type": "textfield", "label": "x" * 2_000}, "exchange_text_cut"),
    ({"type": "select", "dataSrc": "url", "data": {"url": "http://127.0.0.1"}}, "exchange_options_elsewhere"),
    ({"type": "textfield", "conditional": {"show": True, "when": "khong_co", "eq": "x"}}, "exchange_condition"),
    ({"type": "textfield", "conditional": {"json": {"match": ["a", "b"]}}}, "exchange_condition"),
]


@pytest.mark.parametrize(("component", "code"), DROPPED, ids=lambda value: str(value)[:60])
def test_read_formio_when_a_part_has_no_word_here_then_the_rest_is_kept_and_it_is_told(
    component: Row, code: str
) -> None:
    item, _, dropped = one(component)

    assert isinstance(item, Field)
    assert code in dropped


@pytest.mark.parametrize(
    "kind",
    [
        "button",
        "hidden",
        "password",
        "survey",
        "recaptcha",
        "tree",
        "datamap",
        "resource",
        "form",
        "custom",
        "reviewpage",
    ],
)
def test_read_formio_when_a_component_has_no_kind_here_then_dropped_with_its_place(kind: str) -> None:
    read = read_formio(form({"type": "textfield", "key": "a", "label": "A"}, {"type": kind, "key": "b", "label": "B"}))

    assert read.schema is not None
    assert [field.key for field in read.schema.fields()] == ["a"]
    assert [(note.code, note.place) for note in read.dropped] == [("formio_component", "components[1]")]


WIZARD = {
    "title": "Đăng ký khai sinh",
    "display": "wizard",
    "components": [
        {
            "type": "panel",
            "key": "tre",
            "title": "Trẻ em",
            "components": [
                {
                    "type": "columns",
                    "columns": [
                        {"components": [{"type": "textfield", "key": "ten", "label": "Tên trẻ"}]},
                        {"components": [{"type": "radio", "key": "gioi", "label": "Giới tính", "values": VALUES}]},
                    ],
                },
                {
                    "type": "fieldset",
                    "legend": "Cha mẹ",
                    "key": "chaMe",
                    "components": [
                        {"type": "checkbox", "key": "coCha", "label": "Có tên cha"},
                        {
                            "type": "textfield",
                            "key": "tenCha",
                            "label": "Tên cha",
                            "conditional": {"show": "true", "when": "coCha", "eq": "true"},
                        },
                    ],
                },
                {
                    "type": "table",
                    "rows": [[{"components": [{"type": "email", "key": "thu", "label": "Thư"}]}]],
                },
                {
                    "type": "tabs",
                    "components": [
                        {"key": "t1", "components": [{"type": "day", "key": "ngay", "label": "Ngày"}]},
                    ],
                },
            ],
        },
        {
            "type": "panel",
            "key": "nha",
            "title": "Gia đình",
            "conditional": {"json": {"and": [{"!=": [{"var": "data.gioi"}, "nu"]}, {"!!": [{"var": "data.ten"}]}]}},
            "components": [
                {
                    "type": "datagrid",
                    "key": "con",
                    "label": "Các con",
                    "validate": {"minLength": 1, "maxLength": 5},
                    "components": [
                        {"type": "textfield", "key": "tenCon", "label": "Tên con"},
                        {
                            "type": "number",
                            "key": "tuoi",
                            "label": "Tuổi",
                            "conditional": {
                                "show": False,
                                "conjunction": "any",
                                "conditions": [
                                    {"component": "tenCon", "operator": "isEmpty"},
                                    {"component": "gioi", "operator": "isEqual", "value": "nam"},
                                ],
                            },
                        },
                    ],
                }
            ],
        },
    ],
}


def test_read_formio_when_a_wizard_then_pages_groups_rows_and_conditions() -> None:
    read = read_formio(file_of(WIZARD))

    assert read.schema is not None
    assert faults(read.schema) == ()
    first, second = read.schema.pages
    assert [(page.key, page.title) for page in read.schema.pages] == [("tre", "Trẻ em"), ("nha", "Gia đình")]
    assert [item.key for item in first.items] == ["ten", "gioi", "chaMe", "thu", "ngay"]
    assert said(read.schema.field("tenCha").show_if) == "coCha = true"  # type: ignore[arg-type]
    assert said(second.show_if) == 'gioi != "nu" and filled(ten)'  # type: ignore[arg-type]
    (rows,) = second.repeated
    assert rows.repeat is not None
    assert (rows.repeat.minimum, rows.repeat.maximum) == (1, 5)
    assert said(rows.fields[1].show_if) == 'not (empty(tenCon) or gioi = "nam")'  # type: ignore[arg-type]
    assert [note.code for note in read.dropped] == ["formio_layout"] * 3


LOGIC = [
    ({"==": [{"var": "data.so"}, 5]}, "so = 5"),
    ({"===": [{"var": "so"}, 5]}, "so = 5"),
    ({"<": [1, {"var": "data.so"}, 10]}, "1 < so and so < 10"),
    ({"in": [{"var": "data.gioi"}, ["nam", "nu"]]}, 'gioi in ("nam", "nu")'),
    ({"in": ["a", {"var": "data.nhieu"}]}, 'has(nhieu, "a")'),
    ({"==": [{"var": "data.nhieu.a"}, True]}, 'has(nhieu, "a") = true'),
    ({"!": [{"!!": [{"var": "data.so"}]}]}, "not filled(so)"),
    ({">": [{"+": [{"var": "data.so"}, 1, 2]}, 3.5]}, "so + 1 + 2 > 3.5"),
    ({"if": [{"var": "data.co"}, True, False]}, "if(co, true, false)"),
]


@pytest.mark.parametrize(("logic", "formula"), LOGIC)
def test_read_formio_when_jsonlogic_can_be_said_then_the_same_condition(logic: Row, formula: str) -> None:
    asked = [
        {"type": "number", "key": "so", "label": "S"},
        {"type": "radio", "key": "gioi", "label": "G", "values": VALUES},
        {"type": "selectboxes", "key": "nhieu", "label": "N", "values": [{"value": "a", "label": "A"}]},
        {"type": "checkbox", "key": "co", "label": "C"},
    ]
    read = read_formio(form(*asked, {"type": "email", "key": "e", "label": "E", "conditional": {"json": logic}}))

    assert read.schema is not None
    condition = read.schema.field("e").show_if
    assert condition is not None
    assert said(condition) == formula


@pytest.mark.parametrize(
    ("key", "becomes"),
    [
        ("name", "name_2"),
        ("__proto__", "proto"),
        ("constructor", "constructor"),
        ("Họ và tên", "ho_va_ten"),
        ("9", "muc_9"),
        ("", "cau_hoi"),
        ("a.b", "a_b"),
        ("x" * 90, "x" * 60),
    ],
)
def test_read_formio_when_a_key_cannot_be_one_here_then_changed_and_told(key: str, becomes: str) -> None:
    read = read_formio(form({"type": "textfield", "key": key, "label": "cau hoi"}))

    assert read.schema is not None
    assert [field.key for field in read.schema.fields()] == [becomes]
    assert faults(read.schema) == ()
    assert (key == becomes) == (read.assumed == ())


def deep(depth: int) -> bytes:
    return b'{"components":[{"type":"panel","components":[' * depth + b"]}]}" * depth


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "exchange_not_json"),
    "text": (b"hello", "exchange_not_json"),
    "latin": ("Đơn".encode("utf-16"), "exchange_not_utf8"),
    "list": (b"[]", "exchange_not_object"),
    "number": (b"5", "exchange_not_object"),
    "nan": (b'{"components": NaN}', "exchange_not_json"),
    "long number": (b'{"components":' + b"9" * 5_000 + b"}", "exchange_not_json"),
    "10 MB": (b" " * 10_000_000, "exchange_too_long"),
    "over the limit": (b" " * (MAX_BYTES + 1), "exchange_too_long"),
    "depth bomb": (b'{"a":' * 500_000, "exchange_too_long"),
    "deep": (b'{"a":' * 300 + b"1" + b"}" * 300, "exchange_too_deep"),
    "very deep": (b"[" * 100_000, "exchange_too_deep"),
    "deep panels": (deep(150), "exchange_too_deep"),
    "huge array": (b'{"components":[' + b"0," * 70_000 + b"0]}", "exchange_too_big"),
    "no components": (b'{"title":"x"}', "formio_no_components"),
    "components of another type": (b'{"components":{"a":1}}', "formio_no_components"),
    "nothing asked": (form({"type": "button", "key": "b"}), "exchange_nothing"),
    "components are no objects": (form(1, None, "x", [], True), "exchange_nothing"),  # type: ignore[arg-type]
    "too many fields": (form(*({"type": "textfield", "key": f"k{n}"} for n in range(501))), "fields_too_many"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_read_formio_when_it_is_no_form_then_refused_in_plain_words(case: str) -> None:
    data, code = REFUSED[case]

    read = read_formio(data)

    assert read.schema is None
    assert [note.code for note in read.faults] == [code]
    assert "{" not in say(code, read.faults[0].params)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def answered(read: Imported) -> None:
    assert (read.schema is None) == bool(read.faults)
    for note in (*read.faults, *read.assumed, *read.dropped, *read.kept):
        assert note.code in known_codes(), note
        assert say(note.code, note.params)
    if read.schema is not None:
        faults(read.schema)


@given(st.binary(max_size=200) | ANY.map(file_of))
@settings(max_examples=60, deadline=None)
def test_read_when_given_anything_then_answers(data: bytes) -> None:
    for read in (read_formio(data), read_json_schema(data), read_own(data)):
        answered(read)


def _paths(value: object, way: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(path for key, one in inside for path in _paths(one, (*way, key)))]


PATHS = [path for path in _paths(WIZARD) if path]


@given(st.sampled_from(PATHS), ANY)
@settings(max_examples=200, deadline=None)
def test_read_formio_when_any_value_has_the_wrong_type_then_answers(path: tuple[Any, ...], value: object) -> None:
    spoilt: Any = copy.deepcopy(WIZARD)
    holder = spoilt
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value

    answered(read_formio(file_of(spoilt)))


def test_texts_when_listed_then_all_are_registered() -> None:
    assert set(TEXTS) <= known_codes()


def test_read_own_when_a_key_is_unknown_then_refused_and_nothing_lost_in_silence() -> None:
    read = read_own(file_of({"schema_version": 2, "title": "x", "pages": [], "colour": "red"}))

    assert read.schema is None
    assert [note.code for note in read.faults] == ["exchange_own_malformed"]


def test_imported_when_a_form_then_counts_are_told() -> None:
    read = read_formio(file_of(WIZARD))

    assert isinstance(read.schema, FormSchema)
    assert read.kept[0].params == {"pages": 2, "groups": 2, "fields": 8}


def test_read_formio_when_thousands_of_components_then_refused_before_keys_are_made() -> None:
    read = read_formio(form(*({"type": "panel", "components": []} for _ in range(6_000))))

    assert [note.code for note in read.faults] == ["fields_too_many"]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Một</p><p>hai &amp; ba</p>", "Một\nhai & ba"),
        ("a<script>x < y</script>b<style>c</style>", "ab"),
        ("<a " * 2_000, ("<a " * 2_000).strip()),
        ("2 < 3", "2 < 3"),
        ("<!-- ghi chú -->x", "x"),
    ],
)
def test_without_markup_when_given_html_then_its_words_line_by_line(markup: str, words: str) -> None:
    assert without_markup(markup) == words
