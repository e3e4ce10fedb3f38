"""The database wrapper; Django looks for it by the name of this module."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper


class PreparedCursor(psycopg.RawCursor[Any]):
    """Binds on the server and prepares whatever it runs: for statements of constant text with ``$1``."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> PreparedCursor:
        return super().execute(query, params, prepare=True, binary=binary)


class DatabaseOperations(operations.DatabaseOperations):
    """Tells the log of queries what a prepared statement said; its values went apart."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        return str(sql) if isinstance(cursor, PreparedCursor) else super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Everything Django's own does; see :mod:`motcua.core.hot` for who prepares."""

    ops_class = DatabaseOperations
    _prepared: PreparedCursor | None = None

    def prepared_cursor(self) -> CursorWrapper:
        """A cursor over prepared statements, counted and logged like any other. One for the life of the connection:
        read the answer to its end before the next statement."""
        self.ensure_connection()
        cursor = self._prepared
        if cursor is None or cursor.connection is not self.connection:
            cursor = self._prepared = PreparedCursor(self.connection)
        self.validate_thread_sharing()
        make = CursorDebugWrapper if self.queries_logged else CursorWrapper
        return make(cursor, self)

    def is_usable(self) -> bool:
        """Whether an idle connection still stands. A server that went away has said so or closed, and both wait in the
        socket; only then it is asked. Saves a round trip a request. One whose transaction failed is of no use, as
        Django's own question finds."""
        raw = self.connection
        if raw is None or raw.closed or raw.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
            return False
        waiting = select.poll()
        waiting.register(raw.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()
