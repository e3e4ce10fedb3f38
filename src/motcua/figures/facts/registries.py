"""The fact tables of the registries: units, procedures, decisions, calendars. Their rows come from the registry log.

A later room adds its own with :func:`motcua.figures.registry_log.note_changes_operations` in a migration and
:func:`register_relation` in its ``apps.ready()``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .schema import Column, Kind, Table, register

Reading = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a fact table made of ``source``, a column of the registry's table. ``refers`` names the relation
    whose rows it points at; the fact then holds that row's public name."""

    column: Column
    source: str
    refers: str = ""


@dataclass(frozen=True)
class Relation:
    """A registry table as facts. ``name_by`` is the source column by which other facts refer to its rows."""

    table: Table
    fields: tuple[Field, ...]
    name_by: str = "uid"

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def referred(self) -> frozenset[str]:
        return frozenset(field.refers for field in self.fields if field.refers)


_relations: dict[str, Relation] = {}


def register_relation(name: str, about: str, fields: tuple[Field, ...], *, name_by: str = "uid") -> Relation:
    """Make a fact table of what the registry log notes under ``name``. Raises ValueError as :func:`schema.register`."""
    table = register(Table(name, about, tuple(field.column for field in fields)))
    relation = _relations[name] = Relation(table, fields, name_by)
    return relation


def relations() -> Mapping[str, Relation]:
    return dict(sorted(_relations.items()))


def read_value(kind: Kind, value: object) -> object:
    """A value of a body (plain JSON, numbers with a point as Decimal) as a fact holds it."""
    if value is None:
        return None
    match kind:
        case Kind.INSTANT:
            return dt.datetime.fromisoformat(str(value)).astimezone(dt.UTC)
        case Kind.DATE:
            return dt.date.fromisoformat(str(value))
        case Kind.DECIMAL:
            return Decimal(str(value))
        case Kind.TEXTS:
            return [str(item) for item in value] if isinstance(value, list) else []
        case Kind.INTEGER | Kind.FLAG:
            return value
        case _:
            return str(value)


def field(name: str, kind: Kind, about: str, *, source: str = "", refers: str = "") -> Field:
    return Field(Column(name, kind, about), source or name, refers)


def text(name: str, about: str, source: str = "") -> Field:
    return field(name, Kind.TEXT, about, source=source)


def refers(name: str, relation: str, about: str, source: str = "") -> Field:
    return field(name, Kind.TEXT, about, source=source or f"{name}_id", refers=relation)


def number(name: str, about: str) -> Field:
    return field(name, Kind.INTEGER, about)


def _date(name: str, about: str, source: str = "") -> Field:
    return field(name, Kind.DATE, about, source=source)


_UID: Final = text("uid", "public id")
_DATES: Final = (
    _date("valid_from", "in force from"),
    _date("valid_to", "in force until before; null: open"),
)

