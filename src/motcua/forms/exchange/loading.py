"""JSON that strangers send: bounded in bytes, depth and number of values, and plain in every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape

from motcua.forms.cleaning import UncleanError, clean_line, clean_lines

from .notes import RefusedError, Report

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 200
MAX_VALUES = 60_000
MOST_READ = 8_000
"""Characters of one text that are looked at: what may stand in a form is shorter, and reading markup is not linear."""
_TAG = re.compile(r"<[A-Za-z/!]")


def load(data: bytes) -> Mapping[str, object]:
    """The JSON object in ``data``. Raises :class:`RefusedError`."""
    if len(data) > MAX_BYTES:
        raise RefusedError("exchange_too_long", most=MAX_BYTES)
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise RefusedError("exchange_not_utf8") from None
    except RecursionError:
        raise RefusedError("exchange_too_deep", most=MAX_DEPTH) from None
    except ValueError:  # malformed, NaN, or a number of thousands of digits
        raise RefusedError("exchange_not_json") from None
    if not isinstance(found, dict):
        raise RefusedError("exchange_not_object")
    _bounded(found)
    return found


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _bounded(root: object) -> None:
    level: list[object] = [root]
    count = 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        if count > MAX_VALUES:
            raise RefusedError("exchange_too_big", most=MAX_VALUES)
        onward: list[object] = []
        for value in level:
            if isinstance(value, dict):
                onward.extend(value.values())
            elif isinstance(value, list):
                onward.extend(value)
        if not onward:
            return
        level = onward
    raise RefusedError("exchange_too_deep", most=MAX_DEPTH)


# ---- values of any kind, taken for what is wanted or not at all


def mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """A whole number that a form can hold; a text of digits counts (builders write numbers as texts)."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}", value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 10**15:
        return value
    return None


# ---- words


def plain_line(value: object, most: int, place: str, report: Report) -> str:
    """A text on one line without markup, at most ``most`` long; what had to go is noted."""
    return _plain(value, most, place, report, lines=False)


def plain_lines(value: object, most: int, place: str, report: Report) -> str:
    return _plain(value, most, place, report, lines=True)


def _plain(value: object, most: int, place: str, report: Report, *, lines: bool) -> str:
    found = text(value)
    if len(found) > MOST_READ:
        found = found[:MOST_READ]
        report.drop("exchange_text_cut", place, most=MOST_READ)
    if _TAG.search(found):
        found = without_markup(found)
        report.drop("exchange_markup", place)
    try:
        found = (clean_lines if lines else clean_line)(found)
    except UncleanError:
        report.drop("exchange_unclean", place)
        return ""
    if len(found) > most:
        report.drop("exchange_text_cut", place, most=most)
        found = found[:most].rstrip()
    return found


_MARK = re.compile(r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,20})[^<>]{0,300}>|<!--[^<>]{0,300}-->")
"""Bounded, so that no text takes longer than its length deserves; what is beyond it is left as words."""
_LINES = frozenset(["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"])
_SILENT = frozenset({"script", "style"})


def without_markup(markup: str) -> str:
    """The words that a browser would show, line by line: block elements end a line, scripts and styles say nothing."""
    markup = markup[:MOST_READ]
    parts: list[str] = []
    at, silent = 0, ""
    for mark in _MARK.finditer(markup):
        if not silent:
            parts.append(markup[at : mark.start()])
        tag = (mark["tag"] or "").lower()
        if tag in _SILENT and not (silent and silent != tag):
            silent = "" if mark["end"] else tag
        parts.append("\n" if tag in _LINES else "")
        at = mark.end()
    parts.append("" if silent else markup[at:])
    lines = unescape("".join(parts)).split("\n")
    return "\n".join(line for line in (re.sub(r"\s+", " ", one).strip() for one in lines) if line)
