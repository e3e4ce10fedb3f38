"""Carriers in memory, with the faults of real ones. For tests, training and demonstrations."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from .interface import CarrierAway, CarrierRefused, Fate, Incoming, Report


@dataclass(slots=True)
class SimulatedCarrier:
    """``away_for`` attempts fail; ``refused`` numbers are never carried; ``reports_twice`` tells each fate twice, and
    before the answer of the sending is known where ``reports_early``; the same key is carried once."""

    channel: str
    longest: int = 1000
    away_for: int = 0
    refused: frozenset[str] = frozenset()
    reports_twice: bool = False
    carried: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    attempts: int = 0
    _numbers: Iterable[int] = field(default_factory=lambda: itertools.count(1))

    def send(self, *, recipient: str, text: str, key: str) -> str:
        self.attempts += 1
        if self.away_for > 0:
            self.away_for -= 1
            raise CarrierAway("simulated")
        if recipient in self.refused:
            raise CarrierRefused("unknown_number")
        if len(text) > self.longest:
            raise CarrierRefused("too_long")
        if key not in self.carried:
            self.carried[key] = (f"{self.channel}-{next(iter(self._numbers))}", recipient, text)
        return self.carried[key][0]

    def reports(self, *, at: dt.datetime, failed: Iterable[str] = ()) -> list[Report]:
        bad = set(failed)
        found = [
            Report(provider_id, Fate.FAILED if to in bad else Fate.DELIVERED, at, "absent" if to in bad else "")
            for provider_id, to, _text in self.carried.values()
        ]
        return [*found, *found] if self.reports_twice else found

    def writes(self, sender: str, text: str, *, at: dt.datetime, message_id: str = "", name: str = "") -> Incoming:
        """A person writes; without ``message_id`` a new one."""
        number = next(iter(self._numbers))
        return Incoming(message_id or f"{self.channel}-in-{number}", sender, text, at, name)
