"""Telling the facts of the registries from the registry log."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from django.db import connection

from .registries import Relation, read_value, relations
from .versions import Ledger, Sink, Values
from .window import Cursor

ALWAYS: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Since when we know what was recorded before the first dossier and the first publication: nobody was told a figure
without it."""

_CHANGES = """
    SELECT c.relation, c.subject, c.position, c.recorded_at, c.body::text,
           (c.epoch, c.xid) >= (%(epoch)s, %(xid)s::xid8) AS is_new,
           c.baseline OR NOT EXISTS (SELECT 1 FROM began)
               OR (c.epoch, c.xid) < (SELECT epoch, xid FROM began) AS is_baseline
    FROM figures_registry_change c
    WHERE (c.epoch, c.xid) < (%(to_epoch)s, %(to_xid)s::xid8) AND c.relation = ANY(%(relations)s) {chosen}
    ORDER BY c.relation, c.subject, c.position
"""
_BEGAN = """
    WITH first_event AS MATERIALIZED (
        SELECT epoch, xid FROM dossier_event
        WHERE (epoch, xid) < (%(to_epoch)s, %(to_xid)s::xid8) ORDER BY epoch, xid, position LIMIT 1),
    first_issue AS MATERIALIZED (SELECT epoch, xid FROM figures_publication ORDER BY epoch, xid LIMIT 1),
    began AS MATERIALIZED (
        SELECT epoch, xid FROM (SELECT * FROM first_event UNION ALL SELECT * FROM first_issue) f
        ORDER BY epoch, xid LIMIT 1)
"""
_NEW = """
    AND (c.relation, c.subject) IN (
        SELECT n.relation, n.subject FROM figures_registry_change n
        WHERE (n.epoch, n.xid) >= (%(epoch)s, %(xid)s::xid8) AND (n.epoch, n.xid) < (%(to_epoch)s, %(to_xid)s::xid8))
"""
_NAMES = """
    SELECT DISTINCT ON (subject) subject, body ->> %(name)s FROM figures_registry_change
    WHERE relation = %(relation)s AND body IS NOT NULL ORDER BY subject, position DESC
"""
_COUNT = """
    SELECT count(*) FROM figures_registry_change
    WHERE (epoch, xid) >= (%(epoch)s, %(xid)s::xid8) AND (epoch, xid) < (%(to_epoch)s, %(to_xid)s::xid8)
"""

_NEWER = 1

Change = tuple[str, int, int, dt.datetime, str | None, bool, bool]
Names = Mapping[str, Mapping[int, str]]


def count_new(since: Cursor, until: Cursor) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _limits(since, until))
        return int(cursor.fetchone()[0])


def tell_registries(since: Cursor, until: Cursor, sink: Sink) -> int:
    """The versions of registry rows that came between two cursors, and the ends of older ones; returns how many rows
    were looked at."""
    limits = {**_limits(since, until), "relations": [*relations()]}
    chosen = _NEW if since > Cursor(0, 0) else ""
    with connection.cursor() as cursor:
        cursor.execute(_BEGAN + _CHANGES.format(chosen=chosen), limits)
        changes: list[Change] = cursor.fetchall()
    if not changes:
        return 0
    names = _names({target for relation in relations().values() for target in relation.referred})
    told = 0
    for (name, subject), rows in groupby(changes, key=lambda row: row[:2]):
        tell_row(relations()[name], subject, rows, names, sink)
        told += 1
    return told


def tell_row(relation: Relation, subject: int, changes: Iterable[Change], names: Names, sink: Sink) -> None:
    """The versions of one row. Nothing was learnt before what was recorded earlier, whatever the clocks said."""
    ledger = Ledger(sink, _NEWER)
    latest = ALWAYS
    for _, _, position, recorded_at, body, is_new, is_baseline in changes:
        latest = max(latest, ALWAYS if is_baseline else recorded_at)
        ledger.turn(position, _NEWER if is_new else 0, latest)
        if body is None:
            ledger.drop(relation.name, subject)
        else:
            ledger.put(relation.name, subject, _values(relation, body, names))
    ledger.done()


def _values(relation: Relation, body: str, names: Names) -> Values:
    found: dict[str, Any] = json.loads(body, parse_float=Decimal)
    values: list[object] = []
    for field in relation.fields:
        value = found.get(field.source)
        if field.refers:
            known = names.get(field.refers, {})
            values.append(None if value is None else known.get(int(str(value)), ""))
        else:
            values.append(read_value(field.column.kind, value))
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def _names(referred: Iterable[str]) -> Names:
    """Public names of referred rows, also of those that are gone."""
    found: dict[str, Mapping[int, str]] = {}
    with connection.cursor() as cursor:
        for name in sorted(referred):
            cursor.execute(_NAMES, {"relation": name, "name": relations()[name].name_by})
            found[name] = dict(cursor.fetchall())
    return found


def _limits(since: Cursor, until: Cursor) -> dict[str, Any]:
    return {"epoch": since.epoch, "xid": str(since.xid), "to_epoch": until.epoch, "to_xid": str(until.xid)}
