"""What stands between the address and the operation: faults that belong to HTTP are answered in the one shape, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from motcua.core.clock import legal_date, now
from motcua.core.problems import problem
from motcua.documents.limits import limits_on, most_for_one_file

JSON, UPLOAD = "application/json", "multipart/form-data"
LINES = frozenset({JSON, "application/x-ndjson", "application/jsonl"})
"""What readings of a feed come as."""
_WRITTEN_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

View = Callable[..., HttpResponse]


def edge(view: View) -> View:
    """The view with HTTP's own faults answered as problems: a body that is too large, cut off, of another kind or
    nested without end; characters no database keeps; a method the address does not take."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return _refusal(request) or _told(view(request, *args, **kwargs))
        except RequestDataTooBig:
            return problem(413, "request_too_large")
        except (MultiPartParserError, SuspiciousOperation, UnreadablePostError, RecursionError):
            return problem(400, "request_malformed")

    return opened


def spoken(view: View) -> View:
    """The view in the language of ``Accept-Language``; addresses of the API have none of their own."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        # Not for this block only: a fault that escapes it is told later, in the same language.
        translation.activate(translation.get_language_from_request(request))
        return view(request, *args, **kwargs)

    return opened


@csrf_exempt
def unknown_address(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Every address under the API that is none."""
    return problem(404, "not_found")


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return problem(400, "characters_not_allowed")
    if request.method != "POST":
        return None
    wanted = UPLOAD if request.path_info.endswith("/documents") else JSON
    if request.content_type != wanted and not (_is_feed(request) and request.content_type in LINES):
        return problem(415, "content_type_wrong", params={"wanted": wanted})
    if wanted == UPLOAD and _announced(request) > most_for_one_file(limits_on(legal_date(now()))):
        return problem(413, "request_too_large")
    if wanted == JSON and _WRITTEN_NUL.search(request.body):
        return problem(400, "characters_not_allowed")
    return None


def _is_feed(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/v1/feeds/")


def _announced(request: HttpRequest) -> int:
    """How many bytes the request says it brings; it cannot bring more."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _told(response: HttpResponse) -> HttpResponse:
    if response.status_code != 405:
        return response
    told = problem(405, "method_not_allowed")
    told["Allow"] = response["Allow"]
    return told
