"""Exporting daily roots to a file that somebody else keeps, and reading one back as an anchor. Both are streams of
days, each followed by its leaves in pieces: nothing is held that grows with a day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.dossiers.log.merkle import GENESIS_ROOT, Leaf
from motcua.dossiers.models import DayRoot

FORMAT = "motcua-roots-2"
"""JSON Lines: a header with the public keys, then a line a day, followed by its leaves, PIECE a line."""
OLD_FORMAT = "motcua-roots-1"
"""One line a day, its leaves in it. Still read."""
PIECE = 1000


class Day(NamedTuple):
    """One closed day as exported: hashes as bytes. ``has_leaves``: its leaves follow."""

    number: int
    day: str
    prev_root: bytes
    root: bytes
    has_leaves: bool


Stream = Iterable[Day | Sequence[Leaf]]


def kept_days() -> Iterator[Day]:
    """Every closed day, oldest first, without leaves."""
    for root in DayRoot.objects.order_by("number").iterator():
        yield _day(root, has_leaves=False)


def kept_stream() -> Iterator[Day | Sequence[Leaf]]:
    """Every closed day, oldest first, each followed by its leaves."""
    for root in DayRoot.objects.order_by("number").iterator():
        yield _day(root, has_leaves=True)
        rows = root.leaf_rows.order_by("index").values_list("dossier_uid", "seq", "hash")
        piece: list[Leaf] = []
        for uid, seq, head in rows.iterator(chunk_size=5000):
            piece.append(Leaf(str(uid), seq, bytes(head)))
            if len(piece) == PIECE:
                yield piece
                piece = []
        if piece:
            yield piece


def _day(root: DayRoot, *, has_leaves: bool) -> Day:
    return Day(root.number, root.day.isoformat(), bytes(root.prev_root), bytes(root.root), has_leaves)


def export_roots(path: Path, *, leaves: bool = True, keys: Sequence[Mapping[str, Json]] = (), system: str = "") -> int:
    """Write every root to ``path``, the public keys of receipts in its header; returns how many days. The file is
    complete or not there."""
    partial = path.with_name(path.name + ".part")
    count = 0
    with partial.open("w", encoding="utf-8") as out:
        header = {"format": FORMAT, "leaves": leaves, "system": system, "keys": list(keys)}
        out.write(json.dumps(header, ensure_ascii=False) + "\n")
        number = 0
        for item in kept_stream() if leaves else kept_days():
            if isinstance(item, Day):
                number, count = item.number, count + 1
                line: dict[str, object] = {
                    "number": number,
                    "day": item.day,
                    "prev_root": item.prev_root.hex(),
                    "root": item.root.hex(),
                }
            else:
                line = {"number": number, "leaves": [[leaf.dossier, leaf.seq, leaf.hash.hex()] for leaf in item]}
            out.write(json.dumps(line) + "\n")
    partial.replace(path)
    return count


def read_anchor(path: Path) -> Iterator[Day | Sequence[Leaf]]:
    """The days in an exported file of either format. Raises Invalid("anchor_unreadable") with the line."""
    with_leaves = False
    with path.open(encoding="utf-8") as lines:
        number = 0
        while True:
            number += 1
            try:
                line = lines.readline()
                if not line:
                    break
                data = json.loads(line)
                if number == 1:
                    with_leaves = _has_leaves(data)
                    continue
                items = list(_items(data, with_leaves=with_leaves))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise Invalid("anchor_unreadable", params={"line": number}) from error
            yield from items
    if number == 1:
        raise Invalid("anchor_unreadable", params={"line": 1})


def _has_leaves(header: Mapping[str, object]) -> bool:
    if header["format"] not in {FORMAT, OLD_FORMAT}:
        raise ValueError(header["format"])
    return header["leaves"] is True


def _items(data: Mapping[str, object], *, with_leaves: bool) -> Iterator[Day | Sequence[Leaf]]:
    """A line of the second format is a day or a piece; one of the first is both."""
    if "root" in data:
        hashes = [_hash(data[name]) for name in ("prev_root", "root")]
        yield Day(int(str(data["number"])), str(data["day"]), hashes[0], hashes[1], with_leaves)
    elif "leaves" not in data:
        raise ValueError("neither a day nor leaves")
    leaves = data.get("leaves")
    if isinstance(leaves, list) and leaves:
        yield [Leaf(str(UUID(uid)), int(seq), _hash(head)) for uid, seq, head in leaves]


def _hash(text: object) -> bytes:
    value = bytes.fromhex(str(text))
    if len(value) != len(GENESIS_ROOT):
        raise ValueError("not a hash")
    return value
