"""What dossiers hear from other rooms."""

from __future__ import annotations

import datetime as dt

from motcua.core.outbox import Message, consumer
from motcua.dossiers.tasks import replan_open
from motcua.worktime.selectors import RECHECK_SECONDS

LATE_WRITERS = int(RECHECK_SECONDS) * 3
"""Seconds after which no process plans by the old revision any more; what it started meanwhile is planned again."""


@consumer("dossiers.replan", topics=("worktime",))
def on_calendar(message: Message, *, now: dt.datetime) -> None:
    """A revised calendar: queue the re-planning, which may take long, as a job of its own."""
    body = message.body
    if message.kind != "calendar_revised" or body.get("changed_from") is None:
        return
    calendar, revision = str(body["calendar"]), int(str(body["revision"]))
    replan_open.defer(calendar=calendar, revision=revision)
    replan_open.configure(schedule_in={"seconds": LATE_WRITERS}).defer(calendar=calendar, revision=revision)
