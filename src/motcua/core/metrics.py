"""What Prometheus reads. Labels are names of routes and states, never paths or ids.

With several web processes ``PROMETHEUS_MULTIPROC_DIR`` names a folder that was empty when they started (``motcua
serve`` makes one); each writes its figures there and any of them answers for all.
"""

from __future__ import annotations

import datetime as dt
import os

from django.db import connection
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from motcua.core import outbox

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
STATEMENTS = (0, 2, 4, 6, 8, 12, 16, 24, 48, 96)

_requests = Counter("motcua_requests", "Requests answered", ["route", "method", "status"])
_seconds = Histogram("motcua_request_seconds", "Time to the first byte of the answer", ["route"], buckets=SECONDS)
_statements = Histogram("motcua_request_statements", "SQL statements of a request", ["route"], buckets=STATEMENTS)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_request(*, route: str, method: str, status: int, seconds: float, statements: int) -> None:
    known = method if method in _METHODS else "other"
    _requests.labels(route, known, str(status)).inc()
    _seconds.labels(route).observe(seconds)
    _statements.labels(route).observe(statements)


def page(*, now: dt.datetime) -> bytes:
    """The whole answer of ``/metrics``: figures of the processes, then those asked from the database."""
    return generate_latest(_process_figures()) + generate_latest(_database_figures(now))


def _process_figures() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _database_figures(now: dt.datetime) -> CollectorRegistry:
    """Three statements, each small: outbox, jobs, the oldest transaction (which holds the outbox's watermark)."""
    registry = CollectorRegistry()
    lag = Gauge("motcua_outbox_lag_seconds", "Age of the oldest message not passed", ["consumer"], registry=registry)
    failures = Gauge("motcua_outbox_failures", "Messages put off or given up", ["consumer", "state"], registry=registry)
    for one in outbox.lags(now=now):
        lag.labels(one.consumer).set(one.seconds)
        failures.labels(one.consumer, "waiting").set(one.waiting)
        failures.labels(one.consumer, "dead").set(one.dead)
    jobs = Gauge("motcua_jobs", "Jobs by state", ["state"], registry=registry)
    oldest = Gauge("motcua_oldest_transaction_seconds", "Age of the longest open transaction", registry=registry)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        for status, count in cursor.fetchall():
            jobs.labels(status).set(count)
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        oldest.set(cursor.fetchone()[0])
    return registry
