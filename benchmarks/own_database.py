"""A database of the embedded cluster for one benchmark, made anew and dropped at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def own_database(called: str) -> Iterator[str]:
    """A database of the embedded cluster, made anew; dropped at the end."""
    import psycopg
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from psycopg import sql

    from motcua import launcher
    from motcua.cli.connection import use_database
    from motcua.core.fresh_schema import states_in_place

    cluster = launcher.ensure_running(settings.STATE_DIR, pg_bin=settings.PG_BIN)
    name = sql.Identifier(called)

    def own(statement: sql.Composed) -> None:
        with psycopg.connect(cluster.owner_url, autocommit=True) as connection:
            connection.execute(statement)

    def drop() -> None:
        """Again and again while the cleaner of PostgreSQL is at work in it, whom only a superuser may send away."""
        for _again in range(60):
            with suppress(psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
                own(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
                return
            time.sleep(1)

    drop()
    own(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
    try:
        settings.OWNER_DATABASE_URL, settings.DATABASE_URL = (
            _at(url, called) for url in (cluster.owner_url, cluster.app_url)
        )
        use_database(settings.OWNER_DATABASE_URL)
        with states_in_place():
            call_command("migrate", verbosity=0, interactive=False)
        use_database(settings.DATABASE_URL)
        yield settings.DATABASE_URL
    finally:
        connections.close_all()
        drop()


def _at(url: str, called: str) -> str:
    before, _, options = url.partition("?")
    return f"{before.rpartition('/')[0]}/{called}?{options}"
