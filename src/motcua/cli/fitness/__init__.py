"""``motcua check --deploy``: is this installation fit for real people?"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from .configuration import configuration
from .database import database
from .findings import Finding, Level, judged
from .surroundings import surroundings

__all__ = ["Finding", "Level", "look"]


def look() -> Iterator[Finding]:
    """Everything that can be looked at, one finding a key; asks database, scanner, mail server and file store, writes
    one small blob and takes it away again."""
    yield from configuration(settings)
    try:
        yield from database()
    except (DatabaseError, InterfaceError) as error:
        yield judged("database_away", good=False, reason=type(error).__name__)
    yield from surroundings()
