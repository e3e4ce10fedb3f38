"""``motcua migrate``: bring the database to this version, with the owner's rights."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext

import click
import structlog
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from motcua.cli.connection import as_owner
from motcua.core.fresh_schema import states_in_place

# Any constant: two programs that migrate at once wait for one another on it.
_LOCK = 4_700_129_001

# A change of a table waits so long for its lock, then lets everybody pass who queued behind it, and tries again: a
# report or a backup that reads the table for minutes must not stop the desks.
_LOCK_SECONDS = 3
_ATTEMPTS = 60
_LOCK_NOT_AVAILABLE = "55P03"

log = structlog.get_logger()


def migrate(*, verbosity: int = 1, app_label: str = "", migration: str = "") -> None:
    """Apply the migrations as the owner role while the system works. Of two callers at once the second waits and finds
    nothing to do."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        target = [part for part in (app_label, migration) if part]
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{_LOCK_SECONDS}s"])
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with _way():
                    call_command("migrate", *target, interactive=False, verbosity=verbosity)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE or attempt == _ATTEMPTS:
                    raise
                log.warning("migrate.lock_busy", attempt=attempt)
                time.sleep(1)
            else:
                break
        cursor.execute("RESET lock_timeout")


def _way() -> AbstractContextManager[None]:
    """The quick one for a database that no migration has touched."""
    return nullcontext() if MigrationRecorder(connection).has_table() else states_in_place()


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
