"""Token buckets in PostgreSQL: so many acts per span, with a burst, per whoever acts, over all processes and hosts.

A bucket is kept as the instant at which it will be full again (the generic cell rate algorithm: one timestamp says the
same as a count and a time). One statement decides and charges. The table is not logged, so it costs no disk wait; a
crash of the database server empties all buckets, which is harmless.

It fails closed: without the database there is no answer, and the request fails as it would have anyway. Charge outside
a transaction; inside one, a rollback gives the token back and others of the same bucket wait for the commit.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from motcua.core.errors import TooMany

_CHARGE = """
INSERT INTO core_rate_bucket AS b (bucket, full_at) VALUES (%(bucket)s, %(one_more)s)
ON CONFLICT (bucket) DO UPDATE
SET full_at = CASE WHEN b.full_at BETWEEN %(now)s AND %(believable)s
    THEN b.full_at + make_interval(secs => %(step_seconds)s) ELSE %(one_more)s END
WHERE b.full_at <= %(room_until)s OR b.full_at > %(believable)s
RETURNING full_at
"""
# A bucket that would be full later than twice its whole span was charged under a clock that ran ahead: it starts anew.


@dataclass(frozen=True, slots=True)
class Limit:
    """``count`` acts in ``per``, all of them at once if need be. ``name`` keeps limits apart and is public."""

    name: str
    count: int
    per: dt.timedelta

    @property
    def step(self) -> dt.timedelta:
        return self.per / self.count


def try_charge(limit: Limit, whom: str, *, now: dt.datetime) -> dt.timedelta | None:
    """Take one token from the bucket of ``whom`` (an address, an account): ``None`` when there was one, else how long
    to wait. Only a keyed hash of ``whom`` is stored. One statement; two on refusal."""
    bucket = salted_hmac("motcua.rate", f"{limit.name}\n{whom}", algorithm="sha256").digest()
    with connection.cursor() as cursor:
        cursor.execute(
            _CHARGE,
            {
                "bucket": bucket,
                "now": now,
                "one_more": now + limit.step,
                "step_seconds": limit.step.total_seconds(),
                "room_until": now + limit.per - limit.step,
                "believable": now + 2 * limit.per,
            },
        )
        if cursor.fetchone():
            return None
        cursor.execute("SELECT full_at FROM core_rate_bucket WHERE bucket = %s", [bucket])
        row = cursor.fetchone()
    full_at: dt.datetime = row[0] if row else now
    return max(full_at + limit.step - limit.per - now, dt.timedelta(0))


def charge(limit: Limit, whom: str, *, now: dt.datetime) -> None:
    """As :func:`try_charge`; raises TooMany (``rate_limited``, with ``retry_after`` in whole seconds) when the bucket
    is empty."""
    wait = try_charge(limit, whom, now=now)
    if wait is not None:
        raise TooMany("rate_limited", params={"retry_after": max(1, math.ceil(wait.total_seconds()))})


def purge(*, now: dt.datetime, batch: int = 5000) -> int:
    """Forget full buckets: they say nothing. Returns how many."""
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM core_rate_bucket WHERE bucket IN (SELECT bucket FROM core_rate_bucket WHERE full_at < %s"
                " LIMIT %s FOR UPDATE SKIP LOCKED)",
                [now, batch],
            )
            count = cursor.rowcount
        gone += count
        if count < batch:
            return gone
