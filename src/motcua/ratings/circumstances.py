"""How a rating came, from its request: digests of this month only, kept within the seal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.http import HttpRequest

from motcua.core.errors import TooMany
from motcua.core.rate_limit import Limit, try_charge
from motcua.dossiers.traces import address_of, device_hash, network_hash, trace_period

WRONG: Final = Limit("rating.wrong_token", 30, dt.timedelta(minutes=10))
SENT: Final = Limit("rating.sent", 60, dt.timedelta(minutes=10))
_SALT: Final = "motcua.ratings.begun"
_LONGEST: Final = 86_400


@dataclass(frozen=True, slots=True)
class Circumstances:
    device: bytes | None = None
    network: bytes | None = None
    period: str = ""
    seconds: int | None = None


def circumstances(request: HttpRequest, *, begun: str, now: dt.datetime) -> Circumstances:
    """``begun``: what :func:`begin` gave the page."""
    period = trace_period(now)
    seconds = _since(begun, now)
    return Circumstances(device_hash(request, period), network_hash(request, period), period, seconds)


def begin(now: dt.datetime) -> str:
    """When the page was opened, signed, for a hidden field."""
    return signing.dumps(int(now.timestamp()), salt=_SALT)


def _since(begun: str, now: dt.datetime) -> int | None:
    try:
        opened = signing.loads(begun, salt=_SALT)
    except signing.BadSignature:
        return None
    return min(_LONGEST, max(0, int(now.timestamp()) - opened)) if isinstance(opened, int) else None


def wrong_token(request: HttpRequest, *, now: dt.datetime) -> None:
    """Count a token that was none. Raises TooMany (``rating_too_many``)."""
    if try_charge(WRONG, address_of(request), now=now) is not None:
        raise TooMany("rating_too_many")


def one_more(request: HttpRequest, *, now: dt.datetime) -> None:
    """Count a rating sent. Raises TooMany (``rating_too_many``)."""
    if try_charge(SENT, address_of(request), now=now) is not None:
        raise TooMany("rating_too_many")
