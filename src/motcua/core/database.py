"""Telling a database that is away from a statement that is wrong."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import InterfaceError, OperationalError, connection

SqlValue = bool | int | str | bytes | dt.date | uuid.UUID | list[str] | list[int] | None
"""What our hand-written statements take as a parameter (an instant is a date, too)."""

_AWAY_CLASSES = ("08", "53", "57P", "58")
"""SQLSTATE classes: connection lost, resources exhausted (disk full, too many connections), shutdown, system error."""


def is_away(error: BaseException) -> bool:
    """True when the database could not be reached, shut down meanwhile or ran out of disk, memory or connections:
    trying again later is right, and the statement is not to blame."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_AWAY_CLASSES)
    raw = connection.connection
    return raw is None or raw.closed or raw.broken
