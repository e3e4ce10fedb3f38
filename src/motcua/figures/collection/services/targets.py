"""Setting what a unit is to reach. Append-only: a change is a new row with its document."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.figures.collection.models import Target
from motcua.figures.collection.permissions import TARGET
from motcua.figures.collection.reading import as_decimal
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import Form
from motcua.figures.period_texts import parse_period
from motcua.figures.typed_numbers import Expected, read_number
from motcua.organisation.selectors import unit_on
from motcua.people.actors import Actor
from motcua.people.permissions import require


@transaction.atomic
def set_target(
    indicator: str,
    unit: str,
    period: str,
    typed: str,
    *,
    set_by: str,
    document: str,
    document_on: dt.date,
    actor: Actor,
    now: dt.datetime,
) -> Target:
    """``typed`` empty withdraws the one before. Raises NotFound (``indicator_unknown``, ``unit_unknown``), Invalid
    (``period_unknown``, ``number_*``, ``target_without_document``, ``target_without_direction``), NotAllowed."""
    days = parse_period(period)
    definition = shipped().in_force(indicator, days.last)
    found = unit_on(unit, min(days.last, max(days.first, legal_date(now))))
    require(actor, TARGET, [found.pk])
    if not document.strip() or not set_by.strip():
        raise Invalid("target_without_document")
    if definition.better == 0:
        raise Invalid("target_without_direction", params={"indicator": indicator})
    read = read_number(typed, Expected.PERCENT if definition.form is Form.RATE else Expected.AMOUNT) if typed else None
    audit.record(act="figures.target_set", actor=actor, subject_kind="unit", subject=unit, now=now)
    return Target.objects.create(
        indicator=indicator,
        unit=found,
        period_code=days.code,
        first=days.first,
        last=days.last,
        value=None if read is None else as_decimal(read.value),
        decimals=0 if read is None else read.decimals,
        set_by=set_by.strip()[:200],
        document=document.strip()[:300],
        document_on=document_on,
        recorded_at=now,
        recorded_by=actor.uid,
    )
