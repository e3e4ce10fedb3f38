"""Errors as ``application/problem+json`` (RFC 9457), with the stable code of every domain error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from motcua.core import texts
from motcua.core.canonical import plain
from motcua.core.errors import DomainError

log = structlog.get_logger()

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    503: "Service Unavailable",
}

FAULTS = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_type": "not_text",
    "string_unicode": "not_text",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_number",
    "timezone_aware": "no_time_zone",
}


def problem(
    status: int, code: str, *, params: Mapping[str, object] | None = None, errors: Sequence[Mapping[str, object]] = ()
) -> HttpResponse:
    """``{type,title,status,code,detail,errors[]}``; ``detail`` and the errors' texts in the request's language."""
    body = {
        "type": f"urn:motcua:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": texts.say(code, params),
        "errors": [{**error, "detail": texts.say(str(error.get("code", code)), error)} for error in errors],
    }
    if params:
        body["params"] = {key: value for key, value in params.items() if key not in body}
    response = HttpResponse(json.dumps(plain(body), ensure_ascii=False), status=status)
    response["Content-Type"] = "application/problem+json"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status in {429, 503}:
        response["Retry-After"] = "30"
    return response


def _domain(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status, error.code, params=error.params, errors=error.errors)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(400, "data_invalid", errors=[_fault(item) for item in error.errors])


def _fault(item: Mapping[str, Any]) -> dict[str, object]:
    """The framework's name of a fault becomes one of ours, so that a new version of it breaks no program."""
    place = [str(part) for part in item["loc"] if part not in {"body", "payload", "query", "path", "form", "file"}]
    name = ".".join(place).encode(errors="replace").decode()[:100]
    return {"field": name, "code": FAULTS.get(str(item["type"]), "value_invalid")}


def _unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(401, "token_refused")


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, "request_malformed")


def _refused_value(request: HttpRequest, error: Any) -> HttpResponse:
    """A value that passed every check and that no column can hold. It is a gap in the checks, so it is noted."""
    log.warning("api.value_refused", kind=type(error.__cause__).__name__)
    return problem(400, "data_invalid")


def _database(request: HttpRequest, error: Any) -> HttpResponse:
    log.warning("api.database_unavailable", kind=type(error).__name__)
    return problem(503, "database_unavailable")


def register(api: NinjaAPI) -> None:
    """Give ``api`` these answers."""
    api.add_exception_handler(DomainError, _domain)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(DataError, _refused_value)
    api.add_exception_handler(OperationalError, _database)
    api.add_exception_handler(InterfaceError, _database)
