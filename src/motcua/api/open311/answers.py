"""Answers in the format asked for, and faults in the standard's one shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from motcua.core.clock import now
from motcua.core.errors import DomainError
from motcua.core.rate_limit import Limit, charge
from motcua.core.texts import say
from motcua.integrations.open311.fields import ERROR, Resource
from motcua.integrations.open311.writing import JSON_TYPE, XML_TYPE, Item, to_json, to_xml
from motcua.people.rules import normalise_source

log = structlog.get_logger()

XML, JSON = "xml", "json"
View = Callable[..., HttpResponse]
_MODERATE: Final = (401, 403)


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """``status`` is the standard's: 404 for what does not exist, 403 for the key, 400 for everything else."""

    status: int
    codes: tuple[str, ...]
    params: Mapping[str, object] | None = None


def answer(request: HttpRequest, resource: Resource, items: Sequence[Item], *, status: int = 200) -> HttpResponse:
    if format_of(request) == JSON:
        return HttpResponse(to_json(resource, items), content_type=JSON_TYPE, status=status)
    return HttpResponse(to_xml(resource, items), content_type=XML_TYPE, status=status)


def refusal(
    request: HttpRequest, status: int, codes: Sequence[str], params: Mapping[str, object] | None = None
) -> HttpResponse:
    items = [{"code": status, "description": say(code, params)} for code in codes]
    response = answer(request, ERROR, items, status=status)
    response["X-Motcua-Error"] = ",".join(codes)
    response["Cache-Control"] = "no-store"
    if status == 429 and params:
        response["Retry-After"] = str(params.get("retry_after", 60))
    return response


def format_of(request: HttpRequest) -> str:
    """The suffix decides; without one ``?format=``, then ``Accept``; XML, which the standard requires, else."""
    match = request.resolver_match
    named = (match.kwargs.get("suffix") if match else "") or request.GET.get("format", "")
    if named in {XML, JSON}:
        return str(named)
    wanted = request.get_preferred_type(["text/xml", "application/xml", "application/json"])
    return JSON if wanted == "application/json" else XML


def speaks_georeport(*, get: bool = True, post: bool = False, limit: Limit) -> Callable[[View], View]:
    """Around a view: method, CORS for reading, the caller's rate, the language, and every fault as the standard's."""
    allowed = ["GET", "HEAD", "OPTIONS"] * get + ["POST"] * post

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
            translation.activate(translation.get_language_from_request(request))
            response = _answered(view, request, limit, allowed, args, kwargs)
            if request.method in {"GET", "HEAD", "OPTIONS"}:
                response["Access-Control-Allow-Origin"] = "*"
                response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
                response["Cross-Origin-Resource-Policy"] = "cross-origin"
            response["Vary"] = "Accept, Accept-Language"
            response["X-Content-Type-Options"] = "nosniff"
            return response

        return opened

    return decorate


def _answered(
    view: View, request: HttpRequest, limit: Limit, allowed: Sequence[str], args: Any, kwargs: Any
) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
    if request.method not in allowed:
        return refusal(request, 400, ("method_not_allowed",))
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return refusal(request, 400, ("characters_not_allowed",))
    try:
        if request.method != "POST":  # posting is counted by its key
            charge(limit, normalise_source(request.META.get("REMOTE_ADDR", "")), now=now())
        return view(request, *args, **kwargs)
    except Refused as error:
        return refusal(request, error.status, error.codes, error.params)
    except DomainError as error:
        status = 403 if error.status in _MODERATE else error.status if error.status in {404, 429, 503} else 400
        return refusal(request, status, (error.code,), error.params)
    except RequestDataTooBig:
        return refusal(request, 400, ("request_too_large",))
    except (UnreadablePostError, RecursionError):
        return refusal(request, 400, ("request_malformed",))
    except DataError as error:
        log.warning("open311.value_refused", kind=type(error).__name__)
        return refusal(request, 400, ("data_invalid",))
    except (OperationalError, InterfaceError) as error:
        log.warning("open311.database_unavailable", kind=type(error).__name__)
        return refusal(request, 503, ("database_unavailable",))
