"""What rounds of assessment leave to the worker."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.people.actors import load_actor

from .services.computing import fill
from .services.reminding import remind


@app.task(queue="long", retry=2)
def fill_round(job: str, round_: str, user: int) -> None:
    """Fill the criteria that figures know, for who asked for it."""
    with jobs.running(UUID(job)) as report:
        now = clock.now()
        report.finish(fill(UUID(round_), actor=load_actor(user, clock.legal_date(now)), now=now))


@app.periodic(cron="15 7 * * *")
@app.task(queue="default", queueing_lock="figures.assessments", pass_context=False)
def remind_of_rounds(timestamp: int = 0) -> None:
    """Every morning: letters about sheets that are due; doing it twice changes nothing."""
    remind(now=clock.now())
