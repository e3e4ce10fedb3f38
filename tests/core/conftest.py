from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection

from motcua.core import clock as clocks
from motcua.core.outbox import Message, consumers

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


SOMEBODY = uuid.UUID("019abc00-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Somebody:
    """An actor as the core sees it."""

    kind: str = "official"
    uid: uuid.UUID | None = SOMEBODY


@pytest.fixture
def actor() -> Somebody:
    return Somebody()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No consumers but the test's own."""
    monkeypatch.setattr(consumers, "_consumers", {})
    return None


class Ledger:
    """A handler that keeps what it did in the database, so that a rollback takes it back; fails on the kinds told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.failing: set[str] = set()
        self.calls = 0

    def __call__(self, message: Message, *, now: dt.datetime) -> None:
        self.calls += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_job_progress (uid, kind, state, done, message, outcome, created_at, updated_at)"
                " VALUES (gen_random_uuid(), %s, 'done', %s, %s, '{}', %s, %s)",
                [self.name, message.position, f"{message.key}/{message.kind}", now, clocks.now()],
            )
        if message.kind in self.failing:
            raise LookupError("told to fail with Nguyễn Văn An in the text")

    def entries(self) -> list[str]:
        """``key/kind`` of everything handled, in the order it was."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT message FROM core_job_progress WHERE kind = %s ORDER BY id", [self.name])
            return [row[0] for row in cursor.fetchall()]
