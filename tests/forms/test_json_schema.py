"""The published JSON Schema of our form JSON, against a validator that is not ours."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given

from motcua.forms.generation import Paper, generated_schema
from motcua.forms.json_schema import form_json_schema
from motcua.forms.schema import FormSchema, UnreadableError, from_json, to_json, upgraded
from tests.forms.samples import FAMILY, SCHEMAS

PUBLISHED = Path(__file__).parents[2] / "docs" / "api" / "form-v2.schema.json"
VALIDATOR = jsonschema_rs.Draft202012Validator(form_json_schema())


def test_schema_when_checked_by_its_own_meta_schema_then_sound() -> None:
    assert jsonschema_rs.meta.is_valid(form_json_schema())


def test_schema_when_published_then_the_file_is_the_same() -> None:
    assert json.loads(PUBLISHED.read_text()) == form_json_schema()


@pytest.mark.parametrize(
    "schema",
    [
        FAMILY,
        upgraded(generated_schema("Khai sinh", [Paper("tp01", "Tờ khai", required=True, guidance=False)])),
        upgraded(generated_schema("Không giấy tờ", [])),
        upgraded(generated_schema("Lời dẫn", [Paper("tp02", "Xuất trình", required=False, guidance=True)])),
    ],
)
def test_forms_when_generated_or_written_then_valid(schema: FormSchema) -> None:
    VALIDATOR.validate(to_json(schema))


@given(SCHEMAS)
def test_forms_when_any_at_all_then_valid(schema: FormSchema) -> None:
    VALIDATOR.validate(to_json(schema))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema_version",), 3),
        (("theme",), "dark"),
        (("title",), 5),
        (("pages", 0, "fields"), []),
        (("pages", 0, "items", 0, "kind"), "hologram"),
        (("pages", 0, "items", 0, "script"), "alert(1)"),
        (("pages", 0, "items", 1, "show_if"), {"call": "open", "of": ["/etc/passwd"]}),
        (("pages", 0, "items", 1, "show_if"), 1.5),
        (("pages", 0, "items", 2, "repeat", "maximum"), "20"),
        (("rules", 0, "check"), {}),
    ],
)
def test_forms_when_our_reader_refuses_then_the_schema_does_too(place: tuple[str | int, ...], value: object) -> None:
    body = copy.deepcopy(to_json(FAMILY))
    at: object = body
    for part in place[:-1]:
        at = at[part]  # type: ignore[index]
    at[place[-1]] = value  # type: ignore[index]

    assert not VALIDATOR.is_valid(body)
    with pytest.raises(UnreadableError):
        from_json(body)
