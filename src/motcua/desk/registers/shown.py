"""A record in words: its columns, its answers, where it stands."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from motcua.desk.wording import ROLES, words
from motcua.forms.schema import FieldKind
from motcua.registers.definition import FIELD, Definition, Own
from motcua.registers.lifecycle import RecordState
from motcua.registers.models import Record
from motcua.web import words as said
from motcua.web.reading_back import said_answer


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
        return "" if field is None else said_answer(field, record.answers.get(key))
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


def value_words(definition: Definition, column: str, value: str) -> str:
    """The value of a group of a report, as a query gives it, in words."""
    if not value:
        return _("không ghi")
    if column.startswith(FIELD):
        field = next(one for one in definition.form.fields() if one.key == column.removeprefix(FIELD))
        if field.kind is FieldKind.CONSENT:
            return _("có") if value == "true" else _("không")
        return said_answer(field, value)
    match Own(column):
        case Own.MONTH:
            return f"{dt.date.fromisoformat(value):%m/%Y}"
        case Own.ENTERED_ON:
            return said.day(dt.date.fromisoformat(value))
        case Own.STATE:
            return state_words(value)
        case Own.STEP:
            return step_name(definition, value)
        case _:
            return value


def is_value(column: str, value: str) -> bool:
    """Whether a query could give this value for the column."""
    if column in {Own.MONTH, Own.ENTERED_ON}:
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return False
    return column != Own.STATE or value in set(RecordState)
