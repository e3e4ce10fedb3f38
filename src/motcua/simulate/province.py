"""What a history is made for: the procedures that are open, the way of each, who works where, and the calendars; read
once, for each stretch of days in which nothing of it changes."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.db.models import Q

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Conflict, NotFound
from motcua.dossiers import references
from motcua.dossiers.context import context_for
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.lifecycle import Context, DossierState, State
from motcua.dossiers.lifecycle.filed import freeze_terms
from motcua.dossiers.services.act import agency_code
from motcua.forms.evaluation import Scope
from motcua.organisation.models import Dated, ServiceArea, Unit, UnitClosure, UnitLevel, in_force
from motcua.organisation.selectors import calendar_codes
from motcua.people.models import Assignment, UserKind
from motcua.procedures.models import (
    BundleVersion,
    Case,
    Competence,
    LocalTerms,
    ProcedureVersion,
    ProcessBinding,
    ServiceLevel,
)
from motcua.procedures.process import Process
from motcua.procedures.selectors import closed_reasons, process, route
from motcua.procedures.selectors.memory import last_memory, memory
from motcua.procedures.selectors.offers import terms_of
from motcua.procedures.selectors.routing import Known
from motcua.procedures.terms import ChannelName, Terms
from motcua.worktime.selectors import compiled

HEADS: Final = ("unit_head", "reception_head", "division_head")
"""Who does what nobody else is there for."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Public ids of a post and of the account that fills it."""

    post: str
    user: str


@dataclass(frozen=True)
class Offer:
    """A case of a procedure through a channel for a place: everything a filing fixes."""

    terms: Terms
    place: int
    place_name: str
    reception: int
    settling: int
    process_version: int
    service_level: str
    agency: str
    context: Context
    calendars: tuple[str, str]
    """Codes of the reception and of the settlement calendar."""
    needless: frozenset[str] = frozenset()
    """Papers that are never asked to be supplemented."""
    contexts: dict[int, Context] = field(default_factory=dict, compare=False)
    """``context`` with the calendars of other days, by the identity of their deadlines."""

    @property
    def process(self) -> Process:
        return self.context.process

    @cached_property
    def units(self) -> tuple[str, str]:
        """Public ids of the unit that receives and of the one that settles."""
        return references.unit_uid(self.reception), references.unit_uid(self.settling)

    @cached_property
    def filed(self) -> dict[str, Json]:
        """What the first event says the same for every dossier of this offer."""
        reception, settling = self.units
        return {
            "procedure": self.terms.procedure_code,
            "version": self.terms.version_uid,
            "case": self.terms.case_key,
            "channel": str(self.terms.channel),
            "process": self.process_version,
            "form": self.terms.form_version_id,
            "place": references.unit_uid(self.place),
            "reception_unit": reception,
            "settling_unit": settling,
            "terms": freeze_terms(self.terms),
        }


@dataclass(frozen=True, slots=True)
class Way:
    """A case of a procedure through a channel, wherever."""

    procedure: str
    case: str
    channel: str
    service_level: str


@dataclass(frozen=True, slots=True)
class Place:
    pk: int
    code: str
    name: str
    kind: str


@dataclass(slots=True)
class Era:
    """Days from ``first`` on in which neither registry nor units change."""

    first: dt.date
    ways: Sequence[Way] = ()
    places: Sequence[Place] = ()
    staff: Mapping[tuple[int, str], Sequence[Officer]] = field(default_factory=dict)
    above: Mapping[int, Sequence[int]] = field(default_factory=dict)
    calendars: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """Calendar codes by unit and purpose."""
    offers: dict[tuple[Way, int], Offer | None] = field(default_factory=dict)
    known: Known = field(default_factory=dict)

    def led(self, way: Way, place: Place) -> tuple[Terms, int] | None:
        """The terms of a way and who settles it for the place; None where the case cannot be filed. Cheaper than the
        whole offer."""
        found = _led(self, way, place)
        return (found[0], found[2]) if found is not None else None

    def offer(self, way: Way, place: Place) -> Offer | None:
        """None where the case cannot be filed for the place."""
        key = way, place.pk
        if key not in self.offers:
            self.offers[key] = _offer(self, way, place)
        return self.offers[key]

    def officers(self, unit: int, role: str) -> Sequence[Officer]:
        """Those of the role in the unit, else in the nearest one above, else heads; empty where nobody is."""
        for wanted in (role, *HEADS):
            for one in (unit, *self.above.get(unit, ())):
                found = self.staff.get((one, wanted))
                if found:
                    return found
        return ()

    def in_unit(self, unit: int, role: str) -> Sequence[Officer]:
        return self.staff.get((unit, role), ())


