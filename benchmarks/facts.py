"""``motcua facts``: rebuilt from the log, carried on by the cursor, read as of now and of a past instant.

A simulated history in a database of its own in the state folder; what a million dossiers would take is extrapolated
from it and said to be.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

MILLION = 1_000_000
CHANGES = 10_000


def run(rows: int = 20_000, workers: int = 2) -> dict[str, Any]:
    """``rows``: how many dossiers; ``workers``: how many processes rebuild."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from django.conf import settings
    from tests import template_database

    from motcua import launcher
    from motcua.cli.connection import analyze, use_database

    sys.path.insert(0, str(settings.PROJECT))
    root = settings.FACTS_ROOT = settings.STATE_DIR / "bench-facts-files"
    shutil.rmtree(root, ignore_errors=True)
    with launcher.hold(settings.STATE_DIR / "bench-facts", for_tests=True, pg_bin=settings.PG_BIN) as cluster:
        made = template_database.TestDatabase(cluster, "bench_facts", template_database.migrated_template(cluster))
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, made.name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, made.name)
        use_database(settings.DATABASE_URL)
        try:
            history = _simulate(rows, workers)
            analyze()
            return {**history, **_measure(root, workers, history["dossiers"])}
        finally:
            from django.db import connections

            connections.close_all()
            made.drop()
            shutil.rmtree(root, ignore_errors=True)


def _simulate(rows: int, workers: int) -> dict[str, Any]:
    from motcua.core import clock
    from motcua.demo.base import load_base
    from motcua.simulate.plan import Plan, begin
    from motcua.simulate.run import make
    from motcua.simulate.tables import Keys

    now = clock.now()
    load_base(now=now)
    last = clock.legal_date(now) - dt.timedelta(days=1)
    job = begin(Plan(rows, 1, last - dt.timedelta(days=365), last, 1.0, Keys(0, 0), {}), now=now)
    outcome = make(job, processes=workers)
    return {"dossiers": outcome.dossiers, "events": outcome.events, "simulated_s": round(outcome.seconds, 1)}


def _measure(root: Path, workers: int, dossiers: int) -> dict[str, Any]:
    from motcua.core import clock
    from motcua.figures.facts.build import build
    from motcua.figures.facts.compact import compact

    figures: dict[str, Any] = {}
    for processes in dict.fromkeys((1, workers)):
        peak = _Peak(root)
        built = build(now=clock.now(), root=root, processes=processes)
        figures[f"build_{processes}"] = {
            **built.to_json(),
            "cpu_s": round(peak.cpu(), 1),
            "peak_mib": peak.most(),
            "million_s": round(built.seconds * MILLION / dossiers),
        }
    figures["from_tables"] = _from_tables(root.with_name(f"{root.name}-tables"), workers, dossiers)
    figures["mib"] = round(sum(file.bytes for file in built.manifest.files) / 2**20, 1)
    figures["read"] = _read(root)
    figures["update"] = changed(root)
    figures["compact"] = compact(now=clock.now(), root=root).to_json()
    return figures


def _from_tables(root: Path, workers: int, dossiers: int) -> dict[str, Any]:
    """Today's rows straight from the tables; what ten million would take is extrapolated, start included."""
    from motcua.core import clock
    from motcua.figures.facts.projections.build import build_from_projections

    shutil.rmtree(root, ignore_errors=True)
    peak = _Peak(root)
    built = build_from_projections(now=clock.now(), root=root, processes=workers)
    found = {"cpu_s": round(peak.cpu(), 1), "peak_mib": peak.most()}
    shutil.rmtree(root, ignore_errors=True)
    return {**built.to_json(), **found, "ten_million_s": round(built.seconds * 10 * MILLION / dossiers)}


class _Peak:
    """The most memory that this process and its children had together, and the processor time they took."""

    def __init__(self, root: Path) -> None:
        import threading

        self._most = 0
        self._stopped = threading.Event()
        self._began = os.times()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(0.1):
            self._most = max(self._most, sum(_resident(pid) for pid in _family(os.getpid())))

    def most(self) -> int:
        self._stopped.set()
        self._thread.join()
        return self._most >> 20

    def cpu(self) -> float:
        now = os.times()
        return sum(now[:4]) - sum(self._began[:4])


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = task / "children"
        for child in children.read_text().split() if children.exists() else ():
            found += _family(int(child))
    return found


def _resident(pid: int) -> int:
    """Pages of its own: what processes share is counted once."""
    try:
        words = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return (int(words[1]) - int(words[2])) * os.sysconf("SC_PAGE_SIZE")


def _read(root: Path) -> dict[str, Any]:
    from motcua.core import clock
    from motcua.figures.facts.reader import open_facts

    found: dict[str, Any] = {}
    now = clock.now()
    for name, as_of in (("now", None), ("half_a_year_ago", now - dt.timedelta(days=182))):
        begun = time.perf_counter()
        with open_facts(as_of, root=root) as facts:
            opened = time.perf_counter()
            dossiers = facts["dossiers"]
            settled = dossiers.filter(dossiers.finished_at.notnull())
            late = (settled.statutory_timeliness == "late").sum()
            by = settled.group_by(settled.settling_unit, month=settled.finished_on.truncate("M"))
            rows = by.agg(late=late, settled=settled.count()).to_pyarrow().num_rows
            found[name] = {
                "open_s": round(opened - begun, 3),
                "late_by_unit_and_month_s": round(time.perf_counter() - opened, 3),
                "rows": rows,
            }
    return found


def changed(root: Path) -> dict[str, Any]:
    """About ten thousand events since the last manifest: fees taken, one for each of so many dossiers."""
    from django.db import connection

    from motcua.core import clock
    from motcua.figures.facts.build import update
    from motcua.figures.facts.reader import open_facts

    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [clock.now(), clock.now(), CHANGES])
    begun = time.perf_counter()
    with open_facts(root=root) as facts:
        facts["dossiers"].count().to_pyarrow()
    tail = time.perf_counter() - begun
    begun = time.process_time()
    updated = update(now=clock.now(), root=root).to_json()
    return {**updated, "cpu_s": round(time.process_time() - begun, 2), "tail_s": round(tail, 2)}


# Not a chain that verify would accept, but events that change what is known of each dossier.
_CHANGE = """
INSERT INTO dossier_event (dossier_id, seq, occurred_at, recorded_at, kind, version, actor, on_behalf_of, unit,
    payload, prev_hash, hash, hash_version)
SELECT d.id, 1 + (SELECT max(e.seq) FROM dossier_event e WHERE e.dossier_id = d.id), %s, %s,
    'dossier_resumed', 1, 'system', '', '', '{"flags_on":["late_warned"]}'::bytea,
    d.head_hash, d.head_hash, 2
FROM dossier d WHERE NOT 'late_warned' = ANY(d.flags) ORDER BY d.id LIMIT %s
"""
