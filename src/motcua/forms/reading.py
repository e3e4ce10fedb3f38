"""Reading the answer to one question: what a person typed, or a program sent, to the clean value that is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from motcua.core.canonical import Json
from motcua.core.money import MAX_DONG
from motcua.forms import answers as read
from motcua.forms.answers import MalformedError
from motcua.forms.cleaning import clean_line, clean_lines
from motcua.forms.shape import Field, FieldKind
from motcua.forms.values import kept_decimal

_LENGTHS = {FieldKind.LONG_TEXT: read.MAX_LINES, FieldKind.ADDRESS: read.MAX_ADDRESS}
_YES = frozenset({"on", "true", "yes", "1"})
_NO = frozenset({"false", "no", "0"})
_LINES = frozenset({FieldKind.LONG_TEXT, FieldKind.ADDRESS})
_GROUPED = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
_PLAIN = re.compile(r"(\d{1,16})(?:[.,](\d{1,12}))?")


def read_answer(question: Field, given: object, on: dt.date | None) -> Json:
    """The value to keep; None when nothing was answered. Raises MalformedError or UncleanError. Whether an answer had
    to be given is not asked here."""
    if question.kind is FieldKind.CONSENT:
        return given is True or (isinstance(given, str) and given.strip().lower() in _YES)
    if question.kind is FieldKind.YES_NO:
        return _yes_no(given)
    if question.kind is FieldKind.CHOICES:
        return _choices(question, given)
    text = _as_text(question, given)
    if not text:
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
        return _number(question, text)
    return _limited(question, text)


def _yes_no(given: object) -> Json:
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, str):
        word = given.strip().lower()
        if not word or word in _YES | _NO:
            return word in _YES if word else None
    raise MalformedError("choice_unknown")


def _choices(question: Field, given: object) -> Json:
    """The chosen options in the order of the form, each once."""
    if given is None or given == "":
        return None
    wanted: Sequence[object] = given if isinstance(given, list | tuple) else [given]
    known = [option.key for option in question.options]
    if len(wanted) > len(known) or any(not isinstance(one, str) or one not in known for one in wanted):
        raise MalformedError("choice_unknown")
    chosen: list[Json] = [key for key in known if key in wanted]
    if chosen and question.minimum is not None and len(chosen) < question.minimum:
        raise MalformedError("choices_too_few", {"least": question.minimum})
    if question.maximum is not None and len(chosen) > question.maximum:
        raise MalformedError("choices_too_many", {"most": question.maximum})
    return chosen or None


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
    return clean_lines(given) if question.kind in _LINES else clean_line(given)


def _most(question: Field) -> int:
    return question.max_length or _LENGTHS.get(question.kind, read.MAX_LINE)


def _limited(question: Field, text: str) -> str:
    if len(text) > _most(question):
        raise MalformedError("text_too_long", {"most": _most(question)})
    return text


def _number(question: Field, text: str) -> Json:
    if question.kind is FieldKind.NUMBER and question.decimals:
        number = _decimal(text, question.decimals)
        _within(question, number)
        return kept_decimal(number)
    whole = read.read_money(text) if question.kind is FieldKind.MONEY else read.read_number(text)
    _within(question, whole)
    return whole


def _decimal(text: str, places: int) -> Decimal:
    """``1.234,5`` as people write it, or ``1234.5``. A dot before exactly three digits sets thousands apart."""
    sign, bare = (text[0], text[1:]) if text[:1] in {"-", "+"} else ("", text)
    before, _, after = bare.partition(",")
    if _GROUPED.fullmatch(before):
        bare = re.sub(r"[. ]", "", before) + (f",{after}" if after else "")
    match = _PLAIN.fullmatch(bare) if text.isascii() else None
    if match is None:
        raise MalformedError("decimal_malformed")
    whole, fraction = match.group(1), (match.group(2) or "").rstrip("0")
    if len(fraction) > places:
        raise MalformedError("decimals_too_many", {"most": places})
    if int(whole) > MAX_DONG:
        raise MalformedError("number_too_large", {"most": MAX_DONG})
    return Decimal(f"{'-' if sign == '-' else ''}{whole}.{fraction or 0}")


def _within(question: Field, number: int | Decimal) -> None:
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
