"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
_LONGEST_CELL = 32_000


def harmless(text: str) -> str:
    """Text for a cell (CSV injection): a leading apostrophe where a program would compute it."""
    clean = text.translate(_ILLEGAL)[:_LONGEST_CELL]
    return f"'{clean}" if clean.lstrip(" \u00a0\ufeff").startswith(DANGEROUS) else clean
