"""Values of a letter in words: numbers, money and days as Vietnamese writes them. Pure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from motcua.core.clock import legal_date
from motcua.core.money import group_thousands

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", " nghìn", " triệu", " tỷ", " nghìn tỷ", " triệu tỷ")
LARGEST = 10**18
MOST_DIGITS = 40


def number_words(number: int) -> str:
    """``1205`` -> ``một nghìn hai trăm linh năm``. Raises ValueError outside ±10^18."""
    if abs(number) >= LARGEST:
        raise ValueError("too large")
    if number == 0:
        return DIGITS[0]
    rest, groups = abs(number), []
    while rest:
        rest, part = divmod(rest, 1000)
        groups.append(part)
    said = [
        _three(part, full=place < len(groups) - 1) + SCALES[place]
        for place, part in reversed(list(enumerate(groups)))
        if part
    ]
    return ("âm " if number < 0 else "") + " ".join(said)


def _three(part: int, *, full: bool) -> str:
    """A group of three digits; ``full`` says its zeros, because higher groups stand before it."""
    hundred, rest = divmod(part, 100)
    words = [f"{DIGITS[hundred]} trăm"] if hundred or full else []
    if rest == 0:
        return " ".join(words)
    ten, one = divmod(rest, 10)
    if ten == 0:
        return " ".join([*words, f"linh {DIGITS[one]}" if words else DIGITS[one]])
    words.append("mười" if ten == 1 else f"{DIGITS[ten]} mươi")
    if one:
        words.append(_last(ten, one))
    return " ".join(words)


def _last(ten: int, one: int) -> str:
    if one == 1 and ten > 1:
        return "mốt"
    if one == 5:
        return "lăm"
    return DIGITS[one]


def day_words(day: dt.date) -> str:
    """``ngày 07 tháng 01 năm 2026``, as Decree 30/2020/NĐ-CP, annex I, has dates written."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def written(value: object, form: str) -> str:
    """A value as the format says; as it is where the format does not fit it. Never raises."""
    if form == "hoa":
        return plain(value).upper()
    day, number = as_day(value), as_number(value)
    if form in {"ngay", "ngay_chu"} and day is not None:
        return day_words(day) if form == "ngay_chu" else plain(day)
    if form in {"so", "tien"} and number is not None:
        return _grouped(number) + (" đồng" if form == "tien" else "")
    if form in {"so_chu", "tien_chu"} and number is not None and number == int(number) and abs(number) < LARGEST:
        said = number_words(int(number))
        return f"{said[:1].upper()}{said[1:]} đồng" if form == "tien_chu" else said
    return plain(value)


def plain(value: object) -> str:
    """A value as text: days as 07/01/2026, numbers grouped, choices with commas; nothing for no value."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime | dt.date):
        day = legal_date(value) if isinstance(value, dt.datetime) else value
        return f"{day.day:02d}/{day.month:02d}/{day.year}"
    if isinstance(value, int | Decimal):
        number = as_number(value)
        return _grouped(number) if number is not None else ""
    if isinstance(value, list | tuple):
        return ", ".join(plain(one) for one in value if not isinstance(one, dict))
    return str(value)


def as_day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return legal_date(value)
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def as_number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    if (isinstance(value, int) and abs(value) > 10**MOST_DIGITS) or (isinstance(value, str) and len(value) > 40):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def _grouped(number: Decimal) -> str:
    whole, _, fraction = format(abs(number), "f").partition(".")
    fraction = fraction.rstrip("0")
    return ("-" if number < 0 else "") + group_thousands(int(whole)) + (f",{fraction}" if fraction else "")
