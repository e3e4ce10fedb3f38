"""Whose word about the client is believed. Behind a proxy the address of every connection is the proxy's; the client's
own is what the proxy wrote into ``X-Forwarded-For``. Anybody can write that header, so it counts only when the
connection comes from one of ``TRUSTED_PROXIES``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_SAID_ABOUT_THE_CLIENT = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")


def parse_networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, separated by spaces or commas. Raises ValueError naming the one that is neither."""
    return tuple(ipaddress.ip_network(part) for part in text.replace(",", " ").split())


def is_trusted(address: str, trusted: Iterable[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def client_address(peer: str, forwarded_for: str, trusted: Iterable[Network]) -> str:
    """The client of a connection from ``peer``. Each proxy adds at the right whom it spoke to, so the list is read from
    there: the first address that is no proxy of ours is the client; what stands left of it, the client may have made
    up. Something that is no address ends the reading."""
    trusted = tuple(trusted)
    found = peer
    if not is_trusted(peer, trusted):
        return found
    for part in reversed(forwarded_for.split(",")):
        try:
            found = str(ipaddress.ip_address(part.strip().strip("[]")))
        except ValueError:
            break
        if not is_trusted(found, trusted):
            break
    return found


@lru_cache(maxsize=4)
def _networks(text: str) -> tuple[Network, ...]:
    return parse_networks(text)


class TrustedProxies:
    """Before everything else: sets ``REMOTE_ADDR`` to the client's address, and drops what others than our proxies say
    about protocol and host. ``X-Forwarded-For`` itself stays: that it is there tells that a request came through some
    proxy, which the door of ``/metrics`` asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusted = _networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        peer = str(meta.get("REMOTE_ADDR", ""))
        if is_trusted(peer, self.trusted):
            meta["REMOTE_ADDR"] = client_address(peer, str(meta.get("HTTP_X_FORWARDED_FOR", "")), self.trusted)
        else:
            for name in _SAID_ABOUT_THE_CLIENT:
                meta.pop(name, None)
        return self.get_response(request)
