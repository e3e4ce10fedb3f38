"""Closing a day: a Merkle tree over the heads of all chains that changed, linked to the day before."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from typing import IO

from django.db import connection, transaction

from motcua.core.bulk import copy_rows
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict
from motcua.dossiers.log.merkle import GENESIS_ROOT, Leaf, Tree, encode_leaf
from motcua.dossiers.models import DayLeaf, DayRoot, DayTree

BATCH = 5000
LOCK = 0x6D6F_7463  # "motc": one close at a time
_RECORD = 56  # an encoded leaf

_WATERMARK = "SELECT core_current_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text"

_HEADS = """
    SELECT DISTINCT ON (d.uid) d.uid, e.seq, e.hash, count(*) OVER (PARTITION BY d.uid)
    FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id
    WHERE (e.epoch, e.xid) >= (%s, %s::xid8) AND (e.epoch, e.xid) < (%s, %s::xid8)
    ORDER BY d.uid, e.seq DESC
"""


def close_day(day: dt.date, *, now: dt.datetime) -> DayRoot | None:
    """Close ``day``: every event below today's watermark that no earlier day holds. ``None`` when it is closed.

    Events of transactions still open fall into the next day, so nothing is ever left out. All or nothing: a close that
    was killed left nothing, and the next one does the work anew; of two at once the second finds the day closed. The
    long part only reads, so readers of the outbox do not wait for it. Memory does not grow with the day.

    Raises ValueError for a day that is not over, Conflict("watermark_went_back") when the database was put back to an
    earlier state without a new epoch.
    """
    if day >= legal_date(now):
        raise ValueError("a day is closed after it ends")
    with transaction.atomic(), tempfile.TemporaryFile() as spool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            last = DayRoot.objects.order_by("-number").first()
            if last is not None and last.day >= day:
                return None
            cursor.execute(_WATERMARK)
            epoch, xid = cursor.fetchone()
        since = (last.epoch, int(last.xid)) if last else (0, 0)
        if (epoch, int(xid)) < since:
            raise Conflict("watermark_went_back")
        previous = bytes(last.root) if last else GENESIS_ROOT
        tree = Tree(previous)
        events = _grow(tree, spool, [since[0], str(since[1]), epoch, xid])
        root = DayRoot.objects.create(
            number=last.number + 1 if last else 1,
            day=day,
            epoch=epoch,
            xid=int(xid),
            events=events,
            leaves=tree.size - 1,
            prev_root=previous,
            root=tree.root(),
            closed_at=now,
        )
        _write(root, tree, spool)
    return root


def _grow(tree: Tree, spool: IO[bytes], limits: Sequence[object]) -> int:
    """Add the head of every chain that changed; returns how many events there were."""
    events = 0
    raw = connection.connection
    with connection.wrap_database_errors, raw.cursor(name="motcua_heads") as cursor:
        cursor.itersize = BATCH
        cursor.execute(_HEADS, limits)
        for uid, seq, head, number in cursor:
            leaf = Leaf(str(uid), seq, bytes(head))
            tree.add(leaf)
            spool.write(encode_leaf(leaf))
            events += number
    return events


def _write(root: DayRoot, tree: Tree, spool: IO[bytes]) -> None:
    columns = ("root", "index", "dossier_uid", "seq", "hash")
    copy_rows(DayLeaf, columns, _rows(root.pk, spool))
    DayTree.objects.create(root=root, size=tree.size, nodes=b"".join(tree.nodes()))


def _rows(root: int, spool: IO[bytes]) -> Iterator[tuple[object, ...]]:
    spool.seek(0)
    for index in count():
        record = spool.read(_RECORD)
        if not record:
            return
        uid = record[:16].hex()
        yield root, index, uid, int.from_bytes(record[16:24], "big"), record[24:]
