"""Jobs of the surveys."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock

from .erasing import purge_set_aside


@app.periodic(cron="47 3 * * *")
@app.task(name="surveys.purge", queueing_lock="surveys.purge")
def purge(timestamp: int) -> None:
    """Every night at 03:47."""
    purge_set_aside(now=clock.now())
