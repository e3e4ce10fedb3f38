"""What only pages need: programs carry a token, and have no session, no messages and nobody signed in by a cookie."""

from __future__ import annotations

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.deprecation import MiddlewareMixin

from motcua.core.problems import for_programs


class _OnPages(MiddlewareMixin):
    """Steps aside for the addresses of the API."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response if for_programs(request.path_info) else super().__call__
        return answer(request)  # type: ignore[return-value]


class Sessions(_OnPages, SessionMiddleware):
    """A cookie, too, is worth nothing to the API."""


class Authentication(_OnPages, AuthenticationMiddleware):
    pass


class Messages(_OnPages, MessageMiddleware):
    pass


class Compressed(_OnPages, GZipMiddleware):
    """Pages are packed for phones on slow networks; a page of 40 kB travels as 8. Nothing else is: files are packed
    already or private, and a server in front may do better for the API.

    Packing beside a secret can give the secret away by its length (BREACH). Django pads each answer by chance, and
    masks its token anew in each.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response
