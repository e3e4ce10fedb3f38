"""Closing a day: a Merkle tree over the heads of all chains that changed, linked to the day before."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from motcua.core.clock import legal_date
from motcua.dossiers.log.merkle import GENESIS_ROOT, Leaf, day_root
from motcua.dossiers.models import DayLeaf, DayRoot

BATCH = 5000
LOCK = 0x6D6F_7463  # "motc": one close at a time

_WATERMARK = "SELECT core_current_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text"

_HEADS = """
    SELECT DISTINCT ON (d.uid) d.uid, e.seq, e.hash, count(*) OVER (PARTITION BY d.uid)
    FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id
    WHERE (e.epoch, e.xid) >= (%s, %s::xid8) AND (e.epoch, e.xid) < (%s, %s::xid8)
    ORDER BY d.uid, e.seq DESC
"""


def close_day(day: dt.date, *, now: dt.datetime) -> DayRoot | None:
    """Close ``day``: every event below today's watermark that no earlier day holds. ``None`` when it is closed.

    Events of transactions still open fall into the next day, so nothing is ever left out. Raises ValueError for a day
    that is not over.
    """
    if day >= legal_date(now):
        raise ValueError("a day is closed after it ends")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = DayRoot.objects.order_by("-number").first()
        if last is not None and last.day >= day:
            return None
        cursor.execute(_WATERMARK)
        epoch, xid = cursor.fetchone()
        since = (last.epoch, str(last.xid)) if last else (0, "0")
        cursor.execute(_HEADS, [*since, epoch, xid])
        rows = cursor.fetchall()
        leaves = [Leaf(str(uid), seq, bytes(head)) for uid, seq, head, _ in rows]
        previous = bytes(last.root) if last else GENESIS_ROOT
        root = DayRoot.objects.create(
            number=last.number + 1 if last else 1,
            day=day,
            epoch=epoch,
            xid=int(xid),
            events=sum(row[3] for row in rows),
            leaves=len(leaves),
            prev_root=previous,
            root=day_root(previous, leaves),
            closed_at=now,
        )
        DayLeaf.objects.bulk_create(
            (
                DayLeaf(root=root, index=index, dossier_uid=leaf.dossier, seq=leaf.seq, hash=leaf.hash)
                for index, leaf in enumerate(leaves)
            ),
            batch_size=BATCH,
        )
    return root