class Province:
    """Eras from ``first`` to ``last``, the oldest first."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, last
        self._begins = _boundaries(first, last)
        self.eras = [Era(on) for on in self._begins]
        for era in self.eras:
            era.places, era.ways = _places(era.first), _ways(era.first)
            era.staff, era.above = _staff(era.first), _above(era.first)
            era.calendars = calendar_codes(Unit.objects.values_list("pk", flat=True), era.first)

    def era(self, on: dt.date) -> Era:
        return self.eras[max(0, bisect_right(self._begins, on) - 1)]


def _boundaries(first: dt.date, last: dt.date) -> list[dt.date]:
    """The days on which something begins or ends, ``first`` among them."""
    found = {first}
    models: tuple[type[Dated], ...] = (
        ProcedureVersion,
        LocalTerms,
        ProcessBinding,
        Competence,
        ServiceLevel,
        Unit,
        ServiceArea,
    )
    for model in models:
        rows = model._default_manager.values_list("valid_from", "valid_to")  # noqa: SLF001 (documented by Django)
        for begins, ends in rows.distinct():
            found |= {day for day in (begins, ends) if day is not None and first < day <= last}
    return sorted(found)


def _places(on: dt.date) -> list[Place]:
    rows = Unit.objects.filter(in_force(on), level=UnitLevel.COMMUNE).order_by("code")
    return [Place(*row) for row in rows.values_list("pk", "code", "name", "kind")]


def _ways(on: dt.date) -> list[Way]:
    """What is on offer that day, open or not."""
    rows = Case.objects.filter(in_force(on, "version__")).order_by("version__procedure__key", "ordinal", "id")
    levels = dict(ServiceLevel.objects.filter(in_force(on)).values_list("procedure__key", "level"))
    held = memory()
    held.warm(Q(), on)
    # What opens parts at other agencies is lived, not simulated: its parts have lives of their own.
    bundles = set(BundleVersion.objects.filter(in_force(on)).values_list("procedure__key", flat=True))
    found = []
    for procedure, case in rows.exclude(version__procedure__key__in=bundles).values_list(
        "version__procedure__key", "key"
    ):
        for channel in ChannelName:
            try:
                here = terms_of(held, procedure, case, channel, on)
            except (Conflict, NotFound):
                continue
            if not here.unknown:
                found.append(Way(procedure, case, channel.value, levels.get(procedure, "none")))
    return found


def _staff(on: dt.date) -> Mapping[tuple[int, str], Sequence[Officer]]:
    rows = Assignment.objects.filter(in_force(on), in_force(on, "post__"), user__kind=UserKind.OFFICIAL)
    found: dict[tuple[int, str], list[Officer]] = {}
    columns = ("post__unit_id", "post__role", "post__uid", "user__uid")
    for unit, role, post, user in rows.order_by("post__code", "user__username").values_list(*columns):
        found.setdefault((unit, role), []).append(Officer(str(post), str(user)))
    return found


def _above(on: dt.date) -> Mapping[int, Sequence[int]]:
    rows = UnitClosure.objects.filter(in_force(on), depth__gt=0, succeeded=False).order_by("descendant", "depth")
    found: dict[int, list[int]] = {}
    for unit, above in rows.values_list("descendant_id", "ancestor_id"):
        found.setdefault(unit, []).append(above)
    return found


def _led(era: Era, way: Way, place: Place) -> tuple[Terms, int, int, int, int] | None:
    """Terms, who receives, who settles, by which process, where; None where something of it is missing."""
    here = terms_of(last_memory(), way.procedure, way.case, way.channel, era.first)
    led = route(here, place.code, era.first, known=era.known)
    reception, settling, version = led.reception_unit_id, led.settling_unit_id, led.process_version_id
    if closed_reasons(here, led) or reception is None or settling is None or version is None:
        return None
    return here, reception, settling, version, led.place_unit_id


def _offer(era: Era, way: Way, place: Place) -> Offer | None:
    found = _led(era, way, place)
    if found is None:
        return None
    here, reception, settling, version, place_unit = found
    process(version)
    codes = era.calendars[reception, "reception"], era.calendars[settling, "settlement"]
    empty = DossierState(
        State.SUBMITTED,
        0,
        reception_unit=references.unit_uid(reception),
        settling_unit=references.unit_uid(settling),
        terms=freeze_terms(here),
    )
    noon = dt.datetime.combine(era.first, dt.time(12), LEGAL_ZONE)
    return Offer(
        terms=here,
        place=place_unit,
        place_name=place.name[:1].lower() + place.name[1:],
        reception=reception,
        settling=settling,
        process_version=version,
        service_level=way.service_level,
        agency=agency_code(reception, era.first),
        context=context_for(
            empty,
            version,
            noon,
            deadlines=CalendarDeadlines(compiled(codes[0]), compiled(codes[1])),
            scope=Scope(),
        ),
        calendars=codes,
    )
