"""Choices of another program as options: keys well formed and each once, every choice with words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motcua.core.search_text import fold
from motcua.forms.checking_fields import MOST_LABEL, MOST_OPTIONS
from motcua.forms.shape import Option

from .loading import plain_line
from .notes import Report

_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,79}")


def option_key(value: str) -> str:
    """The key of the choice that a file calls ``value``; empty when nothing of it can stand in one."""
    return value if _KEY.fullmatch(value) else re.sub(r"[^a-z0-9_]+", "_", fold(value[:200])).strip("_")[:80]


def options_of(rows: Sequence[tuple[str, str]], place: str, report: Report) -> tuple[Option, ...]:
    """The options of (value, label) ``rows``; what had to change or to go is noted."""
    found: dict[str, Option] = {}
    for index, (value, label) in enumerate(rows[:MOST_OPTIONS]):
        where = f"{place}.values[{index}]"
        words = plain_line(label or value, MOST_LABEL, where, report)
        if not words:
            continue
        key = option_key(value or label) or f"lua_chon_{index + 1}"
        if key in found:
            report.drop("exchange_option_repeated", where, given=value[:60])
            continue
        if key != value:
            report.assume("exchange_option_changed", where, given=value[:60], key=key)
        found[key] = Option(key, words)
    if len(rows) > MOST_OPTIONS:
        report.drop("exchange_options_too_many", place, most=MOST_OPTIONS)
    return tuple(found.values())
