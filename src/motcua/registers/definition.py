"""What an author says a register is: its form, its way, its lists, reports and rights. A plain value and its JSON.

A register (sổ) is work that is no administrative procedure: bookings of a hall, equipment lent, conciliations in a
village. A published definition never changes; a record stays on the version it was entered under.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.core.canonical import Json
from motcua.forms import schema as form_schema
from motcua.forms.schema import FormSchema
from motcua.procedures import process_json
from motcua.procedures.process import Process

SCHEMA_VERSION = 1
FIELD = "field:"
"""How a column names a question of the form: ``field:borrower``."""


class Own(StrEnum):
    """Columns every register has."""

    NUMBER = "number"
    ENTERED_ON = "entered_on"
    MONTH = "month"
    UNIT = "unit"
    STATE = "state"
    STEP = "step"
    DUE = "due"


class Right(StrEnum):
    """``read`` records; ``enter`` new ones, and mend those that are not ended; ``strike`` a wrong one through;
    ``export`` lists. Who does a step says the step's own role."""

    READ = "read"
    ENTER = "enter"
    STRIKE = "strike"
    EXPORT = "export"


class Extent(StrEnum):
    """How far a right reaches from the post's unit."""

    OWN_UNIT = "own_unit"
    SUBTREE = "subtree"
    EVERYWHERE = "everywhere"


class Show(StrEnum):
    ALL = "all"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of records: ``columns`` are :class:`Own` or ``field:KEY``; ``filters`` are fields one may choose by."""

    key: str
    title: str
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    show: Show = Show.ALL


@dataclass(frozen=True, slots=True)
class Report:
    """A table of counts by ``rows``, and by ``columns`` where one is named. ``adds``: the key of a field of numbers or
    money whose sum stands beside each count; empty = only counts."""

    key: str
    title: str
    rows: str
    columns: str = ""
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    role: str
    right: Right
    extent: Extent


@dataclass(frozen=True, slots=True)
class Definition:
    """``process`` None: a record is ended as soon as it is entered. ``prefix`` begins each number (``MP`` in
    ``MP-2026-0001``)."""

    title: str
    form: FormSchema
    purpose: str = ""
    prefix: str = ""
    process: Process | None = None
    lists: tuple[ListView, ...] = ()
    reports: tuple[Report, ...] = ()
    allowed: tuple[Allowed, ...] = field(default=())

    def list_view(self, key: str) -> ListView | None:
        return next((one for one in self.lists if one.key == key), None)

    def report(self, key: str) -> Report | None:
        return next((one for one in self.reports if one.key == key), None)


class UnreadableError(ValueError):
    """The JSON is no definition that this program knows."""


def head_json(definition: Definition) -> dict[str, Json]:
    """All but the form and the process, which are edited and kept by themselves."""
    return {
        "schema_version": SCHEMA_VERSION,
        "title": definition.title,
        "purpose": definition.purpose,
        "prefix": definition.prefix,
        "lists": [
            {
                "key": one.key,
                "title": one.title,
                "columns": list(one.columns),
                "filters": list(one.filters),
                "show": one.show.value,
            }
            for one in definition.lists
        ],
        "reports": [
            {"key": one.key, "title": one.title, "rows": one.rows, "columns": one.columns, "adds": one.adds}
            for one in definition.reports
        ],
        "allowed": [
            {"role": one.role, "right": one.right.value, "extent": one.extent.value} for one in definition.allowed
        ],
    }


def to_json(definition: Definition) -> dict[str, Json]:
    """Plain JSON; :func:`from_json` gives the same value back."""
    return {
        **head_json(definition),
        "form": form_schema.to_json(definition.form),
        "process": process_json.to_json(definition.process) if definition.process else None,
    }


def from_json(data: object) -> Definition:
    """The definition in ``data``. Raises :class:`UnreadableError`."""
    row = _mapping(data)
    try:
        form = form_schema.from_json(row.get("form"))
        steps = row.get("process")
        process = process_json.from_json(steps) if steps is not None else None
    except (form_schema.UnreadableError, process_json.UnreadableProcessError) as error:
        raise UnreadableError(str(error)) from error
    return head_from_json(row, form, process)


def head_from_json(data: object, form: FormSchema, process: Process | None) -> Definition:
    """The definition whose head is ``data``. Raises :class:`UnreadableError`."""
    row = _mapping(data)
    if row.get("schema_version") != SCHEMA_VERSION:
        raise UnreadableError("unknown schema_version")
    try:
        return Definition(
            title=_text(row, "title"),
            purpose=_text(row, "purpose"),
            prefix=_text(row, "prefix"),
            form=form,
            process=process,
            lists=tuple(map(_list, _rows(row, "lists"))),
            reports=tuple(map(_report, _rows(row, "reports"))),
            allowed=tuple(map(_allowed, _rows(row, "allowed"))),
        )
    except ValueError as error:
        raise UnreadableError(str(error)) from error


def _list(row: Mapping[str, object]) -> ListView:
    show = Show(_text(row, "show") or Show.ALL.value)
    return ListView(_text(row, "key"), _text(row, "title"), _texts(row, "columns"), _texts(row, "filters"), show)


def _report(row: Mapping[str, object]) -> Report:
    return Report(*(_text(row, name) for name in ("key", "title", "rows", "columns", "adds")))


def _allowed(row: Mapping[str, object]) -> Allowed:
    return Allowed(_text(row, "role"), Right(_text(row, "right")), Extent(_text(row, "extent")))


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise UnreadableError("an object was expected")
    return data


def _rows(row: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    return [_mapping(one) for one in _sequence(row.get(name, []))]


def _sequence(data: object) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise UnreadableError("a list was expected")
    return data


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"{name} must be text")
    return value


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = _sequence(row.get(name, []))
    if not all(isinstance(one, str) for one in found):
        raise UnreadableError(f"{name} must be texts")
    return tuple(str(one) for one in found)
