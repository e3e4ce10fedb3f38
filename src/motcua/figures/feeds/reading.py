"""What a source sends, checked row by row. Pure: the good rows and, named one by one, the bad ones.

A delivery is a JSON object ``{"schema": 1, "readings": [...]}`` (over MQTT with ``key``), a JSON array, or JSON
lines. A reading is ``{"id", "area", "at", "value", "measured_in"?}``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from motcua.core.errors import Invalid, TooLarge

MOST_ROWS: Final = 10_000
SKEW: Final = dt.timedelta(minutes=5)
"""So far a source's clock may be ahead of ours."""
OLDEST: Final = dt.timedelta(days=30)
LONGEST_ID: Final = 80
SCHEMA: Final = 1
_FIELDS: Final = frozenset({"id", "area", "at", "value", "measured_in"})
_PLACES: Final = 6
_MOST: Final = Decimal(10) ** 18


@dataclass(frozen=True, slots=True)
class Schema:
    """What the source was registered for. ``areas``: code -> id of the areas it may speak of."""

    measured_in: str
    is_whole: bool
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """A good reading. ``at`` is UTC."""

    line: int
    id: str
    area: str
    at: dt.datetime
    value: Decimal


@dataclass(frozen=True, slots=True)
class Fault:
    """Which row is bad (from 1) and why."""

    line: int
    id: str
    code: str
    params: Mapping[str, str]


def parse(body: bytes) -> list[object]:
    """The rows of a delivery as they came; a line that is no JSON comes as None. Raises Invalid
    (``feed_body_unreadable``, ``feed_body_empty``, ``feed_schema_version``), TooLarge (``feed_too_many``)."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("feed_body_unreadable") from None
    found = _rows(text)
    if not found:
        raise Invalid("feed_body_empty")
    if len(found) > MOST_ROWS:
        raise TooLarge("feed_too_many", params={"most": MOST_ROWS})
    return found


def _rows(text: str) -> list[object]:
    whole = _json(text)
    if isinstance(whole, dict) and "readings" in whole:
        if whole.get("schema", SCHEMA) != SCHEMA:
            raise Invalid("feed_schema_version")
        whole = whole["readings"]
        if not isinstance(whole, list):
            raise Invalid("feed_body_unreadable")
        return whole
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict):
        return [whole]
    lines = [line for line in text.splitlines() if line.strip()]
    found = [_json(line) for line in lines]
    if lines and not any(isinstance(row, dict) for row in found):
        raise Invalid("feed_body_unreadable")
    return found


def _json(text: str) -> object:
    """Numbers with a fraction as exact decimals; None for what is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def check(rows: Sequence[object], schema: Schema, now: dt.datetime) -> tuple[list[Row], list[Fault]]:
    """Everything that can be said of rows without asking anybody."""
    good: list[Row] = []
    bad: list[Fault] = []
    seen: set[str] = set()
    for line, given in enumerate(rows, 1):
        try:
            row = _row(line, given, schema, now, seen)
        except _Bad as fault:
            bad.append(Fault(line, fault.id, fault.code, fault.params))
        else:
            seen.add(row.id)
            good.append(row)
    return good, bad


class _Bad(Exception):
    def __init__(self, id: str, code: str, **params: str) -> None:
        super().__init__(code)
        self.id, self.code, self.params = id, code, params


def _row(line: int, given: object, schema: Schema, now: dt.datetime, seen: Collection[str]) -> Row:
    if not isinstance(given, dict):
        raise _Bad("", "reading_not_object")
    name = given.get("id")
    name = str(name).strip() if isinstance(name, str | int) and not isinstance(name, bool) else ""
    if not name or "\x00" in name:
        raise _Bad("", "reading_id_missing")
    if len(name) > LONGEST_ID:
        raise _Bad(name[:LONGEST_ID], "reading_id_long")
    strange = sorted(str(one) for one in set(given) - _FIELDS)
    if strange:
        raise _Bad(name, "reading_field_unknown", field=strange[0][:40])
    if name in seen:
        raise _Bad(name, "reading_twice")
    measured = given.get("measured_in", schema.measured_in)
    if measured != schema.measured_in:
        raise _Bad(name, "reading_measured_wrong", given=str(measured)[:30], wanted=schema.measured_in)
    area = given.get("area")
    if not isinstance(area, str) or not area.strip() or len(area) > 40 or "\x00" in area:
        raise _Bad(name, "reading_unit_unknown")
    return Row(line, name, area.strip(), _at(name, given.get("at"), now), _value(name, given.get("value"), schema))


def _at(name: str, given: object, now: dt.datetime) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _Bad(name, "reading_at_unreadable")
    try:
        at = at.astimezone(dt.UTC)
    except OverflowError:
        raise _Bad(name, "reading_at_unreadable") from None
    if at > now + SKEW:
        raise _Bad(name, "reading_at_future")
    if at < now - OLDEST:
        raise _Bad(name, "reading_at_old", days=str(OLDEST.days))
    return at


def _value(name: str, given: object, schema: Schema) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str):
        raise _Bad(name, "reading_value_unreadable")
    try:
        value = Decimal(given) if not isinstance(given, str) or len(given) <= 40 else Decimal("NaN")
    except InvalidOperation:
        raise _Bad(name, "reading_value_unreadable") from None
    if not value.is_finite() or abs(value) >= _MOST or -int(value.normalize().as_tuple().exponent) > _PLACES:
        raise _Bad(name, "reading_value_unreadable")
    if schema.is_whole and value != value.to_integral_value():
        raise _Bad(name, "reading_value_not_whole")
    if schema.lowest is not None and value < schema.lowest:
        raise _Bad(name, "reading_value_low")
    if schema.highest is not None and value > schema.highest:
        raise _Bad(name, "reading_value_high")
    return value
