"""Reading definitions from TOML files: every fault is kept with file, line and path, nothing is guessed.

Numbers with a point are read as decimals, never as floats. A key that nobody asked for is a fault: a misspelt rule
must not be silently left out.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from motcua.core.errors import Invalid

LARGEST: Final = 512 * 1024
"""Characters of one file."""
E = TypeVar("E", bound=StrEnum)
_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``code`` without the prefix ``definition_`` of its text."""

    file: str
    line: int
    path: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.code}" + (f" ({self.detail})" if self.detail else "")


def refuse(faults: list[Fault]) -> None:
    """Raises Invalid ``definitions_invalid`` with every fault, when there is any."""
    if faults:
        ordered = sorted(set(faults))
        raise Invalid(
            "definitions_invalid",
            params={"count": len(ordered), "first": str(ordered[0])},
            errors=[
                {"field": f"{f.file}:{f.line} {f.path}", "code": f"definition_{f.code}", "detail": f.detail}
                for f in ordered
            ],
        )


@dataclass(slots=True)
class Node:
    """One table of a file. Each read takes a key; what cannot be read leaves a fault and a harmless value."""

    file: str
    path: str
    line: int
    table: dict[str, object]
    faults: list[Fault]
    _lines: dict[str, list[int]]
    _asked: set[str] = field(default_factory=set)

    def fault(self, key: str, code: str, detail: str = "") -> None:
        path = ".".join(part for part in (self.path, key) if part) or "."
        self.faults.append(Fault(self.file, self.line, path, code, detail[:200]))

    def has(self, key: str) -> bool:
        return key in self.table

    def asked(self, key: str) -> None:
        """The key is known, whoever reads it."""
        self._asked.add(key)

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self.table.get(key, default)
        if value is None:
            self.fault(key, "key_missing")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if isinstance(value, str):
            return value
        if value is not None:
            self.fault(key, "not_text")
        return ""

    def identifier(self, key: str = "id") -> str:
        value = self.text(key)
        if value and not _IDENTIFIER.fullmatch(value):
            self.fault(key, "identifier_malformed", value)
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.fault(key, "not_a_flag")
            return default
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 10**12) -> int:
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        if value is not None:
            self.fault(key, "not_a_whole_number", str(value))
        return least

    def number(self, key: str, default: int | None = None) -> Fraction:
        value = self._take(key, default)
        if isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**15:
            return Fraction(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return Fraction(value)
        if value is not None:
            self.fault(key, "not_a_number", str(value))
        return Fraction(0)

    def number_or_none(self, key: str) -> Fraction | None:
        self._asked.add(key)
        return self.number(key) if self.has(key) else None

    def day(self, key: str) -> dt.date:
        return self.day_or_none(key) or self._no_day(key)

    def _no_day(self, key: str) -> dt.date:
        if not self.has(key):
            self.fault(key, "key_missing")
        return dt.date(1, 1, 1)

    def day_or_none(self, key: str) -> dt.date | None:
        self._asked.add(key)
        value = self.table.get(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        self.fault(key, "not_a_day", str(value))
        return None

    def choice(self, key: str, kinds: type[E], default: E | None = None) -> E:
        value = self.text(key, default)
        if value in list(kinds):
            return kinds(value)
        if value:
            self.fault(key, "not_one_of", f"{value}: {', '.join(kinds)}")
        return next(iter(kinds))

    def choices(self, key: str, kinds: type[E], default: tuple[E, ...] | None = None) -> tuple[E, ...]:
        values = self.texts(key, default)
        for value in values:
            if value not in list(kinds):
                self.fault(key, "not_one_of", f"{value}: {', '.join(kinds)}")
        return tuple(kinds(value) for value in values if value in list(kinds))

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, None if default is None else list(default))
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        if value is not None:
            self.fault(key, "not_texts")
        return ()

    def child(self, key: str) -> Node | None:
        """A table below this one, when it is there."""
        self._asked.add(key)
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, dict):
            return Node(self.file, f"{self.path}.{key}".lstrip("."), self.line, value, self.faults, self._lines)
        self.fault(key, "not_a_table")
        return None

    def children(self, key: str) -> Iterator[Node]:
        """The tables of a list, in order."""
        self._asked.add(key)
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, "not_tables")
            return
        lines = self._lines.get(key, []) if not self.path else []
        for at, item in enumerate(value):
            line = lines[at] if at < len(lines) else self.line
            name = item.get("id", at + 1)
            path = f"{self.path}.{key}[{name}]".lstrip(".")
            yield Node(self.file, path, line, item, self.faults, self._lines)

    def done(self) -> None:
        """Everything was asked for: what is left is a fault."""
        for key in sorted(set(self.table) - self._asked):
            self.fault(key, "key_unknown")


def open_toml(file: str, text: str, expected_format: str, faults: list[Fault]) -> Node | None:
    """The whole of a file; None, with a fault, when it is not TOML of this format."""
    if len(text) > LARGEST:
        faults.append(Fault(file, 1, ".", "file_too_large"))
        return None
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        faults.append(Fault(file, int(found[1]) if found else 1, ".", "not_toml", str(error)[:200]))
        return None
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[\s*([a-z_]+)\s*\]\]", line)
        if header is not None:
            lines.setdefault(header[1], []).append(number)
    node = Node(file, "", 1, table, faults, lines)
    if node.text("format") != expected_format:
        node.fault("format", "format_unknown", expected_format)
        return None
    return node
