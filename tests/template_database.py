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
from motcua.launcher import Cluster
from motcua.launcher.record import locked


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
    """The name of the migrated template; made when it is not there. Safe when several processes ask at once."""
    name = f"template_{fingerprint()}"
    with locked(cluster.state_dir, "template"), owner(cluster) as connection:
        found = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name in found:
            return name
        unfinished = "template_unfinished"
        for old in found:
            if old.startswith("template_"):
                drop(connection, old)
        create(connection, unfinished)
        use_database(url_for(cluster.owner_url, unfinished))
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


def create(connection: psycopg.Connection, name: str, template: str = "template0") -> None:
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database, ending the sessions that leaked threads still hold in it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
