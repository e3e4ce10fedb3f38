"""``motcua bench ratings_integrity``: 10,000 ratings, one in twenty forged, repeated or self-given.

First the tokens: forged, broken, expired, of a key taken out and used ones are offered to the reader; each that gets in
is a failure. Then the integrity of what got in: precision and recall of what is set aside, over honest desks that are
easily suspected (a busy hall on one wireless network, a lent tablet, a registered tablet, a post office that helps
people, families) and five ways to cheat, one of them careful: what it does is not told from what honest people do.
Rules were tuned on seeds 1 to 6; what counts is a fresh seed. Worlds are made up: no true data exists.
"""

from __future__ import annotations

import datetime as dt
import random
import time
import uuid
from collections import Counter
from typing import Any, Final

from motcua.core.errors import Invalid
from motcua.ratings.editions import policy_on
from motcua.ratings.integrity import Desks, Given, Way, judge
from motcua.ratings.tokens import Kind, issue, read

TUNED: Final = 1
FRESH: Final = 40961
TOTAL: Final = 10_000
FALSE_SHARE: Final = 0.05
DAY: Final = dt.date(2026, 10, 1)
ZONE: Final = dt.timezone(dt.timedelta(hours=7))
ANSWERS: Final = ("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied")
LIKELY: Final = (44, 34, 12, 7, 3)
PRAISE: Final = "Cán bộ nhiệt tình, chu đáo, trả kết quả nhanh, rất hài lòng"
OWN_WORDS: Final = ("Cảm ơn", "Chờ hơi lâu", "Nên có thêm ghế ngồi ở chỗ chờ", "Hướng dẫn dễ hiểu", "Bãi xe chật")


