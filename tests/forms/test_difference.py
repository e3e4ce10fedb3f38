"""Comparing two versions of a form, and the answers that the newer one has no place for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from motcua.forms.difference import Change, differences, lost_answers
from motcua.forms.formula import parse
from motcua.forms.generation import Paper, generated_schema
from motcua.forms.schema import Field, FieldKind, FormSchema, Group, Option, Page, Repeat, Rule, upgraded
from motcua.web.form_changes import said_changes
from tests.forms.samples import FAMILY, SCHEMAS

K = FieldKind
A = Field("a", "Tên", K.TEXT)
B = Field("b", "Loại", K.CHOICE, options=(Option("x", "Một"), Option("y", "Hai")))


def form(*items: Field | Group, title: str = "Mẫu", **more: object) -> FormSchema:
    return FormSchema(title, (Page("p", "Trang", items),), **more)  # type: ignore[arg-type]


def told(old: FormSchema, new: FormSchema) -> set[tuple[str, str, str, str]]:
    return {(one.what, one.part, one.key, one.attribute) for one in differences(old, new)}


@pytest.mark.parametrize(
    ("new", "expected", "said"),
    [
        (form(A, B), set(), []),
        (form(A, B, Field("c", "Mới", K.DATE)), {("added", "field", "c", "")}, ["Mục mới: “Mới”."]),
        (form(A), {("removed", "field", "b", "")}, ["Không còn hỏi: “Loại”."]),
        (form(B, A), set(), []),
        (
            form(replace(A, label="Họ tên"), B),
            {("changed", "field", "a", "label")},
            ["Mục “Tên” nay hỏi là “Họ tên”."],
        ),
        (form(replace(A, hint="Ghi đủ"), B), {("changed", "field", "a", "hint")}, []),
        (
            form(replace(A, kind=K.NUMBER), B),
            {("changed", "field", "a", "kind")},
            ["Mục “Tên” nay trả lời theo cách khác."],
        ),
        (
            form(replace(A, required=True), B),
            {("changed", "field", "a", "required")},
            ["Mục “Tên” nay là bắt buộc."],
        ),
        (
            form(replace(A, max_length=5), B),
            {("changed", "field", "a", "max_length")},
            ["Giới hạn của mục “Tên” đã thay đổi."],
        ),
        (
            form(A, replace(B, options=B.options[:1])),
            {("changed", "field", "b", "options")},
            ["Các lựa chọn của mục “Loại” đã thay đổi."],
        ),
        (
            form(Group("g", "Nhóm", (A,)), B),
            {("added", "group", "g", ""), ("moved", "field", "a", "place")},
            ["Mục “Tên” chuyển sang phần “Trang › Nhóm”."],
        ),
        (
            form(A, B, rules=(Rule("r", parse('b = "x"'), "Phải là một"),)),
            {("added", "rule", "r", "")},
            ["Điều kiện kiểm tra thay đổi: “Phải là một”."],
        ),
        (form(A, B, title="Mẫu mới"), {("changed", "form", "", "title")}, []),
    ],
)
def test_differences_when_a_form_changes_then_each_is_told(
    new: FormSchema, expected: set[tuple[str, str, str, str]], said: list[str]
) -> None:
    old = form(A, B)

    assert told(old, new) == expected
    assert said_changes(old, new) == said


def test_differences_when_only_the_schema_version_is_newer_then_none() -> None:
    old = generated_schema("T", [Paper("p", "P", required=True, guidance=False)])

    assert differences(old, upgraded(old)) == ()


def test_differences_when_changed_then_before_and_after_as_json() -> None:
    found = differences(form(A, B), form(replace(A, max_length=9), B))

    assert found == (Change("changed", "field", "a", "Tên", "max_length", None, 9),)


@given(SCHEMAS)
def test_differences_when_compared_with_itself_then_none(schema: FormSchema) -> None:
    assert differences(schema, schema) == ()


@given(SCHEMAS, SCHEMAS)
def test_differences_when_any_two_forms_then_told_in_words(old: FormSchema, new: FormSchema) -> None:
    for one in said_changes(old, new):
        assert one


@pytest.mark.parametrize(
    ("new", "lost"),
    [
        (form(A, B), []),
        (form(B), [("a", "Hoa")]),
        (form(A, replace(B, options=B.options[:1])), [("b", "Hai")]),
        (form(replace(A, kind=K.NUMBER), B), []),
        (form(replace(A, kind=K.YES_NO), B), [("a", "Hoa")]),
        (form(Group("g", "Nhóm", (A,), repeat=Repeat()), B), [("a", "Hoa")]),
        (FormSchema("M", (Page("q", "Khác", (A, B)),)), []),
        (form(A, replace(B, kind=K.CHOICES)), []),
    ],
)
def test_lost_answers_when_a_form_changes_then_only_those_without_a_place(
    new: FormSchema, lost: list[tuple[str, str]]
) -> None:
    found = lost_answers(form(A, B), new, {"a": "Hoa", "b": "y", "stray": "x"})

    assert [(one.key, one.text) for one in found] == lost


def test_lost_answers_when_a_repeated_group_goes_then_every_row_is_told() -> None:
    typed = {"members": [{"member_name": "Hoa"}, {"member_name": "Nam", "member_school": "yes"}, "?"], "poor": "yes"}

    found = lost_answers(FAMILY, form(Field("poor", "Nghèo?", K.YES_NO)), typed)

    assert [(one.key, one.text) for one in found] == [
        ("member_name", "Hoa"),
        ("member_name", "Nam"),
        ("member_school", "yes"),
    ]
