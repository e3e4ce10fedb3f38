"""The timetable of command screens."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.core.errors import DomainError

from .runs import EVERY_MINUTES, compute

log = structlog.get_logger(__name__)


@app.periodic(cron=f"*/{EVERY_MINUTES} * * * *")
@app.task(queue="long", queueing_lock="figures.screens", pass_context=False)
def work_out_screens(timestamp: int = 0) -> None:
    """Every few minutes: what the command screens show, as of the settled minute."""
    try:
        compute(now=clock.now())
    except DomainError as error:
        log.info("screens.left", why=error.code)
