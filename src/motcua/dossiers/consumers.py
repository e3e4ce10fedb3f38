"""What dossiers hear from other rooms."""

from __future__ import annotations

import datetime as dt

from motcua.core.outbox import Message, consumer
from motcua.dossiers.tasks import replan_open


@consumer("dossiers.replan", topics=("worktime",))
def on_calendar(message: Message, *, now: dt.datetime) -> None:
    """A revised calendar: queue the re-planning, which may take long, as a job of its own."""
    body = message.body
    if message.kind != "calendar_revised" or body.get("changed_from") is None:
        return
    replan_open.defer(calendar=str(body["calendar"]), revision=int(str(body["revision"])))
