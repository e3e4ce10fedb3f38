"""A made-up desk for a month: machines, networks, opening hours, people. What people and officials do there is in
``genuine_conduct``. Nothing here is learnt from real filings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from motcua.figures.genuine.filings import Filing

ZONE = dt.timezone(dt.timedelta(hours=7))
FIRST = dt.date(2026, 11, 2)
DAYS = 28
CARRIERS = 40
"""Networks of mobile carriers, each shared by thousands."""


def mark(kind: str, *parts: object) -> bytes:
    """Stands for a digest."""
    return "|".join([kind, *map(str, parts)]).encode()


@dataclass
class Town:
    """``one_address``: the commune's office and all its homes are behind one address."""

    rng: np.random.Generator
    unit: int
    one_address: bool = False
    desks: int = 4
    kiosks: int = 2
    people: int = 0
    numbers: int = 0
    filings: list[tuple[Filing, str, bool]] = field(default_factory=list)

    @property
    def office(self) -> bytes:
        return mark("network", "office", self.unit)

    def home(self, person: int) -> bytes:
        if self.one_address:
            return self.office
        if self.rng.random() < 0.45:
            return self.carrier()
        return mark("network", "home", self.unit, person)

    def carrier(self) -> bytes:
        return mark("network", "carrier", int(self.rng.integers(CARRIERS)))

    def person(self) -> int:
        self.people += 1
        return self.unit * 1_000_000 + self.people

    def number(self) -> int:
        self.numbers += 1
        return self.unit * 1_000_000 + self.numbers

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def seconds(self, median_minutes: float, spread: float = 0.5) -> int:
        return max(20, int(median_minutes * 60 * self.rng.lognormal(0, spread)))

    def working_day(self, first: int = 0, last: int = DAYS) -> dt.date:
        days = [day for day in range(first, last) if (FIRST + dt.timedelta(days=day)).weekday() < 5]
        return FIRST + dt.timedelta(days=int(self.rng.choice(days)))

    def open_at(self, first: int = 0, last: int = DAYS) -> dt.datetime:
        """An instant at which the desk is open: mornings are busier."""
        hour = self.rng.uniform(7.6, 11.3) if self.happens(0.6) else self.rng.uniform(13.6, 16.8)
        return self._at(self.working_day(first, last), hour)

    def any_at(self, open_share: float, first: int = 0, last: int = DAYS) -> dt.datetime:
        if self.happens(open_share):
            return self.open_at(first, last)
        day = FIRST + dt.timedelta(days=int(self.rng.integers(first, last)))
        weekend = day.weekday() >= 5
        return self._at(day, self.rng.uniform(7, 22.5) if weekend else self.rng.uniform(17.3, 23))

    def evening(self) -> dt.datetime:
        return self._at(self.working_day(), self.rng.uniform(19, 21))

    def _at(self, day: dt.date, hour: float) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), ZONE) + dt.timedelta(seconds=int(hour * 3600))

    def keep(self, filing: Filing, how: str, is_own: bool) -> None:
        self.filings.append((filing, how, is_own))

    def file(self, how: str, is_own: bool, at: dt.datetime, **known: object) -> Filing:
        """A filing with what is usual, where ``known`` does not say otherwise."""
        person = known.pop("applicant", None) or self.person()
        values: dict[str, object] = {
            "applicant": person,
            "account": person,
            "device": mark("device", person),
            "network": self.carrier(),
            "contacts": (mark("phone", person),),
            "filling_seconds": self.seconds(14, 0.6),
            "account_seconds": 60 * 60 * 24 * 90,
            "others_before": 0,
            "official_before": False,
            "in_hours": is_open(at),
            "accepted_seconds": self.seconds(180, 1.2),
            "papers_shown": False,
            **known,
        }
        filing = Filing(number=self.number(), at=at, unit=self.unit, **values)  # type: ignore[arg-type]
        self.keep(filing, how, is_own)
        return filing

    def over_the_counter(self, number: int) -> None:
        """Receptions by officials: how the desk's machines and network are known."""
        for _ in range(number):
            at = self.open_at()
            device = mark("device", "desk", self.unit, int(self.rng.integers(self.desks)))
            row = Filing(
                number=self.number(), at=at, unit=self.unit, online=False, by_official=True, device=device,
                network=self.office, applicant=self.person(), in_hours=True,
            )  # fmt: skip
            self.keep(row, "counter", False)


def is_open(at: dt.datetime) -> bool:
    hour = at.hour + at.minute / 60
    return at.weekday() < 5 and (7.5 <= hour < 11.5 or 13.5 <= hour < 17)
