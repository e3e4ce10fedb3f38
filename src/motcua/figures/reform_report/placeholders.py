"""Placeholders in the words of a report. They only name things: nothing is computed, looked up or run by them.

``{{hinh:on_time_rate_ii06}}`` the figure, ``{{tu_so:…}}`` and ``{{mau_so:…}}`` what it was divided from, each with
``|ky_truoc`` or ``|cung_ky`` for another period; ``{{so_sanh:…}}`` the comparison in words; ``{{bang:…}}`` a table and
``{{phan:…}}`` a fragment on a line of their own; ``{{don_vi}}`` and the like plain words of the report.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    FIGURE = "hinh"
    ABOVE = "tu_so"
    BELOW = "mau_so"
    COMPARISON = "so_sanh"
    TABLE = "bang"
    FRAGMENT = "phan"
    WORD = "chu"


class Which(StrEnum):
    """Whose figure: of the period of the report, the one before it, or the same one a year earlier."""

    NOW = "ky_nay"
    LAST = "ky_truoc"
    YEAR = "cung_ky"


WORDS: Final = ("don_vi", "ky", "nam", "tu_ngay", "den_ngay", "thoi_diem", "ky_tiep_theo")
"""Plain words of the report: its unit, period, year, first and last day, instant of the figures, next period."""
NUMBERS: Final = frozenset({Kind.FIGURE, Kind.ABOVE, Kind.BELOW})
ALONE: Final = frozenset({Kind.TABLE, Kind.FRAGMENT})
"""These fill a line of their own."""
LONGEST: Final = 200

_MARK: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_INNER: Final = re.compile(
    r"(?:(?P<kind>[a-z_]+)\s*:\s*(?P<name>[a-z0-9_]+)|(?P<word>[a-z_]+))"
    r"(?P<rest>(?:\s*\|\s*[a-z_]+)*)"
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``which`` is None for a comparison with both other periods."""

    kind: Kind
    name: str
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A code of :mod:`motcua.figures.reform_report.texts`, and the text it is about."""

    code: str
    text: str


Token = str | Placeholder | Fault


def tokens(text: str) -> Iterator[Token]:
    """Plain text, placeholders, and faults where something in braces is no placeholder."""
    at = 0
    for found in _MARK.finditer(text):
        yield from _plain(text[at : found.start()])
        yield _read(found[1].strip())
        at = found.end()
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[Token]:
    brace = next((mark for mark in ("{{", "}}", "{%", "%}") if mark in text), "")
    if brace:
        yield Fault("placeholder_open", text[max(0, text.index(brace) - 10) : text.index(brace) + 40])
    elif text:
        yield text


def _read(inner: str) -> Placeholder | Fault:
    found = _INNER.fullmatch(inner) if len(inner) <= LONGEST else None
    if found is None:
        return Fault("placeholder_malformed", inner[:80])
    options = [part.strip() for part in found["rest"].split("|") if part.strip()]
    if found["word"]:
        if found["word"] not in WORDS or options:
            return Fault("placeholder_unknown", inner[:80])
        return Placeholder(Kind.WORD, found["word"])
    if found["kind"] not in {kind.value for kind in Kind if kind is not Kind.WORD}:
        return Fault("placeholder_unknown", inner[:80])
    kind = Kind(found["kind"])
    which = _which(kind, options)
    return which if isinstance(which, Fault) else Placeholder(kind, found["name"], which)


def _which(kind: Kind, options: list[str]) -> Which | Fault | None:
    others = {one.value for one in (Which.LAST, Which.YEAR)}
    if not options:
        return Which.NOW if kind in NUMBERS else None
    if len(options) > 1 or options[0] not in others or kind in ALONE:
        return Fault("placeholder_option", " | ".join(options)[:80])
    return Which(options[0])


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that a placeholder may name."""

    indicators: Collection[str]
    tables: Collection[str]
    fragments: Collection[str]

    def fault(self, one: Placeholder) -> Fault | None:
        """Of a placeholder that names nothing known."""
        match one.kind:
            case Kind.WORD:
                return None
            case Kind.TABLE:
                return None if one.name in self.tables else Fault("placeholder_table", one.name)
            case Kind.FRAGMENT:
                return None if one.name in self.fragments else Fault("placeholder_fragment", one.name)
            case _:
                return None if one.name in self.indicators else Fault("placeholder_indicator", one.name)


def written(one: Placeholder) -> str:
    """As an author types it."""
    if one.kind is Kind.WORD:
        return f"{{{{{one.name}}}}}"
    option = f"|{one.which.value}" if one.which and one.which is not Which.NOW else ""
    return f"{{{{{one.kind.value}:{one.name}{option}}}}}"
