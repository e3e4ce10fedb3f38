"""The cookie that carries a sign-in. It holds only the signed id of a row of ``people``, so ending that row signs
the person out everywhere at once, and finding who acts costs one statement.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "motcua_sign_in"
_SALT = "motcua.web.sign_in"


def session_of(request: HttpRequest) -> UUID | None:
    """The sign-in session the request claims; None without a cookie that we signed."""
    value = request.get_signed_cookie(COOKIE, default=None, salt=_SALT)
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


def keep(request: HttpRequest, response: HttpResponseBase, session: UUID) -> None:
    """Sign the browser in: set the cookie and change the forms' token, so an earlier page cannot act for this one."""
    rotate_token(request)
    response.set_signed_cookie(
        COOKIE,
        str(session),
        salt=_SALT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Sign the browser out; the session row is ended by its own service."""
    rotate_token(request)
    response.delete_cookie(COOKIE, samesite="Lax")


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Where to go after signing in: the ``next`` of the form or address when it is a path of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else otherwise
