"""What is wrong with the conditions of a form: what they name must be there, and must be what they take it for. Faults
are the arguments of :class:`motcua.forms.checking.Fault`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from motcua.forms.dependencies import conditions_of
from motcua.forms.expression import (
    OVER_ROWS,
    Call,
    Expression,
    ExpressionError,
    Literal,
    Name,
    bounded,
    facts,
    names,
)
from motcua.forms.shape import NOT_ANSWERED, Field, FieldKind, FormSchema, Group

Row = tuple[str, str, str, str, Mapping[str, object]]
_CHOSEN = {FieldKind.CHOICE, FieldKind.CHOICES}


@dataclass(frozen=True, slots=True)
class _Known:
    """What conditions may name: fields by key, the repeated group each stands in, groups by key."""

    fields: Mapping[str, Field]
    group_of: Mapping[str, str]
    groups: Mapping[str, Group]
    beside: Collection[str]
    facts: Collection[str]


@dataclass(frozen=True, slots=True)
class _Place:
    part: str
    key: str
    attribute: str
    row: str = ""
    """The repeated group in whose rows the expression is worked out."""

    def fault(self, code: str, **params: object) -> Row:
        return code, self.part, self.key, self.attribute, params


def faults(schema: FormSchema, beside: Collection[str], known_facts: Collection[str]) -> Iterator[Row]:
    """Faults of every expression of the form. ``beside`` are names that are no fields of it (the applicant's)."""
    every = [(field, group) for field, group, _page in schema.every_field()]
    known = _Known(
        fields={field.key: field for field, _group in every},
        group_of={field.key: group.key for field, group in every if group is not None and group.repeat is not None},
        groups={group.key: group for group in schema.groups()},
        beside=beside,
        facts=known_facts,
    )
    for place, expression in _expressions(schema, known):
        yield from _faults_of(expression, place, known)
    for field, _group in every:
        if field.when and field.when.field not in known.fields:
            yield "named_field_unknown", "field", field.key, "when", {"name": field.when.field[:60]}
        if field.require_if is not None and field.key in names(field.require_if):
            yield "condition_on_itself", "field", field.key, "require_if", {"keys": field.key}
        if field.as_of and not _is_day(known.fields.get(field.as_of)):
            yield "as_of_wrong", "field", field.key, "as_of", {"name": field.as_of[:60]}


def _is_day(field: Field | None) -> bool:
    if field is None:
        return False
    return field.kind is FieldKind.DATE or (field.kind is FieldKind.COMPUTED and field.result is FieldKind.DATE)


def _expressions(schema: FormSchema, known: _Known) -> Iterator[tuple[_Place, Expression]]:
    for page in schema.pages:
        if page.show_if is not None:
            yield _Place("page", page.key, "show_if"), page.show_if
    for group in schema.groups():
        if group.show_if is not None:
            yield _Place("group", group.key, "show_if"), group.show_if
    for field, _group, _page in schema.every_field():
        for attribute, expression in conditions_of(field):
            yield _Place("field", field.key, attribute, known.group_of.get(field.key, "")), expression
    for rule in schema.rules:
        yield _Place("rule", rule.key, "check", known.group_of.get(rule.at, "")), rule.check
    for one in schema.eligibility:
        yield _Place("eligibility", one.key, "condition"), one.condition


def _faults_of(expression: Expression, place: _Place, known: _Known) -> Iterator[Row]:
    try:
        bounded(expression)
    except ExpressionError as error:
        yield place.fault(error.code, **error.params)
        return
    for name in sorted(facts(expression) - set(known.facts)):
        yield place.fault("fact_unknown", name=name, known=", ".join(f"@{one}" for one in sorted(known.facts)))
    yield from _walk(expression, place, place.row, known)


def _walk(node: Expression, place: _Place, row: str, known: _Known) -> Iterator[Row]:
    if isinstance(node, Name):
        yield from _name(node.key, place, row, known)
        return
    if not isinstance(node, Call):
        return
    yield from _options(node, place, known)
    arguments = node.arguments
    first = arguments[0] if arguments else None
    if node.function in OVER_ROWS and isinstance(first, Name):
        group = known.groups.get(first.key)
        if group is None or group.repeat is None:
            yield place.fault("not_repeated", name=first.key[:60])
            return
        row, arguments = first.key, arguments[1:]
    elif node.function in {"filled", "empty"} and isinstance(first, Name) and first.key in known.groups:
        return
    for one in arguments:
        yield from _walk(one, place, row, known)


def _name(key: str, place: _Place, row: str, known: _Known) -> Iterator[Row]:
    field = known.fields.get(key)
    if key in known.groups:
        yield place.fault("group_is_no_value", name=key[:60])
    elif field is None:
        if key not in known.beside:
            yield place.fault("named_field_unknown", name=key[:60])
    elif field.kind in NOT_ANSWERED:
        yield place.fault("named_not_answered", name=key[:60])
    elif known.group_of.get(key, row) not in {row, place.row}:
        yield place.fault("row_field_outside", name=key[:60], group=known.group_of[key])


def _options(node: Call, place: _Place, known: _Known) -> Iterator[Row]:
    """A choice compared with a text that is none of its options can never be met."""
    if node.function not in {"=", "!=", "in", "has"}:
        return
    for named in node.arguments:
        field = known.fields.get(named.key) if isinstance(named, Name) else None
        if field is None or field.kind not in _CHOSEN:
            continue
        keys = {option.key for option in field.options}
        for one in node.arguments:
            if isinstance(one, Literal) and isinstance(one.value, str) and one.value not in keys:
                yield place.fault("named_option_unknown", name=field.key, given=one.value[:60])
