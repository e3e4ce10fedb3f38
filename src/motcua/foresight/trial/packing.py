"""The dossiers of a report, packed: a line each, deflated. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A dossier before and after: working minutes until its result, and whether that was late."""

    uid: str
    minutes_before: int
    minutes_after: int
    late_before: bool
    late_after: bool


def pack(rows: Sequence[tuple[str, int, int, bool, bool]]) -> bytes:
    lines = "\n".join(f"{uid} {before} {after} {int(was)}{int(is_)}" for uid, before, after, was, is_ in rows)
    return zlib.compress(lines.encode(), 6)


def unpack(packed: bytes) -> Iterator[Row]:
    for line in zlib.decompress(packed).decode().splitlines():
        uid, before, after, marks = line.split(" ")
        yield Row(uid, int(before), int(after), marks[0] == "1", marks[1] == "1")
