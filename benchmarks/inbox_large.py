"""The inbox over millions of dossiers, in a database of its own that is thrown away afterwards.

A simulated history of 20,000 dossiers is copied as often as needed: the rows of dossiers and their clocks, without
indexes, which are built at the end; events only for the open ones and every twentieth of the others. So lists and
counts meet a table of full size, and `motcua verify` has no business here.

Ten million dossiers are some years of a province, and only the last year's can still be open: so of every OPEN_EVERY
copies one has open dossiers. The people are those of the small history; the busiest official has thousands in hand.
"""

# ruff: noqa: S608

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SIMULATED = 20_000
EVENTS_EVERY = 20
"""One in twenty closed dossiers keeps its events."""
KEPT = f"(NOT d.closed OR d.id % {EVENTS_EVERY} = 0)"
OPEN_EVERY = 6
"""One copy in six has open dossiers."""

NEW = {
    "id": "d.id + k * {span}",
    "uid": "gen_random_uuid()",
    "receipt_no": "d.receipt_no || '.' || k",
    "code": "d.code || '.' || k",
    "link_secret": "left(md5(d.link_secret || k), 30)",
    "snapshot": "CASE WHEN d.closed THEN '{{}}'::jsonb ELSE d.snapshot END",
}
EVENT = {"position": "e.position + k * {events}", "dossier_id": "e.dossier_id + k * {span}"}
RUN = {"id": "r.id + k * {runs}", "dossier_id": "r.dossier_id + k * {span}"}


def run(rows: int) -> dict[str, Any]:
    """Load, measure the pages of the busiest official, and throw the database away."""
    from benchmarks import inbox

    from motcua.core.clock import now

    with _own_database():
        begun = time.perf_counter()
        _simulated()
        before = inbox.measure(inbox.official(), now())
        stored = _copied(rows)
        loading = time.perf_counter() - begun
        after = inbox.measure(inbox.official(), now())
        size = _one("SELECT pg_database_size(current_database())")
    return {
        "rows_stored": stored,
        "loading_s": round(loading, 1),
        "database_gb": round(size / 1e9, 1),
        "before": before,
        "after": after,
        "p95_ratio": round(after["p95_ms"] / before["p95_ms"], 2) if before["p95_ms"] else 0.0,
    }


@contextmanager
def _own_database() -> Iterator[None]:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    from django.conf import settings

    from motcua import launcher
    from motcua.cli.connection import use_database
    from motcua.cli.migrate import migrate
    from motcua.core.clock import now
    from motcua.demo.base import load_base

    state = settings.STATE_DIR / "bench"
    cluster = launcher.ensure_running(state, pg_bin=settings.PG_BIN)
    settings.DATABASE_URL, settings.OWNER_DATABASE_URL = cluster.app_url, cluster.owner_url
    use_database(cluster.app_url)
    try:
        migrate(verbosity=0)
        load_base(now=now())
        yield
    finally:
        from django.db import connections

        connections.close_all()
        launcher.stop(state)
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def _simulated() -> None:
    import datetime as dt

    from motcua.core.clock import legal_date, now
    from motcua.simulate.plan import YEAR, Plan, begin
    from motcua.simulate.run import make
    from motcua.simulate.tables import Keys

    last = legal_date(now()) - dt.timedelta(days=1)
    make(begin(Plan(SIMULATED, 1, last - YEAR, last, 1.0, Keys(0, 0), {}), now=now()))


def _copied(rows: int) -> int:
    from motcua.cli.connection import analyze, as_owner
    from motcua.core.models import JobProgress
    from motcua.simulate.indexes import put_back, set_aside

    still_open = _one("SELECT count(*) FROM dossier WHERE NOT closed")
    a_copy = SIMULATED - still_open + still_open / OPEN_EVERY
    times = max(0, math.ceil((rows - SIMULATED) / a_copy))
    job = JobProgress.objects.latest("pk")
    with as_owner():
        set_aside(job)
        _copy("dossier", "d", NEW, times)
        _copy("dossier_event", "e", EVENT, times, f"JOIN dossier d ON d.id = e.dossier_id AND {KEPT}")
        _copy("clock_run", "r", RUN, times, "JOIN dossier d ON d.id = r.dossier_id AND NOT d.closed")
        job.refresh_from_db()
        put_back(job)
    analyze()
    return int(_one("SELECT count(*) FROM dossier"))


def _copy(table: str, name: str, special: dict[str, str], times: int, join: str = "") -> None:
    """Copy the simulated rows of a table ``times`` times; joins see only the simulated ones."""
    from django.db import connection

    spans = {
        "span": _one("SELECT max(id) - min(id) + 1 FROM dossier") if table == "dossier" else _Spans.dossiers,
        "events": _one("SELECT max(position) + 1 FROM dossier_event"),
        "runs": _one("SELECT max(id) + 1 FROM clock_run"),
    }
    if table == "dossier":
        _Spans.dossiers, _Spans.last = spans["span"], _one("SELECT max(id) FROM dossier")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
            [table],
        )
        columns = [column for (column,) in cursor.fetchall()]
        values = [special[one].format(**spans) if one in special else f"{name}.{one}" for one in columns]
        owner = "id" if table == "dossier" else "dossier_id"
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} {name} {join}"
            f" CROSS JOIN generate_series(1, {times}) AS k"
            f" WHERE {name}.{owner} <= {_Spans.last} AND (d.closed OR k % {OPEN_EVERY} = 0)"
        )


class _Spans:
    """Keys of the simulated dossiers, before there are copies."""

    dossiers = 0
    last = 0


def _one(sql: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0] or 0)
