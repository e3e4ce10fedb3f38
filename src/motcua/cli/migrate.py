"""``motcua migrate``: bring the database to this version, with the owner's rights."""

from __future__ import annotations

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from motcua.cli.connection import as_owner

# Any constant: two programs that migrate at once wait for one another on it.
_LOCK = 4_700_129_001


def migrate(*, verbosity: int = 1, app_label: str = "", migration: str = "") -> None:
    """Apply the migrations as the owner role. Of two callers at once the second waits and finds nothing to do."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        target = [part for part in (app_label, migration) if part]
        call_command("migrate", *target, interactive=False, verbosity=verbosity)


def unknown_migrations() -> list[str]:
    """What the database has applied and this version does not know: a newer version was here."""
    with as_owner():
        loader = MigrationLoader(connection)
        known = {*loader.disk_migrations, *loader.replacements}
        return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - known)


@click.command(help=_("Cập nhật cấu trúc cơ sở dữ liệu (bằng quyền của chủ sở hữu)."))
@click.argument("app_label", required=False, default="")
@click.argument("migration", required=False, default="")
def command(app_label: str, migration: str) -> None:
    migrate(app_label=app_label, migration=migration)
