"""Lists edited as rows of a form: what a row asks, how it is read from what was posted, and its faults. Every row keeps
the number of the line it came from (``was``), so that what the form does not show is not lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.forms.answers import MalformedError, read_money, read_number
from motcua.forms.cleaning import UncleanError, clean_line, clean_lines

MOST_ROWS = 400
SPARE = 2
"""Empty rows at the end of a list; more come with a button."""


class Kind(StrEnum):
    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    SELECT = "select"
    CHECK = "check"


Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One question of a row. ``counts``: an answer here makes a row more than an empty one."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    choices: Choices = ()
    most: int = 300
    required: bool = False
    counts: bool = True


@dataclass(slots=True)
class Row:
    """A row as typed. ``values`` holds what was read of the sound ones."""

    number: int
    typed: dict[str, str]
    was: str = ""
    values: dict[str, Json] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    is_dropped: bool = False


def filled(columns: Sequence[Column], lines: Sequence[tuple[str, Mapping[str, Json]]], *, spare: int) -> list[Row]:
    """Rows of what stands, and empty ones."""
    rows = [
        Row(number, {column.key: _shown(column, line.get(column.key)) for column in columns}, was)
        for number, (was, line) in enumerate(lines)
    ]
    return [*rows, *(Row(len(rows) + extra, dict.fromkeys((one.key for one in columns), "")) for extra in range(spare))]


def _shown(column: Column, value: Json) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value)


def posted(columns: Sequence[Column], data: QueryDict) -> list[Row]:
    """Every row of the form as typed, in order."""
    text = str(data.get("rows", ""))
    count = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0
    return [
        Row(
            number,
            {column.key: str(data.get(f"r{number}-{column.key}", "")) for column in columns},
            str(data.get(f"r{number}-was", ""))[:200],
            is_dropped=data.get(f"r{number}-drop") == "on",
        )
        for number in range(min(count, MOST_ROWS))
    ]


def more_rows(columns: Sequence[Column], rows: list[Row]) -> list[Row]:
    """Two empty rows more, within what a form may hold."""
    last = len(rows)
    empty = dict.fromkeys((column.key for column in columns), "")
    return [*rows, *(Row(number, dict(empty)) for number in range(last, min(last + SPARE, MOST_ROWS)))]


def kept(columns: Sequence[Column], rows: Sequence[Row]) -> list[Row]:
    """The rows that stay, each read; faults are noted in them. A row that came from a line goes only when told to."""
    found = []
    for row in rows:
        told = bool(row.was) or any(row.typed[column.key].strip() for column in columns if column.counts)
        if row.is_dropped or not told:
            continue
        for column in columns:
            _read(column, row)
        found.append(row)
    return found


def _read(column: Column, row: Row) -> None:
    typed = row.typed[column.key]
    try:
        value = _value(column, typed)
    except (MalformedError, UncleanError) as error:
        params = error.params if isinstance(error, MalformedError) else {}
        row.faults[column.key] = say(error.code, params)
        return
    if column.required and value in (None, ""):
        row.faults[column.key] = say("field_required")
        return
    row.values[column.key] = value


def _value(column: Column, typed: str) -> Json:
    if column.kind is Kind.CHECK:
        return typed == "on"
    text = clean_lines(typed) if column.kind is Kind.LONG else clean_line(typed)
    if len(text) > column.most:
        raise MalformedError("text_too_long", {"most": column.most})
    if column.kind is Kind.SELECT:
        if text not in {value for value, _words in column.choices}:
            raise MalformedError("choice_unknown")
        return text
    if column.kind in {Kind.NUMBER, Kind.MONEY}:
        if not text:
            return None
        return read_money(text) if column.kind is Kind.MONEY else read_number(text)
    return text


def row_errors(columns: Sequence[Column], rows: Sequence[Row]) -> list[dict[str, str]]:
    """The faults for the error summary."""
    return [
        {
            "text": _("Dòng {number}, {label}: {fault}").format(
                number=row.number + 1, label=column.label, fault=row.faults[column.key]
            ),
            "href": f"#r{row.number}-{column.key}",
        }
        for row in rows
        for column in columns
        if column.key in row.faults
    ]
