"""Periodic work of the room."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.core.errors import Conflict, NotFound
from motcua.figures.facts.build import WORTH, build, update
from motcua.figures.facts.compact import compact

log = structlog.get_logger(__name__)

_BUILD_ANEW = frozenset({"facts_other_epoch", "facts_rules_changed"})


@app.periodic(cron="* * * * *")
@app.task(queue="long", queueing_lock="figures.facts", pass_context=False)
def update_facts(timestamp: int = 0) -> None:
    """Every minute: what is new becomes files when it is worth it or has waited long. The first time, after a restore
    and after a change of rules everything is built anew. Goes on where a killed worker stopped."""
    now = clock.now()
    try:
        done = update(now=now, worth=WORTH)
    except NotFound:
        done = build(now=now)
    except Conflict as error:
        if error.code not in _BUILD_ANEW:
            log.info("facts.left", why=error.code)
            return
        done = build(now=now)
    if done.written:
        log.info("facts.updated", number=done.manifest.number, events=done.events, rows=done.rows)


@app.periodic(cron="20 2 * * *")
@app.task(queue="long", queueing_lock="figures.compact", pass_context=False)
def compact_facts(timestamp: int = 0) -> None:
    """Every night: the day's small files become one for each table and month."""
    try:
        done = compact(now=clock.now())
    except (Conflict, NotFound) as error:
        log.info("facts.left", why=error.code)
        return
    log.info("facts.compacted", number=done.manifest.number, files=done.files, written=done.written)
