"""What keeps floods out without keeping anybody's voice out: limits by source, a proof of work, a box nobody fills.

A refusal never loses what was typed: it stands in the draft, and the sentence says when or how to go on. The answers
are the same whether an address or number is known or not.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid, TooMany
from motcua.core.rate_limit import Limit, try_charge
from motcua.dossiers.traces import address_of
from motcua.people.rules import normalise_email, normalise_phone

HONEYPOT = "website"
HOUR, DAY, MINUTE = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Guard:
    valid_from: dt.date
    source: str
    begins_per_hour: int
    files_per_hour: int
    sends_per_hour: int
    sends_per_hour_without_proof: int
    sends_per_hour_of_network: int
    sends_per_day_of_contact: int
    lookups_per_minute: int
    proof_bits: int
    proof_minutes: int


@cache
def _rows() -> tuple[Guard, ...]:
    told = tomllib.loads(files("motcua.portal.petitions").joinpath("guard.toml").read_text("utf-8"))["guard"]
    return tuple(sorted((Guard(**row) for row in told), key=lambda row: row.valid_from))


def guard_on(day: dt.date) -> Guard:
    """The limits in force on ``day``; the first row also serves the days before it."""
    rows = _rows()
    in_force = [row for row in rows if row.valid_from <= day]
    return in_force[-1] if in_force else rows[0]


def network_of(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 56), strict=False))


def source_of(request: HttpRequest) -> str:
    """One address of IPv4; of IPv6 the /64 that a household has."""
    address = address_of(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


def allow_begin(request: HttpRequest, *, now: dt.datetime) -> None:
    """Raises TooMany ``petition_begins_too_many``."""
    limit = Limit("petition.begin", guard_on(legal_date(now)).begins_per_hour, HOUR)
    _charge("petition_begins_too_many", [(limit, source_of(request))], now)


def allow_file(request: HttpRequest, *, now: dt.datetime) -> None:
    """Raises TooMany ``petition_files_too_often``."""
    limit = Limit("petition.file", guard_on(legal_date(now)).files_per_hour, HOUR)
    _charge("petition_files_too_often", [(limit, source_of(request))], now)


def allow_lookup(request: HttpRequest, *, now: dt.datetime) -> None:
    """Raises TooMany ``petition_lookups_too_many``."""
    limit = Limit("petition.lookup", guard_on(legal_date(now)).lookups_per_minute, MINUTE)
    _charge("petition_lookups_too_many", [(limit, source_of(request))], now)


def allow_send(request: HttpRequest, contacts: Iterable[str], *, proven: bool, now: dt.datetime) -> None:
    """Charge the source, its network and each contact, the narrowest first. Call outside a transaction.
    Raises TooMany ``petition_sends_too_many``, Invalid ``petition_honeypot``."""
    if request.POST.get(HONEYPOT, "").strip():
        raise Invalid("petition_honeypot")
    guard, source = guard_on(legal_date(now)), source_of(request)
    wanted = [(Limit("petition.send", guard.sends_per_hour, HOUR), source)]
    if not proven:
        wanted.insert(0, (Limit("petition.send.asked", guard.sends_per_hour_without_proof, HOUR), source))
    for contact in sorted({one for one in contacts if one}):
        wanted.append((Limit("petition.contact", guard.sends_per_day_of_contact, DAY), contact))
    wanted.append((Limit("petition.network", guard.sends_per_hour_of_network, HOUR), network_of(address_of(request))))
    _charge("petition_sends_too_many", wanted, now)


def contacts_of(phone: object, email: object) -> list[str]:
    """The contacts in the form in which they are counted."""
    return [one for one in (normalise_phone(str(phone or "")), normalise_email(str(email or ""))) if one]


def _charge(code: str, wanted: Iterable[tuple[Limit, str]], now: dt.datetime) -> None:
    for limit, whom in wanted:
        wait = try_charge(limit, whom, now=now)
        if wait is not None:
            seconds = max(1, math.ceil(wait.total_seconds()))
            raise TooMany(code, params={"minutes": max(1, math.ceil(seconds / 60)), "retry_after": seconds})
