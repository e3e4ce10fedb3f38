"""The stories of a plan, in the order in which they end: the same stories in the same order for the same plan, whoever
asks and however often. So an interrupted history needs no notes but the dossiers that are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from django.conf import settings

from motcua.core.clock import LEGAL_ZONE
from motcua.core.models import Counter
from motcua.simulate.arrivals import Arrivals, drawn_arrivals, offer_of
from motcua.simulate.calendars import Calendars, calendars
from motcua.simulate.chance import Dice
from motcua.simulate.citizens import Citizen, citizens
from motcua.simulate.course import HEAD
from motcua.simulate.flow import told
from motcua.simulate.offered import RECEPTION, Numbers, Offices
from motcua.simulate.people import Applicant, drawn_business, drawn_person
from motcua.simulate.plan import Plan
from motcua.simulate.province import Era, Offer, Province
from motcua.simulate.rates import rates
from motcua.simulate.story import Story
from motcua.simulate.variant import Variant
from motcua.worktime.compiled import to_ticks

CODES: Final = "dossier:"
_BUSINESS: Final = ("doanh nghiệp", "Thuế", "Đường bộ", "xây dựng", "hợp tác xã")


class History:
    """Everything that stories are made of, read once before the work is shared out."""

    def __init__(self, plan: Plan, *, now: dt.datetime, variant: Variant | None = None) -> None:
        self.plan = plan
        self.variant = variant or Variant()
        self.province = Province(plan.first, plan.last)
        codes = settings.PROVINCE_CALENDARS
        newest = calendars([codes["reception"]], until=now, upto=plan.revisions).newest()
        self.arrivals: Arrivals = drawn_arrivals(plan.dossiers, plan.seed, self.province, newest[codes["reception"]])
        self._citizens: Sequence[Citizen] = citizens(
            plan.dossiers, plan.seed, self.province.eras[0].places, now=beginning(plan)
        )
        self.calendars: Calendars = calendars(self._codes(), until=ending(plan), upto=plan.revisions)
        self.numbers = numbers_before(plan)

    def _codes(self) -> set[str]:
        found = set(settings.PROVINCE_CALENDARS.values())
        for era in self.province.eras:
            for offer in era.offers.values():
                if offer is not None:
                    found |= set(offer.calendars)
        return found

    def offices(self) -> Offices:
        """Desks with as many people as the arrivals want."""
        plan, arrivals = self.plan, self.arrivals
        offices = Offices(
            plan.seed,
            self.calendars.newest(),
            (to_ticks(beginning(plan)), plan.until),
            plan.staffing,
            Numbers(dict(self.numbers)),
            people=self.variant.people,
            away=self.variant.away,
        )
        ways = max((len(era.ways) for era in self.province.eras), default=1)
        places = max((len(era.places) for era in self.province.eras), default=1)
        keys = (arrivals.era.astype(np.int64) * ways + arrivals.way) * places + arrivals.place
        found, first, counts = np.unique(keys, return_index=True, return_counts=True)
        for _key, number, count in zip(found.tolist(), first.tolist(), counts.tolist(), strict=True):
            era = self.province.eras[arrivals.era[number]]
            offices.expect(era, offer_of(self.province, arrivals, number), count)
        return offices

    def told(self) -> Iterator[Story]:
        """Every story, in the order in which they end."""
        return told(self._stories(offices := self.offices()), offices, self.plan.until)

    def _stories(self, offices: Offices) -> Iterator[Story]:
        shares: Mapping[str, float] = rates()["applicants"]
        assisted = float(rates()["rates"]["assisted_online"])
        apologised = float(rates()["rates"]["apology_of_late"])
        for number, ticks in enumerate(self.arrivals.ticks.tolist()):
            offer = self.variant.offer(offer_of(self.province, self.arrivals, number))
            era = self.province.eras[self.arrivals.era[number]]
            dice = Dice(self.plan.seed, "story", number)
            is_online = offer.terms.channel == "online"
            is_assisted = is_online and dice.happens(assisted)
            citizen = self._citizens[dice.below(len(self._citizens))] if is_online and not is_assisted else None
            who = _who(dice, shares, offer)
            yield story_of(
                number,
                ticks,
                era,
                offer,
                dice,
                offices,
                citizen=citizen,
                who=who,
                is_assisted=is_assisted,
                is_apologised=dice.happens(apologised),
            )


def story_of(
    number: int,
    ticks: int,
    era: Era,
    offer: Offer,
    dice: Dice,
    offices: Offices,
    *,
    citizen: Citizen | None,
    who: str,
    is_assisted: bool,
    is_apologised: bool,
) -> Story:
    """A story before it begins: who applies for whom, and who files."""
    desk = offices.desk(era, offer, offer.reception, RECEPTION)
    own = citizen is not None and who == "self"
    applicant: Applicant
    if citizen is not None and own:
        applicant = citizen.applicant
    elif who == "business":
        applicant = drawn_business(dice, offer.place_name)
    else:
        applicant = drawn_person(dice, offer.place_name)
    return Story(
        number=number,
        ticks=ticks,
        era=era,
        offer=offer,
        dice=dice,
        applicant=applicant,
        filer=citizen.uid if citizen is not None else desk.any().user,
        account=citizen.user if citizen is not None else None,
        party=citizen.party if citizen is not None and own else None,
        is_assisted=is_assisted,
        is_apologised=is_apologised,
        head=offices.desk(era, offer, offer.settling, HEAD).any().user,
    )


def _who(dice: Dice, shares: Mapping[str, float], offer: Offer) -> str:
    point = dice.share()
    for who, share in shares.items():
        point -= share
        if point < 0:
            is_business = any(word in offer.terms.field for word in _BUSINESS)
            return "self" if who == "business" and not is_business else who
    return "self"


def beginning(plan: Plan) -> dt.datetime:
    return dt.datetime.combine(plan.first, dt.time(), LEGAL_ZONE).astimezone(dt.UTC)


def ending(plan: Plan) -> dt.datetime:
    return dt.datetime.combine(plan.last + dt.timedelta(days=1), dt.time(), LEGAL_ZONE).astimezone(dt.UTC)


def numbers_before(plan: Plan) -> Mapping[str, int]:
    """The last code number of every agency and day that was issued before."""
    rows = Counter.objects.filter(scope__startswith=CODES, day__range=(plan.first, plan.last))
    found = {}
    for scope, day, value in rows.values_list("scope", "day", "value"):
        found[f"{scope.removeprefix(CODES)}-{day:%y%m%d}"] = value
    return found
