"""Which ratings somebody of the desk, or one person many times, may have given. Pure: circumstances in, reasons out.

Each reason is a thing a person could check. A rating is set aside when its reasons weigh enough together; it is never
deleted, and the report says what is known, not who did it. What is not known (``None``) speaks neither way.

A digest of a machine is of what its browser says and the address it comes from: on a desk's own wireless network two
telephones of one make look alike. So one machine there says little by itself; answers that differ speak for a lent
machine, and answers that are all the best for another hand.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.core.search_text import fold

from .editions import Integrity


class Way(StrEnum):
    """How a rating came."""

    LINK = "link"
    POSTER = "poster"
    TABLET = "tablet"
    CALL = "call"


class Reason(StrEnum):
    STAFF_DEVICE = "staff_device"
    STAFF_DEVICE_TOP = "staff_device_top"
    DESK_NETWORK = "desk_network"
    DESK_NETWORK_CLOSED = "desk_network_closed"
    DEVICE_SOME = "device_some"
    DEVICE_MANY = "device_many"
    DEVICE_TOP = "device_top"
    BURST = "burst"
    FAST = "fast"
    TABLET_RUN = "tablet_run"
    TABLET_TOP = "tablet_top"
    TABLET_CLOSED = "tablet_closed"
    MORE_THAN_SERVED = "more_than_served"
    SAME_TEXT = "same_text"
    SAME_PLACE = "same_place"
    SAME_PLACE_HERE = "same_place_here"
    SAME_ANSWERS = "same_answers"
    OWN_WORDS = "own_words"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Given:
    """One rating and how it was given. ``place``: the poster or tablet; ``person``: the applicant where it is of a
    dossier. Digests compare within one period of their key."""

    number: int
    at: dt.datetime
    on: dt.date
    unit: int
    way: Way
    answers: tuple[str, ...]
    is_top: bool
    place: str = ""
    person: int | None = None
    device: bytes | None = None
    network: bytes | None = None
    seconds: int | None = None
    closed: bool | None = None
    """The desk had been closed for a while."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Desks:
    """What is known of the desks in the same period: machines and networks of officials at work, people served."""

    devices: Set[bytes] = frozenset()
    networks: Mapping[int, Set[bytes]] = field(default_factory=dict)
    served: Mapping[tuple[int, dt.date], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    weight: float
    reasons: tuple[Reason, ...]
    set_aside: bool


def judge(ratings: Sequence[Given], desks: Desks, rules: Integrity) -> Mapping[int, Verdict]:
    """Number -> verdict, for all ratings of one period together."""
    seen = _Seen(ratings, desks, rules)
    return {one.number: _verdict(one, seen, rules) for one in ratings}


def _verdict(one: Given, seen: _Seen, rules: Integrity) -> Verdict:
    if one.way is Way.CALL:
        return Verdict(0.0, (), set_aside=False)
    found = [*(_of_tablet(one, seen, rules) if one.way is Way.TABLET else _of_machine(one, seen, rules))]
    found += _of_anything(one, seen, rules)
    if found and one.words and Reason.SAME_TEXT not in found:
        found.append(Reason.OWN_WORDS)
    weight = sum(rules.weights[reason] for reason in found)
    return Verdict(weight, tuple(found), set_aside=weight >= rules.threshold)


def _of_machine(one: Given, seen: _Seen, rules: Integrity) -> Iterable[Reason]:
    here = one.network is not None and one.network in seen.desks.networks.get(one.unit, frozenset())
    if here:
        yield Reason.DESK_NETWORK_CLOSED if one.closed and not seen.is_shared(one) else Reason.DESK_NETWORK
    if one.seconds is not None and one.seconds < rules.fast_seconds:
        yield Reason.FAST
    if one.device is None:
        return
    people, alike = len(seen.people[one.device]), seen.top_share(one.device) >= rules.top_share
    if one.device in seen.desks.devices:
        yield Reason.STAFF_DEVICE
        yield Reason.STAFF_DEVICE_TOP if alike else Reason.MIXED
    elif people > rules.device_few:
        yield Reason.DEVICE_SOME if here or people <= rules.device_many else Reason.DEVICE_MANY
        yield Reason.DEVICE_TOP if alike else Reason.MIXED
    if seen.others_near(one) >= rules.burst_most:
        yield Reason.BURST
    if one.way is Way.POSTER and seen.is_repeated(one):
        yield Reason.SAME_PLACE_HERE if here else Reason.SAME_PLACE
        if seen.same_answers_near(one):
            yield Reason.SAME_ANSWERS


def _of_tablet(one: Given, seen: _Seen, rules: Integrity) -> Iterable[Reason]:
    if one.closed:
        yield Reason.TABLET_CLOSED
    run = seen.runs.get(one.number, ())
    if len(run) >= rules.tablet_run:
        yield Reason.TABLET_RUN
        if sum(run) >= rules.top_share * len(run):
            yield Reason.TABLET_TOP


def _of_anything(one: Given, seen: _Seen, rules: Integrity) -> Iterable[Reason]:
    number, served = seen.by_day[one.unit, one.on], seen.desks.served.get((one.unit, one.on))
    if served is not None and number >= rules.served_least and number > rules.served_share * served:
        yield Reason.MORE_THAN_SERVED
    text = fold(one.words)
    if one.is_top and len(text) >= rules.text_letters and seen.praise[one.unit, text] >= rules.text_times:
        yield Reason.SAME_TEXT


class _Seen:
    """What many ratings say together."""

    def __init__(self, ratings: Sequence[Given], desks: Desks, rules: Integrity) -> None:
        self.desks, self.rules = desks, rules
        self.people: defaultdict[bytes, set[object]] = defaultdict(set)
        self.tops: defaultdict[bytes, list[bool]] = defaultdict(list)
        self.times: defaultdict[bytes, list[Given]] = defaultdict(list)
        self.places: defaultdict[tuple[str, bytes, dt.date], list[Given]] = defaultdict(list)
        self.by_day: Counter[tuple[int, dt.date]] = Counter()
        self.praise: Counter[tuple[int, str]] = Counter()
        self.networks: defaultdict[bytes, list[bool]] = defaultdict(list)
        tablets: defaultdict[str, list[Given]] = defaultdict(list)
        for one in sorted(ratings, key=_when):
            self._see(one)
            if one.way is Way.TABLET:
                tablets[one.place].append(one)
        self.runs = {number: run for rows in tablets.values() for number, run in self._runs(rows)}

    def _see(self, one: Given) -> None:
        if one.way is Way.CALL:
            return
        self.by_day[one.unit, one.on] += 1
        if one.is_top:
            self.praise[one.unit, fold(one.words)] += 1
        if one.way is Way.TABLET:
            return
        if one.network is not None and one.closed is not None:
            self.networks[one.network].append(one.closed)
        if one.device is not None:
            self.people[one.device].add(_person(one))
            self.tops[one.device].append(one.is_top)
            self.times[one.device].append(one)
            self.places[one.place, one.device, one.on].append(one)

    def _runs(self, rows: Sequence[Given]) -> Iterable[tuple[int, tuple[bool, ...]]]:
        """Each rating of a tablet with the best answers of the run it is in: ratings too close to be different
        people's."""
        run: list[Given] = []
        for one in [*rows, None]:
            if one is None or (run and (one.at - run[-1].at).total_seconds() >= self.rules.tablet_seconds):
                tops = tuple(each.is_top for each in run)
                yield from ((each.number, tops) for each in run)
                run = []
            if one is not None:
                run.append(one)

    def top_share(self, device: bytes) -> float:
        tops = self.tops[device]
        return sum(tops) / len(tops)

    def is_shared(self, one: Given) -> bool:
        closed = self.networks[one.network] if one.network is not None else []
        return sum(closed) > self.rules.shared_share * len(closed)

    def others_near(self, one: Given) -> int:
        return len({_person(other) for other in self._near(one)} - {_person(one)})

    def is_repeated(self, one: Given) -> bool:
        """Not the first of its machine at this poster that day."""
        return self._same_place(one)[0].number != one.number

    def same_answers_near(self, one: Given) -> bool:
        others = {other.number for other in self._same_place(one)} - {one.number}
        return any(other.number in others and other.answers == one.answers for other in self._near(one))

    def _same_place(self, one: Given) -> Sequence[Given]:
        return self.places[one.place, one.device or b"", one.on]

    def _near(self, one: Given) -> Sequence[Given]:
        rows, span = self.times[one.device or b""], dt.timedelta(seconds=self.rules.burst_seconds)
        return rows[bisect_left(rows, one.at - span, key=_when) : bisect_right(rows, one.at + span, key=_when)]


def _person(one: Given) -> object:
    """Whoever rated: the applicant; of a poster whoever held the machine there that day; else somebody of their own."""
    if one.person is not None:
        return one.person
    return (one.place, one.device, one.on) if one.way is Way.POSTER and one.device else -one.number - 1


def _when(one: Given) -> dt.datetime:
    return one.at
