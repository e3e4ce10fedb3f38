"""The SQL of the drains, in one place.

Order and visibility. Transaction ids are handed out when a transaction first writes, positions when it inserts, and
neither says when it commits. Rows below the watermark ``(epoch, xmin)`` belong to finished transactions only, so a
cursor over ``(epoch, xid, position)`` never passes a row that will appear later. Within one key, however, the order of
events is the order of *positions*, because whoever publishes holds the key's lock while drawing one. A transaction
that got its id early and its lock late has a smaller id than its predecessor; ``earlier`` finds such predecessors.
"""

from __future__ import annotations

CREATE_CURSORS = """
INSERT INTO core_outbox_cursor (consumer, epoch, xid, position, moved_at)
SELECT name, 0, '0'::xid8, 0, %(now)s FROM unnest(%(names)s::text[]) AS name
ON CONFLICT DO NOTHING
"""

LOCK_CURSOR = """
SELECT epoch, xid, position, public.core_current_epoch(), pg_snapshot_xmin(pg_current_snapshot())
FROM core_outbox_cursor WHERE consumer = %(name)s FOR UPDATE SKIP LOCKED
"""

# The limit is drawn before the topics are looked at, so the plan is always a short walk along the index, also without
# statistics.
FETCH = """
SELECT m.uid, m.position, m.topic, m.key, m.kind, CASE WHEN m.mine THEN m.body END, m.created_at, m.epoch, m.xid,
    m.mine, m.mine AND EXISTS (
        SELECT 1 FROM core_outbox_failure f
        WHERE f.consumer = %(name)s AND f.topic = m.topic AND f.key = m.key AND f.position < m.position) AS behind,
    CASE WHEN m.mine THEN ARRAY(
        SELECT e.position FROM core_outbox e
        WHERE e.topic = m.topic AND e.key = m.key AND e.position < m.position
          AND (e.epoch, e.xid) > (m.epoch, m.xid)) END AS earlier
FROM (
    SELECT *, topic = ANY(%(topics)s) AS mine FROM core_outbox
    WHERE (epoch, xid, position) > (%(epoch)s, %(xid)s::xid8, %(position)s)
      AND (epoch, xid) < (%(to_epoch)s, %(to_xid)s::xid8)
    ORDER BY epoch, xid, position LIMIT %(size)s) m
ORDER BY m.epoch, m.xid, m.position
"""

ADVANCE = """
UPDATE core_outbox_cursor SET epoch = %(epoch)s, xid = %(xid)s::xid8, position = %(position)s, moved_at = %(now)s
WHERE consumer = %(name)s
"""

_RUNNABLE = """
    f.consumer = c.consumer AND f.state = 'waiting' AND (f.attempts = 0 OR f.next_at <= %(now)s)
    AND NOT EXISTS (SELECT 1 FROM core_outbox_failure g
                    WHERE g.consumer = f.consumer AND g.topic = f.topic AND g.key = f.key AND g.position < f.position)
    AND NOT EXISTS (SELECT 1 FROM core_outbox e
                    WHERE e.topic = f.topic AND e.key = f.key AND e.position < f.position
                      AND (e.epoch, e.xid, e.position) > (c.epoch, c.xid, c.position))
"""

PENDING = f"""
SELECT c.consumer FROM core_outbox_cursor c
WHERE c.consumer = ANY(%(names)s) AND (
    EXISTS (SELECT 1 FROM core_outbox m
            WHERE (m.epoch, m.xid, m.position) > (c.epoch, c.xid, c.position)
              AND (m.epoch, m.xid) < (public.core_current_epoch(), pg_snapshot_xmin(pg_current_snapshot())))
    OR EXISTS (SELECT 1 FROM core_outbox_failure f WHERE {_RUNNABLE}))
"""  # noqa: S608  (made of constants)

DUE_FAILURES = f"""
SELECT m.uid, m.position, m.topic, m.key, m.kind, m.body, m.created_at, f.id, f.attempts
FROM core_outbox_cursor c JOIN core_outbox_failure f ON {_RUNNABLE} JOIN core_outbox m ON m.position = f.position
WHERE c.consumer = %(name)s
ORDER BY f.position LIMIT %(size)s FOR UPDATE OF f SKIP LOCKED
"""  # noqa: S608  (made of constants)

LAGS = """
SELECT c.consumer, m.created_at,
    (SELECT count(*) FROM core_outbox_failure f WHERE f.consumer = c.consumer AND f.state = 'waiting'),
    (SELECT count(*) FROM core_outbox_failure f WHERE f.consumer = c.consumer AND f.state = 'dead')
FROM core_outbox_cursor c LEFT JOIN LATERAL (
    SELECT created_at FROM core_outbox o WHERE (o.epoch, o.xid, o.position) > (c.epoch, c.xid, c.position)
    ORDER BY o.epoch, o.xid, o.position LIMIT 1) m ON true
WHERE c.consumer = ANY(%(names)s) ORDER BY c.consumer
"""

PURGE = """
DELETE FROM core_outbox WHERE position IN (
    SELECT o.position FROM core_outbox o
    WHERE o.created_at < %(before)s
      AND NOT EXISTS (SELECT 1 FROM core_outbox_failure f WHERE f.position = o.position)
      AND NOT EXISTS (SELECT 1 FROM core_outbox_cursor c
                      WHERE c.consumer = ANY(%(names)s) AND (c.epoch, c.xid, c.position) < (o.epoch, o.xid, o.position))
    ORDER BY o.epoch, o.xid, o.position LIMIT %(size)s)
"""

SKIP_TO_END = """
UPDATE core_outbox_cursor
SET epoch = public.core_current_epoch(), xid = pg_snapshot_xmin(pg_current_snapshot()), position = 0, moved_at = %(now)s
WHERE consumer = %(name)s
"""
