"""The two roles and the database. The owner migrates; the application only reads and writes rows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

from .faults import LauncherError
from .record import APP, DATABASE, OWNER

_TEMPLATE = """\
\\set ON_ERROR_STOP on
SELECT 'CREATE ROLE {owner}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') \\gexec
SELECT 'CREATE ROLE {app}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{app}') \\gexec
ALTER ROLE {owner} LOGIN {createdb} PASSWORD {owner_password};
ALTER ROLE {app} LOGIN NOCREATEDB PASSWORD {app_password};
GRANT {app} TO {owner};
GRANT {owner} TO CURRENT_USER;
SELECT 'CREATE DATABASE {database} OWNER {owner} ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
"""


def provisioning_sql(
    *,
    owner_password: str,
    app_password: str,
    owner: str = OWNER,
    app: str = APP,
    database: str = DATABASE,
    may_create_databases: bool = False,
) -> str:
    """The SQL, for psql, that makes roles and database; running it again changes nothing but the passwords.

    The owner is a member of the application role so that it can end the application's sessions. The test suite
    makes databases of its own and needs ``may_create_databases``.
    """
    for name in (owner, app, database):
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
            raise LauncherError(f"{name!r} is no plain name for a role or database")
    return _TEMPLATE.format(
        owner=owner,
        app=app,
        database=database,
        owner_password=_literal(owner_password),
        app_password=_literal(app_password),
        createdb="CREATEDB" if may_create_databases else "NOCREATEDB",
    )


def provision(superuser_url: str, sql: str, *, psql: Path | str = "psql") -> None:
    """Run ``sql`` at a server as a superuser. Secrets go by environment and standard input, never by arguments."""
    address, password = _split_password(superuser_url)
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = password
    try:
        done = subprocess.run(
            [psql, "--no-psqlrc", "--quiet", "--tuples-only", f"--dbname={address}"],
            input=sql,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment,
            timeout=60,
            check=False,
        )
    except FileNotFoundError:
        raise LauncherError(f"the program {psql} is not there") from None
    except subprocess.TimeoutExpired:
        raise LauncherError("the database server did not answer within 60 seconds") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise LauncherError(f"the database could not be prepared: {lines[0]}")


def _split_password(url: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"(postgres(?:ql)?://[^:@/?]*):([^@/?]*)(@.*)", url)
    if match is None:
        return url, None
    return match[1] + match[3], unquote(match[2])


def _literal(text: str) -> str:
    if "\0" in text or "\\" in text:
        raise LauncherError("a password may not hold a backslash or a zero byte")
    return "'" + text.replace("'", "''") + "'"
