"""Filling and issuing a report by a job: counting for a province is no work for a request."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.core.errors import DomainError
from motcua.people.actors import load_actor

from . import issuing, services


@app.task(queue="long", retry=1)
def fill(job: str, report: str, user: int) -> None:
    """Count for a report what somebody asked for; a failure stands on its page."""
    _run(job, report, user, is_last=False)


@app.task(queue="long", retry=1)
def finish(job: str, report: str, user: int) -> None:
    """Issue a report that was submitted."""
    _run(job, report, user, is_last=True)


def _run(job: str, report: str, user: int, *, is_last: bool) -> None:
    now, uid = clock.now(), UUID(report)
    with jobs.running(UUID(job)) as progress:
        actor = load_actor(user, clock.legal_date(now))
        try:
            done = (issuing.finish if is_last else services.fill_report)(uid, actor=actor, now=now)
        except DomainError as error:
            services.note_failure(uid, error)
            progress.finish(0, outcome={"why": error.code})
            return
        progress.finish(1, outcome={"sha256": done.sha256})
