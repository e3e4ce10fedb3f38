"""Addresses of databases, and what production insists on."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from motcua.settings.base import PREPARE_BY_ITSELF, database


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "user", "password"),
    [
        ("postgresql://u:p@db.example:6432/n", "db.example", "6432", "n", "u", "p"),
        ("postgres://u@h/n", "h", "", "n", "u", ""),
        ("postgresql://u:p%40%2F@/n?host=/var/Run", "/var/Run", "", "n", "u", "p@/"),
        ("postgresql://u@/n?host=%2Fa%20b%2FC+d", "/a b/C+d", "", "n", "u", ""),
        ("postgresql://u@%2Fvar%2FRun/n", "/var/Run", "", "n", "u", ""),
        ("postgresql://u@[::1]:5432/n", "::1", "5432", "n", "u", ""),
    ],
)
def test_database_then_every_part_of_the_address_is_read(
    url: str, host: str, port: str, name: str, user: str, password: str
) -> None:
    read = database(url)

    assert (read["HOST"], read["PORT"], read["NAME"], read["USER"], read["PASSWORD"]) == (
        host,
        port,
        name,
        user,
        password,
    )


def test_database_when_there_are_options_then_they_reach_libpq() -> None:
    assert database("postgresql://u@h/n?sslmode=verify-full")["OPTIONS"] == {
        "application_name": "motcua",
        "prepare_threshold": PREPARE_BY_ITSELF,
        "sslmode": "verify-full",
    }


@pytest.mark.parametrize("url", ["mysql://u@h/n", "sqlite:///x", "", "h/n"])
def test_database_when_it_is_not_postgresql_then_refused(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        database(url)


@pytest.mark.parametrize("missing", ["MOTCUA_SECRET_KEY", "MOTCUA_FILE_KEY", "DATABASE_URL"])
def test_production_without_a_secret_then_it_does_not_start_and_names_it(missing: str) -> None:
    environment = {
        "MOTCUA_SECRET_KEY": "x" * 60,
        "MOTCUA_FILE_KEY": "y" * 44,
        "DATABASE_URL": "postgresql://u@h/n",
        "PATH": os.environ["PATH"],
    }
    del environment[missing]

    done = subprocess.run(
        [sys.executable, "-c", "import motcua.settings.prod"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr
