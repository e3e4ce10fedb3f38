"""The shape of an electronic form as a plain value, and its JSON. A published schema never changes; a reader meets
old ``schema_version`` numbers for ever and must refuse newer ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.core.canonical import Json

SCHEMA_VERSION = 1
APPLICANT_PAGE = "applicant"
PAPERS_PAGE = "papers"


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CITIZEN_ID = "citizen_id"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"
    FILE = "file"
    CONSENT = "consent"
    INFORMATION = "information"


NOT_ANSWERED = frozenset({FieldKind.INFORMATION, FieldKind.FILE})
"""Information is only read; files arrive by themselves, before or after the answers, and are asked for at reception."""


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The field is asked only when another one was answered with one of ``values``."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``component`` is the code of the paper a file field collects; ``prefill`` names what the state
    already knows and may fill in (``party.name``)."""

    key: str
    label: str
    kind: FieldKind
    required: bool = False
    hint: str = ""
    options: tuple[Option, ...] = ()
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    component: str = ""
    prefill: str = ""
    autocomplete: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Page:
    key: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FormSchema:
    title: str
    pages: tuple[Page, ...]
    schema_version: int = SCHEMA_VERSION

    def fields(self) -> Iterator[Field]:
        for page in self.pages:
            yield from page.fields

    def field(self, key: str) -> Field:
        """The field called ``key``; KeyError when there is none."""
        for field in self.fields():
            if field.key == key:
                return field
        raise KeyError(key)

    def page(self, key: str) -> Page:
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)


class UnreadableError(ValueError):
    """The JSON is no form schema that this program knows."""


def to_json(schema: FormSchema) -> dict[str, Json]:
    """Plain JSON, defaults left out; :func:`from_json` gives the same value back."""
    return {
        "schema_version": schema.schema_version,
        "title": schema.title,
        "pages": [
            {"key": page.key, "title": page.title, "fields": [_field_to_json(field) for field in page.fields]}
            for page in schema.pages
        ],
    }


def _field_to_json(field: Field) -> Json:
    row: dict[str, Json] = {"key": field.key, "label": field.label, "kind": field.kind.value}
    if field.required:
        row["required"] = True
    for name in ("hint", "component", "prefill", "autocomplete"):
        if value := getattr(field, name):
            row[name] = value
    for name in ("max_length", "minimum", "maximum"):
        if (number := getattr(field, name)) is not None:
            row[name] = number
    if field.options:
        row["options"] = [{"key": option.key, "label": option.label} for option in field.options]
    if field.when:
        row["when"] = {"field": field.when.field, "values": list(field.when.values)}
    return row


def from_json(data: object) -> FormSchema:
    """The schema in ``data``. Raises :class:`UnreadableError` when it is malformed, too new, or repeats a
    key."""
    row = _mapping(data)
    version = row.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= SCHEMA_VERSION:
        raise UnreadableError(f"schema_version {version!r} is not known here")
    pages = tuple(_page(item) for item in _sequence(row.get("pages")))
    schema = FormSchema(title=_text(row, "title"), pages=pages, schema_version=version)
    keys = [field.key for field in schema.fields()]
    if len(keys) != len(set(keys)):
        raise UnreadableError("a field key appears twice")
    return schema


def _page(data: object) -> Page:
    row = _mapping(data)
    fields = tuple(_field(item) for item in _sequence(row.get("fields")))
    return Page(key=_text(row, "key"), title=_text(row, "title"), fields=fields)


def _field(data: object) -> Field:
    row = _mapping(data)
    try:
        kind = FieldKind(_text(row, "kind"))
    except ValueError as error:
        raise UnreadableError(f"unknown kind of field {row.get('kind')!r}") from error
    options = tuple(
        Option(_text(option, "key"), _text(option, "label"))
        for option in map(_mapping, _sequence(row.get("options", [])))
    )
    return Field(
        key=_text(row, "key"),
        label=_text(row, "label"),
        kind=kind,
        required=row.get("required") is True,
        hint=_text(row, "hint", default=""),
        options=options,
        max_length=_number(row, "max_length"),
        minimum=_number(row, "minimum"),
        maximum=_number(row, "maximum"),
        component=_text(row, "component", default=""),
        prefill=_text(row, "prefill", default=""),
        autocomplete=_text(row, "autocomplete", default=""),
        when=_condition(row.get("when")),
    )


def _condition(data: object) -> Condition | None:
    if data is None:
        return None
    row = _mapping(data)
    return Condition(_text(row, "field"), tuple(str(value) for value in _sequence(row.get("values"))))


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise UnreadableError("an object was expected")
    return data


def _sequence(data: object) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise UnreadableError("a list was expected")
    return data


def _text(row: Mapping[str, object], name: str, *, default: str | None = None) -> str:
    value = row.get(name, default)
    if not isinstance(value, str):
        raise UnreadableError(f"{name} must be text")
    return value


def _number(row: Mapping[str, object], name: str) -> int | None:
    value = row.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise UnreadableError(f"{name} must be a whole number")
    return value
