"""A record in words: its columns, its answers, where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from motcua.desk.wording import ROLES, words
from motcua.forms.schema import NOT_ANSWERED, Field, FieldKind, FormSchema
from motcua.registers.definition import FIELD, Definition, Own
from motcua.registers.lifecycle import RecordState
from motcua.registers.models import Record
from motcua.web import words as said


def state_words(state: str) -> str:
    return {
        RecordState.OPEN: _("đang làm"),
        RecordState.ENDED: _("đã xong"),
        RecordState.STRUCK: _("gạch bỏ"),
    }[RecordState(state)]


def column_name(definition: Definition, column: str) -> str:
    names = {
        Own.NUMBER: _("Số"),
        Own.ENTERED_ON: _("Ngày ghi"),
        Own.MONTH: _("Tháng"),
        Own.UNIT: _("Đơn vị"),
        Own.STATE: _("Tình trạng"),
        Own.STEP: _("Bước"),
        Own.DUE: _("Hạn"),
    }
    if column.startswith(FIELD):
        key = column.removeprefix(FIELD)
        return next((one.label for one in definition.form.fields() if one.key == key), key)
    return names[Own(column)]


def cell(definition: Definition, record: Record, column: str) -> str:
    """What stands in a column of a list."""
    if column.startswith(FIELD):
        key = column.removeprefix(FIELD)
        field = next((one for one in definition.form.fields() if one.key == key), None)
        return "" if field is None else answer_words(field, record.answers.get(key))
    match Own(column):
        case Own.NUMBER:
            return record.number
        case Own.ENTERED_ON:
            return said.day(record.entered_on)
        case Own.UNIT:
            return record.unit.name
        case Own.STATE:
            return state_words(record.state)
        case Own.STEP:
            return step_name(definition, record.step)
        case Own.DUE:
            return said.instant(record.next_at) if record.next_at else ""
        case Own.MONTH:
            return f"{record.entered_on:%m/%Y}"


def step_name(definition: Definition, step: str) -> str:
    if definition.process is None or not step:
        return ""
    return next((one.name for one in definition.process.steps if one.key == step), step)


def holder_words(definition: Definition, record: Record) -> str:
    """Who has it: ``Văn thư, Văn phòng UBND xã``."""
    if record.holder_unit is None:
        return ""
    return f"{words(ROLES, record.holder_role)}, {record.holder_unit.name}"


def answer_rows(schema: FormSchema, record: Record) -> Iterator[tuple[str, str]]:
    """The answers in the order of the form; those of questions that were not asked are left out."""
    for field in schema.fields():
        if field.kind in NOT_ANSWERED or field.key not in record.answers:
            continue
        yield field.label, answer_words(field, record.answers[field.key])


def answer_words(field: Field, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if field.kind is FieldKind.CHOICE:
        return next((one.label for one in field.options if one.key == value), str(value))
    if field.kind is FieldKind.DATE:
        return _day(str(value))
    if isinstance(value, int):
        return said.money(value) if field.kind is FieldKind.MONEY else said.number(value)
    return str(value)


def _day(text: str) -> str:
    try:
        return said.day(dt.date.fromisoformat(text))
    except ValueError:
        return text
