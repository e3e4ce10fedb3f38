"""The kernel's timetable: sealing, and forgetting what is no longer needed."""

from __future__ import annotations

import structlog
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from motcua.core import audit, clock, idempotency, jobs, outbox, rate_limit

log = structlog.get_logger(__name__)

KEEP_JOBS_HOURS = 6
"""Jobs that went well. Those that failed stay until a person has looked."""

MOST_RESCUES = 5
"""A job whose worker died so often is what kills them."""


@app.periodic(cron="* * * * *")
@app.task(name="core.rescue_jobs", queueing_lock="core.rescue_jobs", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Every minute: jobs of workers that died. Without this they would stay, and hold their locks, for ever."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        rescued = job.attempts < MOST_RESCUES
        if rescued:
            try:
                await manager.retry_job(job)
            except ConnectorException:  # the next of its kind is queued already, as with the timetable
                rescued = False
        if not rescued:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        log.warning("job.stalled", task=job.task_name, job=job.id, rescued=rescued)


@app.periodic(cron="* * * * *")
@app.task(name="core.seal_audit", queueing_lock="core.seal_audit")
def seal_audit(timestamp: int) -> None:
    """Every minute."""
    audit.seal(now=clock.now())


@app.periodic(cron="23 * * * *")
@app.task(name="core.purge", queueing_lock="core.purge")
def purge(timestamp: int) -> None:
    """Every hour."""
    now = clock.now()
    log.info(
        "core.purged",
        messages=outbox.purge(now=now),
        requests=idempotency.purge(now=now),
        buckets=rate_limit.purge(now=now),
        jobs=jobs.purge(now=now),
    )


@app.periodic(cron="41 * * * *")
@app.task(name="core.purge_jobs", queueing_lock="core.purge_jobs", pass_context=True)
async def purge_jobs(context: JobContext, timestamp: int) -> None:
    """Every hour: the queue's own rows."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_JOBS_HOURS, remove_failed=False)
