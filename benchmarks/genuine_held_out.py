"""Conducts written by somebody who had not seen the weights, the signals' code or the fit: the clean hold-out.

What was known to the writer: the made-up world, the older conducts, and the guide's list of what is recorded. The file
was committed, with its seed, before the detector ran on it once; it stays as it is. Weights changed after looking at
its results need another hold-out by another hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from benchmarks.genuine_conduct import Conduct
from benchmarks.genuine_world import DAYS, Town, mark

SEED = 7_310_462
"""Drawn for this file; no other trial used it."""

MINUTE = dt.timedelta(minutes=1)
SIGNED_UP_LONG_AGO = 10**7


def _queue(town: Town, number: int, size: tuple[int, int], gap: tuple[float, float]) -> Iterator[tuple[int, int]]:
    """(sitting, minutes since it began), for ``number`` filings; sizes and gaps between two filings are ranges."""
    left, sitting = number, 0
    while left > 0:
        minutes = 0.0
        for _ in range(min(left, int(town.rng.integers(size[0], size[1] + 1)))):
            yield sitting, int(minutes)
            minutes += float(town.rng.uniform(*gap))
            left -= 1
        sitting += 1


# ---- others than the applicant


def lent_tablets(town: Town, number: int) -> None:
    """Community digital teams go round the villages with six tablets. A member types, the person reads the code from
    their own telephone, whose hotspot carries it. Half of the sittings clear the browser between two persons. The
    village's papers come to the desk later; most people never had an account."""
    sitting, begun, place, tablet, clears = -1, town.open_at(), 0, b"", False
    for at_sitting, minutes in _queue(town, number, (5, 14), (7, 16)):
        if at_sitting != sitting:
            sitting, place, clears = at_sitting, 0, town.happens(0.5)
            begun, tablet = town.any_at(0.55), mark("device", "team", town.unit, int(town.rng.integers(6)))
        town.file(
            "lent tablets", False, begun + MINUTE * minutes, device=tablet, network=town.carrier(),
            filling_seconds=town.seconds(7, 0.45), others_before=0 if clears else min(place, 2),
            account_seconds=town.seconds(18) if town.happens(0.5) else SIGNED_UP_LONG_AGO,
            accepted_seconds=town.seconds(150, 1.1), papers_shown=town.happens(0.12),
        )  # fmt: skip
        place += 1


def postal_counter(town: Town, number: int) -> None:
    """A clerk of the postal operator files at the post office for people who came with papers: a few at a time, over
    the whole month, one line, two machines. The postbag brings the papers to the desk the next morning."""
    sitting, begun, place, machine = -1, town.open_at(), 0, b""
    for at_sitting, minutes in _queue(town, number, (1, 5), (9, 25)):
        if at_sitting != sitting:
            sitting, place, begun = at_sitting, 0, town.open_at()
            machine = mark("device", "post", town.unit, int(town.rng.integers(2)))
        person = town.person()
        contact = mark("phone", "post", town.unit) if town.happens(0.15) else mark("phone", person)
        town.file(
            "postal counter", False, begun + MINUTE * minutes, applicant=person, device=machine,
            network=mark("network", "post", town.unit), contacts=(contact,),
            filling_seconds=town.seconds(8, 0.45), others_before=min(place, 2),
            account_seconds=town.seconds(20) if town.happens(0.3) else SIGNED_UP_LONG_AGO,
            accepted_seconds=town.seconds(240, 1.0), papers_shown=town.happens(0.45),
        )  # fmt: skip
        place += 1


def tapped_in_the_hall(town: Town, number: int) -> None:
    """People sign in on their own telephone, on the hall's wireless network, and hand it over; an official taps while
    the next person waits. The dossier is accepted when that official is back at the desk, some at the end of the
    day. Everything on the telephone is the person's own."""
    for _ in range(number):
        later = town.happens(0.4)
        town.file(
            "tapped in the hall", False, town.open_at(), network=town.office if town.happens(0.8) else town.carrier(),
            filling_seconds=town.seconds(7, 0.5),
            account_seconds=town.seconds(20) if town.happens(0.35) else SIGNED_UP_LONG_AGO,
            accepted_seconds=town.seconds(160, 0.6) if later else town.seconds(14, 0.8),
            papers_shown=town.happens(0.3),
        )  # fmt: skip


