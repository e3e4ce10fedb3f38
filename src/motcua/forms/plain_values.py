"""Reading plain JSON strictly: each reader gives a value of its kind or raises :class:`UnreadableError`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST_ITEMS = 2_000
"""Rows of any one list in the JSON of a form."""


class UnreadableError(ValueError):
    """The JSON is no form schema that this program knows."""


def only(row: Mapping[str, object], known: frozenset[str] | set[str]) -> None:
    unknown = sorted(str(key)[:40] for key in row if key not in known)
    if unknown:
        raise UnreadableError(f"{unknown[0]} is not known here")


def mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise UnreadableError("an object was expected")
    return data


def sequence(data: object) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise UnreadableError("a list was expected")
    if len(data) > MOST_ITEMS:
        raise UnreadableError("a list is too long")
    return data


def text(row: Mapping[str, object], name: str, *, default: str | None = None) -> str:
    value = row.get(name, default)
    if not isinstance(value, str):
        raise UnreadableError(f"{name} must be text")
    return value


def number(row: Mapping[str, object], name: str) -> int | None:
    value = row.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise UnreadableError(f"{name} must be a whole number")
    return value
