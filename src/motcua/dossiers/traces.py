"""Traces of a request, kept only as keyed digests: enough to see that many submissions came from one counter, not
enough to find a person. The key comes from the settings and is another one each month, so that nobody is followed from
one month to the next."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import TooMany
from motcua.core.rate_limit import Limit, try_charge
from motcua.dossiers.log.insert import Circumstances
from motcua.people.browser import earlier_in_browser
from motcua.people.rules import normalise_email, normalise_phone

_LONGEST: Final = 30 * 24 * 3600
LOOKUPS = Limit("dossier.lookup", 20, dt.timedelta(minutes=1))


NOTHING: Final[Mapping[str, str | None]] = {
    "device_hash": None,
    "network_hash": None,
    "phone_digest": None,
    "email_digest": None,
    "filling_seconds": None,
    "others_before": None,
    "official_before": None,
    "trace_period": "",
}
"""What a row of circumstances holds when its traces are gone."""


def circumstances(
    request: HttpRequest,
    *,
    now: dt.datetime,
    assisted: bool = False,
    counter_session: str = "",
    begun_at: dt.datetime | None = None,
) -> Circumstances:
    """How this request files something. ``begun_at``: when the form was begun."""
    period = trace_period(now)
    before = earlier_in_browser(request)
    return Circumstances(
        assisted=assisted,
        counter_session=counter_session,
        device_hash=device_hash(request, period),
        network_hash=network_hash(request, period),
        trace_period=period,
        filling_seconds=None if begun_at is None else min(_LONGEST, max(0, int((now - begun_at).total_seconds()))),
        others_before=None if before is None else before.others,
        official_before=None if before is None else before.official,
    )


def trace_period(now: dt.datetime) -> str:
    """The month of the key, such as ``2026-11``."""
    return f"{legal_date(now):%Y-%m}"


def contact_digests(applicant: Mapping[str, Json], period: str) -> tuple[bytes | None, bytes | None]:
    """Digests of the applicant's telephone number and e-mail address; None for what was not given, or without a
    period. Half as long as others: they only have to be told apart within a month."""
    phone = normalise_phone(str(applicant.get("phone") or ""))
    email = normalise_email(str(applicant.get("email") or ""))
    made = (("phone", phone), ("email", email))
    phone_digest, email_digest = (_keyed(label, period, text)[:16] if text and period else None for label, text in made)
    return phone_digest, email_digest


def _keyed(label: str, period: str, value: str) -> bytes:
    master = (settings.TRACE_KEY or settings.SECRET_KEY).encode()
    key = hmac.new(master, f"motcua.traces\0{period}".encode(), hashlib.sha256).digest()
    return hmac.new(key, f"{label}\0{value}".encode(), hashlib.sha256).digest()


def address_of(request: HttpRequest) -> str:
    """The caller's address. Behind a proxy the server sets REMOTE_ADDR from the trusted header."""
    return request.META.get("REMOTE_ADDR") or "local"


def network_hash(request: HttpRequest, period: str) -> bytes:
    """A digest of the network: /24 of IPv4, /56 of IPv6."""
    address = address_of(request)
    try:
        parsed = ipaddress.ip_address(address)
        bits = 24 if parsed.version == 4 else 56
        address = str(ipaddress.ip_network((parsed, bits), strict=False))
    except ValueError:
        pass
    return _keyed("network", period, address)


def device_hash(request: HttpRequest, period: str) -> bytes:
    """A digest of what the browser says of itself and of the network it comes from."""
    said = "\0".join(request.headers.get(name, "") for name in ("User-Agent", "Accept-Language"))
    return _keyed("device", period, said + address_of(request))


def allow_lookup(request: HttpRequest, *, now: dt.datetime) -> None:
    """Count a lookup by code. Raises TooMany("lookups_too_many"): codes are not to be tried one after another."""
    if try_charge(LOOKUPS, address_of(request), now=now) is not None:
        raise TooMany("lookups_too_many")
