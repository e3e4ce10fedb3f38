"""The on-time rate by unit and month in plain PostgreSQL, over the same rows as the facts of the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COLUMNS = {
    "settling_unit": "text",
    "umbrella": "boolean",
    "accepted_on": "date",
    "ended_on": "date",
    "ended_at": "timestamp",
    "appointed_due_at": "timestamp",
    "outcome": "text",
}
_ROWS = """
SELECT settling_unit, umbrella, accepted_on, coalesce(finished_on, closed_on) AS ended_on,
    coalesce(finished_at, closed_at) AS ended_at, appointed_due_at, outcome
FROM dossiers WHERE accepted_at IS NOT NULL
"""
_QUERY = """
SELECT a.ancestor, date_trunc('month', d.ended_on) AS month, count(*) AS settled,
    count(*) FILTER (WHERE d.ended_at <= coalesce(d.appointed_due_at, 'infinity')) AS not_late
FROM bench_dossiers d
JOIN bench_above a ON a.descendant = d.settling_unit
WHERE d.ended_on >= %(first)s AND d.ended_on <= %(last)s AND NOT d.umbrella
GROUP BY 1, 2
"""


def measure(root: Path) -> dict[str, Any]:
    import psycopg
    from benchmarks.figures import Questions, best
    from django.conf import settings

    from motcua.figures.facts import manifest as manifests
    from motcua.figures.facts.reader import open_facts

    manifest = manifests.required(root)
    with (
        open_facts(root=root, manifest=manifest, tail=False) as facts,
        psycopg.connect(settings.OWNER_DATABASE_URL, autocommit=True) as connection,
    ):
        asked = Questions(facts, facts.settled_at)
        given = {"first": asked.months[0].first, "last": asked.months[-1].last}
        begun = time.perf_counter()
        rows = _load(facts, connection, given["last"])
        loaded = time.perf_counter() - begun
        connection.execute("SET max_parallel_workers_per_gather = 2")
        connection.execute("SET work_mem = '256MB'")
        found = best(lambda: connection.execute(_QUERY, given).fetchall(), 2)
        size = connection.execute("SELECT pg_total_relation_size('bench_dossiers') >> 20").fetchone()
    return {
        "rows": rows,
        "loading_s": round(loaded, 1),
        "mib": size[0] if size else 0,
        "query": {"clock_s": round(found.clock, 3)},
    }


def _load(facts: Any, connection: Any, on: Any) -> int:
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"CREATE UNLOGGED TABLE bench_dossiers ({columns})")
    connection.execute("CREATE UNLOGGED TABLE bench_above (descendant text, ancestor text)")
    rows = 0
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY bench_dossiers ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)") as copy:
            for text, count in _csv(facts):
                copy.write(text)
                rows += count
        above = facts.connection.execute(
            "SELECT descendant, ancestor FROM unit_above"
            " WHERE valid_from <= $on AND (valid_to IS NULL OR valid_to > $on)",
            {"on": on},
        ).fetchall()
        cursor.executemany("INSERT INTO bench_above VALUES (%s, %s)", above)
    for column in ("ended_on", "accepted_on", "settling_unit"):
        connection.execute(f"CREATE INDEX ON bench_dossiers ({column})")
    connection.execute("CREATE INDEX ON bench_above (descendant)")
    connection.execute("VACUUM ANALYZE bench_dossiers")
    connection.execute("ANALYZE bench_above")
    return rows


def _csv(facts: Any) -> Iterator[tuple[bytes, int]]:
    import pyarrow as pa
    from pyarrow import csv

    for batch in facts.connection.execute(_ROWS).to_arrow_reader(100_000):
        sink = pa.BufferOutputStream()
        csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
        yield sink.getvalue().to_pybytes(), batch.num_rows
