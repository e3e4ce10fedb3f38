"""Which column of a file is what: guessed from its heads, corrected by who imports; and the lines read by it. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from motcua.core.errors import Invalid
from motcua.figures.trees.model import Tree
from motcua.figures.typed_numbers import Expected, read_number

from .sheets import Line

LONGEST_CODE: Final = 80
SUM_SLACK: Final = Fraction(3, 100)
"""How far a published total may be from the sum of six rounded groups."""

DOSSIER_COLUMNS: Final = ("code", "received_on", "finished_on", "state")
SCORE_COLUMNS: Final = ("unit", "name", "total", "rank")
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("ma ho so", "so ho so", "mahoso", "dossier code", "code"),
    "received_on": ("ngay tiep nhan", "ngay nhan", "ngaytiepnhan", "received"),
    "finished_on": ("ngay ket thuc", "ngay xu ly xong", "ngay co ket qua", "ngay tra", "ngayketthucxuly", "finished"),
    "state": ("trang thai", "trangthai", "status"),
    "unit": ("ma don vi", "madonvi", "departmentcode", "unit code"),
    "name": ("ten don vi", "don vi", "co quan", "departmentname", "unit"),
    "total": ("tong diem", "tong so diem", "totalscore", "total", "diem"),
    "rank": ("xep hang", "thu hang", "hang", "rank"),
}
_DAYS: Final = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,].*)?"), (3, 2, 1)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?"), (1, 2, 3)),
)
_RANK: Final = re.compile(r"(\d{1,4})(?:\s?/\s?(\d{1,4}))?")


def folded(text: str) -> str:
    """Without marks, signs and case: ``Mã hồ sơ`` and ``MA_HO_SO`` are one."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("_", " "))
    bare = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn").casefold()
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", bare).split())


def head_line(lines: Sequence[Line], wanted: Sequence[str]) -> int:
    """Which line holds the heads: the one among the first twenty that names most of what is wanted."""

    def names(line: Line) -> int:
        return len(guess(line, wanted))

    first = lines[:20]
    return max(range(len(first)), key=lambda at: (names(first[at]), -at))


def guess(heads: Line, wanted: Sequence[str]) -> dict[str, int]:
    """Our name -> number of the column, for what the heads say plainly; exact names before beginnings."""
    plain = [folded(head) for head in heads]
    found: dict[str, int] = {}
    for exact in (True, False):
        for name in wanted:
            for shape in _HEADS.get(name, (name.casefold(),)):
                for at, head in enumerate(plain):
                    fits = head == shape if exact else head.startswith(shape)
                    if name not in found and at not in found.values() and head and fits:
                        found[name] = at
    return found


@dataclass(frozen=True, slots=True)
class DossierLine:
    """``fault``: a code; a line with one is kept all the same, with its cells."""

    line: int
    code: str = ""
    received_on: dt.date | None = None
    finished_on: dt.date | None = None
    state: str = ""
    fault: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    line: int
    unit: str = ""
    name: str = ""
    total: Fraction | None = None
    groups: Mapping[str, Fraction] = field(default_factory=dict)
    rank: int | None = None
    ranked_of: int | None = None
    fault: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


def _cells(line: Line, columns: Mapping[str, int]) -> dict[str, str]:
    return {name: line[at] if at < len(line) else "" for name, at in columns.items()}


def dossier_lines(lines: Sequence[Line], columns: Mapping[str, int], head: int) -> list[DossierLine]:
    """Every line below the heads, numbered as in the file."""
    seen: set[str] = set()
    found = []
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        cells = _cells(line, columns)
        one = _dossier(number, cells)
        if not one.fault and one.code in seen:
            one = DossierLine(number, one.code, fault="national_line_code_twice", cells=cells)
        seen.add(one.code)
        found.append(one)
    return found


def _dossier(number: int, cells: dict[str, str]) -> DossierLine:
    code = cells.get("code", "")
    if not code:
        return DossierLine(number, fault="national_line_code_missing", cells=cells)
    if len(code) > LONGEST_CODE:
        return DossierLine(number, fault="national_line_too_long", cells=cells)
    try:
        received, finished = (day_in(cells.get(name, "")) for name in ("received_on", "finished_on"))
    except ValueError:
        return DossierLine(number, code, fault="national_line_date", cells=cells)
    return DossierLine(number, code, received, finished, cells.get("state", "")[:200], cells=cells)


def day_in(text: str) -> dt.date | None:
    """A day as spreadsheets and people write it, with or without a time. Raises ValueError."""
    if not text:
        return None
    for shape, (year, month, day) in _DAYS:
        found = shape.fullmatch(text)
        if found is not None:
            return dt.date(int(found[year]), int(found[month]), int(found[day]))
    raise ValueError(text)


def score_lines(
    lines: Sequence[Line], columns: Mapping[str, int], head: int, tree: Tree, units: Mapping[str, str]
) -> list[ScoreLine]:
    """``units``: folded code or name -> code of our unit."""
    seen: set[str] = set()
    found = []
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        one = _score(number, _cells(line, columns), tree, units)
        if one.unit and one.unit in seen:
            one = ScoreLine(number, name=one.name, fault="national_line_unit_twice", cells=one.cells)
        seen.add(one.unit)
        found.append(one)
    return found


def _score(number: int, cells: dict[str, str], tree: Tree, units: Mapping[str, str]) -> ScoreLine:
    name = cells.get("name", "") or cells.get("unit", "")
    unit = units.get(folded(cells.get("unit", "")), "") or units.get(folded(cells.get("name", "")), "")
    if not unit:
        return ScoreLine(number, name=name, fault="national_line_unit_unknown", cells=cells)
    try:
        total = _points(cells.get("total", ""), tree.max_points)
        groups = {
            group.code: value
            for group in tree.groups
            if (value := _points(cells.get(group.code, ""), group.max_points or tree.max_points)) is not None
        }
    except (Invalid, ValueError):
        return ScoreLine(number, unit, name, fault="national_line_number", cells=cells)
    whole = len(groups) == len(tree.groups)
    if whole and total is not None and abs(sum(groups.values()) - total) > SUM_SLACK:
        return ScoreLine(number, unit, name, fault="national_line_sum", cells=cells)
    place = _RANK.fullmatch(cells.get("rank", ""))
    rank, of = (int(part) if part else None for part in place.groups()) if place else (None, None)
    return ScoreLine(number, unit, name, total, groups, rank, of, cells=cells)


def _points(text: str, most: Fraction) -> Fraction | None:
    """Raises Invalid or ValueError for what is no number of points."""
    if not text:
        return None
    value = read_number(text, Expected.MULTIPLE).value
    if not 0 <= value <= most:
        raise ValueError(text)
    return value