class Made:
    """A month of ratings at forty desks. ``truth``: number -> the kind of cheat, empty for honest."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.ratings: list[Given] = []
        self.truth: list[str] = []
        self.desks = Desks(set(), {}, Counter())  # type: ignore[arg-type]
        for unit in range(40):
            self.desks.networks[unit] = {self.digest("desk", unit)}  # type: ignore[index]
            for machine in range(3):
                self.desks.devices.add(self.digest("staff", unit, machine))  # type: ignore[attr-defined]

    def digest(self, *parts: object) -> bytes:
        return str(parts).encode()

    def at(self, *, open_hours: bool = True) -> dt.datetime:
        day = DAY + dt.timedelta(days=self.random.randrange(30))
        while day.weekday() > 4:
            day += dt.timedelta(days=1)
        hour = (
            self.random.choice((7, 8, 9, 9, 10, 10, 14, 14, 15, 16))
            if open_hours
            else self.random.choice((6, 19, 20, 21, 22))
        )
        return dt.datetime(
            day.year, day.month, day.day, hour, self.random.randrange(60), self.random.randrange(60), tzinfo=ZONE
        )

    def give(self, unit: int, at: dt.datetime, *, cheat: str = "", top: bool | None = None, **more: Any) -> None:
        overall = "very_satisfied" if top else self.random.choices(ANSWERS, LIKELY)[0]
        conduct = "good" if top else self.random.choices(("good", "fair", "bad"), (75, 20, 5))[0]
        served = more.pop("served", True)
        values: dict[str, Any] = {
            "number": len(self.ratings),
            "at": at,
            "on": at.date(),
            "unit": unit,
            "way": Way.LINK,
            "answers": (f"conduct={conduct}", f"overall={overall}"),
            "is_top": overall == ANSWERS[0],
            "person": self.random.randrange(10**9),
            "seconds": max(9, int(self.random.gauss(55, 25))),
            "closed": not 7 <= at.hour < 17,
            "words": self.random.choice(OWN_WORDS) if self.random.random() < 0.12 else "",
            **more,
        }
        self.ratings.append(Given(**values))
        self.truth.append(cheat)
        if served and values["way"] is not Way.CALL:
            self.desks.served[unit, at.date()] += self.random.choice((1, 2, 3, 4))  # type: ignore[index]

    # ---- honest

    def home(self, unit: int) -> None:
        """The own telephone, on a mobile network whose addresses many share."""
        phone = self.digest("phone", self.random.randrange(10**6), self.random.randrange(400))
        for _ in range(1 if self.random.random() < 0.92 else self.random.choice((2, 3))):
            self.give(
                unit,
                self.at(open_hours=self.random.random() < 0.6),
                device=phone,
                network=self.digest("mobile", self.random.randrange(60)),
            )

    def hall(self, unit: int) -> None:
        """On the hall's wireless network: twelve makes of telephones look alike there."""
        self.give(
            unit,
            self.at(),
            device=self.digest("hall", unit, self.random.choices(range(12), range(12, 0, -1))[0]),
            network=self.digest("desk", unit),
            way=self.random.choice((Way.LINK, Way.POSTER, Way.LINK)),
            place=f"poster-{unit}",
        )

    def lent(self, unit: int) -> None:
        """A tablet that the desk lends and never registered: one machine, many people, all day."""
        self.give(unit, self.at(), device=self.digest("lent", unit), network=self.digest("desk", unit))

    def tablet(self, unit: int) -> None:
        """A registered tablet: one touch, now and then two people close together."""
        at = self.at()
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            self.give(unit, at, way=Way.TABLET, place=f"tablet-{unit}", seconds=self.random.randrange(2, 40))
            at += dt.timedelta(seconds=self.random.randrange(6, 60))

    def helper(self, unit: int) -> None:
        """A post office or a notary that rates for people who ask it to, with what they say."""
        self.give(unit, self.at(), device=self.digest("helper", unit), network=self.digest("helper", unit))

    def neighbour(self, unit: int) -> None:
        """People living above the desk, on its network in the evening too."""
        phone = self.digest("neighbour", unit, self.random.randrange(30))
        self.give(unit, self.at(open_hours=self.random.random() < 0.3), device=phone, network=self.digest("desk", unit))

    # ---- not honest

    def own_computer(self, unit: int) -> None:
        """Somebody of the desk, at the desk's computer, with tokens from slips."""
        at, machine = self.at(open_hours=self.random.random() < 0.8), self.random.randrange(3)
        for _ in range(self.random.randrange(2, 6)):
            self.give(
                unit,
                at,
                cheat="own_computer",
                top=True,
                device=self.digest("staff", unit, machine),
                network=self.digest("desk", unit),
                seconds=self.random.randrange(4, 25),
                words="",
            )
            at += dt.timedelta(seconds=self.random.randrange(20, 90))

    def own_phone(self, unit: int) -> None:
        """An own telephone, one after another."""
        at, phone = self.at(), self.digest("own", unit)
        network = (
            self.digest("desk", unit)
            if self.random.random() < 0.5
            else self.digest("mobile", self.random.randrange(60))
        )
        for _ in range(self.random.randrange(4, 10)):
            words = PRAISE if self.random.random() < 0.3 else ""
            self.give(
                unit,
                at,
                cheat="own_phone",
                top=True,
                device=phone,
                network=network,
                seconds=self.random.randrange(3, 15),
                words=words,
            )
            at += dt.timedelta(seconds=self.random.randrange(15, 60))

    def careful(self, unit: int) -> None:
        """Somebody who knows what is looked for: from home, one a day, with time and not always the best answer."""
        phone, network = (
            self.digest("careful", unit, self.random.randrange(10**6)),
            self.digest("mobile", self.random.randrange(60)),
        )
        for _ in range(self.random.randrange(3, 8)):
            top = self.random.random() < 0.75
            self.give(unit, self.at(), cheat="careful", top=top, device=phone, network=network)

    def pressed(self, unit: int) -> None:
        """The tablet pressed in a row, or after closing."""
        closed = self.random.random() < 0.3
        at = self.at(open_hours=not closed)
        for _ in range(self.random.randrange(5, 14)):
            self.give(
                unit,
                at,
                cheat="pressed",
                top=True,
                way=Way.TABLET,
                place=f"tablet-{unit}",
                seconds=1,
                served=False,
                words="",
            )
            at += dt.timedelta(seconds=self.random.randrange(2, 8))

    def again(self, unit: int) -> None:
        """The same telephone on the same poster over and over, angry or paid. The first one counts as honest."""
        at, phone = self.at(open_hours=self.random.random() < 0.7), self.digest("again", self.random.randrange(10**9))
        top = self.random.random() < 0.5
        for number in range(self.random.randrange(3, 9)):
            answers = () if top else ("conduct=bad", "overall=very_dissatisfied")
            more: dict[str, Any] = {"answers": answers, "is_top": False} if answers else {}
            self.give(
                unit,
                at,
                cheat="again" if number else "",
                top=top,
                way=Way.POSTER,
                place=f"poster-{unit}",
                person=None,
                device=phone,
                network=self.digest("mobile", self.random.randrange(60)),
                seconds=self.random.randrange(5, 30),
                words="",
                **more,
            )
            at += dt.timedelta(seconds=self.random.randrange(20, 300))


