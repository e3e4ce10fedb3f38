"""Reading and locking a dossier row with hand-written SQL: the first statement of every act. Its oracle in the tests is
the ORM's ``select_for_update``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection

from motcua.core import hot
from motcua.core.idempotency import CLAIM, Claim, require_key
from motcua.dossiers.models import Dossier


class _Select(NamedTuple):
    """Attribute names in the order of the columns, the place of the snapshot among them, and the columns in SQL."""

    names: tuple[str, ...]
    snapshot: int
    columns: str


@lru_cache(maxsize=1)
def _select() -> _Select:
    fields = Dossier._meta.concrete_fields  # noqa: SLF001 - documented by Django
    names = tuple(field.attname for field in fields)
    return _Select(names, names.index("snapshot"), ", ".join(f'"{field.column}"' for field in fields))


_REROUTING = "(SELECT max(id) FROM dossiers_reroute WHERE state = 'running')"
"""Whether competence is moving under open dossiers just now: who may act is asked after the dossier has moved."""


@lru_cache(maxsize=1)
def _read() -> str:
    return f"SELECT {_select().columns}, {_REROUTING} FROM dossier WHERE uid = %s"  # noqa: S608


@lru_cache(maxsize=1)
def _lock() -> str:
    return f"{_read()} FOR UPDATE"


@lru_cache(maxsize=1)
def _claim_and_lock() -> str:
    """The claim is tried before the row is looked for: PostgreSQL evaluates a condition without columns first. So a
    repeat waits for the claim of the first request without holding the row that the first one needs."""
    return (
        f"WITH claimed AS ({CLAIM}) SELECT {_select().columns}, {_REROUTING} FROM dossier "  # noqa: S608
        "WHERE EXISTS (SELECT FROM claimed) AND uid = %s FOR UPDATE"
    )


def read_row(uid: UUID) -> Dossier | None:
    """The dossier as it is now, not locked; ``None`` when there is none. One statement."""
    return _opened(hot.row(_read(), (uid,)))


def locked_row(uid: UUID) -> Dossier | None:
    """The dossier, its row locked until the transaction ends; ``None`` when there is none. One statement. Raises
    RuntimeError outside a transaction, where the lock would be gone at once."""
    if not connection.in_atomic_block:
        raise RuntimeError("a dossier is locked inside a transaction")
    return _opened(hot.row(_lock(), (uid,)))


def claimed_row(uid: UUID, request: Claim, *, now: dt.datetime) -> Dossier | None:
    """As :func:`locked_row`, for the first request with its key; ``None`` also for a repeat. One statement. Raises as
    :func:`motcua.core.idempotency.require_key`."""
    require_key(request)
    return _opened(hot.row(_claim_and_lock(), (*request.values(now), uid)))


@lru_cache(maxsize=1)
def _lock_free() -> str:
    return (
        f"SELECT {_select().columns}, NULL FROM dossier "  # noqa: S608
        "WHERE id = ANY(%s::bigint[]) AND NOT closed ORDER BY id FOR UPDATE SKIP LOCKED"
    )


def locked_free_rows(keys: Sequence[int]) -> list[Dossier]:
    """The open dossiers among ``keys`` that nobody holds, locked until the transaction ends, in the order of their
    keys: a batch waits for nobody. One statement."""
    return [found for row in hot.rows(_lock_free(), (list(keys),)) if (found := _opened(row)) is not None]


def _opened(row: hot.Row | None) -> Dossier | None:
    if row is None:
        return None
    names, snapshot, _ = _select()
    *values, rerouting = row
    values[snapshot] = json.loads(values[snapshot])
    dossier = Dossier.from_db(DEFAULT_DB_ALIAS, names, values)
    dossier.rerouting = rerouting
    return dossier
