"""What the database tells: the rights of the application, and whether what it confirms is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from motcua.core.clock import SystemClock
from motcua.core.health import LONGEST_SKEW_SECONDS

from .findings import Finding, Level, judged

OLDEST, NEWEST = 15, 18
SPARE = 15
"""Connections for people, backups, monitoring, and what is just being closed."""
FOR_A_WORKER = 6
"""Besides its jobs: listening, the timetable, the outbox."""


def database() -> Iterator[Finding]:
    """Raises DatabaseError when it cannot be asked."""
    yield from _rights()
    yield from _kept()
    yield _room()
    yield from _state()


def _asked(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0] or "")


def _rights() -> Iterator[Finding]:
    mighty, owns, member, creates, role = _asked(
        "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication),"
        " EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relowner = current_user::regrole),"
        " EXISTS (SELECT FROM pg_class c WHERE c.relkind = 'r' AND c.relname = 'dossier_event'"
        "         AND pg_has_role(current_user, c.relowner, 'MEMBER')),"
        " has_schema_privilege('public', 'CREATE'), current_user FROM pg_roles WHERE rolname = current_user"
    )
    yield judged("role_mighty", not mighty, role=role)
    yield judged("role_owns", not owns and not member, role=role)
    yield judged("role_creates", not creates, role=role)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid"
            " WHERE f.proname = 'core_refuse_change' AND NOT t.tgisinternal"
            " AND (has_table_privilege(c.oid, 'TRUNCATE')"
            "      OR t.tgtype & 16 > 0 AND has_table_privilege(c.oid, 'UPDATE')"
            "      OR t.tgtype & 8 > 0 AND has_table_privilege(c.oid, 'DELETE')) GROUP BY 1 ORDER BY 1"
        )
        changeable = [str(row[0]) for row in cursor.fetchall()]
    yield judged("log_changeable", not changeable, tables=", ".join(changeable))
    (sealed,) = _asked(
        "SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)"
        " OR inet_client_addr() IS NULL OR inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1'"
    )
    yield judged("database_tls", sealed)


def _kept() -> Iterator[Finding]:
    version = connection.pg_version // 10000  # type: ignore[attr-defined]
    yield judged("version", OLDEST <= version <= NEWEST, version=version, oldest=OLDEST, newest=NEWEST)
    for name in ("fsync", "full_page_writes"):
        yield judged(name, _setting(name) == "on")
    commit = _setting("synchronous_commit")
    yield judged("synchronous_commit", commit not in {"off"}, value=commit)
    yield judged("data_checksums", _setting("data_checksums") == "on", Level.WARNING)
    archived = _setting("archive_mode") in {"on", "always"} and _setting("wal_level") != "minimal"
    yield judged("wal_archive", archived, Level.WARNING)
    (failing,) = _asked(
        "SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver"
    )
    yield judged("wal_archive_failing", not (archived and failing))
    idle = _setting("idle_in_transaction_session_timeout")
    yield judged("idle_in_transaction", idle not in {"0", ""}, Level.WARNING)
    quiet = _setting("log_statement") == "none" and _setting("log_parameter_max_length_on_error") == "0"
    slow = _setting("log_min_duration_statement")
    yield judged("statements_logged", quiet and (slow == "-1" or _setting("log_parameter_max_length") == "0"))


def needed_connections() -> int:
    """Of all programs together, with what is kept free."""
    web = settings.WEB_INSTANCES * settings.WEB_WORKERS * settings.WEB_THREADS
    return int(web + settings.WORKER_INSTANCES * (settings.WORKER_CONCURRENCY + FOR_A_WORKER) + SPARE)


def _room() -> Finding:
    (most,) = _asked(
        "SELECT least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,"
        " CASE WHEN rolconnlimit < 0 THEN 1000000 ELSE rolconnlimit END) FROM pg_roles WHERE rolname = current_user"
    )
    needed = needed_connections()
    return judged("connections", most >= needed, most=int(most), needed=needed)


def _state() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield judged("migrations", not waiting, count=len(waiting))
    (theirs,) = _asked("SELECT clock_timestamp()")
    skew = abs((theirs - SystemClock().now()).total_seconds())
    yield judged("clock", skew <= LONGEST_SKEW_SECONDS / 10, seconds=round(skew, 1))
    if waiting:
        return
    (alive,) = _asked("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '90 seconds'")
    yield judged("worker", alive > 0, Level.WARNING)
    dead, failed = _asked(
        "SELECT (SELECT count(*) FROM core_outbox_failure WHERE state = 'dead'),"
        " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed' AND queueing_lock IS NULL)"
    )
    yield judged("left_over", dead == 0 and failed == 0, Level.WARNING, dead=int(dead), failed=int(failed))