HONEST: Final = {"home": 60, "hall": 17, "tablet": 14, "lent": 4, "helper": 3, "neighbour": 2}
CHEATS: Final = ("own_computer", "own_phone", "pressed", "again", "careful")
PLACES: Final = {"hall": 14, "tablet": 20, "lent": 3, "helper": 6, "neighbour": 2}
"""How many of the desks do such a thing at all: the hall of a busy one has some hundred a month."""


def made(seed: int, total: int = TOTAL) -> Made:
    world = Made(seed)
    false = int(total * FALSE_SHARE)
    while sum(1 for one in world.truth if one) < false:
        getattr(world, world.random.choice(CHEATS))(world.random.randrange(10))
    kinds, weights = list(HONEST), list(HONEST.values())
    while len(world.ratings) < total:
        kind = world.random.choices(kinds, weights)[0]
        getattr(world, kind)(world.random.randrange(PLACES.get(kind, 40)))
    return world


def measured(seed: int) -> dict[str, object]:
    world = made(seed)
    rules = policy_on(DAY).integrity
    started = time.perf_counter()
    verdicts = judge(world.ratings, world.desks, rules)
    seconds = time.perf_counter() - started
    aside = {number for number, one in verdicts.items() if one.set_aside}
    false = {number for number, cheat in enumerate(world.truth) if cheat}
    caught, kinds = len(aside & false), Counter(world.truth[number] for number in false)
    found = Counter(world.truth[number] for number in aside & false)
    wrong = Counter(_honest_kind(world.ratings[number]) for number in aside - false)
    honest = Counter(_honest_kind(one) for number, one in enumerate(world.ratings) if number not in false)
    return {
        "ratings": len(world.ratings),
        "false": len(false),
        "set_aside": len(aside),
        "precision": round(caught / len(aside), 4),
        "recall": round(caught / len(false), 4),
        "recall_by_cheat": {kind: round(found[kind] / number, 3) for kind, number in sorted(kinds.items())},
        "honest_set_aside": {kind: f"{wrong[kind]} of {number}" for kind, number in sorted(honest.items())},
        "seconds": round(seconds, 3),
    }


def _honest_kind(one: Given) -> str:
    if one.way is Way.TABLET:
        return "tablet"
    return one.device.decode().split("'")[1] if one.device else "unknown"


def tokens(seed: int, number: int = TOTAL) -> dict[str, object]:
    """Good tokens, and one in twenty that is not: how many of each get in."""
    rolled, today = random.Random(seed), dt.date(2026, 11, 23)  # noqa: S311
    keys = {1: (rolled.randbytes(32),), 2: (rolled.randbytes(32),)}
    old, stranger = rolled.randbytes(32), rolled.randbytes(32)
    used: set[uuid.UUID] = set()
    offered, taken = Counter[str](), Counter[str]()
    good: list[str] = []
    ways = ("forged", "broken", "expired", "key_taken_out", "used_again")
    for turn in range(number):
        kind = rolled.choice(ways) if turn % 20 == 19 else "good"
        ref, until = uuid.UUID(bytes=rolled.randbytes(16)), today + dt.timedelta(days=rolled.randrange(1, 900))
        secret, key = (stranger, 2) if kind == "forged" else (old, 3) if kind == "key_taken_out" else (keys[2][0], 2)
        until = today - dt.timedelta(days=rolled.randrange(900)) if kind == "expired" else until
        text = rolled.choice(good) if kind == "used_again" else issue(Kind.DOSSIER, ref, until, key=key, secret=secret)
        if kind == "broken":
            place = rolled.randrange(len(text))
            text = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        offered[kind] += 1
        try:
            token = read(text, keys, today)
        except Invalid:
            continue
        if token.ref not in used:
            used.add(token.ref)
            taken[kind] += 1
            good.append(text)
    return {kind: {"offered": offered[kind], "taken": taken[kind]} for kind in ("good", *ways)}


def run(**_options: object) -> dict[str, object]:
    return {
        "tokens": tokens(FRESH),
        f"integrity, seed {FRESH} (fresh)": measured(FRESH),
        f"integrity, seed {TUNED} (tuned on)": measured(TUNED),
    }
