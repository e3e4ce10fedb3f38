"""Summaries by the clock, and those that somebody asked for."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.figures.periods import parse_code

from .runs import compute, compute_current


@app.periodic(cron="40 * * * *")
@app.task(queue="long", queueing_lock="figures.summaries", pass_context=False)
def work_out_summaries(timestamp: int = 0) -> None:
    """Every hour: units, procedures, the three cuts and the comparison of the periods that matter now."""
    now = clock.now()
    compute_current(now=now, today=clock.legal_date(now))


@app.task(queue="long", retry=2)
def work_out_summary(job: str, period: str) -> None:
    """One period that somebody asked for."""
    with jobs.running(UUID(job)) as report:
        report.finish(compute(parse_code(period), now=clock.now()))
