"""Jobs of the letters."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock

from .sending import send, send_due
from .services import forget_addresses


@app.task(name="notifications.send_one")
def send_one(notice: str) -> None:
    """One letter, right after the message about it was read."""
    send(UUID(notice), now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send_due", queueing_lock="notifications.send_due", lock="notifications.send_due")
def send_waiting(timestamp: int) -> None:
    """Every minute: further attempts, and what a process that died had taken."""
    send_due(now=clock.now())


@app.periodic(cron="37 3 * * *")
@app.task(name="notifications.forget", queueing_lock="notifications.forget")
def forget(timestamp: int) -> None:
    """Every night at 03:37."""
    forget_addresses(now=clock.now())
