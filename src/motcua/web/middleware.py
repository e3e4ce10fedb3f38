"""Headers that every answer carries. The policy has no ``unsafe-`` word: what a page needs comes from the package."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from motcua.web.maps.policy import with_map

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


WITH_CAMERA = _PERMISSIONS.replace("camera=()", "camera=(self)")
"""For pages that read codes with the device's camera."""
WITH_POSITION = _PERMISSIONS.replace("geolocation=()", "geolocation=(self)")
"""For pages on which a person may say where they are by a button."""


class SecurityHeaders:
    """Sets the Content-Security-Policy with this request's nonce, and the other headers Django does not set.

    ``request.csp_nonce`` is there for templates before any view runs. A view that must differ sets the header itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = _framing(request, _policy(response, nonce, secure=request.is_secure()))
        headers.setdefault(
            "Permissions-Policy", WITH_POSITION if getattr(request, "asks_position", False) else _PERMISSIONS
        )
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


def _framing(request: HttpRequest, policy: str) -> str:
    """A view that shows one of our own pages in a frame sets ``request.frames_own_pages``; the view of the page inside
    sets ``request.framed_by_own_pages`` (and ``xframe_options_sameorigin``). A page that sites of others may frame sets
    ``request.framed_by`` to them. Nobody else frames anything."""
    if getattr(request, "shows_map", False):
        policy = with_map(policy)
    if getattr(request, "frames_own_pages", False):
        return f"{policy}; frame-src 'self'"
    framed_by = getattr(request, "framed_by", "")
    if framed_by:
        return policy.replace("frame-ancestors 'none'", f"frame-ancestors {framed_by}")
    if getattr(request, "framed_by_own_pages", False):
        return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return policy


def _policy(response: HttpResponseBase, nonce: str, *, secure: bool) -> str:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return _BARE_POLICY
    policy = _POLICY.format(nonce=nonce)
    return f"{policy}; upgrade-insecure-requests" if secure else policy
