"""Small facts made by hand, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from motcua.core.clock import LEGAL_ZONE
from motcua.figures.facts.manifest import Manifest
from motcua.figures.facts.reader import Facts
from motcua.figures.facts.schema import Kind, tables

KNOWN = dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC)
OPEN = dt.date(2020, 1, 1)
EMPTY: Mapping[Kind, object] = {Kind.FLAG: False, Kind.INTEGER: 0}


def at(text: str) -> dt.datetime:
    """A legal instant such as ``2026-03-02 08:00``, as facts hold it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE).astimezone(dt.UTC).replace(tzinfo=None)


def facts_of(rows: Mapping[str, Sequence[Mapping[str, Any]]], as_of: dt.datetime | None = KNOWN) -> Facts:
    backend = ibis.duckdb.from_connection(duckdb.connect(":memory:"))
    for name, table in tables().items():
        given = [{"fact": number, **row} for number, row in enumerate(rows.get(name, ()))]
        columns = [column for column in table.all_columns if column.name != "recorded_to"]
        schema = pa.schema([table.arrow.field(column.name) for column in columns])
        data = {
            column.name: [
                row.get(column.name, EMPTY.get(column.kind) if column.name not in NULLS else None) for row in given
            ]
            for column in columns
        }
        backend.con.register("incoming", pa.Table.from_pydict(data, schema=schema))
        backend.con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        backend.con.unregister("incoming")
    manifest = Manifest(1, "", "test", "log", "", 1, 1, 1, 1, KNOWN.isoformat(), "", (), "f" * 64)
    return Facts(backend, manifest, as_of, KNOWN)


NULLS = frozenset({"result_electronic", "settlement_minutes"})
PROVINCE, DEPARTMENT, COMMUNE, OTHER = "uid-AS", "uid-S01", "uid-0101", "uid-0102"


def unit(uid: str, code: str, level: str, since: dt.date = OPEN, until: dt.date | None = None) -> dict[str, Any]:
    return {
        "uid": uid,
        "code": code,
        "name": code,
        "level": level,
        "kind": level,
        "valid_from": since,
        "valid_to": until,
    }


def above(descendant: str, ancestor: str, depth: int, since: dt.date = OPEN, until: dt.date | None = None) -> Any:
    return {
        "ancestor": ancestor,
        "descendant": descendant,
        "depth": depth,
        "valid_from": since,
        "valid_to": until,
    }


def map_of() -> dict[str, list[dict[str, Any]]]:
    """A province with a department and two communes."""
    below = (DEPARTMENT, COMMUNE, OTHER)
    return {
        "units": [
            unit(PROVINCE, "AS", "province"),
            unit(DEPARTMENT, "AS.S01", "unit"),
            unit(COMMUNE, "AS-0101", "commune"),
            unit(OTHER, "AS-0102", "commune"),
        ],
        "unit_above": [
            *[above(uid, uid, 0) for uid in (PROVINCE, *below)],
            *[above(uid, PROVINCE, 1) for uid in below],
        ],
    }


def dossier(name: str, accepted: str, ended: str | None = None, due: str = "2026-03-20 17:00", **more: Any) -> Any:
    """One accepted; with ``ended`` its result was issued then. ``finished`` False: it was closed without one."""
    has_result = more.pop("has_result", True)
    begun, over = at(accepted), at(ended) if ended else None
    ended_on = dt.date.fromisoformat(ended[:10]) if ended else None
    appointed = at(due) if due else None
    return {
        "dossier": name,
        "grain": "single",
        "state": "processing",
        "procedure": "1.000001",
        "version": "v1",
        "channel": "online",
        "reception_unit": COMMUNE,
        "settling_unit": COMMUNE,
        "filed_at": begun,
        "filed_on": dt.date.fromisoformat(accepted[:10]),
        "accepted_at": begun,
        "accepted_on": dt.date.fromisoformat(accepted[:10]),
        "finished_at": over if has_result else None,
        "finished_on": ended_on if has_result else None,
        "closed_at": None if has_result else over,
        "closed_on": None if has_result else ended_on,
        "outcome": ("granted" if has_result else "withdrawn") if ended else None,
        **{f"{one}_due_at": appointed for one in ("statutory", "appointed")},
        **{f"{one}_last_at": appointed for one in ("statutory", "appointed")},
        **more,
    }
