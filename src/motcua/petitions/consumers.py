"""What petitions hear from the outbox."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from procrastinate.exceptions import AlreadyEnqueued

from motcua.core.outbox import Message, consumer
from motcua.petitions.lifecycle import EventKind
from motcua.petitions.tasks import follow_reorganisation
from motcua.petitions.telling import tell

STALE = dt.timedelta(days=7)
"""Nobody is told by letter of what happened longer ago: after a long outage, a restore or a bulk load."""


@consumer("petitions.telling", topics=("petition",))
def tell_people(message: Message, *, now: dt.datetime) -> None:
    """Letters to the sender, to followers and to officials about one event."""
    if now - message.created_at > STALE:
        return
    tell(UUID(str(message.body["petition"])), int(str(message.body["seq"])), EventKind(message.kind), now=now)


@consumer("petitions.units", topics=("organisation",))
def on_units(message: Message, *, now: dt.datetime) -> None:
    """Units were reorganised: open petitions follow, in a job of its own."""
    if message.kind == "units_reorganised":
        with suppress(AlreadyEnqueued):
            follow_reorganisation.defer()
