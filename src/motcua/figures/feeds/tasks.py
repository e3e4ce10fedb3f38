"""Nightly work of feeds."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock

from .keeping import sweep


@app.periodic(cron="25 3 * * *")
@app.task(queue="long", queueing_lock="figures.feeds_sweep", pass_context=False)
def sweep_readings(timestamp: int = 0) -> None:
    """Every night: readings that have stayed as long as their source says go."""
    sweep(now=clock.now())
