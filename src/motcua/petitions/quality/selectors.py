"""Samples of answers, what waits to be read, and how the units do by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from motcua.core.clock import LEGAL_ZONE
from motcua.organisation.models import in_force
from motcua.petitions.models import Petition, PetitionEvent
from motcua.petitions.quality.models import QualityCriterion, QualityDraw, QualitySheet
from motcua.petitions.quality.rules import Answered, Criterion, Score, Scored, UnitQuality, by_unit

ANSWERED_STATES = ("approved", "published", "closed")
PAGE = 30


def criteria_on(day: dt.date) -> list[QualityCriterion]:
    return list(QualityCriterion.objects.filter(in_force(day)).order_by("ordinal", "code"))


def as_rules(rows: Iterable[QualityCriterion]) -> list[Criterion]:
    return [Criterion(one.code, one.most, one.is_fatal) for one in rows]


def frame(first: dt.date, last: dt.date) -> list[Answered]:
    """Every petition whose answer was approved on these days and which a unit of ours answered; those under a legal
    track of their own never."""
    begin = dt.datetime.combine(first, dt.time.min, LEGAL_ZONE)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, LEGAL_ZONE)
    approved = PetitionEvent.objects.filter(kind="approved", occurred_at__gte=begin, occurred_at__lt=end)
    rows = Petition.objects.filter(
        pk__in=approved.values("petition"), state__in=ANSWERED_STATES, owner_unit__isnull=False
    )
    return [Answered(uid, unit) for uid, unit in rows.values_list("uid", "owner_unit").order_by("pk") if unit]


def draws() -> QuerySet[QualityDraw]:
    """The samples, the newest first, with how much of each was read."""
    counted = QualityDraw.objects.annotate(
        drawn=Count("sheets"), read=Count("sheets", filter=Q(sheets__scored_at__isnull=False))
    )
    return counted.order_by("-drawn_at", "-pk")


def sheets_of(draw: QualityDraw) -> QuerySet[QualitySheet]:
    return draw.sheets.select_related("petition", "unit", "scored_by").order_by("place", "pk")


@dataclass(frozen=True, slots=True)
class Found:
    """How one unit's answers were found."""

    code: str
    name: str
    quality: UnitQuality


def results(first: dt.date, last: dt.date) -> list[Found]:
    """By unit, over the sheets of every sample drawn of days within these: who answers what was asked, with the 95 %
    interval. A petition drawn twice counts once, by its latest reading."""
    rows = QualitySheet.objects.filter(draw__first__gte=first, draw__last__lte=last, scored_at__isnull=False)
    latest: dict[int, QualitySheet] = {}
    for sheet in rows.select_related("unit").order_by("scored_at", "pk"):
        latest[sheet.petition_id] = sheet
    units = {sheet.unit_id: sheet.unit for sheet in latest.values()}
    found = by_unit(
        Scored(one.unit_id, Score(one.points or 0, one.most or 1, bool(one.is_good))) for one in latest.values()
    )
    lines = [Found(units[one.unit].code, units[one.unit].name, one) for one in found]
    return sorted(lines, key=lambda one: (-one.quality.good / one.quality.scored, one.name))


def of_unit(code: str, first: dt.date, last: dt.date) -> UnitQuality | None:
    """For the unit's page: its answers as they were found; None while none was read."""
    return next((one.quality for one in results(first, last) if one.code == code), None)
