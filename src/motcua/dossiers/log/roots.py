"""Exporting daily roots to a file that somebody else keeps, and reading one back as an anchor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from motcua.core.errors import Invalid
from motcua.dossiers.log.merkle import Leaf
from motcua.dossiers.log.verify import Day
from motcua.dossiers.models import DayRoot

FORMAT = "motcua-roots-1"


def kept_days(*, leaves: bool = True) -> Iterator[Day]:
    """Every closed day, oldest first."""
    for root in DayRoot.objects.order_by("number").iterator():
        rows = root.leaf_rows.order_by("index").values_list("dossier_uid", "seq", "hash")
        found = [Leaf(str(uid), seq, bytes(head)) for uid, seq, head in rows] if leaves else None
        yield Day(root.number, root.day.isoformat(), bytes(root.prev_root), bytes(root.root), found)


def export_roots(path: Path, *, leaves: bool = True) -> int:
    """Write every root to ``path`` as JSON Lines, a header first; returns how many days. The file is complete or not
    there."""
    partial = path.with_name(path.name + ".part")
    count = 0
    with partial.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"format": FORMAT, "leaves": leaves}) + "\n")
        for day in kept_days(leaves=leaves):
            line: dict[str, object] = {
                "number": day.number,
                "day": day.day,
                "prev_root": day.prev_root.hex(),
                "root": day.root.hex(),
            }
            if day.leaves is not None:
                line["leaves"] = [[leaf.dossier, leaf.seq, leaf.hash.hex()] for leaf in day.leaves]
            out.write(json.dumps(line) + "\n")
            count += 1
    partial.replace(path)
    return count


def read_anchor(path: Path) -> Iterator[Day]:
    """The days in an exported file. Raises Invalid("anchor_unreadable") with the line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                day = _read_line(line, first=number == 1)
            except (KeyError, TypeError, ValueError) as error:
                raise Invalid("anchor_unreadable", params={"line": number}) from error
            if day is not None:
                yield day


def _read_line(line: str, *, first: bool) -> Day | None:
    data = json.loads(line)
    if first:
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        return None
    leaves = data.get("leaves")
    return Day(
        int(data["number"]),
        str(data["day"]),
        bytes.fromhex(data["prev_root"]),
        bytes.fromhex(data["root"]),
        None if leaves is None else [Leaf(str(u), int(s), bytes.fromhex(h)) for u, s, h in leaves],
    )
