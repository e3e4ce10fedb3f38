"""How far long work is, told while it runs.

The work itself is a procrastinate task in a room's ``tasks.py``. Whoever starts it makes a row with :func:`begin` in
the same transaction that defers the task; the task runs inside :func:`running` and reports.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from motcua.core import canonical, clock
from motcua.core.database import SqlValue
from motcua.core.errors import DomainError, NotFound
from motcua.core.models import JobProgress, JobState

log = structlog.get_logger(__name__)

KEEP = dt.timedelta(days=90)
_EVERY_SECONDS = 0.5


def begin(*, kind: str, started_by: uuid.UUID | None, now: dt.datetime, total: int | None = None) -> uuid.UUID:
    """A row for work that is about to be queued; returns its public id."""
    job = JobProgress.objects.create(kind=kind, started_by=started_by, total=total, created_at=now, updated_at=now)
    return job.uid


def progress_of(uid: uuid.UUID) -> JobProgress:
    """Raises NotFound (``job_unknown``)."""
    job = JobProgress.objects.filter(uid=uid).first()
    if job is None:
        raise NotFound("job_unknown")
    return job


class Report:
    """Writes progress at most twice a second, over a connection of its own: it shows at once, whatever transaction the
    work is in."""

    def __init__(self, uid: uuid.UUID, connection: BaseDatabaseWrapper) -> None:
        self._uid = uid
        self._connection = connection
        self._written_at = float("-inf")
        self._outcome: Mapping[str, object] = {}

    def __call__(self, done: int, *, total: int | None = None, message: str = "") -> None:
        """``message`` is a code with a text in a catalogue."""
        if time.monotonic() - self._written_at >= _EVERY_SECONDS:
            self._written_at = time.monotonic()
            self._write(JobState.RUNNING, done=done, total=total, message=message)

    def finish(self, done: int, *, outcome: Mapping[str, object] | None = None) -> None:
        """The last word, written when the block ends well: how much was done and ids or counts that came of it."""
        self._written_at = float("-inf")
        self(done)
        self._outcome = outcome or {}

    def _write(self, state: JobState, *, done: int | None = None, total: int | None = None, message: str = "") -> None:
        params: dict[str, SqlValue] = {
            "uid": self._uid,
            "state": state.value,
            "done": done,
            "total": total,
            "message": message,
            "outcome": canonical.encode(self._outcome).decode(),
            "now": clock.now(),
        }
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job_progress SET state = %(state)s, done = coalesce(%(done)s, done),"
                " total = coalesce(%(total)s, total), message = %(message)s, outcome = %(outcome)s::jsonb,"
                " updated_at = %(now)s WHERE uid = %(uid)s",
                params,
            )

    def ended(self, error: Exception | None) -> None:
        if error is None:
            self._write(JobState.DONE)
        else:
            self._write(JobState.FAILED, message=error.code if isinstance(error, DomainError) else "job_failed")


@contextmanager
def running(uid: uuid.UUID) -> Iterator[Report]:
    """Around the work of a task. Marks it running, then done or failed; an exception goes on to the task's runner."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    report = Report(uid, connection)
    try:
        report(0)
        yield report
    except Exception as error:
        log.warning("job.failed", job=str(uid), error=type(error).__name__)
        report.ended(error)
        raise
    else:
        report.ended(None)
    finally:
        connection.close()


def purge(*, now: dt.datetime, keep: dt.timedelta = KEEP) -> int:
    """Forget work that ended or was given up long ago; returns how many rows went."""
    gone, _ = JobProgress.objects.filter(updated_at__lt=now - keep).delete()
    return gone
