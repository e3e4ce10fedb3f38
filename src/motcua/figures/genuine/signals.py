"""From circumstances to signals: for each filing a few named levels, from counts and times alone.

Every signal says something that a person could check; none says it alone. A level that is not known is left out.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .filings import Filing


class Signal(StrEnum):
    DESK_DEVICE = "desk_device"
    DESK_NETWORK = "desk_network"
    BROWSER_BEFORE = "browser_before"
    DEVICE_PERSONS = "device_persons"
    BURST = "burst"
    CONTACT_PERSONS = "contact_persons"
    ACCOUNT_PERSONS = "account_persons"
    FILLING = "filling"
    NEW_ACCOUNT = "new_account"
    HOURS = "hours"
    ACCEPTANCE = "acceptance"
    PAPERS = "papers"
    TICKET = "ticket"


LEVELS: Final[Mapping[Signal, tuple[str, ...]]] = {
    Signal.DESK_DEVICE: ("desk", "other"),
    Signal.DESK_NETWORK: ("desk", "desk_closed", "shared", "other"),
    Signal.BROWSER_BEFORE: ("official", "several", "one", "nobody"),
    Signal.DEVICE_PERSONS: ("1", "2-3", "4-8", "9+"),
    Signal.BURST: ("0", "1", "2+"),
    Signal.CONTACT_PERSONS: ("1-2", "3-7", "8+"),
    Signal.ACCOUNT_PERSONS: ("1-2", "3-7", "8+"),
    Signal.FILLING: ("under_4", "4-8", "over_8"),
    Signal.NEW_ACCOUNT: ("new", "known"),
    Signal.HOURS: ("open", "closed"),
    Signal.ACCEPTANCE: ("under_5", "5-30", "over_30"),
    Signal.PAPERS: ("shown", "none"),
    Signal.TICKET: ("called", "none"),
}

Signals = Mapping[Signal, str]

BURST_WINDOW: Final = dt.timedelta(hours=1)
NEW: Final = 30 * 60
"""Seconds; an account younger than this when it filed is new."""
CALLED: Final = 60 * 60
DESK_FILINGS: Final = 3
"""So many filings of officials from one network make it a desk's."""
SHARED: Final = 0.2
"""A desk's network is shared with homes when more than this share of the filings of citizens there came while the desk
was closed: nobody but the neighbours is there then."""


@dataclass
class _Seen:
    """What many filings say together."""

    desk_devices: set[bytes] = field(default_factory=set)
    desk_networks: Counter[bytes] = field(default_factory=Counter)
    closed: Counter[bytes] = field(default_factory=Counter)
    citizens: Counter[bytes] = field(default_factory=Counter)
    device_persons: defaultdict[bytes, set[int]] = field(default_factory=lambda: defaultdict(set))
    contact_persons: defaultdict[bytes, set[int]] = field(default_factory=lambda: defaultdict(set))
    account_persons: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    device_times: defaultdict[bytes, list[tuple[dt.datetime, int]]] = field(default_factory=lambda: defaultdict(list))


def observe(filings: Sequence[Filing]) -> dict[int, Signals]:
    """Signals of each online filing that the desk did not declare its own, by number. All filings of one key period
    belong in: those over the counter show which machines and networks are a desk's."""
    seen = _look(filings)
    return {one.number: _signals(one, seen) for one in filings if is_scored(one)}


def is_scored(filing: Filing) -> bool:
    """What a desk declares is known already; what did not come online is no question."""
    return filing.online and not filing.declared and not filing.by_official


def _look(filings: Iterable[Filing]) -> _Seen:
    seen = _Seen()
    for one in filings:
        person = _person(one)
        if one.by_official:
            if one.device is not None:
                seen.desk_devices.add(one.device)
            if one.network is not None:
                seen.desk_networks[one.network] += 1
            continue
        if not one.online:
            continue
        if one.network is not None and one.in_hours is not None:
            seen.citizens[one.network] += 1
            seen.closed[one.network] += not one.in_hours
        if one.device is not None:
            seen.device_persons[one.device].add(person)
            seen.device_times[one.device].append((one.at, person))
        for contact in one.contacts:
            seen.contact_persons[contact].add(person)
        if one.account is not None:
            seen.account_persons[one.account].add(person)
    for times in seen.device_times.values():
        times.sort()
    return seen


