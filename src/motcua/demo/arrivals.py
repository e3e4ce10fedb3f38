"""Who comes when for what: the demand of ``data/arrivals.toml`` as a list of arrivals. Pure: the same arguments give
the same list."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.demo.fates import Fate, drawn_fate
from motcua.demo.files import BEGINNING, draw, rows, table
from motcua.demo.showcase import Telling, telling
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import add_working_minutes, next_working_instant

YEAR: Final = dt.timedelta(days=365)
LATELY: Final = dt.timedelta(days=21)
MORE_LATELY: Final = 6.0
"""The last weeks are told more fully than the year before, so that enough is open today."""

BUSINESS_FIELDS: Final = ("doanh nghiệp", "Thuế", "Đường bộ", "xây dựng", "Đất đai", "Chứng thực", "hợp tác xã")
DAY: Final = dt.timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class Places:
    """Where people live: codes of communes with their kinds. ``citizens`` have an account; the first of them,
    ``shown``, have only what is chosen for them, because letters would go to their addresses."""

    kinds: Mapping[str, str]
    citizens: int
    shown: int


def plan(total: int, end: dt.datetime, calendar: CompiledCalendar, places: Places) -> tuple[Arrival, ...]:
    """``total`` arrivals in the year before ``end``, the oldest first: the telling ones, and the others by demand."""
    chosen = telling()[:total]
    usual = total - len(chosen)
    found = [_telling(number, one, end, calendar, places) for number, one in enumerate(chosen, start=usual)]
    days = _days(end)
    found += [_usual(number, days, end, calendar, places) for number in range(usual)]
    return tuple(sorted(found, key=lambda arrival: (arrival.at, arrival.number)))


def _telling(number: int, one: Telling, end: dt.datetime, calendar: CompiledCalendar, places: Places) -> Arrival:
    dice = draw("telling", number)
    at = _before(end, one.working_minutes_ago, calendar)
    is_online = one.channel == "online"
    citizen = (
        (one.citizen if one.citizen is not None else dice.randrange(places.shown, places.citizens))
        if is_online
        else None
    )
    return Arrival(number, at, one.procedure, one.channel, one.place, "self", citizen, False, one.fate)


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


@dataclass(frozen=True, slots=True)
class _Days:
    days: Sequence[dt.date]
    counter: Sequence[float]
    online: Sequence[float]


def _days(end: dt.datetime) -> _Days:
    arrivals = table("arrivals.toml")
    last = legal_date(end)
    first = max(legal_date(end - YEAR), BEGINNING + DAY)
    days = [first + DAY * number for number in range((last - first).days + 1)] or [last]
    weights = [
        arrivals["months"]["weights"][day.month - 1] * (MORE_LATELY if last - day <= LATELY else 1.0) for day in days
    ]
    by_weekday = arrivals["weekdays"]
    return _Days(
        days,
        [weight * by_weekday["counter"][day.weekday()] for day, weight in zip(days, weights, strict=True)],
        [weight * by_weekday["online"][day.weekday()] for day, weight in zip(days, weights, strict=True)],
    )


def _usual(number: int, days: _Days, end: dt.datetime, calendar: CompiledCalendar, places: Places) -> Arrival:
    dice = draw("arrival", number)
    procedure, channel = drawn_procedure(dice)
    is_online = channel == "online"
    day = dice.choices(days.days, days.online if is_online else days.counter)[0]
    hours = table("arrivals.toml")["hours"]["online" if is_online else "counter"]
    hour = int(dice.choices(list(hours), list(hours.values()))[0])
    at = dt.datetime.combine(day, dt.time(hour, dice.randrange(60)), LEGAL_ZONE).astimezone(dt.UTC)
    while (moved := at if is_online else _opened(calendar, at, dice)) > end:
        at -= DAY
    is_assisted = is_online and dice.random() < table("arrivals.toml")["rates"]["assisted_online"]
    citizen = dice.randrange(places.shown, places.citizens) if is_online and not is_assisted else None
    who = _who(dice, procedure)
    return Arrival(number, moved, procedure, channel, _place(dice, places), who, citizen, is_assisted, drawn_fate(dice))


def _opened(calendar: CompiledCalendar, at: dt.datetime, dice: random.Random) -> dt.datetime:
    """The instant at which somebody who comes at ``at`` stands at the counter."""
    opened = next_working_instant(calendar, at)
    return opened if opened == at else opened + dt.timedelta(minutes=dice.randint(2, 90))


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
