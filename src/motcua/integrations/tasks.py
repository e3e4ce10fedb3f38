"""Jobs of the channels."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.core import clock

from .incoming.handling import handle, handle_due
from .incoming.receiving import HANDLE_TASK
from .incoming.upkeep import forget
from .messaging.sending import send_due
from .national_petitions.reading import pull
from .national_petitions.registered import current
from .national_petitions.telling import tell_due
from .open311.forwarding import follow, forward_due


@app.task(name=HANDLE_TASK)
def handle_one(message: str) -> None:
    """One message, right after it was kept."""
    handle(UUID(message), now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="integrations.handle_due", queueing_lock="integrations.handle_due", lock="integrations.handle_due")
def handle_waiting(timestamp: int) -> None:
    """Every minute: further attempts, and what a process that died had taken."""
    handle_due(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="integrations.send_due", queueing_lock="integrations.send_due", lock="integrations.send_due")
def send_waiting(timestamp: int) -> None:
    """Every minute: short messages that wait."""
    send_due(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="integrations.national", queueing_lock="integrations.national", lock="integrations.national")
def talk_to_national(timestamp: int) -> None:
    """Every five minutes, where a national system is named: what is new there, and what it must hear."""
    system = current()
    if system is not None:
        pull(system, now=clock.now())
        tell_due(system, now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="integrations.forward", queueing_lock="integrations.forward", lock="integrations.forward")
def forward_waiting(timestamp: int) -> None:
    """Every five minutes: petitions forwarded to Open311 servers of others."""
    forward_due(now=clock.now())


@app.periodic(cron="17 * * * *")
@app.task(name="integrations.follow", queueing_lock="integrations.follow", lock="integrations.follow")
def follow_forwarded(timestamp: int) -> None:
    """Every hour: how they stand there."""
    follow(now=clock.now())


@app.periodic(cron="47 3 * * *")
@app.task(name="integrations.forget", queueing_lock="integrations.forget")
def forget_old(timestamp: int) -> None:
    """Every night at 03:47."""
    forget(now=clock.now())
