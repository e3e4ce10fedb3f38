"""What happens around every request: an id, one log line, figures; and an answer when the database is away."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from motcua.core import metrics
from motcua.core.database import is_away
from motcua.core.ids import new_id
from motcua.core.problems import for_programs, problem

log = structlog.get_logger(__name__)

_GIVEN_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
_QUIET = frozenset({"health_live", "health_ready", "metrics"})

_Answer = Callable[[HttpRequest], HttpResponseBase]
_Execute = Callable[[str, Any, bool, dict[str, Any]], Any]  # as Django declares it


class StatementCount:
    """Counts the statements of this thread's connection; BEGIN, COMMIT and savepoints do not pass here."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: _Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


class Observed:
    """Outermost. Takes the request's id from ``X-Request-ID`` when a proxy gave a plain one, else makes one; it is on
    every log line of the request and in the answer. Static files and probes leave no line.

    The line names the route, never the path: paths hold codes and secrets.
    """

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN_ID.match(given) else str(new_id())
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        statements = StatementCount()
        started = time.perf_counter()
        try:
            with connection.execute_wrapper(statements):
                response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            _note(request, response.status_code, time.perf_counter() - started, statements.count)
        finally:
            structlog.contextvars.clear_contextvars()
        return response


def _note(request: HttpRequest, status: int, seconds: float, statements: int) -> None:
    match = request.resolver_match
    if match is None and status < 400:
        return  # a static file
    route = (match.view_name or match.route) if match else "unmatched"
    metrics.observe_request(
        route=route, method=request.method or "", status=status, seconds=seconds, statements=statements
    )
    if route in _QUIET:
        return
    actor = getattr(request, "actor", None)
    log.info(
        "http.request",
        method=request.method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        statements=statements,
        user=str(actor.uid) if actor is not None and actor.uid else None,
    )


class DatabaseAway:
    """Innermost. When the database goes away in the middle of a request, the connection is dropped so that the next
    request gets a new one, and programs get a 503 problem; pages get theirs from the page layer."""

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not is_away(exception):
            return None
        if not connection.in_atomic_block:
            connection.close()
        log.error("database.away", error=type(exception).__name__)
        return problem(503, "database_unavailable") if for_programs(request.path_info) else None
