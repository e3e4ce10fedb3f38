"""Checking the answers to a form: every fault at once, by field, with stable codes; kept values are clean."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.forms import answers as read
from motcua.forms.answers import MalformedError
from motcua.forms.cleaning import UncleanError, clean_line, clean_lines
from motcua.forms.schema import NOT_ANSWERED, Field, FieldKind, FormSchema

MAX_ANSWERS = 500
_LENGTHS = {FieldKind.LONG_TEXT: read.MAX_LINES, FieldKind.ADDRESS: read.MAX_ADDRESS}
_YES = frozenset({"on", "true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """As :class:`motcua.core.errors.DomainError` lists single faults."""
        return {"field": self.field, "code": self.code, **self.params}


@dataclass(frozen=True, slots=True)
class Validated:
    """``answers`` holds the clean value of every question that was asked, answered and sound. ``warnings`` are worth a
    second look by the applicant and by the officer; they refuse nothing."""

    answers: Mapping[str, Json]
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.errors


def validate(
    schema: FormSchema,
    answers: Mapping[str, object],
    *,
    on: dt.date | None = None,
    pages: Collection[str] | None = None,
) -> Validated:
    """Check ``answers`` by field key against ``schema``, or against the named ``pages`` of it only.

    A field whose condition is not met is not asked: its answer is dropped. Files are not looked at here. ``on`` is the
    day of answering; without it, limits of dates relative to that day are not checked.
    """
    if len(answers) > MAX_ANSWERS:
        return Validated({}, (FieldError("", "answers_too_many", {"most": MAX_ANSWERS}),))
    asked = [f for page in schema.pages if pages is None or page.key in pages for f in page.fields]
    known = {f.key for f in asked}
    errors = [FieldError(str(key)[:100], "field_unknown") for key in answers if key not in known]
    kept: dict[str, Json] = {}
    for question in asked:
        if question.kind in NOT_ANSWERED or not _is_asked(question, kept):
            continue
        try:
            value = _read(question, answers.get(question.key), on)
        except (MalformedError, UncleanError) as fault:
            params = fault.params if isinstance(fault, MalformedError) else {}
            errors.append(FieldError(question.key, fault.code, params))
            continue
        if value is not None:
            kept[question.key] = value
    return Validated(kept, tuple(errors), _birth_year_warnings(kept))


def _is_asked(question: Field, kept: Mapping[str, Json]) -> bool:
    return question.when is None or str(kept.get(question.when.field, "")) in question.when.values


def _read(question: Field, given: object, on: dt.date | None) -> Json:
    """The value to keep; None when nothing was answered and nothing had to be."""
    if question.kind is FieldKind.CONSENT:
        return _consent(question, given)
    text = _as_text(question, given)
    if not text:
        if question.required:
            raise MalformedError("field_required")
        return None
    if question.kind is FieldKind.CHOICE:
        if text not in {option.key for option in question.options}:
            raise MalformedError("choice_unknown")
        return text
    if reader := read.TEXT_READERS.get(question.kind):
        return reader(text)
    if question.kind is FieldKind.DATE:
        return _date(question, text, on)
    if question.kind in {FieldKind.NUMBER, FieldKind.MONEY}:
        number = read.read_money(text) if question.kind is FieldKind.MONEY else read.read_number(text)
        _within(question, number)
        return number
    return _limited(question, text)


def _consent(question: Field, given: object) -> Json:
    agreed = given is True or (isinstance(given, str) and given.strip().lower() in _YES)
    if question.required and not agreed:
        raise MalformedError("consent_required")
    return agreed


def _as_text(question: Field, given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, dt.date) and question.kind is FieldKind.DATE:
        return given.isoformat()[:10]
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given) if abs(given) <= read.MAX_NUMBER else "?"
    if not isinstance(given, str):
        raise MalformedError("answer_malformed")
    if len(given) > 20 * read.MAX_LINES:
        raise MalformedError("text_too_long", {"most": _most(question)})
    many = question.kind in {FieldKind.LONG_TEXT, FieldKind.ADDRESS}
    return clean_lines(given) if many else clean_line(given)


def _most(question: Field) -> int:
    return question.max_length or _LENGTHS.get(question.kind, read.MAX_LINE)


def _limited(question: Field, text: str) -> str:
    if len(text) > _most(question):
        raise MalformedError("text_too_long", {"most": _most(question)})
    return text


def _within(question: Field, number: int) -> None:
    if question.minimum is not None and number < question.minimum:
        raise MalformedError("number_too_small", {"least": question.minimum})
    if question.maximum is not None and number > question.maximum:
        raise MalformedError("number_too_large", {"most": question.maximum})


def _date(question: Field, text: str, on: dt.date | None) -> str:
    """A date's ``minimum`` and ``maximum`` are days counted from the day of answering (0 = that day)."""
    day = read.read_date(text)
    if on is not None:
        days = (day - on).days
        if question.maximum is not None and days > question.maximum:
            raise MalformedError("date_too_late")
        if question.minimum is not None and days < question.minimum:
            raise MalformedError("date_too_early")
    return day.isoformat()


def _birth_year_warnings(kept: Mapping[str, Json]) -> tuple[FieldError, ...]:
    """The applicant's personal number tells a year of birth. That its century digit means what we remember of the
    circular is not verified, so a number that tells another year than the date is only pointed out."""
    number, born = kept.get("id_number"), kept.get("birth_date")
    if not (isinstance(number, str) and isinstance(born, str) and len(number) == 12):
        return ()
    year = read.citizen_id_parts(number).birth_year
    return () if year == int(born[:4]) else (FieldError("id_number", "citizen_id_birth_year", {"year": born[:4]}),)
