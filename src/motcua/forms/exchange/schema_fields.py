"""One property of a JSON Schema as one field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from motcua.forms.answers import MAX_LINES
from motcua.forms.checking import MOST_HINT
from motcua.forms.checking_fields import MOST_DECIMALS, MOST_LABEL, MOST_OPTIONS
from motcua.forms.schema import Field, FieldKind

from .loading import mapping, plain_line, plain_lines, sequence, text, whole
from .notes import Report
from .options import options_of

K = FieldKind
Row = Mapping[str, object]
OWN = "x-motcua"
"""The keyword of our own exports: the form itself, for JSON Schema has no words for most of it."""
ANNOTATIONS = frozenset({"$comment", "$anchor", "deprecated", OWN})
LONG = 250
"""A text that may be longer than this gets several lines."""
_FORMATS = {"date": K.DATE, "email": K.EMAIL, "idn-email": K.EMAIL}
_READ: Mapping[str, frozenset[str]] = {
    "string": frozenset({"maxLength", "format"}),
    "number": frozenset({"minimum", "maximum", "multipleOf"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    "boolean": frozenset({"const"}),
    "choices": frozenset({"items", "uniqueItems", "minItems", "maxItems"}),
    "choice": frozenset({"enum", "oneOf", "const"}),
}
_TYPES = frozenset({"object", "string", "number", "integer", "boolean"})
_EVERY = frozenset({"type", "title", "description"})


def type_of(row: Row) -> str:
    """``object``, ``rows``, ``choices``, ``choice``, ``string``, ``number``, ``integer``, ``boolean``; empty when the
    schema does not say what is asked."""
    given = row.get("type")
    if isinstance(given, list):
        given = next((one for one in given if one != "null"), "null")
    if row.get("const") is True and given in (None, "boolean"):
        return "boolean"
    if _is_choice(row):
        return "choice"
    if given == "array":
        items = mapping(row.get("items"))
        if _is_choice(items):
            return "choices"
        return "rows" if items.get("type") == "object" or "properties" in items or "$ref" in items else ""
    if given is None and isinstance(row.get("properties"), dict):
        return "object"
    return given if isinstance(given, str) and given in _TYPES else ""


def _is_choice(row: Row) -> bool:
    if sequence(row.get("enum")):
        return row.get("enum") not in ([True], [False, True], [True, False])
    branches = sequence(row.get("oneOf"))
    return bool(branches) and all("const" in mapping(one) for one in branches)


def read_field(key: str, one: Row, place: str, report: Report) -> Field | None:
    """The field without its conditions; None, with a note, when nothing is asked."""
    kind = type_of(one)
    if not kind:
        report.drop("schema_type", place, type=str(one.get("type"))[:60])
        return None
    if isinstance(one.get("type"), list) and len(sequence(one.get("type"))) > 1:
        report.drop("schema_keyword", f"{place}/type", keyword="type")
    for name in one:
        if name not in _EVERY and name not in ANNOTATIONS and name not in _READ[kind]:
            report.drop("schema_keyword", f"{place}/{name[:60]}", keyword=name[:60])
    label = plain_line(one.get("title"), MOST_LABEL, f"{place}/title", report)
    if not label:
        report.assume("exchange_label_missing", place, key=key)
    hint = plain_lines(one.get("description"), MOST_HINT, f"{place}/description", report)
    return _READERS[kind](Field(key, label or key, K.TEXT, hint=hint), one, place, report)


def _string(field: Field, one: Row, place: str, report: Report) -> Field:
    form, most = text(one.get("format")), whole(one.get("maxLength"))
    if form in _FORMATS:
        if most is not None:
            report.drop("schema_keyword", f"{place}/maxLength", keyword="maxLength")
        return replace(field, kind=_FORMATS[form])
    if form == "date-time":
        report.drop("exchange_time_of_day", f"{place}/format")
        return replace(field, kind=K.DATE)
    if form:
        report.drop("schema_format", f"{place}/format", format=form[:60])
    if most is None or most < 1:
        return field
    return replace(field, kind=K.LONG_TEXT if most > LONG else K.TEXT, max_length=min(most, MAX_LINES))


def _number(field: Field, one: Row, place: str, report: Report) -> Field:
    step = one.get("multipleOf")
    decimals = MOST_DECIMALS if step is None else 0
    if isinstance(step, int | float) and not isinstance(step, bool) and step > 0:
        places = -int(Decimal(repr(step)).normalize().as_tuple().exponent)
        decimals = min(max(places, 0), MOST_DECIMALS)
        if Decimal(repr(step)) != Decimal(10) ** -places:
            report.drop("schema_keyword", f"{place}/multipleOf", keyword="multipleOf")
    elif step is None:
        report.assume("schema_decimals", place, decimals=decimals)
    return replace(_bounded(field, one, place, report), decimals=decimals)


def _bounded(field: Field, one: Row, place: str, report: Report) -> Field:
    limits: dict[str, int | None] = {}
    for name in ("minimum", "maximum"):
        limits[name] = whole(one.get(name))
        if name in one and limits[name] is None:
            report.drop("exchange_limit_not_whole", f"{place}/{name}")
    return replace(field, kind=K.NUMBER, minimum=limits["minimum"], maximum=limits["maximum"])


def _integer(field: Field, one: Row, place: str, report: Report) -> Field:
    field = _bounded(field, one, place, report)
    above, below = whole(one.get("exclusiveMinimum")), whole(one.get("exclusiveMaximum"))
    if above is not None:
        field = replace(field, minimum=above + 1)
    return field if below is None else replace(field, maximum=below - 1)


def _boolean(field: Field, one: Row, place: str, report: Report) -> Field:
    """Something that must be true is a consent."""
    if one.get("const") is True:
        return replace(field, kind=K.CONSENT, required=True)
    if one.get("const") is False:
        report.drop("schema_keyword", f"{place}/const", keyword="const")
    return replace(field, kind=K.YES_NO)


def _options(field: Field, one: Row, place: str, report: Report) -> Field:
    rows: list[tuple[str, str]] = []
    for branch in sequence(one.get("oneOf")):
        row = mapping(branch)
        rows.append((_said(row.get("const")), text(row.get("title")) or _said(row.get("const"))))
        for name in row:
            if name not in {"const", "title", *ANNOTATIONS}:
                report.drop("schema_keyword", f"{place}/oneOf/{name[:60]}", keyword=name[:60])
    if not rows:
        rows = [(_said(value), _said(value)) for value in sequence(one.get("enum")) if value is not None]
    options = options_of(rows[: MOST_OPTIONS + 1], place, report)
    if options:
        return replace(field, kind=K.CHOICE, options=options)
    report.assume("exchange_as_text", place, kind="enum")
    return field


def _said(value: object) -> str:
    """A constant as the key of a choice."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else ""


def _choices(field: Field, one: Row, place: str, report: Report) -> Field:
    items = mapping(one.get("items"))
    for name in items:
        if name not in {"type", "enum", "oneOf", *ANNOTATIONS}:
            report.drop("schema_keyword", f"{place}/items/{name[:60]}", keyword=name[:60])
    field = _options(field, items, f"{place}/items", report)
    if field.kind is not K.CHOICE:
        return field
    return replace(field, kind=K.CHOICES, minimum=whole(one.get("minItems")), maximum=whole(one.get("maxItems")))


_READERS = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "choice": _options,
    "choices": _choices,
}
