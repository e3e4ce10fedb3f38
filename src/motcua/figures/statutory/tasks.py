"""The timetable of statutory reports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock

from .services.opening import open_reports
from .services.reminding import remind


@app.periodic(cron="15 * * * *")
@app.task(queue="default", queueing_lock="figures.statutory", pass_context=False)
def keep_reports_going(timestamp: int = 0) -> None:
    """Every hour: periods that ended open, letters leave; doing it twice changes nothing."""
    now = clock.now()
    open_reports(now=now)
    remind(now=now)
