"""What people, officials and agents do at a made-up desk. Each takes a town and how many filings.

``TUNING`` is what the weights were fitted on. ``PLANTED`` and ``BUSY`` were written for the test alone: the fit never
sees them. ``UNSEEN`` is what no signal can show; it is reported so that nobody believes otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from benchmarks.genuine_world import DAYS, Town, mark

Conduct = Callable[[Town, int], None]
MINUTE = dt.timedelta(minutes=1)


def _sittings(
    town: Town, number: int, least: int, most: int, begin: Callable[[], dt.datetime]
) -> Iterator[list[dt.datetime]]:
    """``number`` instants in sittings of several filings, some minutes apart."""
    left = number
    while left > 0:
        size = min(left, int(town.rng.integers(least, most + 1)))
        at, instants = begin(), []
        for _ in range(size):
            instants.append(at)
            at += MINUTE * float(town.rng.uniform(4, 14))
        yield instants
        left -= size


# ---- people themselves


def at_home(town: Town, number: int) -> None:
    """Own telephone or computer, a household at most three persons, mostly when the desk is closed."""
    left = number
    while left > 0:
        size = min(left, int(town.rng.choice([1, 2, 3], p=[0.8, 0.14, 0.06])))
        home, shares = town.person(), town.happens(0.7)
        network = town.home(home)
        for _ in range(size):
            person = town.person()
            town.file(
                "at home", True, town.any_at(0.42), applicant=person, device=mark("device", home), network=network,
                contacts=(mark("phone", home if shares else person),),
                account=home if town.happens(0.5) else person,
                account_seconds=town.seconds(15) if town.happens(0.15) else 10**7,
                papers_shown=town.happens(0.04), others_before=int(town.happens(0.05)),
            )  # fmt: skip
        left -= size


def at_kiosk(town: Town, number: int) -> None:
    """A public machine of the centre, people one after another, nobody typing for them."""
    for instants in _sittings(town, number, 1, 6, town.open_at):
        kiosk = mark("device", "kiosk", town.unit, int(town.rng.integers(town.kiosks)))
        for place, at in enumerate(instants):
            town.file(
                "kiosk", True, at + MINUTE * 8 * place, device=kiosk, network=town.office,
                filling_seconds=town.seconds(16, 0.5), others_before=min(place, 2),
                account_seconds=town.seconds(25) if town.happens(0.4) else 10**7,
                accepted_seconds=town.seconds(50, 1.2), papers_shown=town.happens(0.15),
            )  # fmt: skip


def own_phone_at_the_desk(town: Town, number: int) -> None:
    """In the waiting room, with the wireless network of the house."""
    for _ in range(number):
        town.file(
            "own phone at the desk", True, town.open_at(), network=town.office if town.happens(0.6) else town.carrier(),
            filling_seconds=town.seconds(15, 0.5), accepted_seconds=town.seconds(50, 1.2),
            account_seconds=town.seconds(25) if town.happens(0.3) else 10**7, papers_shown=town.happens(0.15),
        )  # fmt: skip


# ---- others, tuned on


def desk_machine(town: Town, number: int) -> None:
    """An official signs in as the person, at the machine where the counter's own work is done."""
    for instants in _sittings(town, number, 1, 8, town.open_at):
        device = mark("device", "desk", town.unit, int(town.rng.integers(town.desks)))
        for place, at in enumerate(instants):
            town.file(
                "desk machine", False, at, device=device, network=town.office,
                contacts=(mark("phone", "desk", town.unit),) if town.happens(0.25) else (mark("phone", town.person()),),
                official_before=town.happens(0.6), others_before=min(place, 2),
                **_practised(town),
            )  # fmt: skip


def desk_tablet(town: Town, number: int) -> None:
    """A tablet kept for it, on the desk's network; one telephone number for many."""
    device = mark("device", "tablet", town.unit)
    for instants in _sittings(town, number, 2, 10, town.open_at):
        for place, at in enumerate(instants):
            contact = mark("phone", "desk", town.unit) if town.happens(0.5) else mark("phone", town.person())
            town.file(
                "desk tablet", False, at, device=device, network=town.office, contacts=(contact,),
                others_before=min(place, 2), **_practised(town),
            )  # fmt: skip


def kiosk_typed_for(town: Town, number: int) -> None:
    """The public machine, an official's hands."""
    for instants in _sittings(town, number, 2, 8, town.open_at):
        kiosk = mark("device", "kiosk", town.unit, int(town.rng.integers(town.kiosks)))
        for place, at in enumerate(instants):
            town.file(
                "kiosk typed for", False, at, device=kiosk, network=town.office, others_before=min(place, 2),
                **_practised(town),
            )  # fmt: skip


def _practised(town: Town) -> dict[str, object]:
    """Somebody who does it all day, with the person and the papers at hand."""
    return {
        "filling_seconds": town.seconds(4.5, 0.45),
        "account_seconds": town.seconds(12) if town.happens(0.45) else 10**7,
        "accepted_seconds": town.seconds(5, 1.0),
        "papers_shown": town.happens(0.4),
    }


