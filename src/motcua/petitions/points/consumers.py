"""What the public map hears from petitions."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from motcua.core.outbox import Message, consumer
from motcua.petitions.points.services import refresh_point


@consumer("petitions.points", topics=("petition",))
def on_petition(message: Message, *, now: dt.datetime) -> None:
    """Whatever happened to it, the point says what is public of it now."""
    refresh_point(UUID(message.key), now=now)
