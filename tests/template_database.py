"""Databases for tests: each is a copy of one migrated template, which lives until a migration changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from motcua.cli.connection import use_database
from motcua.core.fresh_schema import states_in_place
from motcua.launcher import Cluster

_OURS = "relnamespace <> ALL (ARRAY['pg_catalog', 'pg_toast', 'information_schema']::regnamespace[])"
_TABLES = f"SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relkind = 'r' AND {_OURS}"
_TABLES_MARK = f"""SELECT md5(string_agg(concat_ws(' ', relname, relnatts, relacl), ',' ORDER BY oid))
                     FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND {_OURS}"""
_TRIGGERS_MARK = """SELECT md5(string_agg(concat_ws(' ', tgrelid, tgname, tgenabled), ',' ORDER BY oid))
                      FROM pg_trigger"""


def url_for(url: str, name: str) -> str:
    """The address ``url`` with another database."""
    before, _, options = url.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{options}"


def fingerprint() -> str:
    """Changes whenever a migration may give another database: the files of every app's ``migrations`` and ``data``."""
    digest = hashlib.sha256(repr((settings.DB_APP_ROLE, settings.INSTALLED_APPS)).encode())
    for app in apps.get_app_configs():
        for folder in ("migrations", "data"):
            for path in sorted(Path(app.path, folder).rglob("*")):
                if path.is_file() and path.suffix != ".pyc":
                    digest.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def migrated_template(cluster: Cluster) -> str:
    """The name of the migrated template; made when it is not there."""
    name = f"template_{fingerprint()}"
    with owner(cluster) as connection:
        found = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name in found:
            return name
        unfinished = "template_unfinished"
        for old in found:
            if old.startswith("template_"):
                drop(connection, old)
        create(connection, unfinished)
        use_database(url_for(cluster.owner_url, unfinished))
        with states_in_place():
            call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


@contextmanager
def owner(cluster: Cluster) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.owner_url, autocommit=True) as connection:
        yield connection


class TestDatabase:
    """A copy of the template that can be put back as it was.

    Making a copy costs half a second of file creation, so after a test only the tables it wrote to are emptied; the
    copy is made anew when the test changed a row that migrations put in, or the tables themselves.
    """

    __test__ = False

    def __init__(self, cluster: Cluster, name: str, template: str) -> None:
        self._cluster, self.name, self._template = cluster, name, template
        self._url = url_for(cluster.superuser_url, name)
        self._make()

    def restore(self) -> None:
        """As it was after the migrations, with nobody connected any more."""
        connections.close_all()
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if self._marks(connection) == self._first_marks:
                self._empty(connection)
                return
        self._make()

    def drop(self) -> None:
        """By a superuser, for an autovacuum worker may be in it, and the owner cannot send that away."""
        connections.close_all()
        with psycopg.connect(self._cluster.superuser_url, autocommit=True) as connection:
            drop(connection, self.name)

    def _make(self) -> None:
        self.drop()
        with owner(self._cluster) as connection:
            create(connection, self.name, self._template)
        with psycopg.connect(self._url, autocommit=True) as connection:
            tables = [sql.Identifier(*row) for row in connection.execute(_TABLES)]
            filled = [t for t in tables if connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(t)).fetchone()]
            self._empty_tables = [table for table in tables if table not in filled]
            contents = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} t"
            marks = [sql.SQL(_TABLES_MARK), sql.SQL(_TRIGGERS_MARK), *(sql.SQL(contents).format(t) for t in filled)]
            self._mark_query = sql.SQL(" UNION ALL ").join(marks)
            self._first_marks = self._marks(connection)

    def _marks(self, connection: psycopg.Connection) -> list[tuple[str]]:
        return connection.execute(self._mark_query).fetchall()

    def _empty(self, connection: psycopg.Connection) -> None:
        tables = self._empty_tables
        probe = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(number), table)
            for number, table in enumerate(tables)
        )
        written = [tables[number] for (number,) in connection.execute(probe)]
        with connection.transaction():
            # Past triggers and foreign keys: logs refuse to lose rows, and all of them go anyway.
            connection.execute("SET LOCAL session_replication_role = replica")
            for table in written:
                connection.execute(sql.SQL("DELETE FROM {}").format(table))


def create(connection: psycopg.Connection, name: str, template: str = "template0") -> None:
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database, ending the sessions that leaked threads still hold in it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
