"""Who comes when for what: the demand of ``data/arrivals.toml`` as a list of arrivals. Pure: the same arguments give
the same list."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from motcua.demo.days import DAY, Days, at_the_counter, days_until, drawn_instant
from motcua.demo.fates import Fate, drawn_fate
from motcua.demo.files import draw, rows, table
from motcua.demo.showcase import Telling, telling
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import add_working_minutes

BUSINESS_FIELDS: Final = ("doanh nghiệp", "Thuế", "Đường bộ", "xây dựng", "Đất đai", "Chứng thực", "hợp tác xã")


@dataclass(frozen=True, slots=True)
class Arrival:
    """``number`` tells dossiers of the history apart. ``who``: ``self``, ``proxy`` or ``business``; ``citizen`` is the
    place of the account in the pool that files it, None at the counter."""

    number: int
    at: dt.datetime
    procedure: str
    channel: str
    place: str
    who: str
    citizen: int | None
    is_assisted: bool
    fate: Fate
    is_telling: bool = False
    """Chosen by hand (:mod:`motcua.demo.showcase`)."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where people live: codes of communes with their kinds. ``citizens`` have an account; the first of them,
    ``shown``, have only what is chosen for them, because letters would go to their addresses."""

    kinds: Mapping[str, str]
    citizens: int
    shown: int


@dataclass(frozen=True, slots=True)
class Calendars:
    reception: CompiledCalendar
    settlement: CompiledCalendar


def plan(total: int, end: dt.datetime, calendars: Calendars, places: Places) -> tuple[Arrival, ...]:
    """``total`` arrivals in the year before ``end``, the oldest first: the telling ones, and the others by demand."""
    chosen = telling()[:total]
    usual = total - len(chosen)
    found = [_telling(number, one, end, calendars, places) for number, one in enumerate(chosen, start=usual)]
    days = days_until(end, calendars.reception)
    found += [_usual(number, days, end, calendars.reception, places) for number in range(usual)]
    return tuple(sorted(found, key=lambda arrival: (arrival.at, arrival.number)))


def _telling(number: int, one: Telling, end: dt.datetime, calendars: Calendars, places: Places) -> Arrival:
    dice = draw("telling", number)
    at = _before(end, one.working_minutes_ago, calendars.settlement)
    is_online = one.channel == "online"
    if not is_online:
        at = at_the_counter(calendars.reception, at, end, dice)
    citizen = (
        (one.citizen if one.citizen is not None else dice.randrange(places.shown, places.citizens))
        if is_online
        else None
    )
    return Arrival(number, at, one.procedure, one.channel, one.place, "self", citizen, False, one.fate, True)


def _before(end: dt.datetime, minutes: int, calendar: CompiledCalendar) -> dt.datetime:
    """The instant from which ``minutes`` of working time lead to ``end``, or nearly."""
    low, high = end - dt.timedelta(minutes=6 * minutes) - 12 * DAY, end
    while high - low > dt.timedelta(minutes=1):
        middle = low + (high - low) / 2
        if add_working_minutes(calendar, middle, minutes) < end:
            low = middle
        else:
            high = middle
    return low.replace(second=0, microsecond=0)


def _usual(number: int, days: Days, end: dt.datetime, reception: CompiledCalendar, places: Places) -> Arrival:
    dice = draw("arrival", number)
    procedure, channel = drawn_procedure(dice)
    is_online = channel == "online"
    is_assisted = is_online and dice.random() < table("arrivals.toml")["rates"]["assisted_online"]
    at = drawn_instant(dice, days, end, reception, is_at_counter=is_assisted or not is_online)
    citizen = dice.randrange(places.shown, places.citizens) if is_online and not is_assisted else None
    who = _who(dice, procedure)
    return Arrival(number, at, procedure, channel, _place(dice, places), who, citizen, is_assisted, drawn_fate(dice))


def _place(dice: random.Random, places: Places) -> str:
    weights = table("arrivals.toml")["places"]
    codes = sorted(places.kinds)
    return dice.choices(codes, [weights[places.kinds[code]] for code in codes])[0]


def _who(dice: random.Random, procedure: str) -> str:
    shares = table("arrivals.toml")["applicants"]
    who = dice.choices(list(shares), list(shares.values()))[0]
    field = _offered()[procedure].field
    return "self" if who == "business" and not any(word in field for word in BUSINESS_FIELDS) else str(who)


@dataclass(frozen=True, slots=True)
class _Offered:
    field: str
    channels: tuple[str, ...]
    level: str


@cache
def _offered() -> Mapping[str, _Offered]:
    """What the catalogue offers, by key; whether it is open is known on the day only."""
    names = {"postal": "post"}
    return {
        row["code"]: _Offered(
            row["field"],
            tuple(dict.fromkeys(names.get(way["channel"], way["channel"]) for way in row["channels"])),
            row.get("service_level", "none"),
        )
        for row in rows("procedures.jsonl")
        if row.get("code") and row["channels"]
    }


def drawn_procedure(dice: random.Random) -> tuple[str, str]:
    """A procedure by demand, and a way by its service level."""
    offered, arrivals = _offered(), table("arrivals.toml")
    demand = arrivals["demand"]
    keys = list(offered)
    procedure = dice.choices(keys, [demand.get(key, demand["other"]) for key in keys])[0]
    here = offered[procedure]
    shares = {way: share for way, share in arrivals["channels"][here.level].items() if way in here.channels}
    if not shares:
        return procedure, here.channels[0]
    return procedure, dice.choices(list(shares), list(shares.values()))[0]
