"""Baselines as people write them: a form, or a file with a line for each procedure. Nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from motcua.core.errors import Invalid
from motcua.core.search_text import fold
from motcua.figures.boards.sheets import read_table
from motcua.figures.definitions.model import Mark

COLUMNS: Final = ("procedure", "trips", "minutes", "trip_dong", "fee", "since", "source", "mark")
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "procedure": ("ma thu tuc", "thu tuc", "procedure"),
    "trips": ("so luot di lai", "luot di lai", "trips"),
    "minutes": ("so phut cho", "phut cho", "minutes"),
    "trip_dong": ("so dong mot luot", "dong mot luot", "chi phi mot luot", "trip dong"),
    "fee": ("phi le phi truoc day", "phi le phi", "phi", "fee"),
    "since": ("hieu luc tu", "tu ngay", "since", "from"),
    "source": ("nguon", "can cu", "source"),
    "mark": ("muc tin cay", "mark"),
}
NEEDED: Final = ("trips", "minutes", "trip_dong", "since", "source")
MOST_LINES: Final = 500
"""Of one file: it is taken over while somebody waits."""
_LARGEST: Final = 10**12


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, understood. ``procedure`` empty: the default of the province."""

    procedure: str
    terms: dict[str, int]
    since: dt.date
    source: str
    mark: str


def read_typed(given: Mapping[str, str]) -> Typed:
    """By the names of :data:`COLUMNS`. Raises Invalid ``baseline_line`` with each fault by its field."""
    faults: list[dict[str, object]] = []

    def taken(name: str, value: int | dt.date | None) -> int | dt.date | None:
        if value is None:
            faults.append({"field": name, "code": f"baseline_{name}"})
        return value

    texts = {name: " ".join(given.get(name, "").split()) for name in COLUMNS}
    trips, minutes = taken("trips", _hundredths(texts["trips"])), taken("minutes", _whole(texts["minutes"]))
    dong = taken("trip_dong", _whole(texts["trip_dong"]))
    fee = taken("fee", _whole(texts["fee"])) if texts["fee"] else None
    since = taken("since", _day(texts["since"]))
    mark = texts["mark"] or Mark.OWN.value
    if not texts["source"] or len(texts["source"]) > 300:
        faults.append({"field": "source", "code": "baseline_source"})
    if mark not in set(Mark):
        faults.append({"field": "mark", "code": "baseline_mark"})
    if faults or not isinstance(since, dt.date):
        raise Invalid("baseline_line", params={"count": len(faults)}, errors=faults)
    terms = {"trips_hundredths": trips, "desk_minutes": minutes, "trip_dong": dong, "fee_dong": fee}
    whole = {name: value for name, value in terms.items() if isinstance(value, int)}
    return Typed(texts["procedure"], whole, since, texts["source"], mark)


def read_lines(content: bytes) -> list[dict[str, str]]:
    """The lines of a CSV or XLSX, each by the names of :data:`COLUMNS`; the first line names the columns. Raises
    Invalid as :func:`motcua.figures.boards.sheets.read_table`, ``baseline_columns``, ``baseline_too_long``."""
    head, *lines = read_table(content)
    places = dict(_places(head))
    if not set(NEEDED) <= set(places):
        raise Invalid("baseline_columns")
    if len(lines) > MOST_LINES:
        raise Invalid("baseline_too_long", params={"most": MOST_LINES})
    return [{name: line[place] if place < len(line) else "" for name, place in places.items()} for line in lines]


def _places(head: Sequence[str]) -> Iterator[tuple[str, int]]:
    folded = [" ".join(fold(cell).replace(",", " ").replace("_", " ").split()) for cell in head]
    for name, words in HEADS.items():
        for place, cell in enumerate(folded):
            if cell in words:
                yield name, place
                break


def _hundredths(text: str) -> int | None:
    """A number of at most two places, by hundred; comma or point."""
    try:
        exact = Fraction(Decimal(text.replace(",", ".")))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    hundredths = exact * 100
    return int(hundredths) if hundredths.denominator == 1 and 0 <= hundredths <= _LARGEST else None


def _whole(text: str) -> int | None:
    plain = text.replace(".", "").replace(" ", "").removesuffix("đ")
    return int(plain) if plain.isascii() and plain.isdecimal() and int(plain) <= _LARGEST else None


def _day(text: str) -> dt.date | None:
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return dt.date(year, month, day)
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