def village_heads(town: Town, number: int) -> None:
    """A dozen heads of villages, asked for a number each, file for their neighbours in the evening on their own
    telephone at home, for one to four neighbours at a time; the code is read out by telephone."""
    sitting, begun, place, head = -1, town.open_at(), 0, 0
    for at_sitting, minutes in _queue(town, number, (1, 4), (12, 30)):
        if at_sitting != sitting:
            sitting, place, head = at_sitting, 0, int(town.rng.integers(12))
            begun = town.any_at(0.15)
        person = town.person()
        home = mark("network", "head", town.unit, head) if town.happens(0.6) else town.carrier()
        town.file(
            "village heads", False, begun + MINUTE * minutes, applicant=person,
            device=mark("device", "head", town.unit, head), network=home,
            contacts=(mark("phone", "head", town.unit, head) if town.happens(0.4) else mark("phone", person),),
            filling_seconds=town.seconds(10, 0.5), others_before=min(place, 2),
            account_seconds=town.seconds(25) if town.happens(0.25) else SIGNED_UP_LONG_AGO,
            papers_shown=town.happens(0.08),
        )  # fmt: skip
        place += 1


def private_windows(town: Town, number: int) -> None:
    """A desk that knows what is recorded: a machine of its own with a mobile modem, a fresh private window for each
    person, the person's own number, papers scanned beforehand, accepted when an hour or so has gone by."""
    begun, sitting = town.open_at(), -1
    network = town.carrier()
    for at_sitting, minutes in _queue(town, number, (3, 9), (5, 11)):
        if at_sitting != sitting:
            sitting, begun, network = at_sitting, town.open_at(), town.carrier()
        town.file(
            "private windows", False, begun + MINUTE * minutes, network=network,
            filling_seconds=town.seconds(5, 0.4), accepted_seconds=town.seconds(70, 0.7),
            account_seconds=town.seconds(12) if town.happens(0.3) else SIGNED_UP_LONG_AGO,
            papers_shown=town.happens(0.1),
        )  # fmt: skip


# ---- honest and busy


def village_evening(town: Town, number: int) -> None:
    """An evening of teaching in the village hall: twenty people, each on their own telephone with one wireless network,
    many with an account of that hour, everybody typing slowly for themselves."""
    sitting, begun, hall = -1, town.evening(), b""
    for at_sitting, minutes in _queue(town, number, (12, 25), (1, 5)):
        if at_sitting != sitting:
            sitting, begun, hall = at_sitting, town.evening(), mark("network", "hall", town.unit, at_sitting % 4)
        town.file(
            "village evening", True, begun + MINUTE * minutes, network=hall, filling_seconds=town.seconds(17, 0.5),
            account_seconds=town.seconds(25) if town.happens(0.6) else SIGNED_UP_LONG_AGO,
            accepted_seconds=town.seconds(13 * 60, 0.3),
        )  # fmt: skip


def reading_room(town: Town, number: int) -> None:
    """Three public machines of the commune's library, away from the office, one reader after another, in opening
    hours and on Saturdays."""
    sitting, begun, place, machine = -1, town.open_at(), 0, b""
    for at_sitting, minutes in _queue(town, number, (1, 4), (20, 45)):
        if at_sitting != sitting:
            sitting, place, begun = at_sitting, 0, town.any_at(0.75)
            machine = mark("device", "library", town.unit, int(town.rng.integers(3)))
        town.file(
            "reading room", True, begun + MINUTE * minutes, device=machine,
            network=mark("network", "library", town.unit), filling_seconds=town.seconds(17, 0.5),
            account_seconds=town.seconds(25) if town.happens(0.3) else SIGNED_UP_LONG_AGO,
            others_before=min(place, 2), papers_shown=town.happens(0.08),
        )  # fmt: skip
        place += 1


def factory(town: Town, number: int) -> None:
    """Workers of one factory register their residence in one week, on their own telephones, from the canteen's
    network, at noon and after the shift: a short form the whole line has shown each other."""
    first = int(town.rng.integers(0, DAYS - 7))
    for _ in range(number):
        town.file(
            "factory", True, town.any_at(0.6, first, first + 7),
            network=mark("network", "factory", town.unit) if town.happens(0.7) else town.carrier(),
            filling_seconds=town.seconds(7, 0.5),
            account_seconds=town.seconds(20) if town.happens(0.25) else SIGNED_UP_LONG_AGO,
        )  # fmt: skip


def prompt_desk(town: Town, number: int) -> None:
    """A desk that watches its online queue and accepts within minutes; people file short renewals they know by heart,
    at work, from their own telephones, and some drop by with the old paper."""
    for _ in range(number):
        town.file(
            "prompt desk", True, town.any_at(0.85), filling_seconds=town.seconds(5, 0.5),
            accepted_seconds=town.seconds(6, 0.8), papers_shown=town.happens(0.12),
        )  # fmt: skip


HELD_OUT: Mapping[str, Conduct] = {
    "lent tablets": lent_tablets,
    "postal counter": postal_counter,
    "tapped in the hall": tapped_in_the_hall,
    "village heads": village_heads,
    "private windows": private_windows,
}
HELD_OUT_BUSY: Mapping[str, Conduct] = {
    "village evening": village_evening,
    "reading room": reading_room,
    "factory": factory,
    "prompt desk": prompt_desk,
}
