"""Certification by arithmetic and words alone: what it costs, what may be asked for, how a number is written.

Decree 23/2015/ND-CP: several copies of one original made at the same time have one number; numbers begin with 01 each
year in the register of each kind. Circular 226/2016/TT-BTC: fees, by pages of the original. Both are dated rows with
their source; nothing of them stands in code but the shape of the arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.dossiers.lifecycle.commands import clean_text

MOST_LINES, MOST_COPIES, MOST_PAGES, LONGEST_TITLE = 20, 1000, 2000, 200
"""Beyond them somebody slipped on the keys; a real request of that size is entered in parts."""


class Counts(StrEnum):
    COPIES = "copies"
    """By the pages of the original, for each copy."""
    CASES = "cases"
    """By the paper that is signed: ``copies`` counts papers, ``pages`` is told and costs nothing."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Whole dong. ``most_per_copy`` None: no ceiling."""

    first_pages: int = 0
    first_amount: int = 0
    later_amount: int = 0
    most_per_copy: int | None = None
    per_case: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One original: its title, its pages, how many copies (or papers) are certified."""

    title: str
    pages: int
    copies: int


def copy_fee(tariff: Tariff, pages: int) -> int:
    """What one copy of an original of ``pages`` pages costs."""
    first = min(pages, tariff.first_pages)
    amount = first * tariff.first_amount + (pages - first) * tariff.later_amount
    return amount if tariff.most_per_copy is None else min(amount, tariff.most_per_copy)


def fee(tariff: Tariff, counts: Counts, line: Line) -> int:
    """What a line costs."""
    one = copy_fee(tariff, line.pages) if counts is Counts.COPIES else tariff.per_case
    return one * line.copies


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a row of the form, read as far as it can be. ``faults``: field of the row -> code."""

    line: Line | None
    faults: Mapping[str, str]


def read_line(title: str, pages: str, copies: str) -> Typed | None:
    """A row of the form; None for one left empty. Numbers may be written ``40``, ``040`` or `` 40 ``."""
    if not title.strip() and not pages.strip() and not copies.strip():
        return None
    faults: dict[str, str] = {}
    said = _title(title, faults)
    many = {
        "pages": _count(pages, MOST_PAGES, "pages", faults),
        "copies": _count(copies, MOST_COPIES, "copies", faults),
    }
    return Typed(None if faults else Line(said, many["pages"], many["copies"]), faults)


def _title(text: str, faults: dict[str, str]) -> str:
    try:
        said = " ".join(clean_text(text).split())
    except (ValueError, UnicodeEncodeError):
        said = ""
    if not any(sign.isalnum() for sign in said):
        faults["title"] = "required"
    elif len(said) > LONGEST_TITLE:
        faults["title"] = "certification_title_too_long"
    return said


def _count(text: str, most: int, name: str, faults: dict[str, str]) -> int:
    clean = text.strip()
    if not clean:
        faults[name] = "required"
        return 0
    if not (clean.isascii() and clean.isdecimal()) or len(clean) > 9:
        faults[name] = "not_a_number"
        return 0
    value = int(clean)
    if value < 1:
        faults[name] = "certification_at_least_one"
    elif value > most:
        faults[name] = f"certification_{name}_too_many"
    return value


def book_name(symbol: str, year: int) -> str:
    """``01/2026 - SCT/BS``: the volume, its year and the mark of its kind."""
    return f"01/{year} - {symbol}"


def number_text(number: int) -> str:
    """``07``: with two digits at least, as registers have it."""
    return f"{number:02d}"


def scope(unit: str, kind: str) -> str:
    """The name of a register's counter; its day is the first of the year."""
    return f"certify:{kind}:{unit}"


@dataclass(frozen=True, slots=True)
class Totals:
    entries: int
    copies: int
    fee: int


def totals(lines: Sequence[tuple[int, int]]) -> Totals:
    """``lines``: copies and fee of each entry that stands."""
    return Totals(len(lines), sum(copies for copies, _fee in lines), sum(fee_ for _copies, fee_ in lines))
