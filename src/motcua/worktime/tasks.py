"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock

from . import services


@app.periodic(cron="15 6 * * *")
@app.task(queueing_lock="worktime.calendar_ends", pass_context=False)
def announce_calendar_ends(timestamp: int) -> int:
    """Every morning: the alarm for calendars that end within 60 days."""
    return services.announce_calendar_ends(now=clock.now())
