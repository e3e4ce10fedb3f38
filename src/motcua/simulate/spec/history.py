"""The stories of a specification: solved, seated and told in the order in which they are filed, the same every time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction

from motcua.core.clock import LEGAL_ZONE
from motcua.people.models import Assignment, User, UserKind
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import Decision
from motcua.simulate.calendars import Calendars, calendars
from motcua.simulate.chance import Dice
from motcua.simulate.citizens import Citizen, citizens
from motcua.simulate.history import Numbers, beginning, ending, numbers_before
from motcua.simulate.people import drawn_person
from motcua.simulate.plan import Plan
from motcua.simulate.province import Offer, Province
from motcua.simulate.spec.model import Spec, SpecFault
from motcua.simulate.spec.reading import read_spec
from motcua.simulate.spec.seats import Seat, Seats
from motcua.simulate.spec.telling import Teller
from motcua.simulate.story import Story

SOURCE: Final = "Lịch sử giả lập"


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
        seats = Seats(self.province, self.calendars.newest(), self.plan.last, self.plan.seed)
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

    def before(self) -> None:
        """The decisions of the specification, signed by three people; those that are there stay."""
        if not self.spec.decisions:
            return
        drafter, checker, signer = _signers(self.spec)
        with transaction.atomic():
            for kind, wanted in self.spec.decisions.items():
                for number in range(wanted.count or 0):
                    _decide(self.plan, kind, number, drafter, checker, signer)


def _signers(spec: Spec) -> Sequence[User]:
    """Who drafts, who checks, who signs: by their roles where there are such posts."""
    found: list[User] = []
    for role in ("control_officer", "control_head", "province_leader"):
        rows = Assignment.objects.filter(post__role=role, user__kind=UserKind.OFFICIAL).order_by("post__code")
        one = rows.exclude(user__in=found).select_related("user").first()
        others = User.objects.filter(kind=UserKind.OFFICIAL).exclude(pk__in=[user.pk for user in found]).order_by("pk")
        user = one.user if one is not None else others.first()
        if user is None:
            line = next(iter(spec.decisions.values()))
            raise SpecFault("spec_nothing", line.line, line.path, name=role)
        found.append(user)
    return found


def _decide(plan: Plan, kind: str, number: int, drafter: User, checker: User, signer: User) -> None:
    spec_first, spec_last = read_spec(plan.spec).first, read_spec(plan.spec).last
    name = f"SIM-{plan.seed}-{plan.edition}-{kind}-{number + 1}"
    if Decision.objects.filter(number=name, source=SOURCE).exists():
        return
    dice = Dice(plan.seed, "decision", plan.edition, kind, number)
    on = spec_first + dt.timedelta(days=dice.below((spec_last - spec_first).days + 1))
    at = dt.datetime.combine(on, dt.time(9), LEGAL_ZONE).astimezone(dt.UTC)
    Decision.objects.create(
        kind=kind,
        state=DecisionState.IN_FORCE.value,
        number=name,
        title=f"Quyết định giả lập {name}",
        source=SOURCE,
        effective_on=on,
        signed_on=on,
        digest=hashlib.sha256(name.encode()).hexdigest(),
        drafted_by=drafter,
        drafted_at=at,
        checked_by=checker,
        checked_at=at,
        signed_by=signer,
        signed_at=at,
        in_force_at=at,
    )
