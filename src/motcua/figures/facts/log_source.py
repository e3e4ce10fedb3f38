"""Reading chains of dossiers, range by range, and telling their facts."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import psycopg
from django.db import connection

from motcua.core.errors import Invalid
from motcua.dossiers.log.read import stored_event
from motcua.worktime.compiled import MINUTE, CompiledCalendar, to_ticks
from motcua.worktime.selectors import compiled_revision

from .history import Entry, tell
from .versions import Sink
from .window import Cursor

CHUNK = 1000
"""Keys of dossiers read by one statement."""

# "+ 0": by the keys of the dossiers, never by the order of transactions, which would read the whole log for each chunk.
# Below the watermark the events of one chain are always its first ones: who writes the next holds the row's lock.
_CHAINS = """
    SELECT e.dossier_id, d.uid::text, e.position, e.seq, e.occurred_at, e.recorded_at, e.kind, e.version, e.payload,
           (e.epoch, e.xid) >= (%(epoch)s, %(xid)s::xid8), (e.epoch, e.xid) >= (%(base_epoch)s, %(base_xid)s::xid8)
    FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id
    WHERE {chosen} AND (e.epoch + 0, e.xid) < (%(to_epoch)s, %(to_xid)s::xid8)
    ORDER BY e.dossier_id, e.seq
"""
_RANGE = _CHAINS.format(chosen="e.dossier_id BETWEEN %(first)s AND %(last)s")
_NAMED = _CHAINS.format(chosen="e.dossier_id = ANY(%(keys)s)")
_TOUCHED = """
    SELECT dossier_id, count(*) FROM dossier_event
    WHERE (epoch, xid) >= (%(epoch)s, %(xid)s::xid8) AND (epoch, xid) < (%(to_epoch)s, %(to_xid)s::xid8)
    GROUP BY dossier_id ORDER BY dossier_id
"""
_SPAN = "SELECT min(dossier_id), max(dossier_id) FROM dossier_event"


class Calendars:
    """Working minutes by calendar revisions, which never change."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], CompiledCalendar] = {}

    def __call__(self, code: str, revision: int, since: dt.datetime, until: dt.datetime) -> int:
        by = code, revision
        calendar = self._known.get(by)
        if calendar is None:
            calendar = self._known[by] = compiled_revision(code, revision)
        return (calendar.work_until(to_ticks(until)) - calendar.work_until(to_ticks(since))) // MINUTE


def span() -> tuple[int, int] | None:
    """The first and the last key of a dossier with events."""
    with connection.cursor() as cursor:
        cursor.execute(_SPAN)
        first, last = cursor.fetchone()
    return None if first is None else (first, last)


def touched(since: Cursor, until: Cursor) -> dict[int, int]:
    """Dossiers with events between two cursors, and how many."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, _limits(since, until))
        return dict(cursor.fetchall())


def tell_range(first: int, last: int, until: Cursor, sink: Sink) -> tuple[int, int]:
    """All facts of the chains with keys ``first`` to ``last``; how many dossiers and events they were."""
    dossiers = events = 0
    minutes = Calendars()
    limits = _limits(Cursor(0, 0), until)
    chunks = ({"first": start, "last": min(start + CHUNK - 1, last)} for start in range(first, last + 1, CHUNK))
    for rows in _chains(_RANGE, limits, chunks):
        events += _tell(rows, sink, minutes, first_new=1)
        dossiers += 1
    return dossiers, events


def tell_new(keys: Sequence[int], since: Cursor, until: Cursor, sink: Sink, *, base: Cursor | None = None) -> None:
    """What is new since a cursor in the chains of ``keys``: their versions, and the ends of older ones. ``base``: up to
    there the files were told from projections; a chain that goes on for the first time since is told by the log."""
    minutes = Calendars()
    for rows in _chains(_NAMED, _limits(since, until, base), _named(keys)):
        first_new = next((row[3] for row in rows if row[9]), None)
        if first_new is not None:
            beyond_base = next(row[3] for row in rows if row[10])
            standing = rows[0][0] if base is not None and beyond_base == first_new else None
            _tell(rows, sink, minutes, first_new=first_new, standing=standing)


def tell_named(keys: Sequence[int], until: Cursor, sink: Callable[[int], Sink]) -> int:
    """All facts of the chains of ``keys``, each to the sink made for it; how many events they were."""
    minutes, events = Calendars(), 0
    for rows in _chains(_NAMED, _limits(Cursor(0, 0), until), _named(keys)):
        events += _tell(rows, sink(rows[0][0]), minutes, first_new=1)
    return events


def _limits(since: Cursor, until: Cursor, base: Cursor | None = None) -> dict[str, Any]:
    base = base or since
    return {
        "epoch": since.epoch,
        "xid": str(since.xid),
        "to_epoch": until.epoch,
        "to_xid": str(until.xid),
        "base_epoch": base.epoch,
        "base_xid": str(base.xid),
    }


def _named(keys: Sequence[int]) -> Iterator[dict[str, Any]]:
    return ({"keys": list(keys[start : start + CHUNK])} for start in range(0, len(keys), CHUNK))


def _chains(query: str, limits: dict[str, Any], chunks: Iterable[dict[str, Any]]) -> Iterator[list[tuple[Any, ...]]]:
    """The events of each dossier. While those of one chunk are told the database reads the next, for the same
    connection, so in the same transaction."""
    connection.ensure_connection()
    session = connection.connection

    def read(chunk: dict[str, Any]) -> list[tuple[Any, ...]]:
        with psycopg.Cursor(session) as cursor:
            return cursor.execute(query.encode(), limits | chunk, binary=True).fetchall()

    with ThreadPoolExecutor(1) as ahead:
        waiting: Future[list[tuple[Any, ...]]] | None = None
        for chunk in (*chunks, None):
            following = ahead.submit(read, chunk) if chunk is not None else None
            if waiting is not None:
                with connection.wrap_database_errors:
                    found = waiting.result()
                for _, rows in groupby(found, key=lambda row: row[0]):
                    yield list(rows)
            waiting = following


def _tell(
    rows: Sequence[tuple[Any, ...]], sink: Sink, minutes: Calendars, *, first_new: int, standing: int | None = None
) -> int:
    uid = rows[0][1]
    entries = (
        Entry(position, seq, occurred, recorded, stored_event(kind, version, payload))
        for _, _, position, seq, occurred, recorded, kind, version, payload, *_ in rows
    )
    try:
        return tell(uid, entries, sink, minutes, first_new=first_new, standing=standing)
    except (KeyError, ValueError) as error:
        raise Invalid("facts_log_broken", params={"dossier": uid, "why": str(error)}) from error


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Millions of short-lived rows and no cycles among them: looking for cycles would cost a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
