"""Instants and deadlines of the samples: everything happens in November 2026."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import LEGAL_ZONE
from motcua.web.words import TimeLeft, time_left


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LEGAL_ZONE)


def left(minutes: int, total: int, paused_for: str | None = None) -> TimeLeft:
    return time_left(minutes, total, soon_minutes=960, paused_for=paused_for)
