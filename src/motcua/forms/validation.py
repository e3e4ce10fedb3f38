"""Checking the answers to a form: every fault at once, by field, with stable codes; kept values are clean.

The pages, the counter and the API check with the same function. Faults of a row say where: ``members.0.member_born``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping

from motcua.core.canonical import Json
from motcua.forms import answers as readers
from motcua.forms.answers import MalformedError
from motcua.forms.asking import Asked, Read, Row, ask
from motcua.forms.checked import Around, Entitlement, FieldError, Validated
from motcua.forms.cleaning import UncleanError
from motcua.forms.evaluation import Scope, evaluate, holds
from motcua.forms.expression import Expression, names
from motcua.forms.reading import read_answer
from motcua.forms.shape import NOT_ANSWERED, NOT_TYPED, Field, FieldKind, FormSchema, Group
from motcua.forms.values import scope_value

__all__ = ["Around", "Entitlement", "FieldError", "Validated", "validate"]

MAX_ANSWERS = 500
MOST_ROW_FAULTS = 50
"""So many rows of one group are told their faults; then it is said that there are more."""


def validate(
    schema: FormSchema,
    answers: Mapping[str, object],
    *,
    on: dt.date | None = None,
    pages: Collection[str] | None = None,
    around: Around | None = None,
) -> Validated:
    """Check ``answers`` by field key against ``schema``, or against the named ``pages`` of it only. Never raises on
    answers.

    What is not asked (its condition, or that of its group or page, is not met) is dropped; answers that are no question
    are faults. Files are not looked at here. ``on`` is the day of answering; without it, limits of dates relative to
    that day are not checked and ``today()`` is empty.
    """
    if len(answers) > MAX_ANSWERS:
        return Validated({}, (FieldError("", "answers_too_many", {"most": MAX_ANSWERS}),))
    wanted = None if pages is None else frozenset(pages)
    check = _Check(schema, on, around or Around(), wanted)
    check.read(answers)
    return check.finish()


class _Check:
    """One run over one set of answers."""

    def __init__(self, schema: FormSchema, on: dt.date | None, around: Around, pages: frozenset[str] | None) -> None:
        self.schema, self.on, self.around, self.pages = schema, on, around, pages
        asked = [page for page in schema.pages if pages is None or page.key in pages]
        self.once = {field.key: field for page in asked for field in page.fields}
        self.groups = {group.key: group for page in asked for group in page.repeated}
        self.faults: dict[str, FieldError] = {}
        self.unknown: list[FieldError] = []
        self.sound: dict[str, Json] = {}
        self.rows: dict[str, tuple[Row, ...]] = {}
        self.places: dict[str, list[int]] = {}
        """The numbers that the rows kept had when they were typed: blank ones in between are dropped."""

    def read(self, answers: Mapping[str, object]) -> None:
        known = self.once.keys() | self.groups.keys()
        self.unknown = [FieldError(str(key)[:100], "field_unknown") for key in answers if key not in known]
        for question in self.once.values():
            if question.kind not in NOT_TYPED:
                self._read_one(question, answers.get(question.key), question.key, self.sound)
        for group in self.groups.values():
            self._read_rows(group, answers.get(group.key))

    def _read_one(self, question: Field, given: object, place: str, into: dict[str, Json]) -> None:
        try:
            value = read_answer(question, given, self.on)
        except (MalformedError, UncleanError) as fault:
            params = fault.params if isinstance(fault, MalformedError) else {}
            self.faults[place] = FieldError(place, fault.code, params)
            return
        if value is not None:
            into[question.key] = value

    def _read_rows(self, group: Group, given: object) -> None:
        repeat = group.repeat
        if given is None or given == "" or repeat is None:
            return
        if not isinstance(given, list | tuple) or not all(isinstance(row, Mapping) for row in given):
            self.faults[group.key] = FieldError(group.key, "rows_malformed")
            return
        if len(given) > repeat.maximum:
            self.faults[group.key] = FieldError(group.key, "rows_too_many", {"most": repeat.maximum})
            return
        known = {field.key: field for field in group.fields}
        kept: list[Row] = []
        for number, row in enumerate(given):
            if all(one in (None, "", False) or one == [] for one in row.values()):
                continue
            place = len(kept)
            self.places.setdefault(group.key, []).append(number)
            kept.append({})
            unknown = [key for key in row if key not in known]
            for key in unknown[:3]:
                self.unknown.append(FieldError(f"{group.key}.{number}.{str(key)[:100]}", "field_unknown"))
            for question in group.fields:
                if question.kind not in NOT_TYPED:
                    self._read_one(question, row.get(question.key), f"{group.key}.{place}.{question.key}", kept[-1])
        self.rows[group.key] = tuple(kept)

    def finish(self) -> Validated:
        fields = {field.key: field for field in self.schema.fields()}
        values = {key: _beside(fields.get(key), key, value) for key, value in self.around.beside.items()}
        asked = Asked(values=values, facts=self.around.facts, on=self.on)
        ask(self.schema, Read(self.sound, self.rows), asked, self.pages)
        errors = [*self.unknown, *self._errors(asked), *self._broken_rules(asked)]
        entitlements = self._entitlements(asked)
        errors += [
            FieldError("", "not_eligible", {"text": one.text})
            for one in entitlements
            if one.blocks and one.met is False
        ]
        shown = frozenset(self._as_typed(part) for part in asked.shown)
        kept = self._kept(asked)
        return Validated(kept, tuple(errors), _birth_year_warnings(kept), entitlements, shown, self._computed(asked))

    def _computed(self, asked: Asked) -> dict[str, Json]:
        return {
            self._as_typed(f"{group.key}.{number}.{field.key}"): row[field.key]
            for group in self.groups.values()
            for field in group.fields
            if field.kind is FieldKind.COMPUTED
            for number, row in enumerate(asked.rows.get(group.key, ()))
            if field.key in row
        }

    def _errors(self, asked: Asked) -> list[FieldError]:
        found: list[FieldError] = []
        for page in self.schema.pages:
            for field, group in page.placed():
                if group is not None and group.repeat is not None:
                    continue
                found += self._field_errors(field, field.key, asked.answers, asked.scope(), asked)
            for group in page.repeated:
                found += self._group_errors(group, asked)
        return found

    def _group_errors(self, group: Group, asked: Asked) -> list[FieldError]:
        if group.key not in asked.shown or group.repeat is None:
            return []
        if group.key in self.faults:
            return [self.faults[group.key]]
        rows = asked.rows.get(group.key, [])
        found: list[FieldError] = []
        if len(rows) < group.repeat.minimum:
            found.append(FieldError(group.key, "rows_too_few", {"least": group.repeat.minimum}))
        for number, row in enumerate(rows):
            scope = asked.row_scope(group.key, number)
            before = len(found)
            for field in group.fields:
                found += self._field_errors(field, f"{group.key}.{number}.{field.key}", row, scope, asked)
            if len(found) > before and number >= MOST_ROW_FAULTS:
                return [*found[:before], FieldError(group.key, "rows_more_faults")]
        return found

    def _field_errors(
        self, field: Field, place: str, kept: Mapping[str, Json], scope: Scope, asked: Asked
    ) -> list[FieldError]:
        if place not in asked.shown or field.kind in NOT_ANSWERED:
            return []
        if fault := self.faults.get(place):
            return [dataclasses.replace(fault, field=self._as_typed(place))]
        value = kept.get(field.key)
        code = ""
        if field.kind is FieldKind.CONSENT:
            code = "consent_required" if value is not True and self._is_needed(field, scope) else ""
        elif value is None and field.kind is not FieldKind.COMPUTED and self._is_needed(field, scope):
            code = "field_required"
        elif field.kind is FieldKind.PLACE and isinstance(value, str) and not self._is_place(field, value, scope):
            code = "place_not_on_map"
        return [FieldError(self._as_typed(place), code)] if code else []

    def _is_needed(self, field: Field, scope: Scope) -> bool:
        return field.required or (field.require_if is not None and holds(field.require_if, scope))

    def _is_place(self, field: Field, code: str, scope: Scope) -> bool:
        named = scope.fields.get(field.as_of) if field.as_of else None
        day = named if isinstance(named, dt.date) else self.on
        test = self.around.is_place
        return test is None or day is None or self.schema.schema_version < 2 or test(code, field.level, day)

    def _broken_rules(self, asked: Asked) -> list[FieldError]:
        found: list[FieldError] = []
        group_of = {field.key: group for group in self.groups.values() for field in group.fields}
        for rule in self.schema.rules:
            if self._unsure(rule.check):
                continue
            broken = {"text": rule.text}
            if group := group_of.get(rule.at):
                for number in range(len(asked.rows.get(group.key, ()))):
                    place = f"{group.key}.{number}.{rule.at}"
                    if place in asked.shown and evaluate(rule.check, asked.row_scope(group.key, number)) is False:
                        found.append(FieldError(self._as_typed(place), "rule_broken", broken))
            elif (not rule.at or rule.at in asked.shown) and evaluate(rule.check, asked.scope()) is False:
                found.append(FieldError(rule.at, "rule_broken", broken))
        return found

    def _unsure(self, expression: Expression) -> bool:
        """Whether it counts rows that could not be read."""
        return any(key in self.faults and key in self.groups for key in names(expression))

    def _entitlements(self, asked: Asked) -> tuple[Entitlement, ...]:
        found = []
        for one in self.schema.eligibility:
            value = None if self._unsure(one.condition) else evaluate(one.condition, asked.scope())
            found.append(Entitlement(one.key, value if isinstance(value, bool) else None, one.text, one.blocks))
        return tuple(found)

    def _kept(self, asked: Asked) -> dict[str, Json]:
        kept = dict(asked.answers)
        for key, rows in asked.rows.items():
            if rows:
                kept[key] = [dict(row) for row in rows]
        return kept

    def _as_typed(self, place: str) -> str:
        """``group.n.field`` with the number that the row had when it was typed."""
        group, _, rest = place.partition(".")
        number, _, field = rest.partition(".")
        numbers = self.places.get(group)
        if numbers is None or not number.isdigit() or int(number) >= len(numbers):
            return place
        return f"{group}.{numbers[int(number)]}.{field}"


def _beside(field: Field | None, key: str, value: Json) -> object:
    if key == "birth_date" and isinstance(value, str):
        try:
            return readers.read_date(value)
        except MalformedError:
            return None
    return scope_value(field, value)


def _birth_year_warnings(kept: Mapping[str, Json]) -> tuple[FieldError, ...]:
    """The applicant's personal number tells a year of birth. That its century digit means what we remember of the
    circular is not verified, so a number that tells another year than the date is only pointed out."""
    number, born = kept.get("id_number"), kept.get("birth_date")
    if not (isinstance(number, str) and isinstance(born, str) and len(number) == 12):
        return ()
    year = readers.citizen_id_parts(number).birth_year
    return () if year == int(born[:4]) else (FieldError("id_number", "citizen_id_birth_year", {"year": born[:4]}),)
