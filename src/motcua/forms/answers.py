"""One answer of each kind: read what a person wrote, tolerant in form and strict in meaning.

Every reader takes the cleaned text and gives the value that is kept (plain JSON: text, whole number or truth), or
raises :class:`MalformedError` with a stable code.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from motcua.core.money import MAX_DONG

MAX_LINE = 300
MAX_LINES = 5_000
MAX_ADDRESS = 500
MAX_NUMBER = 2**53 - 1
"""The largest whole number that canonical JSON carries."""

_DIGITS = re.compile(r"[+-]?\d{1,3}(?:([. ])\d{3})(?:\1\d{3})*|[+-]?\d+")
_MONEY_WORDS = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_PHONE_MARKS = re.compile(r"[\s.\-()]+")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])")
_PLACE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,39}")


class MalformedError(ValueError):
    """The answer means nothing of its kind. ``code`` is stable; ``params`` fill its text."""

    def __init__(self, code: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What the 12 digits of a personal identification number say (Decree 137/2015/NĐ-CP; Circular 59/2021/TT-BCA):
    three of the place where the birth was registered, one of century and sex, two of the year of birth, six random."""

    place: str
    female: bool
    birth_year: int


def read_citizen_id(text: str) -> str:
    digits = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise MalformedError("citizen_id_malformed")
    return digits


def citizen_id_parts(number: str) -> CitizenId:
    """The parts of a 12-digit number. The century digit counts up in pairs from 0 = 20th century, male
    (from memory of the circular: the pairs after 2/3 are assumed to go on)."""
    century, female = divmod(int(number[3]), 2)
    return CitizenId(number[:3], bool(female), 1900 + 100 * century + int(number[4:6]))


def read_tax_code(text: str) -> str:
    """10 digits, 10-3 for a dependent unit, or the personal number of 12 digits used since 1 July 2025."""
    digits = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[0-9]{10}|[0-9]{12}|[0-9]{10}-[0-9]{3}", digits):
        return digits
    if re.fullmatch(r"[0-9]{13}", digits):
        return f"{digits[:10]}-{digits[10:]}"
    raise MalformedError("tax_code_malformed")


def read_phone(text: str) -> str:
    """A Vietnamese number as ``0…`` with 10 or 11 digits, a foreign one as ``+…``."""
    number = _PHONE_MARKS.sub("", text)
    number = re.sub(r"^(?:\+?84|0084)(?=[1-9])", "0", number)
    if not re.fullmatch(r"0[1-9][0-9]{8,9}|\+[1-9][0-9]{7,14}", number):
        raise MalformedError("phone_malformed")
    return number


def read_email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text) or ".." in text:
        raise MalformedError("email_malformed")
    name, _, domain = text.rpartition("@")
    if "." not in domain or name.startswith(".") or name.endswith("."):
        raise MalformedError("email_malformed")
    return f"{name}@{domain.lower()}"


def read_date(text: str) -> dt.date:
    """``dd/mm/yyyy`` with ``/ . -`` or a space between, one digit allowed; ``ddmmyyyy``; ISO ``yyyy-mm-dd``."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise MalformedError("date_malformed")
    try:
        read = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise MalformedError("date_impossible") from None
    if not 1800 <= read.year <= 2200:
        raise MalformedError("date_impossible")
    return read


def read_number(text: str) -> int:
    """A whole number, its thousands optionally set apart by a dot or a space (``1.234.567``)."""
    if len(text) > 40 or not text.isascii() or not _DIGITS.fullmatch(text):
        raise MalformedError("number_malformed")
    number = int(re.sub(r"[. ]", "", text))
    if abs(number) > MAX_NUMBER:
        raise MalformedError("number_too_large", {"most": MAX_NUMBER})
    return number


def read_money(text: str) -> int:
    try:
        amount = read_number(_MONEY_WORDS.sub("", text))
    except MalformedError as fault:
        raise MalformedError(
            "money_malformed" if fault.code == "number_malformed" else fault.code, fault.params
        ) from None
    if amount < 0:
        raise MalformedError("money_malformed")
    if amount > MAX_DONG:
        raise MalformedError("number_too_large", {"most": MAX_DONG})
    return amount


def read_place(text: str) -> str:
    code = text.upper()
    if not _PLACE.fullmatch(code):
        raise MalformedError("place_malformed")
    return code


TEXT_READERS: dict[str, Callable[[str], str]] = {
    "citizen_id": read_citizen_id,
    "tax_code": read_tax_code,
    "phone": read_phone,
    "email": read_email,
    "place": read_place,
}
"""Kinds whose kept value is a text with a form of its own."""
