"""Dry runs are done by the worker."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.foresight.trial.services import run_trial


@app.task(queue="long", retry=1)
def try_change(job: str, trial: str) -> None:
    """One dry run. Killed in the middle it begins anew; started twice, the second finds it done."""
    with jobs.running(UUID(job)) as progress:
        row = run_trial(UUID(trial), clock=clock.now, told=progress)
        progress.finish(100, outcome={"trial": str(row.uid), "state": row.state})


def queue_trial(job: UUID, trial: UUID) -> None:
    """For the caller's transaction."""
    try_change.defer(job=str(job), trial=str(trial))