def _person(one: Filing) -> int:
    return one.applicant if one.applicant is not None else -one.number


def _signals(one: Filing, seen: _Seen) -> Signals:
    found = {signal: read(one, seen) for signal, read in _READ.items()}
    return {signal: level for signal, level in found.items() if level}


# ---- each signal; an empty level: not known


def _desk_device(one: Filing, seen: _Seen) -> str:
    if one.device is None:
        return ""
    return "desk" if one.device in seen.desk_devices else "other"


def _desk_network(one: Filing, seen: _Seen) -> str:
    if one.network is None:
        return ""
    if seen.desk_networks[one.network] < DESK_FILINGS:
        return "other"
    if seen.closed[one.network] > SHARED * seen.citizens[one.network]:
        return "shared"
    return "desk_closed" if one.in_hours is False else "desk"


def _browser_before(one: Filing, seen: _Seen) -> str:
    if one.official_before:
        return "official"
    if one.others_before is None:
        return ""
    return ("nobody", "one", "several")[min(one.others_before, 2)]


def _device_persons(one: Filing, seen: _Seen) -> str:
    if one.device is None:
        return ""
    persons = len(seen.device_persons[one.device])
    return "1" if persons <= 1 else "2-3" if persons <= 3 else "4-8" if persons <= 8 else "9+"


def _burst(one: Filing, seen: _Seen) -> str:
    if one.device is None:
        return ""
    times = seen.device_times[one.device]
    first = bisect_left(times, one.at - BURST_WINDOW, key=_when)
    last = bisect_right(times, one.at + BURST_WINDOW, key=_when)
    others = {person for _, person in times[first:last]} - {_person(one)}
    return ("0", "1", "2+")[min(len(others), 2)]


def _when(row: tuple[dt.datetime, int]) -> dt.datetime:
    return row[0]


def _many(persons: int) -> str:
    return "1-2" if persons <= 2 else "3-7" if persons <= 7 else "8+"


def _contact_persons(one: Filing, seen: _Seen) -> str:
    return _many(max(len(seen.contact_persons[contact]) for contact in one.contacts)) if one.contacts else ""


def _account_persons(one: Filing, seen: _Seen) -> str:
    return "" if one.account is None else _many(len(seen.account_persons[one.account]))


def _filling(one: Filing, seen: _Seen) -> str:
    if one.filling_seconds is None:
        return ""
    return "under_4" if one.filling_seconds < 240 else "4-8" if one.filling_seconds < 480 else "over_8"


def _new_account(one: Filing, seen: _Seen) -> str:
    return "" if one.account_seconds is None else "new" if one.account_seconds < NEW else "known"


def _hours(one: Filing, seen: _Seen) -> str:
    return "" if one.in_hours is None else "open" if one.in_hours else "closed"


def _acceptance(one: Filing, seen: _Seen) -> str:
    if one.accepted_seconds is None:
        return ""
    return "under_5" if one.accepted_seconds < 300 else "5-30" if one.accepted_seconds < 1800 else "over_30"


def _papers(one: Filing, seen: _Seen) -> str:
    return "" if one.papers_shown is None else "shown" if one.papers_shown else "none"


def _ticket(one: Filing, seen: _Seen) -> str:
    return "" if one.ticket_seconds is None else "called" if 0 <= one.ticket_seconds <= CALLED else "none"


_READ: Final[Mapping[Signal, Callable[[Filing, _Seen], str]]] = {
    Signal.DESK_DEVICE: _desk_device,
    Signal.DESK_NETWORK: _desk_network,
    Signal.BROWSER_BEFORE: _browser_before,
    Signal.DEVICE_PERSONS: _device_persons,
    Signal.BURST: _burst,
    Signal.CONTACT_PERSONS: _contact_persons,
    Signal.ACCOUNT_PERSONS: _account_persons,
    Signal.FILLING: _filling,
    Signal.NEW_ACCOUNT: _new_account,
    Signal.HOURS: _hours,
    Signal.ACCEPTANCE: _acceptance,
    Signal.PAPERS: _papers,
    Signal.TICKET: _ticket,
}
