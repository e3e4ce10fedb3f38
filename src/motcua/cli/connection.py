"""Which database, and with whose rights, this process works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections

from motcua import launcher
from motcua.settings.base import database


def use_database(url: str) -> None:
    """From now on every Django connection of this process, in whatever thread, goes to ``url``."""
    connections.close_all()
    # The handler and the connections of all threads share this one dictionary.
    connections.settings["default"].update(database(url))


def use_embedded_database() -> None:
    """Without a DATABASE_URL: start the embedded PostgreSQL if need be and use it with the application's rights.

    Raises LauncherError.
    """
    if not settings.EMBEDDED_DATABASE:
        return
    cluster = launcher.ensure_running(settings.STATE_DIR, pg_bin=settings.PG_BIN)
    settings.DATABASE_URL, settings.OWNER_DATABASE_URL = cluster.app_url, cluster.owner_url
    use_database(cluster.app_url)


@contextmanager
def as_owner() -> Iterator[None]:
    """Within the block the connections have the rights of the owner role: for migrating and looking after tables."""
    before = settings.DATABASE_URL
    use_database(settings.OWNER_DATABASE_URL)
    try:
        yield
    finally:
        use_database(before)


def analyze() -> None:
    """Let PostgreSQL look at what the tables hold. After a large load it would plan blindly until its own round, a
    minute later. Without the owner's address nothing is done."""
    if not settings.OWNER_DATABASE_URL:
        return
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
