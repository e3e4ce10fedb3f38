"""Holding closed days, kept or exported, against their own leaves, against one another and against the log. Streams:
memory does not grow with the days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from django.db import connection

from .findings import Finding
from .merkle import GENESIS_ROOT, Leaf, Tree
from .roots import Day, Stream

BATCH = 2000


def check_kept(days: Stream) -> Iterator[Finding]:
    """The days this database keeps: each must be the root of its leaves, follow the day before, and be in the log."""
    previous = GENESIS_ROOT
    for item, tree in _walked(days, "leaves_differ"):
        if isinstance(item, Finding):
            yield item
        elif isinstance(item, Day):
            if item.prev_root != previous:
                yield Finding("roots_unlinked", "", item.number)
            previous = item.root
        elif tree is not None:
            yield from check_leaves(item)


def check_anchor(days: Stream, kept: Mapping[int, Day]) -> Iterator[Finding]:
    """Hold exported ``days`` against the ``kept`` ones and against the log. The leaves of a day whose root is the kept
    one are those that :func:`check_kept` looked at, so only the others are looked for again."""
    look = False
    for item, _tree in _walked(days, "anchor_inconsistent"):
        if isinstance(item, Finding):
            yield item
        elif isinstance(item, Day):
            mine = kept.get(item.number)
            look = mine is None or mine.root != item.root or mine.prev_root != item.prev_root
            if mine is None:
                yield Finding("root_missing", "", item.number)
            elif look:
                yield Finding("root_differs", "", item.number)
        elif look:
            yield from check_leaves(item)


def _walked(days: Stream, fault: str) -> Iterator[tuple[Finding | Day | Sequence[Leaf], Tree | None]]:
    """The items, and after each day with leaves a finding ``fault`` when they do not give its root."""
    day: Day | None = None
    tree: Tree | None = None
    for item in days:
        if isinstance(item, Day):
            if day is not None and tree is not None and tree.root() != day.root:
                yield Finding(fault, "", day.number), tree
            day, tree = item, Tree(item.prev_root) if item.has_leaves else None
        elif tree is not None:
            for leaf in item:
                tree.add(leaf)
        yield item, tree
    if day is not None and tree is not None and tree.root() != day.root:
        yield Finding(fault, "", day.number), tree


_AT = """
    SELECT want.uid, want.seq, want.hash, e.hash, d.seq IS NOT NULL, EXISTS (
        SELECT 1 FROM dossier_event x WHERE x.dossier_id = d.id)
    FROM (SELECT unnest(%s::uuid[]) AS uid, unnest(%s::int[]) AS seq, unnest(%s::bytea[]) AS hash) want
    LEFT JOIN dossier d ON d.uid = want.uid
    LEFT JOIN dossier_event e ON e.dossier_id = d.id AND e.seq = want.seq
    WHERE e.hash IS DISTINCT FROM want.hash
"""


def check_leaves(leaves: Sequence[Leaf]) -> Iterator[Finding]:
    """The heads once proven must still be in the log, unchanged."""
    for start, end in pairwise([*range(0, len(leaves), BATCH), len(leaves)]):
        batch = leaves[start:end]
        with connection.cursor() as cursor:
            cursor.execute(_AT, [[x.dossier for x in batch], [x.seq for x in batch], [x.hash for x in batch]])
            rows = cursor.fetchall()
        for uid, seq, _wanted, found, has_row, has_events in rows:
            if not has_row or not has_events:
                yield Finding("dossier_deleted", str(uid), seq)
            elif found is None:
                yield Finding("tail_cut", str(uid), seq)
            else:
                yield Finding("chain_rehashed", str(uid), seq)
