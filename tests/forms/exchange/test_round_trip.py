"""A form that left in another format comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings

from motcua.forms.exchange import formio_of, json_schema_of, own_of, read_formio, read_json_schema, read_own
from motcua.forms.expression import Call, Fact, Literal, Name
from motcua.forms.formula import parse
from motcua.forms.schema import Field, FieldKind, FormSchema, Page, upgraded
from tests.forms import samples

from .made import forms, sound

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@given(forms())
@SLOW
def test_read_formio_when_any_form_was_exported_then_the_same_form(form: FormSchema) -> None:
    assume(sound(form))

    read = read_formio(formio_of(form).data)

    assert read.schema == form
    assert (read.faults, read.assumed, read.dropped) == ((), (), ())


@given(forms())
@SLOW
def test_read_json_schema_when_any_form_was_exported_then_the_same_form(form: FormSchema) -> None:
    assert read_json_schema(json_schema_of(form).data).schema == form


@given(forms())
@SLOW
def test_read_own_when_any_form_was_written_then_the_same_form_and_bytes(form: FormSchema) -> None:
    read = read_own(own_of(form))

    assert read.schema == form
    assert own_of(read.schema) == own_of(form)


@given(forms())
@SLOW
def test_json_schema_of_when_any_form_then_a_schema_that_a_validator_takes(form: FormSchema) -> None:
    jsonschema_rs.Draft202012Validator(json.loads(json_schema_of(form).data))


def test_round_trip_when_the_family_sample_then_the_same_in_every_format() -> None:
    form = upgraded(samples.FAMILY)

    assert read_own(own_of(form)).schema == form
    assert read_formio(formio_of(form).data).schema == form
    assert read_json_schema(json_schema_of(form).data).schema == form


def test_read_json_schema_when_somebody_changed_the_schema_then_read_by_its_keywords() -> None:
    row = json.loads(json_schema_of(upgraded(samples.FAMILY)).data)
    key, first = next(iter(row["properties"].items()))
    first["title"] = "Câu hỏi đã sửa"

    read = read_json_schema(json.dumps(row).encode())

    assert read.schema is not None
    assert read.schema.field(key).label == "Câu hỏi đã sửa"
    assert read.assumed[0].code == "schema_own_changed"


PLAIN = FormSchema(
    "Đăng ký",
    (
        Page(
            "trang_1",
            "Đăng ký",
            (
                Field("ho_ten", "Họ tên", FieldKind.TEXT, required=True, max_length=100),
                Field("ghi_chu", "Ghi chú", FieldKind.LONG_TEXT, max_length=900, hint="Nếu có"),
                Field("so_con", "Số con", FieldKind.NUMBER, minimum=0, maximum=20),
                Field("co_nha", "Có nhà", FieldKind.YES_NO),
                Field("dong_y", "Đồng ý", FieldKind.CONSENT, required=True),
                Field("ngay", "Ngày", FieldKind.DATE),
                Field("thu", "Thư", FieldKind.EMAIL, show_if=Call("=", (Name("co_nha"), Literal(True)))),
                Field("dien_tich", "Diện tích", FieldKind.NUMBER, decimals=2, require_if=parse("co_nha = true")),
            ),
        ),
    ),
)


def test_read_json_schema_when_only_standard_keywords_are_left_then_all_of_the_supported_part_is_kept() -> None:
    row = json.loads(json_schema_of(PLAIN).data)
    del row["x-motcua"]

    read = read_json_schema(json.dumps(row).encode())

    assert read.schema == PLAIN
    assert (read.dropped, read.assumed) == ((), ())


LEFT_OUT = [
    (Field("a", "A", FieldKind.DATE, minimum=-10), "export_days"),
    (Field("a", "A", FieldKind.CITIZEN_ID), "export_check"),
    (Field("a", "A", FieldKind.TEXT, show_if=Call("=", (Fact("case"), Literal("x")))), "export_condition"),
    (Field("a", "A", FieldKind.TEXT, require_if=parse("filled(b)")), "export_condition"),
    (
        Field("a", "A", FieldKind.COMPUTED, formula=parse("age(b)"), result=FieldKind.NUMBER),
        "export_condition",
    ),
]


@pytest.mark.parametrize(("field", "code"), LEFT_OUT)
def test_formio_of_when_formio_has_no_word_for_it_then_told_and_still_brought_back(field: Field, code: str) -> None:
    form = FormSchema("F", (Page("p", "P", (field, Field("b", "B", FieldKind.DATE))),))

    exported = formio_of(form)

    assert code in [note.code for note in exported.left_out]
    assert read_formio(exported.data).schema == form


def test_formio_of_when_a_generated_form_with_the_applicant_then_its_keys_stay() -> None:
    page = Page("applicant", "Người nộp", (Field("name", "Họ tên", FieldKind.TEXT, required=True),))
    form = FormSchema("F", (page, replace(page, key="hai", items=(Field("x", "X", FieldKind.TEXT),))))

    assert read_formio(formio_of(form).data).schema == form