# ---- others, planted for the test


def citizens_phones(town: Town, number: int) -> None:
    """Officials take the person's own telephone at the counter, half of them on the person's own network."""
    for _ in range(number):
        town.file(
            "citizens' phones", False, town.open_at(), network=town.office if town.happens(0.5) else town.carrier(),
            filling_seconds=town.seconds(5, 0.4), accepted_seconds=town.seconds(6, 0.9),
            account_seconds=town.seconds(12) if town.happens(0.4) else 10**7, papers_shown=town.happens(0.4),
        )  # fmt: skip


def agent(town: Town, number: int) -> None:
    """A shop that files for a fee: a telephone and a laptop on mobile networks, its own number for most."""

    def begin() -> dt.datetime:
        return town.any_at(0.7)

    for instants in _sittings(town, number, 1, 4, begin):
        device, network = mark("device", "shop", town.unit, int(town.rng.integers(2))), town.carrier()
        for place, at in enumerate(instants):
            person = town.person()
            town.file(
                "agent", False, at, applicant=person, device=device, network=network,
                contacts=(mark("phone", "shop", town.unit) if town.happens(0.6) else mark("phone", person),),
                account=town.unit * 1_000_000 if town.happens(0.3) else person,
                filling_seconds=town.seconds(6, 0.4), others_before=min(place, 2) if town.happens(0.6) else 0,
                account_seconds=town.seconds(15) if town.happens(0.4) else 10**7,
            )  # fmt: skip


def evening_by_vpn(town: Town, number: int) -> None:
    """Officials type the day's papers at home in the evening, through a private network."""
    for instants in _sittings(town, number, 4, 15, town.evening):
        device = mark("device", "laptop", town.unit, int(town.rng.integers(2)))
        for place, at in enumerate(instants):
            contact = mark("phone", "desk", town.unit) if town.happens(0.3) else mark("phone", town.person())
            town.file(
                "evening by VPN", False, at, device=device, network=mark("network", "vpn", int(town.rng.integers(3))),
                contacts=(contact,), others_before=min(place, 2), filling_seconds=town.seconds(3.5, 0.4),
                account_seconds=town.seconds(8) if town.happens(0.6) else 10**7,
                accepted_seconds=town.seconds(12 * 60, 0.3),
            )  # fmt: skip


def end_of_month(town: Town, number: int) -> None:
    """A back office files what is still missing for the quota in the last days: no counter's machine, new accounts."""

    def begin() -> dt.datetime:
        return town.open_at(DAYS - 4, DAYS)

    for instants in _sittings(town, number, 6, 20, begin):
        device = mark("device", "office", town.unit, int(town.rng.integers(3)))
        for place, at in enumerate(instants):
            town.file(
                "end of month", False, at, device=device, network=town.office, others_before=min(place, 2),
                filling_seconds=town.seconds(3, 0.4), accepted_seconds=town.seconds(30, 1.2),
                account_seconds=town.seconds(6) if town.happens(0.6) else 10**7,
            )  # fmt: skip


def patient(town: Town, number: int) -> None:
    """Somebody who visits people, takes their telephone, is slow and waits before accepting: nothing shows it."""
    for _ in range(number):
        town.file("patient", False, town.any_at(0.5), filling_seconds=town.seconds(13, 0.5))


# ---- honest and busy


def families(town: Town, number: int) -> None:
    """One telephone, one number and one account for four to seven of a family, filed on one evening."""
    left = number
    while left > 0:
        size = min(left, int(town.rng.integers(4, 8)))
        home, at = town.person(), town.any_at(0.3)
        network = town.home(home)
        for place in range(size):
            town.file(
                "families", True, at + MINUTE * 17 * place, applicant=town.person(), account=home,
                device=mark("device", home), network=network, contacts=(mark("phone", home),),
                filling_seconds=town.seconds(11, 0.5),
            )  # fmt: skip
        left -= size


def enrolment(town: Town, number: int) -> None:
    """A school's enrolment: three days, a short form, a clerk who accepts at once."""
    first = int(town.rng.integers(0, DAYS - 7))
    for _ in range(number):
        person = town.person()
        town.file(
            "enrolment", True, town.any_at(0.5, first, first + 7), applicant=person, network=town.home(person),
            filling_seconds=town.seconds(8, 0.5), accepted_seconds=town.seconds(12, 1.0),
            account_seconds=town.seconds(12) if town.happens(0.35) else 10**7,
        )  # fmt: skip


TUNING: Mapping[str, tuple[Conduct, bool]] = {
    "at home": (at_home, True),
    "kiosk": (at_kiosk, True),
    "own phone at the desk": (own_phone_at_the_desk, True),
    "desk machine": (desk_machine, False),
    "desk tablet": (desk_tablet, False),
    "kiosk typed for": (kiosk_typed_for, False),
}
PLANTED: Mapping[str, Conduct] = {
    "citizens' phones": citizens_phones,
    "agent": agent,
    "evening by VPN": evening_by_vpn,
    "end of month": end_of_month,
}
UNSEEN: Mapping[str, Conduct] = {"patient": patient}
