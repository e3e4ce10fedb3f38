"""What the framework raises, told in the one shape of problems with the stable code of every domain error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from motcua.core.errors import DomainError
from motcua.core.problems import problem

log = structlog.get_logger()

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
