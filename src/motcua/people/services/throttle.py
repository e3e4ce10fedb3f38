"""Brakes on guessing, kept in the database so that they hold over all processes.

A try is counted *before* it is made, in one atomic statement: of a hundred tries at once only as many get through as
the limit leaves free. After the free tries each further one must wait, twice as long each time. A success takes its
own try back, or wipes the count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from motcua.core.errors import TooMany
from motcua.people.models import Throttle
from motcua.people.sealing import keyed_digest


@dataclass(frozen=True, slots=True)
class Limit:
    """``free`` tries, then a wait of ``wait``, doubled with each further try up to ``longest``. The count starts anew
    after ``forgotten_after`` without a try."""

    name: str
    free: int
    wait: dt.timedelta
    longest: dt.timedelta
    forgotten_after: dt.timedelta


MINUTE: Final = dt.timedelta(minutes=1)
ACCOUNT: Final = Limit("account", 5, MINUTE, 15 * MINUTE, dt.timedelta(hours=24))
"""Short enough that somebody who guesses on purpose cannot keep an official out for long."""
SOURCE: Final = Limit("source", 30, MINUTE, 60 * MINUTE, dt.timedelta(hours=24))
"""A whole office may come from one address."""
SECOND_FACTOR: Final = Limit("second_factor", 5, MINUTE, 60 * MINUTE, dt.timedelta(hours=24))
CODES_TO_ADDRESS: Final = Limit("codes_to_address", 3, 2 * MINUTE, 60 * MINUTE, dt.timedelta(hours=6))
CODES_FROM_SOURCE: Final = Limit("codes_from_source", 20, MINUTE, 60 * MINUTE, dt.timedelta(hours=6))

# The wait before the try with number n is decided when n - 1 is counted: nobody can slip in between.
_COUNT: Final = """
    INSERT INTO people_throttle AS t (key, tries, first_at, last_at, blocked_until)
    VALUES (%(key)s, 1, %(now)s, %(now)s, CASE WHEN %(free)s <= 1 THEN %(now)s + make_interval(secs => %(wait)s) END)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN t.last_at < %(forgotten)s THEN 1 ELSE t.tries + 1 END,
        first_at = CASE WHEN t.last_at < %(forgotten)s THEN %(now)s ELSE t.first_at END,
        last_at = %(now)s,
        blocked_until = CASE WHEN t.last_at >= %(forgotten)s AND t.tries + 1 >= %(free)s
            THEN %(now)s + make_interval(secs => LEAST(
                %(longest)s, %(wait)s * power(2, LEAST(t.tries + 1 - %(free)s, 30)))) END
    WHERE t.blocked_until IS NULL OR t.blocked_until <= %(now)s
    RETURNING tries
"""


def _digest(limit: Limit, key: str) -> bytes:
    return keyed_digest("throttle", limit.name, key)


def count_try(limit: Limit, key: str, now: dt.datetime) -> bool:
    """Count a try; whether it may be made. One statement in a transaction of its own: it refuses to run inside
    another, whose rollback would forget the try."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "key": _digest(limit, key),
                "now": now,
                "free": limit.free,
                "wait": limit.wait.total_seconds(),
                "longest": limit.longest.total_seconds(),
                "forgotten": now - limit.forgotten_after,
            },
        )
        return cursor.fetchone() is not None


def require_try(limit: Limit, key: str, now: dt.datetime) -> None:
    """As :func:`count_try`; raises TooMany (``too_many_tries``) with the seconds to wait."""
    if not count_try(limit, key, now):
        raise TooMany("too_many_tries", params={"seconds": seconds_to_wait(limit, key, now)})


def seconds_to_wait(limit: Limit, key: str, now: dt.datetime) -> int:
    blocked = Throttle.objects.filter(key=_digest(limit, key)).values_list("blocked_until", flat=True).first()
    return max(1, round((blocked - now).total_seconds())) if blocked is not None else 1


def wipe(limit: Limit, key: str) -> None:
    """A success that proves the person: all tries are forgotten."""
    Throttle.objects.filter(key=_digest(limit, key)).delete()


def take_back(limit: Limit, key: str) -> None:
    """A success that proves nothing about the others who share the key: only its own try is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_throttle SET tries = GREATEST(tries - 1, 0),"
            " blocked_until = CASE WHEN tries - 1 >= %(free)s THEN blocked_until END WHERE key = %(key)s",
            {"key": _digest(limit, key), "free": limit.free},
        )


def purge(now: dt.datetime) -> int:
    """Remove what no limit remembers any more; a job of every day."""
    oldest = max(one.forgotten_after for one in (ACCOUNT, SOURCE, SECOND_FACTOR, CODES_TO_ADDRESS, CODES_FROM_SOURCE))
    removed, _ = Throttle.objects.filter(last_at__lt=now - oldest).delete()
    return removed
