"""What motcua needs of a switchboard. Pure. Switchboards differ by maker and none is standard here: behind this
protocol stands a small program of the province's own, which signs its calls (``docs/guides/channels.md``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class CallKind(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """Something happened on a line. ``call_id`` is the switchboard's own; ``operator`` the account of who has it on
    the desk, None while it waits. ``caller`` is empty for a withheld number."""

    call_id: str
    kind: CallKind
    at: dt.datetime
    caller: str = ""
    called: str = ""
    operator: UUID | None = None


class Switchboard(Protocol):
    def events(self, since: dt.datetime) -> list[CallEvent]:
        """What happened since, for a switchboard that cannot call us."""
        ...

    def dial(self, *, operator: UUID, number: str) -> str:
        """Ring the operator's telephone, then the number; the id of the call."""
        ...

    def hang_up(self, call_id: str) -> None: ...
