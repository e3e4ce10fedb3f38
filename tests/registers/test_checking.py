"""What keeps a definition from being published."""

from __future__ import annotations

import dataclasses

import pytest

from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.procedures.process import END, Outcome, Process, StepKind, UnitRule
from motcua.registers.checking import faults
from motcua.registers.definition import (
    Allowed,
    Definition,
    Extent,
    ListView,
    Report,
    Right,
    UnreadableError,
    from_json,
    to_json,
)

from .given import DEFINITION, PROCESS

ROLES = frozenset({"settling_officer", "clerk", "unit_head", "division_head"})


def with_(**changes: object) -> Definition:
    return dataclasses.replace(DEFINITION, **changes)  # type: ignore[arg-type]


def first_step(**changes: object) -> Process:
    return Process((dataclasses.replace(PROCESS.steps[0], **changes), PROCESS.steps[1]))  # type: ignore[arg-type]


def view(**changes: object) -> tuple[ListView, ...]:
    return (dataclasses.replace(DEFINITION.lists[0], **changes),)  # type: ignore[arg-type]


def report(**changes: object) -> tuple[Report, ...]:
    return (dataclasses.replace(DEFINITION.reports[0], **changes),)  # type: ignore[arg-type]


ASKED = Field("a", "Câu hỏi", FieldKind.TEXT)
FILE = Field("f", "Tệp", FieldKind.FILE, component="x")


def form(*fields: Field) -> FormSchema:
    return FormSchema("Biểu mẫu", (Page("p", "Trang", fields),))


def test_definition_when_sound_then_no_fault_and_its_json_gives_it_back() -> None:
    assert faults(DEFINITION, roles=ROLES) == []
    assert from_json(to_json(DEFINITION)) == DEFINITION


@pytest.mark.parametrize(
    ("definition", "code", "place"),
    [
        (with_(title=" "), "register_title_missing", "title"),
        (with_(title="x" * 201), "text_too_long", "title"),
        (with_(prefix="ht-1"), "register_prefix_malformed", "prefix"),
        (with_(form=form()), "register_form_empty", "form"),
        (with_(form=form(ASKED, FILE)), "register_file_field", "form"),
        (with_(process=first_step(kind=StepKind.RECEPTION)), "register_step_kind", "process:xem-xet"),
        (with_(process=first_step(unit_rule=UnitRule.ONE_STOP)), "register_step_unit", "process:xem-xet"),
        (
            with_(process=first_step(outcomes=(Outcome("a", "A", "nowhere"),))),
            "outcome_target_unknown",
            "process:xem-xet",
        ),
        (with_(process=first_step(outcomes=(Outcome("a", "A", END),))), "step_unreachable", "process:duyet"),
        (
            with_(process=first_step(role="division_head")),
            "register_step_role_cannot_read",
            "process:xem-xet",
        ),
        (with_(lists=()), "register_list_missing", "lists"),
        (with_(lists=DEFINITION.lists + DEFINITION.lists), "register_key_twice", "lists"),
        (with_(lists=view(key="Tất cả")), "register_key_malformed", "lists"),
        (with_(lists=view(columns=())), "register_columns_number", "lists:all"),
        (with_(lists=view(columns=("field:nothing",))), "register_column_unknown", "lists:all"),
        (with_(lists=view(columns=("password",))), "register_column_unknown", "lists:all"),
        (with_(lists=view(filters=("borrower",))), "register_filter_kind", "lists:all"),
        (with_(reports=report(rows="field:borrower")), "register_group_kind", "reports:halls"),
        (with_(reports=report(rows="")), "register_group_kind", "reports:halls"),
        (with_(reports=report(columns="due")), "register_group_kind", "reports:halls"),
        (with_(reports=report(adds="hall")), "register_sum_kind", "reports:halls"),
        (with_(allowed=()), "register_nobody_may", "allowed"),
        (
            with_(allowed=(*DEFINITION.allowed, Allowed("king", Right.READ, Extent.EVERYWHERE))),
            "register_role_unknown",
            "allowed",
        ),
        (
            with_(allowed=(*DEFINITION.allowed, Allowed("clerk", Right.READ, Extent.EVERYWHERE))),
            "register_right_twice",
            "allowed",
        ),
    ],
)
def test_definition_when_faulty_then_the_fault_stands_at_its_place(
    definition: Definition, code: str, place: str
) -> None:
    assert (code, place) in {(one.code, one.place) for one in faults(definition, roles=ROLES)}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {**to_json(DEFINITION), "schema_version": 2},
        {**to_json(DEFINITION), "title": 5},
        {**to_json(DEFINITION), "lists": "all"},
        {**to_json(DEFINITION), "lists": [{"key": "a", "show": "hidden"}]},
        {**to_json(DEFINITION), "allowed": [{"role": "clerk", "right": "rule", "extent": "everywhere"}]},
        {**to_json(DEFINITION), "form": {"schema_version": 99}},
        {**to_json(DEFINITION), "process": {"schema_version": 99, "steps": []}},
    ],
)
def test_json_when_it_is_no_definition_then_unreadable(data: object) -> None:
    with pytest.raises(UnreadableError):
        from_json(data)
