"""The timetable of public statistics."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.core.errors import DomainError

from .edition import make, over

log = structlog.get_logger(__name__)


@app.periodic(cron="15 3 * * *")
@app.task(queue="long", queueing_lock="figures.statistics", pass_context=False)
def make_public_statistics(timestamp: int = 0) -> None:
    """Every night: the newest month, quarter and year that are over, when a number changed."""
    now = clock.now()
    for period in over(clock.legal_date(now)):
        try:
            make(period, now=now)
        except DomainError as error:
            log.info("statistics.left", period=period.code, why=error.code)
