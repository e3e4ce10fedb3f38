"""Pure rules about units: codes of agencies in both national styles, and lines of a unit file.

A line of the file is one JSON object (the shape is in ``docs/guides/units.md``). Parsing never guesses: what is
wrong is named, with the field it is in.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

LEVELS: Final = frozenset({"national", "province", "district", "commune", "unit"})

_OLD_CODE = re.compile(r"^(\d{3}|[A-Z0-9]{3})\.([A-Z0-9]{2})\.([A-Z0-9]{2})\.([GH]\d{2})$")
_NEW_CODE = re.compile(r"^([GH]\d{2})((?:\.[A-Z0-9]{1,3}){0,3})$")


def agency_code(code: str) -> str:
    """The code in the style of Decision 20/2020/QD-TTg: ``"000.00.00.H99"`` -> ``"H99"``, ``"000.14.22.H99"`` ->
    ``"H99.22.14"``. A code in that style already, or in none that we know, stays as it is."""
    found = _OLD_CODE.match(code.strip().upper())
    if found is None:
        return code.strip()
    fourth, third, second, first = found.groups()
    parts = [first, second, third, fourth]
    while len(parts) > 1 and not parts[-1].strip("0"):
        parts.pop()
    return ".".join(parts)


def agency_code_old(code: str) -> str:
    """The code in the style of QCVN 102:2016/BTTTT: ``"H99"`` -> ``"000.00.00.H99"``, ``"H99.22.14"`` ->
    ``"000.14.22.H99"``. Empty when the code does not fit that style."""
    if _OLD_CODE.match(code.strip().upper()):
        return code.strip().upper()
    found = _NEW_CODE.match(code.strip().upper())
    if found is None:
        return ""
    second, third, fourth = [*found.group(2).split(".")[1:], "", "", ""][:3]
    if len(second) > 2 or len(third) > 2:
        return ""
    return f"{fourth.rjust(3, '0')}.{third.rjust(2, '0')}.{second.rjust(2, '0')}.{found.group(1)}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: a stable code, and the field or value that shows it."""

    code: str
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class SuccessorLine:
    code: str
    valid_from: dt.date
    share: Decimal
    is_default: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A good line. ``successors`` is ``None`` when the line does not speak of them."""

    line: int
    code: str
    valid_from: dt.date
    valid_to: dt.date | None
    texts: Mapping[str, str]
    """name, level, kind and the optional texts that the line names."""
    parent: str
    successors: tuple[SuccessorLine, ...] | None

    @property
    def key(self) -> tuple[str, dt.date]:
        return self.code, self.valid_from


TEXT_LENGTHS: Final[Mapping[str, int]] = {
    "name": 300,
    "level": 10,
    "kind": 40,
    "short_name": 100,
    "agency_code": 40,
    "agency_code_old": 40,
    "address": 500,
    "phone": 30,
    "email": 254,
    "source": 300,
}
_REQUIRED: Final = ("name", "level", "kind")
_CODE_LENGTH: Final = 40
_KIND = re.compile(r"^[a-z0-9][a-z0-9_-]*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class LineError(ValueError):
    """The line cannot be taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def parse_line(number: int, raw: bytes) -> UnitLine:
    """The unit a line tells of. Raises LineError with the first fault found."""
    row = _load(raw)
    code = _text(row, "code", _CODE_LENGTH, required=True)
    valid_from = _date(row, "valid_from")
    if valid_from is None:
        raise LineError(Fault("missing", "valid_from"))
    valid_to = _date(row, "valid_to")
    if valid_to is not None and valid_to <= valid_from:
        raise LineError(Fault("dates_reversed", "valid_to", valid_to.isoformat()))
    texts = {
        name: _text(row, name, length, required=name in _REQUIRED)
        for name, length in TEXT_LENGTHS.items()
        if name in row or name in _REQUIRED
    }
    if texts["level"] not in LEVELS:
        raise LineError(Fault("unknown_level", "level", texts["level"]))
    if not _KIND.match(texts["kind"]):
        raise LineError(Fault("bad_kind", "kind", texts["kind"]))
    successors = _successors(row, code, valid_from, valid_to)
    parent = _text(row, "parent", _CODE_LENGTH)
    return UnitLine(number, code, valid_from, valid_to, texts, parent, successors)


def _load(raw: bytes) -> dict[str, object]:
    try:
        row = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise LineError(Fault("not_utf8")) from None
    except (ValueError, RecursionError):
        raise LineError(Fault("not_json")) from None
    if not isinstance(row, dict):
        raise LineError(Fault("not_an_object"))
    return row


def _text(row: Mapping[str, object], name: str, length: int, *, required: bool = False) -> str:
    value = row.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise LineError(Fault("not_text", name))
    value = value.strip()
    if required and not value:
        raise LineError(Fault("missing", name))
    if len(value) > length:
        raise LineError(Fault("too_long", name, str(len(value))))
    if _CONTROL.search(value):
        raise LineError(Fault("bad_character", name))
    return value


def _date(row: Mapping[str, object], name: str) -> dt.date | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise LineError(Fault("bad_date", name))
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise LineError(Fault("bad_date", name, value[:40])) from None


def _successors(
    row: Mapping[str, object], code: str, valid_from: dt.date, valid_to: dt.date | None
) -> tuple[SuccessorLine, ...] | None:
    value = row.get("successors")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise LineError(Fault("bad_successors", "successors"))
    if value and valid_to is None:
        raise LineError(Fault("successors_without_end", "successors"))
    found = tuple(_successor(one, alone=len(value) == 1) for one in value)
    if len({(one.code, one.valid_from) for one in found}) < len(found):
        raise LineError(Fault("successor_twice", "successors"))
    if any((one.code, one.valid_from) == (code, valid_from) for one in found):
        raise LineError(Fault("own_successor", "successors"))
    if found and sum(one.is_default for one in found) != 1:
        raise LineError(Fault("default_successor_not_one", "successors"))
    if sum(one.share for one in found) > 1:
        raise LineError(Fault("shares_above_one", "successors"))
    return found


def _successor(row: Mapping[str, object], *, alone: bool) -> SuccessorLine:
    """An only successor takes all and is the default unless the line says otherwise."""
    code = _text(row, "code", _CODE_LENGTH, required=True)
    valid_from = _date(row, "valid_from")
    if valid_from is None:
        raise LineError(Fault("missing", "successors.valid_from"))
    share = row.get("share", 1 if alone else None)
    if isinstance(share, bool) or not isinstance(share, int | Decimal) or not 0 < share <= 1:
        raise LineError(Fault("bad_share", "successors.share"))
    default = row.get("default", alone)
    if not isinstance(default, bool):
        raise LineError(Fault("bad_default", "successors.default"))
    return SuccessorLine(code, valid_from, round(Decimal(share), 8), default)
