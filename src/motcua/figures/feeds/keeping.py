"""How long readings stay. What they came to by hour stays for good; single readings go after the days that their
source is given, which an operator may change."""

from __future__ import annotations

import datetime as dt
from typing import Final

import structlog
from django.db import connection, transaction

from motcua.core import audit
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.database import SqlValue
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.alerts.models import OPEN_STATES
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .models import LONGEST_KEPT, SHORTEST_KEPT, FeedSource
from .permissions import MANAGE

log = structlog.get_logger(__name__)

BATCH: Final = 20_000

_READINGS: Final = """
DELETE FROM figures_feed_reading WHERE id IN (
    SELECT id FROM figures_feed_reading WHERE source_id = %(source)s AND at < %(before)s LIMIT %(most)s)
"""
_DELIVERIES: Final = """
DELETE FROM figures_feed_batch b WHERE b.source_id = %(source)s AND b.received_at < %(before)s
    AND NOT EXISTS (SELECT FROM figures_feed_reading r WHERE r.batch_id = b.id)
"""
# What the job of alerts remembers of a rule between two looks is of no use once the rule has ended.
_WATCHES: Final = """
DELETE FROM figures_alert_watch w WHERE
    NOT EXISTS (SELECT FROM figures_alert_rule r
        WHERE r.series = w.series AND (r.valid_to IS NULL OR r.valid_to > %(today)s))
    AND NOT EXISTS (SELECT FROM figures_alert a WHERE a.series = w.series AND a.state = ANY(%(open)s))
"""


@transaction.atomic
def keep_for(code: str, days: int, *, actor: Actor, now: dt.datetime) -> FeedSource:
    """From now on readings of this source stay so many days. Raises NotFound, NotAllowed, Conflict
    (``feed_kept_same``), Invalid with the field's error."""
    source = FeedSource.objects.select_for_update(of=("self",)).filter(code=code).first()
    if source is None:
        raise NotFound("feed_unknown")
    require(actor, MANAGE, [source.unit_id])
    if not SHORTEST_KEPT <= days <= LONGEST_KEPT:
        raise Invalid("data_invalid", errors=[{"field": "days", "code": "feed_kept_wrong"}])
    if days == source.kept_days:
        raise Conflict("feed_kept_same")
    details = {"before": source.kept_days, "days": days}
    source.kept_days = days
    source.save(update_fields=["kept_days"])
    audit.record(
        act="figures.feed_kept", actor=actor, subject_kind="feed", subject=source.code, now=now, details=details
    )
    return source


def kept_since(source: FeedSource, now: dt.datetime) -> dt.datetime:
    """The first instant whose readings are still there: midnight of a legal day."""
    day = legal_date(now) - dt.timedelta(days=source.kept_days)
    return dt.datetime.combine(day, dt.time(), LEGAL_ZONE).astimezone(dt.UTC)


def sweep(*, now: dt.datetime) -> int:
    """Delete what has stayed long enough, also of sources that have ended; how many readings went. Each batch is a
    transaction of its own, so that nothing waits for it and it can be stopped."""
    gone = 0
    for source in FeedSource.objects.order_by("pk"):
        given: dict[str, SqlValue] = {"source": source.pk, "before": kept_since(source, now), "most": BATCH}
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_READINGS, given)
                count = cursor.rowcount
            gone += count
            if count < BATCH:
                break
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DELIVERIES, given)
    with transaction.atomic(), connection.cursor() as cursor:
        watches: dict[str, SqlValue] = {"today": legal_date(now), "open": OPEN_STATES}
        cursor.execute(_WATCHES, watches)
    log.info("feeds.swept", readings=gone)
    return gone
