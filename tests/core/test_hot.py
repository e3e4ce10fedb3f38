"""Statements bound and prepared on the server: what travels comes back the same, and one text is one plan."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from motcua.core import hot
from motcua.core.models import IdempotencyRecord

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, 30, 0, 123456, tzinfo=dt.UTC)


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("bigint", 2**62),
        ("int", -7),
        ("text", "Đặng \\ \" ' {} , NULL"),
        ("text", ""),
        ("boolean", True),
        ("boolean", False),
        ("bytea", b"\x00\xff\\x"),
        ("timestamptz", NOW),
        ("date", dt.date(2026, 11, 23)),
        ("uuid", uuid.UUID(int=2**127)),
        ("text[]", ["a", 'b"c', "d\\e", "NULL", "", "{f,g}", "Ệ"]),
        ("text[]", []),
        ("int[]", [1, -2, 3]),
        ("bigint[]", []),
    ],
)
def test_value_of_each_type_when_it_goes_there_and_back_then_the_same(kind: str, value: object) -> None:
    assert hot.row(f"SELECT %s::{kind}", [value]) == (value,)  # type: ignore[list-item]
    assert hot.row(f"SELECT %s::{kind}", [None]) == (None,)


@given(st.lists(st.text('aệ"\\{}, N\n', max_size=6), max_size=4))
def test_array_of_any_words_when_it_goes_there_and_back_then_the_same(words: list[str]) -> None:
    assert hot.row("SELECT %s::text[]", [words]) == (words,)


def test_document_when_it_goes_there_and_back_then_the_same() -> None:
    assert hot.row("SELECT %s::jsonb ->> 'tên'", [{"tên": 'Ánh "Tuyết"', "số": [1, None]}]) == ('Ánh "Tuyết"',)


def test_value_of_an_unknown_type_when_given_then_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        hot.row("SELECT %s::numeric", [1.5])  # type: ignore[list-item]


def test_statement_when_its_values_differ_in_type_and_size_then_one_plan() -> None:
    text = "SELECT 'one plan', %s::bigint, %s::timestamptz"
    for number, at in ((1, NOW), (2**40, None), (None, NOW), (70_000, NOW)):
        hot.row(text, [number, at])

    assert prepared().count(hot.numbered(text)) == 1


def test_statement_when_run_then_counted_and_logged_like_any_other() -> None:
    with CaptureQueriesContext(connection) as captured:
        hot.row("SELECT %s::int", [1])

    assert [query["sql"] for query in captured] == ["SELECT $1::int"]


def test_statement_when_refused_then_djangos_own_error() -> None:
    values = ["a", "o", "k", b"h", NOW]
    insert = (
        "INSERT INTO core_idempotency (actor_key, operation, key, request_hash, created_at) VALUES (%s,%s,%s,%s,%s)"
    )
    assert hot.run(insert, values) == 1

    with pytest.raises(IntegrityError), transaction.atomic():
        hot.run(insert, values)
    assert IdempotencyRecord.objects.count() == 1


def test_statement_when_a_rollback_forgot_it_then_prepared_again() -> None:
    hot.row("SELECT 'again', %s::int", [1])
    with pytest.raises(LookupError), transaction.atomic():
        raise LookupError

    assert hot.row("SELECT 'again', %s::int", [2]) == ("again", 2)


@pytest.mark.django_db(transaction=True)
def test_statement_when_the_connection_is_new_then_prepared_there() -> None:
    assert hot.row("SELECT %s::int", [1]) == (1,)
    connection.close()

    assert hot.row("SELECT %s::int", [2]) == (2,)
    assert prepared() == ["SELECT $1::int"]
