"""The timetable of statutory reports, and the counting that somebody asked for."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.core.errors import DomainError
from motcua.people.actors import load_actor

from .batch_models import StatutoryBatch
from .lifecycle import Act
from .making import PARTS
from .services.asking import note_end, perform
from .services.batches import run_batch
from .services.opening import open_reports
from .services.reminding import remind


@app.periodic(cron="15 * * * *")
@app.task(queue="default", queueing_lock="figures.statutory", pass_context=False)
def keep_reports_going(timestamp: int = 0) -> None:
    """Every hour: periods that ended open, letters leave; doing it twice changes nothing."""
    now = clock.now()
    open_reports(now=now)
    remind(now=now)


@app.task(queue="long", retry=1)
def count_report(job: str, report: str, act: str, expected: int, reason: str, user: int) -> None:
    """Count, issue or correct a report that somebody asked for; a refusal stands on its page. Started twice, the second
    finds it done."""
    now, uid = clock.now(), UUID(report)
    with jobs.running(UUID(job)) as progress:
        progress(0, total=PARTS)
        try:
            actor = load_actor(user, clock.legal_date(now))
            edition = perform(
                uid, Act(act), expected=expected, reason=reason, actor=actor, now=now, told=lambda done: progress(done)
            )
        except DomainError as error:
            note_end(uid, UUID(job), error)
            progress.finish(0, outcome={"why": error.code})
            return
        note_end(uid, UUID(job))
        progress.finish(PARTS, outcome={"edition": str(edition.uid)})


def queue_count(job: UUID, report: UUID, act: str, expected: int, reason: str, user: int) -> None:
    """For the caller's transaction."""
    count_report.defer(job=str(job), report=str(report), act=act, expected=expected, reason=reason, user=user)


def queue_batch(job: UUID, batch: UUID) -> None:
    """For the caller's transaction."""
    do_batch.defer(job=str(job), batch=str(batch))


@app.task(queue="long", retry=2)
def do_batch(job: str, batch: str) -> None:
    """One act for the reports of a period, each by itself; goes on where a killed worker stopped."""
    uid = UUID(batch)
    asked = StatutoryBatch.objects.get(uid=uid)
    with jobs.running(UUID(job)) as progress:
        actor = load_actor(asked.asked_by_id, clock.legal_date(clock.now()))
        run_batch(uid, actor=actor, clock=clock.now, told=progress)
        progress.finish(asked.rows.count())
