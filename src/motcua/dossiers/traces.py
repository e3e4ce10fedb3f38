"""Traces of a request, kept only as keyed hashes: enough to see that many submissions came from one counter, not
enough to find a person. The key is the installation's secret."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

from motcua.core.errors import TooMany
from motcua.core.rate_limit import Limit, try_charge

LOOKUPS = Limit("dossier.lookup", 20, dt.timedelta(minutes=1))


def _keyed(label: bytes, value: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), label + b"\0" + value.encode(), hashlib.sha256).digest()


def address_of(request: HttpRequest) -> str:
    """The caller's address. Behind a proxy the server sets REMOTE_ADDR from the trusted header."""
    return request.META.get("REMOTE_ADDR") or "local"


def network_hash(request: HttpRequest) -> bytes:
    """A hash of the network: /24 of IPv4, /56 of IPv6."""
    address = address_of(request)
    try:
        parsed = ipaddress.ip_address(address)
        bits = 24 if parsed.version == 4 else 56
        address = str(ipaddress.ip_network((parsed, bits), strict=False))
    except ValueError:
        pass
    return _keyed(b"network", address)


def device_hash(request: HttpRequest) -> bytes:
    """A hash of what the browser says of itself and of the network it comes from."""
    said = "\0".join(request.headers.get(name, "") for name in ("User-Agent", "Accept-Language"))
    return _keyed(b"device", said + address_of(request))


def allow_lookup(request: HttpRequest, *, now: dt.datetime) -> None:
    """Count a lookup by code. Raises TooMany("lookups_too_many"): codes are not to be tried one after another."""
    if try_charge(LOOKUPS, address_of(request), now=now) is not None:
        raise TooMany("lookups_too_many")
