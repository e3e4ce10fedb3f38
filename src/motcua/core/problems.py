"""Faults told to programs: ``application/problem+json`` (RFC 9457), one shape wherever they arise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import structlog
from django.http import HttpResponse

from motcua.core import texts
from motcua.core.canonical import plain

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
RETRY_AFTER_SECONDS = "30"


def for_programs(path: str) -> bool:
    """Whether an address belongs to the API: its callers read problems, not pages."""
    return path == "/api" or path.startswith(("/api/", "/open311/", "/webhooks/"))


def problem(
    status: int, code: str, *, params: Mapping[str, object] | None = None, errors: Sequence[Mapping[str, object]] = ()
) -> HttpResponse:
    """``{type,title,status,code,detail,errors[]}``; ``detail`` and the errors' texts in the request's language.

    A fault of ours (5xx) also tells ``request_id``, which leads to its lines in the log. Needs no database.
    """
    body: dict[str, object] = {
        "type": f"urn:motcua:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": texts.say(code, params),
        "errors": [{**error, "detail": texts.say(str(error.get("code", code)), error)} for error in errors],
    }
    if status >= 500:
        body["request_id"] = str(structlog.contextvars.get_contextvars().get("request", ""))
    if params:
        body["params"] = {key: value for key, value in params.items() if key not in body}
    response = HttpResponse(json.dumps(plain(body), ensure_ascii=False), status=status)
    response["Content-Type"] = "application/problem+json"
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status in {429, 503}:
        seconds = (params or {}).get("seconds")
        response["Retry-After"] = str(seconds) if isinstance(seconds, int) else RETRY_AFTER_SECONDS
    return response
