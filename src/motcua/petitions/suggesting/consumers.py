"""What suggestions hear from the outbox."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from motcua.core.outbox import Message, consumer
from motcua.petitions.lifecycle import EventKind

from .keeping import SETTLES, heard

_HEARD = SETTLES | {EventKind.SUBMITTED, EventKind.DATA_ERASED}


@consumer("petitions.suggesting", topics=("petition",))
def on_petition(message: Message, *, now: dt.datetime) -> None:
    kind = EventKind(message.kind)
    if kind in _HEARD:
        heard(UUID(str(message.body["petition"])), kind, now=now)