UNITS: Final = register_relation(
    "units",
    "Units through time.",
    (
        _UID,
        text("code", "code; another unit may have it at another time"),
        field("name", Kind.WORDING, "name"),
        text("level", "national, province, district, commune or unit"),
        text("kind", "kind of unit"),
        refers("parent", "units", "public id of the unit above on valid_from; null"),
        *_DATES,
    ),
)
UNIT_ABOVE: Final = register_relation(
    "unit_above",
    "Which unit stood above which, from day to day; a unit is above itself at depth 0.",
    (
        refers("ancestor", "units", "public id of the unit above"),
        refers("descendant", "units", "public id of the unit below"),
        number("depth", "steps between them"),
        field("succeeded", Kind.FLAG, "the unit below has ended: where the one that answers for it stands"),
        *_DATES,
    ),
)
SUCCESSIONS: Final = register_relation(
    "successions",
    "What became of units that ended.",
    (
        refers("old", "units", "public id of the unit that ended"),
        refers("new", "units", "public id of a unit that took over"),
        field("share", Kind.DECIMAL, "share taken over, for estimated figures"),
        field("is_default", Kind.FLAG, "answers for the old unit"),
        _date("taken_over_on", "day", "on"),
    ),
)
PROCEDURES: Final = register_relation(
    "procedures",
    "Procedures by their key, which facts of dossiers name.",
    (_UID, text("procedure", "key", "key"), text("national_code", "national code; null while unknown", "code")),
    name_by="key",
)
PROCEDURE_VERSIONS: Final = register_relation(
    "procedure_versions",
    "Wordings of procedures in force from day to day.",
    (
        text("version", "public id, which facts of dossiers name", "uid"),
        refers("procedure", "procedures", "key of the procedure"),
        number("number", "its number"),
        refers("decision", "decisions", "public id of the decision behind it"),
        text("origin", "national or local"),
        field("name", Kind.WORDING, "official name"),
        text("field", "field of administration"),
        field("levels", Kind.TEXTS, "levels of administration"),
        text("type", "kind of procedure by who regulates it"),
        *_DATES,
        field("subjects", Kind.TEXTS, "kinds of applicants, as the source names them"),
        field("unknown", Kind.TEXTS, "what the source declares unknown: limit, fee, components"),
    ),
)
SERVICE_LEVELS: Final = register_relation(
    "service_levels",
    "How far a procedure can be done online: 1 to 4 until 14 August 2022, then full or partial.",
    (
        refers("procedure", "procedures", "key of the procedure"),
        refers("decision", "decisions", "public id of the decision behind it"),
        text("level", "level"),
        text("reason", "code of the reason for partial; empty"),
        *_DATES,
    ),
)
PROCEDURE_TAGS: Final = register_relation(
    "procedure_tags",
    "Dated lists a procedure stands on.",
    (
        refers("procedure", "procedures", "key of the procedure"),
        refers("decision", "decisions", "public id of the decision behind it"),
        text("tag", "integrated nationally, essential service ..."),
        *_DATES,
    ),
)
PROCESS_BINDINGS: Final = register_relation(
    "process_bindings",
    "Procedures with an internal process, and where it is followed.",
    (
        refers("procedure", "procedures", "key of the procedure"),
        refers("decision", "decisions", "public id of the decision behind it"),
        text("case", "key of the case; empty: all", "case_key"),
        text("unit", "code of the unit where it is followed; empty: everywhere", "unit_code"),
        *_DATES,
    ),
)
DECISIONS: Final = register_relation(
    "decisions",
    "Decisions about the registry.",
    (
        text("decision", "public id", "uid"),
        text("kind", "kind"),
        text("state", "draft, submitted, checked, signed, in_force, withdrawn"),
        refers("unit", "units", "public id of the unit that drafted it; null"),
        text("number", "number; empty before it is signed"),
        _date("effective_on", "day of effect"),
        _date("law_effective_on", "day of effect of the law behind it; null"),
        _date("signed_on", "day of signing; null"),
        field("in_force_at", Kind.INSTANT, "when it came into force here; null"),
        _date("nationally_posted_on", "posted in the national database; null"),
    ),
)
DECISION_ITEMS: Final = register_relation(
    "decision_items",
    "What decisions do, procedure by procedure: new, amended, abolished ...",
    (
        refers("decision", "decisions", "public id of the decision"),
        number("ordinal", "place in the decision"),
        text("kind", "kind of change"),
        text("procedure", "key of the procedure; empty", "procedure_key"),
    ),
)
POSTINGS: Final = register_relation(
    "postings",
    "Lists of a field's procedures posted at an office.",
    (
        _UID,
        refers("unit", "units", "public id of the office"),
        text("field", "field of administration"),
        _date("posted_on", "put up"),
        _date("removed_on", "taken down; null"),
    ),
)
NATIONAL_POSTINGS: Final = register_relation(
    "national_postings",
    "Versions that stand in the national database.",
    (refers("version", "procedure_versions", "public id of the version"), _date("posted_on", "day")),
)
CALENDARS: Final = register_relation(
    "calendars",
    "Working calendars.",
    (text("calendar", "code", "code"), text("purpose", "settlement or reception")),
    name_by="code",
)
CALENDAR_REVISIONS: Final = register_relation(
    "calendar_revisions",
    "Published states of a calendar.",
    (
        refers("calendar", "calendars", "code of the calendar"),
        number("number", "revision"),
        _date("first_day", "first day it knows; null: as its parent's"),
        _date("last_day", "last day it knows; null: as its parent's"),
        _date("provisional_from", "days from here on are not final; null"),
    ),
)
UNIT_CALENDARS: Final = register_relation(
    "unit_calendars",
    "Which calendar a unit works by.",
    (
        refers("unit", "units", "public id of the unit"),
        text("purpose", "settlement or reception"),
        text("calendar", "code of the calendar", "calendar_code"),
        *_DATES,
    ),
)
UNIT_DECISIONS: Final = register_relation(
    "unit_decisions",
    "Decisions about units.",
    (
        text("decision", "public id", "uid"),
        text("state", "draft, checked, in_force or withdrawn"),
        text("number", "number"),
        _date("effective_on", "day of effect"),
        _date("signed_on", "day of signing; null"),
        field("in_force_at", Kind.INSTANT, "when it came into force here; null"),
    ),
)
