from __future__ import annotations

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from motcua.core.database import is_away


def failed(sqlstate: str) -> OperationalError:
    """The error Django raises for a statement that failed with this SQLSTATE."""
    error = OperationalError("told")
    error.__cause__ = psycopg.errors.lookup(sqlstate)("told")
    return error


@pytest.mark.parametrize(
    ("sqlstate", "away"),
    [
        ("08006", True),  # connection failure
        ("53100", True),  # disk full
        ("53200", True),  # out of memory
        ("53300", True),  # too many connections
        ("57P01", True),  # shut down by an administrator
        ("57P03", True),  # starting up
        ("58030", True),  # input or output error
        ("40P01", False),  # deadlock
        ("40001", False),  # serialisation
        ("55P03", False),  # lock not available
        ("57014", False),  # statement cancelled
    ],
)
def test_is_away_tells_a_missing_database_from_a_losing_statement(sqlstate: str, away: bool) -> None:
    assert is_away(failed(sqlstate)) is away


def test_is_away_of_other_errors_is_false() -> None:
    assert not is_away(ProgrammingError("no such column"))
    assert not is_away(ValueError("x"))


@pytest.mark.django_db
def test_is_away_without_a_state_asks_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()

    with_connection = is_away(InterfaceError("the cursor is closed"))
    monkeypatch.setattr(connection, "connection", None)
    without = is_away(OperationalError("could not connect"))

    assert (with_connection, without) == (False, True)
