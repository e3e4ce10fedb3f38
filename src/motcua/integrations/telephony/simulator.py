"""A switchboard in memory: calls ring, are answered, missed, and end; events come twice and out of order at will."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from uuid import UUID

from .interface import CallEvent, CallKind


@dataclass(slots=True)
class SimulatedSwitchboard:
    told: list[CallEvent] = field(default_factory=list)
    _next: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def ring(self, caller: str, *, operator: UUID | None, at: dt.datetime, called: str = "1022") -> str:
        call_id = f"sim-{next(self._next)}"
        self.told.append(CallEvent(call_id, CallKind.RINGING, at, caller, called, operator))
        return call_id

    def answer(self, call_id: str, *, operator: UUID, at: dt.datetime) -> None:
        self._tell(call_id, CallKind.ANSWERED, at, operator)

    def hang_up_at(self, call_id: str, *, at: dt.datetime) -> None:
        self._tell(call_id, CallKind.ENDED, at, None)

    def miss(self, call_id: str, *, at: dt.datetime) -> None:
        self._tell(call_id, CallKind.MISSED, at, None)

    def events(self, since: dt.datetime) -> list[CallEvent]:
        return [one for one in self.told if one.at >= since]

    def dial(self, *, operator: UUID, number: str) -> str:
        return self.ring(number, operator=operator, at=self.told[-1].at if self.told else dt.datetime.now(dt.UTC))

    def hang_up(self, call_id: str) -> None:
        self.hang_up_at(call_id, at=self.told[-1].at)

    def _tell(self, call_id: str, kind: CallKind, at: dt.datetime, operator: UUID | None) -> None:
        first = next(one for one in self.told if one.call_id == call_id)
        self.told.append(CallEvent(call_id, kind, at, first.caller, first.called, operator or first.operator))
