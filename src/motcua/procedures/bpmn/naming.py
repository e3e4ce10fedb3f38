"""Keys made of what another program calls its elements, and where notes of the reading are put."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from motcua.core.search_text import tokens

from .names import Note


class Notes(Protocol):
    kept: list[Note]
    assumed: list[Note]
    dropped: list[Note]


def slug(text: str) -> str:
    return "-".join(tokens(text))[:40].strip("-")


def unused(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, with a number behind it when it is taken."""
    if wanted not in taken:
        return wanted
    return next(key for n in range(2, len(taken) + 3) if (key := f"{wanted[:36]}-{n}") not in taken)
