"""The stories of a specification: solved, seated and told in the order in which they are filed, the same every time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings

from motcua.procedures.models import VersionResult
from motcua.simulate.calendars import Calendars, calendars
from motcua.simulate.chance import Dice
from motcua.simulate.citizens import Citizen, citizens
from motcua.simulate.history import Numbers, beginning, ending, numbers_before
from motcua.simulate.people import drawn_person
from motcua.simulate.plan import Plan
from motcua.simulate.province import Offer, Province
from motcua.simulate.spec.deciding import make_registry, standing_on
from motcua.simulate.spec.model import Spec
from motcua.simulate.spec.reading import read_spec
from motcua.simulate.spec.registry import RegistryPlan, planned
from motcua.simulate.spec.seat import Seat
from motcua.simulate.spec.seats import Seats
from motcua.simulate.spec.telling import Teller
from motcua.simulate.story import Story


class SpecHistory:
    """Everything the stories of a specification are made of. Raises SpecFault with the line that cannot be met."""

    def __init__(self, plan: Plan, *, now: dt.datetime) -> None:
        self.plan = plan
        self.spec: Spec = read_spec(plan.spec)
        self.province = Province(plan.first, plan.last)
        codes = {code for era in self.province.eras for code in era.calendars.values()}
        wanted = {*settings.PROVINCE_CALENDARS.values(), *codes}
        self.calendars: Calendars = calendars(wanted, until=ending(plan), upto=plan.revisions)
        self.seats: Sequence[Seat] = self._seated()
        self._citizens: Sequence[Citizen] = citizens(
            plan.dossiers, plan.seed, self.province.eras[0].places, now=beginning(plan)
        )
        self.numbers: Mapping[str, int] = numbers_before(plan)

    def _seated(self) -> Sequence[Seat]:
        seats = Seats(self.province, self.calendars.newest(), self.plan.last, self.plan.seed, _documented())
        return list(seats.all(self.spec))

    def told(self) -> Iterator[Story]:
        teller, numbers = Teller(self.calendars), Numbers(dict(self.numbers))
        filed = [
            (teller.filed_at(seat, Dice(self.plan.seed, "filed", number)), number, seat)
            for number, seat in enumerate(self.seats)
        ]
        for place, (ticks, _number, seat) in enumerate(sorted(filed, key=lambda one: one[:2])):
            story = self._story(place, ticks, seat)
            teller.tell(story, seat)
            accepted = next((act for act in story.acts if act.action == "accept"), None)
            if accepted is not None:
                story.code = numbers.next(seat.offer.agency, accepted.ticks)
            yield story

    def _story(self, number: int, ticks: int, seat: Seat) -> Story:
        dice, offer = Dice(self.plan.seed, "story", number), seat.offer
        is_own = offer.terms.channel == "online" and not seat.is_assisted
        citizen = self._citizens[dice.below(len(self._citizens))] if is_own else None
        return Story(
            number=number,
            ticks=ticks,
            era=seat.era,
            offer=offer,
            dice=dice,
            applicant=citizen.applicant if citizen else drawn_person(dice, offer.place_name),
            filer=citizen.uid if citizen else self._desk(seat, offer),
            account=citizen.user if citizen else None,
            party=citizen.party if citizen else None,
            is_assisted=seat.is_assisted,
            head=seat.era.officers(offer.settling, "unit_head")[0].user,
        )

    @staticmethod
    def _desk(seat: Seat, offer: Offer) -> str:
        return seat.era.officers(offer.reception, "reception_officer")[0].user


def _documented() -> frozenset[int]:
    return frozenset(VersionResult.objects.order_by("version").values_list("version", flat=True).distinct())


def prepared(plan: Plan) -> RegistryPlan:
    """The registry and the decisions of the specification as they will be made. Raises SpecFault."""
    spec, mark = read_spec(plan.spec), mark_of(plan)
    return planned(spec, standing_on(spec.registry.on if spec.registry else spec.first, mark), mark)


def make_before(plan: Plan) -> None:
    """Make the registry and the decisions of the specification; those that are there stay. Dossiers are told
    afterwards, so that they are told the same whenever a run goes on."""
    make_registry(prepared(plan), mark_of(plan))


def mark_of(plan: Plan) -> str:
    """What names of procedures and decisions of this history begin with."""
    return f"SIM-{plan.seed}-{plan.edition}"
