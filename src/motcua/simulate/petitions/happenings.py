"""What happens in a province and who tells of it: matters with place and time, each told by one or several. Pure."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from motcua.simulate.chance import Dice

from .speech import EVERY, Scene, scene, speech, told, told_otherwise, told_rising, urged

METRES: Final = 111_320.0
"""Of a degree of latitude."""
SPOTS: Final = 60
"""Places in a commune where things happen again and again: a crossing, a market, a school gate."""
RISES: Final = dt.timedelta(days=30)

_TABLE: Final = tomllib.loads((Path(__file__).parent / "data" / "happenings.toml").read_text("utf-8"))
WEIGHTS: Final[Mapping[str, int]] = _TABLE["weights"]
SEASONS: Final[Mapping[str, Sequence[int]]] = _TABLE["months"]
MISTAKEN: Final[Mapping[str, str]] = _TABLE["mistaken"]
SEASON: Final = 2.5
ONE_SIDE: Final = 0.65
"""How often one more who tells of a matter sees the same side of it, as the hole in a road and not its cracks."""
STREET: Final = frozenset(WEIGHTS) - {"thu-tuc", "thai-do", "quy-dinh", "sang-kien", "tro-cap", "dat-dai", "y-te"}
"""Matters that stand at a place where others pass by, and that several tell of."""
CHANNELS: Final = ("web", "phone_page", "hotline", "zalo", "email", "qr", "paper", "national")
CHANNEL_WEIGHTS: Final = (22, 30, 24, 9, 4, 5, 3, 3)


@dataclass(frozen=True, slots=True)
class Ground:
    """A commune: code and a circle about as large as it."""

    code: str
    lat: float
    lng: float
    radius_metres: float = 2500.0


@dataclass(frozen=True, slots=True)
class Told:
    """One report. ``matter`` numbers what it is about: two with one number tell of the same. ``category`` is the true
    one, ``chosen`` what the sender chose (may be wrong or empty). ``track``: "", complaint, denunciation or spam."""

    number: int
    matter: int
    at: dt.datetime
    category: str
    chosen: str
    track: str
    is_urgent: bool
    is_rising: bool
    text: str
    place: str
    lat: float | None
    lng: float | None
    accuracy_metres: int
    channel: str


@dataclass(frozen=True, slots=True)
class _Matter:
    number: int
    at: dt.datetime
    category: str
    track: str
    ground: Ground
    seen: Scene
    lat: float
    lng: float
    is_urgent: bool
    is_rising: bool


@dataclass(frozen=True)
class Happenings:
    """Of a span of days, told by ``count`` reports. The same seed tells the same. ``families``: which ways to say a
    thing people know here; the others can be kept for a test."""

    seed: int
    count: int
    begin: dt.datetime
    end: dt.datetime
    grounds: Sequence[Ground]
    families: Sequence[int] = EVERY

    def __iter__(self) -> Iterator[Told]:
        """In order of time."""
        for at, matter, voice in self._order:
            yield self._told(self._matter(matter), voice, dt.datetime.fromtimestamp(at, dt.UTC))

    def part(self, first: int, last: int) -> Iterator[Told]:
        for at, matter, voice in self._order[first:last]:
            yield self._told(self._matter(matter), voice, dt.datetime.fromtimestamp(at, dt.UTC))

    @cached_property
    def _order(self) -> list[tuple[int, int, int]]:
        """Second, matter and voice of every report; the matters are spread evenly over the span."""
        about = max(1, round(self.count / 1.33))
        step = (self.end - self.begin).total_seconds() / about
        first, last = self.begin.timestamp(), self.end.timestamp()
        rows: list[tuple[int, int, int]] = []
        for number in range(2 * about):
            dice = Dice(self.seed, "when", number)
            at = first + step * (number % about + dice.share())
            rows.append((int(at), number, 0))
            if dice.happens(0.16):
                for voice in range(1, 2 + min(dice.below(3), dice.below(6)) + (4 if dice.happens(0.05) else 0)):
                    later = at - math.log(1 - dice.share()) * 3.0 * 86_400
                    if later < last:
                        rows.append((int(later), number, voice))
            if len(rows) >= self.count:
                break
        return sorted(rows)[: self.count]

    def _matter(self, number: int) -> _Matter:
        dice = Dice(self.seed, "matter", number)
        about = max(1, round(self.count / 1.33))
        step = (self.end - self.begin).total_seconds() / about
        share = Dice(self.seed, "when", number).share()
        at = self.begin + dt.timedelta(seconds=step * (number % about + share))
        ground = self.grounds[min(dice.below(len(self.grounds)), dice.below(len(self.grounds)))]
        is_rising = self.end - at < RISES and dice.happens(0.03)
        category = speech()["rising"]["category"] if is_rising else self._category(at.month, dice)
        spot = Dice(self.seed, "spot", ground.code, dice.below(SPOTS))
        seen = scene(spot)
        lat, lng = moved(ground.lat, ground.lng, spot, ground.radius_metres)
        lat, lng = moved(lat, lng, dice, 15 if dice.happens(0.5) else 150)
        track = "" if is_rising else _track(dice)
        is_urgent = category in {"chay-no", "mat-dien", "nap-cong", "cay-xanh", "an-ninh"} and dice.happens(0.12)
        mine = Scene(seen.street, seen.crossing, seen.landmark, seen.hamlet, 1 + dice.below(260))
        return _Matter(number, at, category, track, ground, mine, lat, lng, is_urgent, is_rising)

    def _category(self, month: int, dice: Dice) -> str:
        weights = [weight * (SEASON if month in SEASONS.get(key, ()) else 1.0) for key, weight in WEIGHTS.items()]
        drawn = dice.share() * sum(weights)
        for key, weight in zip(WEIGHTS, weights, strict=True):
            drawn -= weight
            if drawn < 0:
                return key
        return next(iter(WEIGHTS))

    def _told(self, matter: _Matter, voice: int, at: dt.datetime) -> Told:
        dice = Dice(self.seed, "voice", matter.number, voice)
        text = self._text(matter, dice)
        has_pin = matter.category in STREET and not matter.track and dice.happens(0.7)
        accuracy = 5 + dice.below(40)
        lat, lng = moved(matter.lat, matter.lng, dice, 12 + accuracy / 2) if has_pin else (None, None)
        mistaken = MISTAKEN.get(matter.category, "an-ninh")
        chosen = matter.category if dice.happens(0.55) else mistaken if dice.happens(0.3) else ""
        number = matter.number * 16 + voice
        return Told(
            number, matter.number, at, matter.category, chosen, matter.track, matter.is_urgent, matter.is_rising, text,
            matter.ground.code if has_pin or dice.happens(0.85) else "", lat, lng, accuracy if has_pin else 0,
            CHANNELS[_weighted(CHANNEL_WEIGHTS, dice)],
        )  # fmt: skip

    def _text(self, matter: _Matter, dice: Dice) -> str:
        if matter.track:
            return told_otherwise(matter.track, matter.seen, dice, of=self.families)
        if matter.is_rising:
            return told_rising(matter.seen, dice)
        own = self.families[Dice(self.seed, "family", matter.number).below(len(self.families))]
        known = (own,) if dice.happens(ONE_SIDE) else self.families
        text = told(matter.category, matter.seen, dice, of=known)
        return urged(text, matter.seen, dice) if matter.is_urgent and dice.happens(0.8) else text


def moved(lat: float, lng: float, dice: Dice, metres: float) -> tuple[float, float]:
    """A point about ``metres`` away (root of the mean square), in any direction."""
    far = metres * math.sqrt(-math.log(1 - dice.share() * 0.98))
    angle = dice.share() * math.tau
    north, east = far * math.cos(angle), far * math.sin(angle)
    return lat + north / METRES, lng + east / (METRES * math.cos(math.radians(lat)))


def _track(dice: Dice) -> str:
    drawn = dice.share()
    return "complaint" if drawn < 0.025 else "denunciation" if drawn < 0.04 else "spam" if drawn < 0.065 else ""


def _weighted(weights: Sequence[int], dice: Dice) -> int:
    drawn = dice.below(sum(weights))
    for number, weight in enumerate(weights):
        drawn -= weight
        if drawn < 0:
            return number
    return 0


def grounds(count: int = 60) -> Sequence[Ground]:
    """Communes of a made-up grid, for measurements that need no province."""
    side = math.ceil(math.sqrt(count))
    return [Ground(f"xa-{n:03d}", 13.6 + 0.06 * (n // side), 108.7 + 0.06 * (n % side)) for n in range(count)]
