"""The JSON of a form, there and back."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import encode
from motcua.forms.digest import canonical_text
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
)

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
