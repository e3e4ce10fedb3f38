"""Nightly work of publications."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.core.errors import DomainError

from .letters import note_disagreements
from .nightly import check_all

log = structlog.get_logger(__name__)


@app.periodic(cron="40 2 * * *")
@app.task(queue="long", queueing_lock="figures.reconcile", pass_context=False)
def reconcile(timestamp: int = 0) -> None:
    """Every night, after the files were packed: figures that should agree are held against each other."""
    now = clock.now()
    job = jobs.begin(kind="figures.reconcile", started_by=None, now=now)
    try:
        with jobs.running(job) as report:
            found = check_all(now=now, progress=lambda done, total: report(done, total=total))
            note_disagreements(found.new, now=now)
            report.finish(found.held + found.broken, outcome={"broken": found.broken, "new": found.new})
    except DomainError as error:
        log.info("figures.reconcile_left", why=error.code)
