"""The SQL that prepares a PostgreSQL of one's own."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from motcua import launcher
from motcua.launcher.provisioning import _split_password

_NAMES = {"owner": "other_owner", "app": "other_app", "database": "other"}


@pytest.fixture
def superuser_url(cluster: launcher.Cluster) -> Iterator[str]:
    yield cluster.superuser_url
    with psycopg.connect(cluster.superuser_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS other WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS other_owner")
        connection.execute("DROP ROLE IF EXISTS other_app")


def test_provision_twice_then_the_database_is_the_owners_and_passwords_are_the_last(
    superuser_url: str, cluster: launcher.Cluster
) -> None:
    for password in ("first'; DROP", 'it\'s "second"'):
        sql = launcher.provisioning_sql(owner_password=password, app_password=f"a{password}", **_NAMES)
        launcher.provision(superuser_url, sql, psql=cluster.psql)

    host = psycopg.conninfo.conninfo_to_dict(superuser_url)["host"]
    with psycopg.connect(user="other_owner", password='it\'s "second"', dbname="other", host=host) as owner:
        owner.execute("CREATE TABLE public.paper (name text)")
        row = owner.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False, False)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(user="motcua_app", password="x", dbname="other", host=host)


@pytest.mark.parametrize("name", ["x; DROP DATABASE y", "Tên", "", "a" * 64])
def test_provisioning_sql_when_a_name_is_not_plain_then_refused(name: str) -> None:
    with pytest.raises(launcher.LauncherError):
        launcher.provisioning_sql(owner_password="a", app_password="b", database=name)


@pytest.mark.parametrize("password", ["back\\slash", "zero\0"])
def test_provisioning_sql_when_a_password_cannot_be_quoted_then_refused(password: str) -> None:
    with pytest.raises(launcher.LauncherError):
        launcher.provisioning_sql(owner_password=password, app_password="b")


def test_provision_when_no_server_answers_then_one_line(cluster: launcher.Cluster) -> None:
    with pytest.raises(launcher.LauncherError, match="could not be prepared") as caught:
        launcher.provision("postgresql://postgres@127.0.0.1:1/postgres", "SELECT 1;", psql=cluster.psql)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "without", "password"),
    [
        ("postgresql://u:p%40@h:1/d", "postgresql://u@h:1/d", "p@"),
        ("postgresql://u@h/d", "postgresql://u@h/d", None),
        ("postgresql://u:p@/d?host=%2Ftmp", "postgresql://u@/d?host=%2Ftmp", "p"),
    ],
)
def test_split_password_then_no_argument_holds_it(url: str, without: str, password: str | None) -> None:
    assert _split_password(url) == (without, password)
