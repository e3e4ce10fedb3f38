"""Sheets and values as pages read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.core.errors import NotAllowed, NotFound
from motcua.figures.collection.models import ReportedValue, Sheet
from motcua.figures.collection.permissions import APPRAISE, FILL, READ
from motcua.figures.periods import Period
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import decide, scope


def readable_sheets(actor: Actor) -> QuerySet[Sheet]:
    """Those of units within the actor's reach, and those the actor's unit appraises."""
    rows = Sheet.objects.select_related("campaign__form", "unit")
    reaches = [actor.reach_of(verb) for verb in (FILL, READ, APPRAISE)]
    if any(reach.everywhere for reach in reaches):
        return rows
    seen = scope(actor, FILL, "unit") | scope(actor, READ, "unit")
    return rows.filter(seen | Q(campaign__form__appraiser__in=codes_of(reaches[-1].units)))


def codes_of(units: Iterable[int]) -> list[str]:
    return list(Unit.objects.filter(pk__in=list(units)).values_list("code", flat=True))


def readable_sheet(uid: UUID, actor: Actor) -> Sheet:
    """Raises NotFound ``sheet_unknown`` for one that is not there or not in reach."""
    sheet = readable_sheets(actor).filter(uid=uid).first()
    if sheet is None:
        raise NotFound("sheet_unknown")
    return sheet


def readable_value(uid: UUID, actor: Actor) -> ReportedValue:
    """Raises NotFound ``value_unknown``, NotAllowed."""
    row = ReportedValue.objects.select_related("unit", "sheet", "batch").filter(uid=uid).first()
    if row is None:
        raise NotFound("value_unknown")
    if not decide(actor, READ, [row.unit_id]) and not decide(actor, FILL, [row.unit_id]):
        raise NotAllowed("unit_out_of_reach")
    return row


def versions_of(row: ReportedValue) -> QuerySet[ReportedValue]:
    """Everything that was known of the same measure, unit and period, the newest first."""
    same = ReportedValue.objects.filter(measure=row.measure, unit=row.unit_id, period_code=row.period_code)
    return same.order_by("-recorded_at", "-pk")


def known(measures: Iterable[str], unit: Unit, periods: Iterable[Period]) -> Mapping[tuple[str, str], ReportedValue]:
    """(measure, code of the period) -> the row that counts, of the unit by its code: a unit that was renamed keeps its
    past. One statement."""
    order = ("measure", "period_code")
    rows = ReportedValue.objects.filter(
        measure__in=set(measures), unit__code=unit.code, period_code__in={period.code for period in periods}
    )
    newest = rows.order_by(*order, "-recorded_at", "-pk").distinct(*order)
    return {(row.measure, row.period_code): row for row in newest}
