"""The faults of forms: each has a code and a place; forms without faults can be published."""

# ruff: noqa: E501  (tables are read by their lines)

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from motcua.core.texts import say
from motcua.forms.checking import faults
from motcua.forms.dependencies import circles, working_order
from motcua.forms.formula import parse
from motcua.forms.schema import (
    Condition,
    Eligibility,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Option,
    Page,
    Repeat,
    Rule,
)
from motcua.forms.texts import TEXTS
from tests.forms.samples import FAMILY, SCHEMAS

K = FieldKind
YES = (Option("yes", "Có"), Option("no", "Không"))


def form(*items: Field | Group, **more: object) -> FormSchema:
    return FormSchema("Mẫu", (Page("p", "Trang", items),), **more)  # type: ignore[arg-type]


def text(key: str, **more: object) -> Field:
    return Field(key, "Mục", K.TEXT, **more)  # type: ignore[arg-type]


def rows(*fields: Field, **more: object) -> Group:
    return Group("rows", "Nhóm", fields, repeat=Repeat(**more))  # type: ignore[arg-type]


CASES: list[tuple[str, FormSchema, set[tuple[str, str]]]] = [
    ("sound", FAMILY, set()),
    ("no title", replace(form(text("a")), title=" "), {("text_missing", "form.title")}),
    ("no pages", FormSchema("T", ()), {("form_empty", "form")}),
    ("empty page", form(), {("page_empty", "page:p")}),
    ("empty group", form(Group("g", "G")), {("group_empty", "group:g")}),
    ("label", form(Field("a", "", K.TEXT)), {("text_missing", "field:a.label")}),
    ("label long", form(Field("a", "x" * 1201, K.TEXT)), {("text_too_long", "field:a.label")}),
    ("label dirty", form(Field("a", "x\x00", K.TEXT)), {("text_nul", "field:a.label")}),
    ("twice", form(text("a"), text("a")), {("key_repeated", "field:a.key")}),
    ("twice over rows", form(text("a"), rows(text("a"))), {("key_repeated", "field:a.key")}),
    ("group as field", form(text("rows"), rows(text("a"))), {("key_repeated", "field:rows.key"), ("key_repeated", "group:rows.key")}),
    ("key", form(text("á")), {("key_wrong", "field:á.key")}),
    ("applicant's", form(text("phone")), {("key_reserved", "field:phone.key")}),
    ("posted", form(text("idempotency_key")), {("key_reserved", "field:idempotency_key.key")}),
    ("step", FormSchema("T", (Page("review", "X", (text("a"),)),)), {("key_reserved", "page:review.key")}),
    ("pages twice", FormSchema("T", (Page("p", "X", (text("a"),)), Page("p", "X", (text("b"),)))), {("key_repeated", "page:p.key")}),
    ("papers", FormSchema("T", (Page("papers", "X", (text("a"),)),)), {("papers_only_files", "field:a.kind")}),
    ("options on text", form(text("a", options=YES)), {("not_for_kind", "field:a.options")}),
    ("no options", form(Field("a", "A", K.CHOICE)), {("options_missing", "field:a.options")}),
    ("option twice", form(Field("a", "A", K.CHOICE, options=(*YES, *YES))), {("option_repeated", "field:a.options")}),
    ("crossed", form(Field("a", "A", K.NUMBER, minimum=5, maximum=1)), {("limits_crossed", "field:a.minimum")}),
    ("limits on text", form(text("a", minimum=1)), {("not_for_kind", "field:a.minimum")}),
    ("length", form(text("a", max_length=0)), {("limit_wrong", "field:a.max_length")}),
    ("decimals", form(Field("a", "A", K.NUMBER, decimals=7)), {("limit_wrong", "field:a.decimals")}),
    ("rows", form(rows(text("a"), minimum=3, maximum=1)), {("rows_wrong", "group:rows.repeat")}),
    ("rows many", form(rows(text("a"), maximum=201)), {("rows_wrong", "group:rows.repeat")}),
    ("computed", form(Field("a", "A", K.COMPUTED)), {("formula_missing", "field:a.formula"), ("result_wrong", "field:a.result")}),
    ("file", form(Field("a", "A", K.FILE)), {("component_missing", "field:a.component")}),
    ("file in rows", form(rows(Field("a", "A", K.FILE, component="c"))), {("not_in_rows", "field:a.kind")}),
    ("level", form(Field("a", "A", K.PLACE, level="village")), {("level_wrong", "field:a.level")}),
    ("as of", form(Field("a", "A", K.PLACE, as_of="b"), text("b")), {("as_of_wrong", "field:a.as_of")}),
    ("prefill", form(text("a", prefill="files.passwd")), {("prefill_unknown", "field:a.prefill")}),
    ("unknown name", form(text("a", show_if=parse("b = 1"))), {("named_field_unknown", "field:a.show_if")}),
    ("unknown old name", form(text("a", when=Condition("b", ("1",)))), {("named_field_unknown", "field:a.when")}),
    ("unknown fact", form(text("a", show_if=parse("@password = 1"))), {("fact_unknown", "field:a.show_if")}),
    ("itself", form(text("a", show_if=parse("filled(a)"))), {("condition_on_itself", "field:a")}),
    ("requires itself", form(text("a", require_if=parse("filled(a)"))), {("condition_on_itself", "field:a.require_if")}),
    ("circle", form(text("a", show_if=parse("filled(b)")), text("b", show_if=parse("filled(a)"))), {("condition_circle", "field:a")}),
    ("its own page", FormSchema("T", (Page("p", "X", (text("a"),), show_if=parse("filled(a)")),)), {("condition_circle", "field:a")}),
    ("its own group", form(Group("g", "G", (text("a"),), show_if=parse("filled(a)"))), {("condition_circle", "field:a")}),
    ("in rows", form(rows(text("a"), text("b", show_if=parse("filled(a)"))), text("c", show_if=parse("count(rows, filled(b)) > 0"))), set()),
    ("outside rows", form(rows(text("a")), text("c", show_if=parse("filled(a)"))), {("row_field_outside", "field:c.show_if")}),
    ("group as value", form(rows(text("a")), text("c", show_if=parse("rows = 1"))), {("group_is_no_value", "field:c.show_if")}),
    ("group filled", form(rows(text("a")), text("c", show_if=parse("filled(rows)"))), set()),
    ("not repeated", form(text("a"), text("c", show_if=parse("count(a) > 0"))), {("not_repeated", "field:c.show_if")}),
    ("option unknown", form(Field("a", "A", K.CHOICE, options=YES), text("b", show_if=parse('a = "maybe"'))), {("named_option_unknown", "field:b.show_if")}),
    ("no answer", form(Field("a", "A", K.INFORMATION), text("b", show_if=parse("filled(a)"))), {("named_not_answered", "field:b.show_if")}),
    ("the applicant's answers", form(text("b", show_if=parse('age(birth_date) < 18 and kind = "person"'))), set()),
    ("rule place", form(text("a"), rules=(Rule("r", parse("filled(a)"), "Sai", at="x"),)), {("named_field_unknown", "rule:r.at")}),
    ("rule text", form(text("a"), rules=(Rule("r", parse("filled(a)"), ""),)), {("text_missing", "rule:r.text")}),
    ("rule of rows", form(rows(text("a")), rules=(Rule("r", parse("filled(a)"), "Sai", at="a"),)), set()),
    ("eligibility", form(text("a"), eligibility=(Eligibility("e", parse("b"), "Sai"),) * 2), {("key_repeated", "eligibility:e.key"), ("named_field_unknown", "eligibility:e.condition")}),
    ("many", form(*(text(f"a{n}") for n in range(501))), {("fields_too_many", "form")}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_faults_when_a_form_then_codes_and_places(schema: FormSchema, expected: set[tuple[str, str]]) -> None:
    found = faults(schema)

    assert {(fault.code, fault.place) for fault in found} == expected
    assert all("{" not in say(fault.code, fault.params) and fault.code in TEXTS for fault in found)


@given(SCHEMAS)
def test_faults_when_any_form_then_told_without_error(schema: FormSchema) -> None:
    for fault in faults(schema):
        assert "{" not in say(fault.code, dict.fromkeys(fault.params, "x"))


def test_circles_when_two_lie_in_a_third_then_the_small_ones_once() -> None:
    schema = form(
        text("a", show_if=parse("filled(b)")),
        text("b", show_if=parse("filled(c)")),
        text("c", show_if=parse("filled(a) or filled(b)")),
    )

    assert [set(one) for one in circles(schema)] == [{"b", "c"}]


def test_working_order_when_later_answers_decide_then_they_come_first() -> None:
    schema = form(text("a", show_if=parse("filled(c)")), text("b"), text("c"))

    order = working_order(schema)

    assert order.index("c") < order.index("a")
    assert set(order) == {"page:p", "a", "b", "c"}
