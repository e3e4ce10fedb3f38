"""How far the logs can be read: everything below the watermark has been committed, nothing more will appear there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """Events with ``(epoch, xid)`` below it have been read."""

    epoch: int
    xid: int


BEGINNING = Cursor(0, 0)


@dataclass(frozen=True, slots=True)
class Watermark:
    """``settled_at``: no event recorded up to then can still appear. ``at``: when it was taken."""

    cursor: Cursor
    settled_at: dt.datetime
    at: dt.datetime


# A transaction writes its events' recorded_at after it began, so the oldest one that may still write bounds them.
# The clock is read once: read twice, the second could lie after the first and settle what is still to come.
_WATERMARK = """
WITH read AS MATERIALIZED (SELECT clock_timestamp() AS at)
SELECT public.core_current_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text, read.at,
    least(read.at, (
        SELECT min(xact_start) FROM pg_stat_activity
        WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
          AND backend_type = 'client backend'))
FROM read
"""


def watermark(now: dt.datetime) -> Watermark:
    """How far the logs can be read now. ``now`` is the application's clock, which writes ``recorded_at``: when it and
    the server's differ, the earlier one counts."""
    with connection.cursor() as cursor:
        cursor.execute(_WATERMARK)
        epoch, xid, server, oldest = cursor.fetchone()
    return Watermark(Cursor(epoch, int(xid)), now - (server - oldest), now)
