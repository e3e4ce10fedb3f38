"""The place a backup is restored into: is it empty, and keeping everybody else out meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from psycopg import sql

from motcua.backup.blobs import Blob
from motcua.core.errors import Conflict, Invalid
from motcua.documents.blobs import list_blobs

_OURS = "nspname <> 'information_schema' AND nspname !~ '^pg_'"
_RELATIONS = f"""
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND {_OURS}
"""  # noqa: S608  (made of constants)
_SESSIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_END_SESSIONS = """
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      AND pg_has_role(usesysid, 'USAGE')
"""


def database_name() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
    return str(name)


def check_empty(files: Iterator[Blob], *, overwrite: str | None) -> None:
    """Nothing lives here: no tables, nobody connected, no files but those of the backup (of a restore that was killed).
    With ``overwrite``, the database's own name, whatever lives here may go.

    Raises Invalid ``restore_wrong_word``; Conflict ``restore_living``, ``restore_sessions``, ``restore_other_files``.
    """
    name = database_name()
    if overwrite is not None:
        if overwrite != name:
            raise Invalid("restore_wrong_word", params={"database": name})
        return
    if _count(_RELATIONS):
        raise Conflict("restore_living", params={"database": name})
    if sessions := _count(_SESSIONS):
        raise Conflict("restore_sessions", params={"database": name, "count": sessions})
    if _holds_others(files):
        raise Conflict("restore_other_files", params={"database": name})


def _holds_others(files: Iterator[Blob]) -> bool:
    """Whether the living store has a blob the list does not name; both come sorted."""
    known = next(files, None)
    for blob in list_blobs():
        while known is not None and known.name < blob:
            known = next(files, None)
        if known is None or known.name != blob:
            return True
    return False


@contextmanager
def closed_to_others() -> Iterator[None]:
    """Within the block only the owner role can connect: everybody's sessions are ended and new ones refused. Opened
    again at a good end, or when nothing was put in. What was put back in part stays shut: the next restore over it
    opens it."""
    database = sql.Identifier(database_name())
    role = sql.Identifier(settings.DB_APP_ROLE)
    public = _count("SELECT count(*) FROM pg_database WHERE datname = current_database() AND"
                    " (datacl IS NULL OR has_database_privilege('public', oid, 'CONNECT'))")  # fmt: skip
    _execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC, {}").format(database, role))
    _count(_END_SESSIONS)
    try:
        yield
    except BaseException:
        if not _count(_RELATIONS):
            _open(database, role, public=bool(public))
        raise
    _open(database, role, public=bool(public))


def _open(database: sql.Identifier, role: sql.Identifier, *, public: bool) -> None:
    _execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role))
    if public:
        _execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC").format(database))


def empty_database() -> None:
    """Drop everything in it. The schema ``public`` stays, empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nspname FROM pg_namespace WHERE {_OURS}")  # noqa: S608  (a constant)
        schemas = [name for (name,) in cursor.fetchall()]
    for name in schemas:
        _execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
    _execute(sql.SQL("CREATE SCHEMA public"))


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
