"""What a page with a map may load, beyond what every page may."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def shows_map(request: HttpRequest, *, asks_position: bool = False) -> None:
    """Say, in the view, that the page has a map: its policy then names the worker and the host of tiles, if one is set.
    ``asks_position``: the page may ask the browser where the person is, when they press the button."""
    request.shows_map = True  # type: ignore[attr-defined]
    request.asks_position = asks_position  # type: ignore[attr-defined]


def with_map(policy: str) -> str:
    """The policy of a page, widened by what a map needs."""
    host = tile_host()
    if host:
        policy = policy.replace("img-src 'self'", f"img-src 'self' {host}")
        policy = policy.replace("connect-src 'self'", f"connect-src 'self' {host}")
    return f"{policy}; worker-src 'self'"


def tile_host() -> str:
    """``https://tiles.example`` of the address that is set; empty without one. Anything but https (or a tile server on
    this machine) is no address."""
    parts = urlsplit(str(settings.MAP_TILES))
    is_near = parts.hostname in {"localhost", "127.0.0.1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_near):
        return ""
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if parts.netloc and " " not in parts.netloc else ""


def tiles() -> str:
    """The address of street tiles with ``{z}/{x}/{y}``, or nothing."""
    return str(settings.MAP_TILES) if tile_host() else ""
