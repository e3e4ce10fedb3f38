"""Everything that keeps a definition from being published, for its author. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from motcua.forms.checking import faults as form_faults
from motcua.forms.schema import NOT_ANSWERED, FieldKind
from motcua.procedures.process import STEP_ROLES, StepKind, UnitRule
from motcua.procedures.process import check as process_faults
from motcua.registers.definition import FIELD, Definition, Own, Right

MOST_LISTS = 12
MOST_REPORTS = 12
MOST_COLUMNS = 12
LONGEST_TITLE = 200
KINDS = frozenset({StepKind.WORK, StepKind.VERIFICATION, StepKind.APPROVAL, StepKind.SIGN})
UNIT_RULES = frozenset({UnitRule.SETTLING, UnitRule.PARENT, UnitRule.NAMED})
"""A record's own unit, the one above it, or one by its code. A register has no reception and no one-stop desk."""

GROUPED = frozenset({Own.ENTERED_ON, Own.MONTH, Own.UNIT, Own.STATE, Own.STEP})
CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.PLACE, FieldKind.CONSENT, FieldKind.DATE})
"""Kinds of answers that few records share: what a report can be grouped by."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PREFIX = re.compile(r"[A-ZĐ0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Fault:
    """``place`` is where: ``title``, ``form``, ``process:STEP``, ``lists:KEY``, ``reports:KEY``, ``allowed``."""

    code: str
    place: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def faults(definition: Definition, *, roles: Collection[str]) -> list[Fault]:
    """Every fault; none for a definition that can be published. ``roles`` are those posts can carry."""
    return [
        *_head(definition),
        *_form(definition),
        *_process(definition),
        *_lists(definition),
        *_reports(definition),
        *_allowed(definition, roles),
    ]


def _head(definition: Definition) -> Iterable[Fault]:
    if not definition.title.strip():
        yield Fault("register_title_missing", "title")
    if len(definition.title) > LONGEST_TITLE:
        yield Fault("text_too_long", "title", {"most": LONGEST_TITLE})
    if not _PREFIX.fullmatch(definition.prefix):
        yield Fault("register_prefix_malformed", "prefix")


def _form(definition: Definition) -> Iterable[Fault]:
    every = [one for one, _group, _page in definition.form.every_field()]
    if all(one.kind in NOT_ANSWERED for one in every):
        yield Fault("register_form_empty", "form")
        return
    for fault in form_faults(definition.form):
        yield Fault(fault.code, f"form:{fault.place}", fault.params)
    for one in every:
        if one.kind is FieldKind.FILE:
            yield Fault("register_file_field", "form", {"field": one.label})


def _process(definition: Definition) -> Iterable[Fault]:
    if definition.process is None:
        return
    for fault in process_faults(definition.process, None, roles=STEP_ROLES):
        yield Fault(fault.code, f"process:{fault.step}", {**fault.params, "step": fault.step})
    for step in definition.process.steps:
        if step.kind not in KINDS:
            yield Fault("register_step_kind", f"process:{step.key}", {"step": step.name})
        if step.unit_rule not in UNIT_RULES:
            yield Fault("register_step_unit", f"process:{step.key}", {"step": step.name})


def _lists(definition: Definition) -> Iterable[Fault]:
    if not definition.lists:
        yield Fault("register_list_missing", "lists")
    if len(definition.lists) > MOST_LISTS:
        yield Fault("register_lists_too_many", "lists", {"most": MOST_LISTS})
    yield from _keys("lists", [one.key for one in definition.lists])
    for one in definition.lists:
        place = f"lists:{one.key}"
        if not one.title.strip():
            yield Fault("register_title_missing", place)
        if not 0 < len(one.columns) <= MOST_COLUMNS:
            yield Fault("register_columns_number", place, {"most": MOST_COLUMNS})
        yield from (
            Fault("register_column_unknown", place, {"column": column})
            for column in one.columns
            if not _is_column(definition, column)
        )
        yield from (
            Fault("register_filter_kind", place, {"column": key})
            for key in one.filters
            if _kind(definition, key) is not FieldKind.CHOICE
        )


def _reports(definition: Definition) -> Iterable[Fault]:
    if len(definition.reports) > MOST_REPORTS:
        yield Fault("register_reports_too_many", "reports", {"most": MOST_REPORTS})
    yield from _keys("reports", [one.key for one in definition.reports])
    for one in definition.reports:
        place = f"reports:{one.key}"
        if not one.title.strip():
            yield Fault("register_title_missing", place)
        for column in (one.rows, one.columns):
            if (column or column == one.rows) and not _is_grouped(definition, column):
                yield Fault("register_group_kind", place, {"column": column})
        if one.adds and _kind(definition, one.adds) not in {FieldKind.NUMBER, FieldKind.MONEY}:
            yield Fault("register_sum_kind", place, {"column": one.adds})


def _keys(place: str, keys: list[str]) -> Iterable[Fault]:
    yield from (Fault("register_key_malformed", place, {"key": key}) for key in keys if not _KEY.fullmatch(key))
    yield from (Fault("register_key_twice", place, {"key": key}) for key, times in Counter(keys).items() if times > 1)


def _is_column(definition: Definition, column: str) -> bool:
    if column in set(Own):
        return column is not Own.MONTH
    return column.startswith(FIELD) and _kind(definition, column.removeprefix(FIELD)) is not None


def _is_grouped(definition: Definition, column: str) -> bool:
    if not column.startswith(FIELD):
        return column in GROUPED
    return _kind(definition, column.removeprefix(FIELD)) in CHOSEN


def _kind(definition: Definition, key: str) -> FieldKind | None:
    """The kind of a question that stands by itself; None for one that there is not, or that has no answer."""
    found = next((one for one in definition.form.fields() if one.key == key), None)
    return None if found is None or found.kind in NOT_ANSWERED else found.kind


def _allowed(definition: Definition, roles: Collection[str]) -> Iterable[Fault]:
    for one in definition.allowed:
        if one.role not in roles:
            yield Fault("register_role_unknown", "allowed", {"role": one.role})
    twice = Counter((one.role, one.right) for one in definition.allowed)
    yield from (
        Fault("register_right_twice", "allowed", {"role": role}) for (role, _right), n in twice.items() if n > 1
    )
    rights = {one.right for one in definition.allowed}
    if not {Right.READ, Right.ENTER} <= rights:
        yield Fault("register_nobody_may", "allowed")
    if definition.process is None:
        return
    readers = {one.role for one in definition.allowed if one.right is Right.READ}
    for step in definition.process.steps:
        if step.role in STEP_ROLES and step.role not in readers:
            yield Fault("register_step_role_cannot_read", f"process:{step.key}", {"step": step.name, "role": step.role})
