"""Periodic work of the room."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.petitions.intake import drafts
from motcua.petitions.services.purge import purge
from motcua.petitions.services.reorganise import follow_units
from motcua.petitions.services.sweep import alarms, sweep

log = structlog.get_logger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="petitions.sweep", pass_context=False)
def sweep_petitions(timestamp: int) -> None:
    """Every ten minutes: dates that passed or are near; what should be nought and is not."""
    now = clock.now()
    done = sweep(now=now)
    if any(done.values()):
        log.info("petitions.swept", **done)
    found = {name: number for name, number in alarms(now=now).items() if number}
    if found:
        log.warning("petitions.alarm", **found)


@app.periodic(cron="25 0 * * *")
@app.task(queue="long", queueing_lock="petitions.follow_units", pass_context=False)
def follow_units_nightly(timestamp: int) -> None:
    """Shortly after midnight: units whose last day was yesterday."""
    moved = follow_units(now=clock.now())
    if moved:
        log.info("petitions.moved", moved=moved)


@app.task(queue="long", queueing_lock="petitions.follow", retry=5)
def follow_reorganisation() -> None:
    """At once when a decision about units was signed."""
    moved = follow_units(now=clock.now())
    log.info("petitions.moved", moved=moved)


@app.periodic(cron="50 3 * * *")
@app.task(queue="long", queueing_lock="petitions.purge", pass_context=False)
def purge_nightly(timestamp: int) -> None:
    """Every night: contacts whose time is over, and drafts nobody went on with."""
    now = clock.now()
    log.info("petitions.purged", drafts=drafts.purge(now=now), **purge(now=now))
