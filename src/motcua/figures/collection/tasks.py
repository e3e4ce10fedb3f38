"""The timetable of reports: periods open by themselves; letters leave before and after the date due."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock

from .services.campaigns import open_campaigns
from .services.reminding import remind, send_reminders


@app.periodic(cron="10 * * * *")
@app.task(queue="default", queueing_lock="figures.collection", pass_context=False)
def keep_the_timetable(timestamp: int = 0) -> None:
    """Every hour; doing it twice changes nothing."""
    now = clock.now()
    open_campaigns(now=now)
    remind(now=now)
    send_reminders(now=now)
