from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app

from motcua.core import audit, idempotency, jobs, outbox, rate_limit, tasks
from motcua.core.errors import Conflict, NotFound
from motcua.core.models import IdempotencyRecord, JobProgress, RateBucket

from .conftest import NOW, SOMEBODY, Ledger, Somebody


def state_of(uid: uuid.UUID) -> tuple[str, int, int | None, str]:
    job = jobs.progress_of(uid)
    return job.state, job.done, job.total, job.message


@pytest.mark.django_db(transaction=True)
def test_progress_from_queued_to_done_is_seen_while_the_work_is_still_open() -> None:
    uid = jobs.begin(kind="procedures.import", started_by=SOMEBODY, now=NOW)
    seen = [state_of(uid)]

    with jobs.running(uid) as report:
        seen.append(state_of(uid))
        with transaction.atomic():
            report.finish(7, outcome={"created": 7})
            seen.append(state_of(uid))

    assert seen == [("queued", 0, None, ""), ("running", 0, None, ""), ("running", 7, None, "")]
    assert state_of(uid) == ("done", 7, None, "")
    assert jobs.progress_of(uid).outcome == {"created": 7}


@pytest.mark.django_db(transaction=True)
def test_reports_in_a_row_are_written_at_most_twice_a_second() -> None:
    uid = jobs.begin(kind="k", started_by=None, now=NOW)

    with jobs.running(uid) as report:
        for number in range(1000):
            report(number, total=1000, message="importing")
        written = state_of(uid)

    assert written == ("running", 0, None, "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("error", "message"),
    [(LookupError("Nguyễn Văn An"), "job_failed"), (Conflict("not_open"), "not_open")],
)
def test_work_that_fails_is_told_as_failed_and_the_error_goes_on(error: Exception, message: str) -> None:
    uid = jobs.begin(kind="k", started_by=None, now=NOW, total=5)

    with pytest.raises(type(error)), jobs.running(uid):
        raise error

    assert state_of(uid) == ("failed", 0, 5, message)


@pytest.mark.django_db
def test_progress_of_an_unknown_job_is_refused() -> None:
    with pytest.raises(NotFound) as caught:
        jobs.progress_of(uuid.uuid4())

    assert caught.value.code == "job_unknown"


@pytest.mark.django_db
def test_purge_forgets_old_work() -> None:
    jobs.begin(kind="old", started_by=None, now=NOW - dt.timedelta(days=91))
    jobs.begin(kind="new", started_by=None, now=NOW)

    assert jobs.purge(now=NOW) == 1
    assert JobProgress.objects.get().kind == "new"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("registry")
def test_timetable_of_the_kernel_seals_and_purges(actor: Somebody) -> None:
    outbox.consumer("t.one", topics=["t"])(Ledger("t.one"))
    audit.record(act="a", actor=actor, subject_kind="s", subject="1", now=NOW)
    rate_limit.try_charge(rate_limit.Limit("x", 1, dt.timedelta(seconds=1)), "a", now=NOW - dt.timedelta(days=1))
    with transaction.atomic():
        idempotency.claim(idempotency.Claim("a", "o", "k", b""), now=NOW - dt.timedelta(days=3650))

    tasks.seal_audit(0)
    tasks.purge(0)

    assert audit.verify().records == 1
    assert not IdempotencyRecord.objects.exists()
    assert not RateBucket.objects.exists()


def stalled_job(task: str, *, queueing_lock: str | None = None, attempts: int = 0) -> int:
    """A job whose worker died: it is being done, by nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, queueing_lock, attempts)"
            " VALUES ('default', %s, 'doing', %s, %s, %s) RETURNING id",
            [task, json.dumps({"timestamp": 0}), queueing_lock, attempts],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def _threads_keep_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs run in threads that end with the worker; what they leave open would be complained about later."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


def run_queue() -> None:
    """Rescue, then work until nothing is left, as a worker does."""
    tasks.rescue_jobs.defer(timestamp=0)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_threads_keep_no_connection")
def test_job_whose_worker_died_is_done_by_the_next() -> None:
    job = stalled_job("core.seal_audit")

    run_queue()

    assert status_of(job) == "succeeded"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_threads_keep_no_connection")
def test_job_whose_worker_died_gives_way_to_one_of_its_kind_already_queued() -> None:
    job = stalled_job("core.seal_audit", queueing_lock="core.seal_audit")
    waiting = tasks.seal_audit.configure(queueing_lock="core.seal_audit", schedule_in={"hours": 1})
    queued = waiting.defer(timestamp=0)

    run_queue()

    assert (status_of(job), status_of(queued)) == ("failed", "todo")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_threads_keep_no_connection")
def test_job_that_killed_worker_after_worker_is_given_up() -> None:
    job = stalled_job("core.seal_audit", attempts=tasks.MOST_RESCUES)

    run_queue()

    assert status_of(job) == "failed"


def test_timetable_names_the_tasks_of_the_kernel() -> None:
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}

    assert {"core.seal_audit", "core.purge", "core.purge_jobs", "core.rescue_jobs"} <= periodic
