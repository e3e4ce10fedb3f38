"""The JSON of a form, there and back. Import it from :mod:`motcua.forms.schema`.

Version 1 is read for ever and written as it always was. From version 2 on nothing unknown is passed over: what this
program would lose, it refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from motcua.core.canonical import Json
from motcua.forms import expression as expressions
from motcua.forms import plain_values as read
from motcua.forms.expression import Expression, ExpressionError
from motcua.forms.plain_values import UnreadableError
from motcua.forms.shape import (
    FIRST_KINDS,
    FIRST_VERSION,
    SCHEMA_VERSION,
    Condition,
    Eligibility,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Option,
    Page,
    Repeat,
    Rule,
)

_TEXTS = ("hint", "component", "prefill", "autocomplete")
_NUMBERS = ("max_length", "minimum", "maximum")
_NEW_TEXTS = ("level", "as_of")
_EXPRESSIONS = ("show_if", "require_if", "formula")
_FIELD_KEYS = frozenset(
    {"key", "label", "kind", "required", "options", "when", "result", "decimals"}
    | {*_TEXTS, *_NUMBERS, *_NEW_TEXTS, *_EXPRESSIONS}
)


def to_json(schema: FormSchema) -> dict[str, Json]:
    """Plain JSON, defaults left out; :func:`from_json` gives the same value back. Raises :class:`UnreadableError` for a
    version 1 that uses what came later."""
    first = schema.schema_version == FIRST_VERSION
    if first and not _is_first(schema):
        raise UnreadableError("schema_version 1 cannot say this")
    row: dict[str, Json] = {
        "schema_version": schema.schema_version,
        "title": schema.title,
        "pages": [_page_to_json(page, "fields" if first else "items") for page in schema.pages],
    }
    if schema.rules:
        row["rules"] = [_rule_to_json(rule) for rule in schema.rules]
    if schema.eligibility:
        row["eligibility"] = [_eligibility_to_json(one) for one in schema.eligibility]
    return row


def _is_first(schema: FormSchema) -> bool:
    plain = not schema.rules and not schema.eligibility and not any(True for _ in schema.groups())
    return plain and all(
        page == Page(page.key, page.title, page.items)
        and all(
            field.kind in FIRST_KINDS
            and not field.decimals
            and not any(getattr(field, name) for name in (*_EXPRESSIONS, *_NEW_TEXTS, "result"))
            for field in page.fields
        )
        for page in schema.pages
    )


def _page_to_json(page: Page, items: str) -> Json:
    row: dict[str, Json] = {"key": page.key, "title": page.title}
    row[items] = [group_to_json(item) if isinstance(item, Group) else field_to_json(item) for item in page.items]
    _add(row, page, ("hint",), ("show_if",))
    return row


def group_to_json(group: Group) -> Json:
    row: dict[str, Json] = {"key": group.key, "title": group.title}
    row["fields"] = [field_to_json(field) for field in group.fields]
    _add(row, group, ("hint",), ("show_if",))
    if repeat := group.repeat:
        row["repeat"] = {"minimum": repeat.minimum, "maximum": repeat.maximum, "row_label": repeat.row_label}
    return row


def field_to_json(field: Field) -> Json:
    row: dict[str, Json] = {"key": field.key, "label": field.label, "kind": field.kind.value}
    if field.required:
        row["required"] = True
    _add(row, field, (*_TEXTS, *_NEW_TEXTS), _EXPRESSIONS)
    for name in _NUMBERS:
        if (number := getattr(field, name)) is not None:
            row[name] = number
    if field.options:
        row["options"] = [{"key": option.key, "label": option.label} for option in field.options]
    if field.when:
        row["when"] = {"field": field.when.field, "values": list(field.when.values)}
    if field.result:
        row["result"] = field.result.value
    if field.decimals:
        row["decimals"] = field.decimals
    return row


def _rule_to_json(rule: Rule) -> Json:
    row: dict[str, Json] = {"key": rule.key, "check": expressions.to_json(rule.check), "text": rule.text}
    _add(row, rule, ("at",), ())
    return row


def _eligibility_to_json(one: Eligibility) -> Json:
    row: dict[str, Json] = {"key": one.key, "condition": expressions.to_json(one.condition), "text": one.text}
    if one.blocks:
        row["blocks"] = True
    return row


def _add(row: dict[str, Json], value: object, texts: Sequence[str], conditions: Sequence[str]) -> None:
    for name in texts:
        if text := getattr(value, name):
            row[name] = text
    for name in conditions:
        if (condition := getattr(value, name)) is not None:
            row[name] = expressions.to_json(condition)


# ---- reading


def from_json(data: object) -> FormSchema:
    """The schema in ``data``. Raises :class:`UnreadableError` when it is malformed or too new. Whether a form of
    version 2 makes sense (keys that repeat, conditions in a circle) is for :mod:`motcua.forms.checking`."""
    row = read.mapping(data)
    version = row.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= SCHEMA_VERSION:
        raise UnreadableError(f"schema_version {version!r} is not known here")
    if version == FIRST_VERSION:
        return _first(row)
    read.only(row, {"schema_version", "title", "pages", "rules", "eligibility"})
    return FormSchema(
        title=read.text(row, "title"),
        pages=tuple(_page(item) for item in read.sequence(row.get("pages"))),
        schema_version=version,
        rules=tuple(_rule(item) for item in read.sequence(row.get("rules", []))),
        eligibility=tuple(_eligibility(item) for item in read.sequence(row.get("eligibility", []))),
    )


def _first(row: Mapping[str, object]) -> FormSchema:
    pages = []
    for one in map(read.mapping, read.sequence(row.get("pages"))):
        fields = tuple(_field(read.mapping(item)) for item in read.sequence(one.get("fields")))
        pages.append(Page(read.text(one, "key"), read.text(one, "title"), fields))
    schema = FormSchema(read.text(row, "title"), tuple(pages), FIRST_VERSION)
    keys = [field.key for field in schema.fields()]
    if len(keys) != len(set(keys)):
        raise UnreadableError("a field key appears twice")
    if not _is_first(schema):
        raise UnreadableError("schema_version 1 cannot say this")
    return schema


def _page(data: object) -> Page:
    row = read.mapping(data)
    read.only(row, {"key", "title", "items", "hint", "show_if"})
    return Page(
        key=read.text(row, "key"),
        title=read.text(row, "title"),
        items=tuple(item_from_json(item) for item in read.sequence(row.get("items"))),
        hint=read.text(row, "hint", default=""),
        show_if=_expression(row, "show_if"),
    )


def item_from_json(data: object) -> Field | Group:
    """A field, or a group (which has ``fields`` and no kind). Raises :class:`UnreadableError`."""
    row = read.mapping(data)
    if "kind" in row:
        read.only(row, _FIELD_KEYS)
        return _field(row)
    read.only(row, {"key", "title", "fields", "hint", "show_if", "repeat"})
    fields = []
    for item in map(read.mapping, read.sequence(row.get("fields"))):
        read.only(item, _FIELD_KEYS)
        fields.append(_field(item))
    return Group(
        key=read.text(row, "key"),
        title=read.text(row, "title"),
        fields=tuple(fields),
        hint=read.text(row, "hint", default=""),
        show_if=_expression(row, "show_if"),
        repeat=_repeat(row.get("repeat")),
    )


def _repeat(data: object) -> Repeat | None:
    if data is None:
        return None
    row = read.mapping(data)
    read.only(row, {"minimum", "maximum", "row_label"})
    least, most = read.number(row, "minimum"), read.number(row, "maximum")
    known = Repeat()
    return Repeat(
        minimum=known.minimum if least is None else least,
        maximum=known.maximum if most is None else most,
        row_label=read.text(row, "row_label", default=""),
    )


def _field(row: Mapping[str, object]) -> Field:
    options = tuple(
        Option(read.text(option, "key"), read.text(option, "label"))
        for option in map(read.mapping, read.sequence(row.get("options", [])))
    )
    return Field(
        key=read.text(row, "key"),
        label=read.text(row, "label"),
        kind=_kind(row, "kind"),
        required=row.get("required") is True,
        options=options,
        when=_condition(row.get("when")),
        result=_kind(row, "result") if row.get("result") is not None else None,
        decimals=read.number(row, "decimals") or 0,
        hint=read.text(row, "hint", default=""),
        component=read.text(row, "component", default=""),
        prefill=read.text(row, "prefill", default=""),
        autocomplete=read.text(row, "autocomplete", default=""),
        level=read.text(row, "level", default=""),
        as_of=read.text(row, "as_of", default=""),
        max_length=read.number(row, "max_length"),
        minimum=read.number(row, "minimum"),
        maximum=read.number(row, "maximum"),
        show_if=_expression(row, "show_if"),
        require_if=_expression(row, "require_if"),
        formula=_expression(row, "formula"),
    )


def _rule(data: object) -> Rule:
    row = read.mapping(data)
    read.only(row, {"key", "check", "text", "at"})
    return Rule(read.text(row, "key"), _needed(row, "check"), read.text(row, "text"), read.text(row, "at", default=""))


def _eligibility(data: object) -> Eligibility:
    row = read.mapping(data)
    read.only(row, {"key", "condition", "text", "blocks"})
    return Eligibility(
        read.text(row, "key"), _needed(row, "condition"), read.text(row, "text"), blocks=row.get("blocks") is True
    )


def _condition(data: object) -> Condition | None:
    if data is None:
        return None
    row = read.mapping(data)
    return Condition(read.text(row, "field"), tuple(str(value) for value in read.sequence(row.get("values"))))


def _expression(row: Mapping[str, object], name: str) -> Expression | None:
    return None if name not in row else _needed(row, name)


def _needed(row: Mapping[str, object], name: str) -> Expression:
    if name not in row:
        raise UnreadableError(f"{name} is missing")
    try:
        return expressions.from_json(row[name])
    except ExpressionError as fault:
        raise UnreadableError(f"{name}: {fault.code}") from fault


def _kind(row: Mapping[str, object], name: str) -> FieldKind:
    try:
        return FieldKind(read.text(row, name))
    except ValueError as error:
        raise UnreadableError(f"unknown kind of field {row.get(name)!r}") from error
