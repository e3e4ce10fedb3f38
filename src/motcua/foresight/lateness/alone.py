"""One at a time, on whatever machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from motcua.core.errors import Conflict


@contextmanager
def alone(what: str, code: str) -> Iterator[None]:
    """Nobody else does ``what`` meanwhile; a killed one leaves nothing behind, for the database forgets it with its
    connection. Raises Conflict with ``code``."""
    key = f"foresight.lateness.{what}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [key])
        if not cursor.fetchone()[0]:
            raise Conflict(code)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [key])
