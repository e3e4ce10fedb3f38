"""The JSON of a form, there and back."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import encode
from motcua.forms.checking import faults
from motcua.forms.digest import canonical_text
from motcua.forms.formula import say
from motcua.forms.generation import Paper, generated_schema
from motcua.forms.schema import (
    Condition,
    Field,
    FieldKind,
    FormSchema,
    Option,
    Page,
    UnreadableError,
    from_json,
    to_json,
    upgraded,
)
from tests.forms.samples import FAMILY, SCHEMAS

_KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
_NUMBERS = st.none() | st.integers(-1000, 1000)
_FIELDS = st.builds(
    Field,
    key=_KEYS,
    label=_TEXTS,
    kind=st.sampled_from(FieldKind),
    required=st.booleans(),
    hint=_TEXTS,
    options=st.lists(st.builds(Option, _KEYS, _TEXTS), max_size=3).map(tuple),
    max_length=_NUMBERS,
    minimum=_NUMBERS,
    maximum=_NUMBERS,
    component=_TEXTS,
    prefill=_TEXTS,
    autocomplete=_TEXTS,
    when=st.none() | st.builds(Condition, _KEYS, st.lists(_TEXTS, max_size=3).map(tuple)),
)
_SCHEMAS = st.lists(_FIELDS, max_size=6, unique_by=lambda field: field.key).map(
    lambda fields: FormSchema("Mẫu", (Page("a", "A", tuple(fields[:3])), Page("b", "B", tuple(fields[3:]))))
)


@given(_SCHEMAS)
def test_json_when_written_and_read_then_the_same_schema(schema: FormSchema) -> None:
    assert from_json(json.loads(json.dumps(to_json(schema)))) == schema


@given(_SCHEMAS)
def test_canonical_text_when_a_schema_then_the_canonical_bytes(schema: FormSchema) -> None:
    body = to_json(schema)

    assert canonical_text(body).encode() == encode(body)


def _good() -> dict[str, object]:
    return copy.deepcopy(to_json(generated_schema("T", [Paper("p", "P", required=True, guidance=False)])))  # type: ignore[return-value]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.update(schema_version=2),
        lambda body: body.update(schema_version=True),
        lambda body: body.pop("pages"),
        lambda body: body["pages"][0]["fields"][0].update(kind="hologram"),
        lambda body: body["pages"][0]["fields"][0].update(label=5),
        lambda body: body["pages"][0]["fields"][0].update(maximum="x"),
        lambda body: body["pages"][0]["fields"].append(body["pages"][0]["fields"][0]),
        lambda body: body.update(pages="x"),
    ],
)
def test_from_json_when_malformed_or_newer_then_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    body = _good()
    spoil(body)

    with pytest.raises(UnreadableError):
        from_json(body)


@pytest.mark.parametrize("data", [None, [], "x", 3, {}])
def test_from_json_when_no_object_then_refused(data: object) -> None:
    with pytest.raises(UnreadableError):
        from_json(data)


def test_generated_schema_when_papers_and_guidance_then_files_and_lines_to_read() -> None:
    schema = generated_schema(
        "Khai sinh",
        [
            Paper("tp01", "Tờ khai", required=True, guidance=False),
            Paper("tp02", "Lưu ý", required=False, guidance=True),
        ],
    )

    kinds = {field.key: (field.kind, field.required, field.component) for field in schema.page("papers").fields}
    assert kinds == {
        "paper_tp01": (FieldKind.FILE, True, "tp01"),
        "paper_tp02": (FieldKind.INFORMATION, False, ""),
    }
    assert [page.key for page in schema.pages] == ["applicant", "request", "papers"]


def test_field_and_page_when_unknown_then_key_error() -> None:
    schema = generated_schema("T", [])

    assert schema.field("name").key == "name"
    with pytest.raises(KeyError):
        schema.field("nothing")
    with pytest.raises(KeyError):
        schema.page("papers")


@given(SCHEMAS)
def test_json_when_any_form_of_version_2_then_the_same_again(schema: FormSchema) -> None:
    body = to_json(schema)

    assert from_json(json.loads(json.dumps(body))) == schema
    assert canonical_text(body).encode() == encode(body)


def test_to_json_when_version_1_uses_what_came_later_then_refused() -> None:
    with pytest.raises(UnreadableError):
        to_json(replace(FAMILY, schema_version=1))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema_version",), 3),
        (("schema_version",), True),
        (("theme",), "dark"),
        (("pages", 0, "fields"), []),
        (("pages", 0, "items", 0, "kind"), "hologram"),
        (("pages", 0, "items", 0, "script"), "alert(1)"),
        (("pages", 0, "items", 1, "show_if"), {"call": "open", "of": ["/etc/passwd"]}),
        (("pages", 0, "items", 1, "show_if"), 1.5),
        (("pages", 0, "items", 2, "repeat", "maximum"), "20"),
        (("rules", 0, "check"), {}),
        (("pages",), [None] * 2001),
    ],
)
def test_from_json_when_version_2_has_what_it_does_not_know_then_refused(
    place: tuple[str | int, ...], value: object
) -> None:
    body = to_json(FAMILY)
    at: object = body
    for step in place[:-1]:
        at = at[step]  # type: ignore[index]
    at[place[-1]] = value  # type: ignore[index]

    with pytest.raises(UnreadableError):
        from_json(body)


def test_upgraded_when_a_simple_condition_then_an_expression_and_no_fault() -> None:
    asked = Field("b", "B", FieldKind.TEXT, when=Condition("a", ("x", "")))
    old = FormSchema("T", (Page("p", "P", (Field("a", "A", FieldKind.TEXT), asked)),), schema_version=1)

    new = upgraded(old)

    assert new.schema_version == 2
    assert say(new.field("b").show_if) == 'empty(a) or a in ("x")'  # type: ignore[arg-type]
    assert faults(new) == ()
