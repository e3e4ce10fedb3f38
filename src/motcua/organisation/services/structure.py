"""What hangs on units: calendars, service areas, reception points, posts. Each is added with its dates, and ends by a
date; nothing is deleted. Who may call these is decided above (verb ``organisation.manage``)."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from motcua.core import audit, outbox
from motcua.core.errors import Conflict, Invalid
from motcua.organisation.models import Dated, Post, ReceptionPoint, ServiceArea, Unit, UnitCalendar


def set_calendar(
    unit: Unit, purpose: str, code: str, *, actor: audit.Doer, now: dt.datetime, valid_from: dt.date, source: str = ""
) -> UnitCalendar:
    """From ``valid_from`` the unit works by another calendar; the one before ends that day. Raises Conflict
    (``dates_overlap``) when a later one is set already."""
    with transaction.atomic():
        before = (
            UnitCalendar.objects.select_for_update().filter(unit=unit, purpose=purpose, valid_to__isnull=True).first()
        )
        if before is not None and before.valid_from < valid_from:
            before.valid_to = valid_from
            before.save(update_fields=["valid_to"])
        row = UnitCalendar(unit=unit, purpose=purpose, calendar_code=code, valid_from=valid_from, source=source)
        _add(row, unit, actor=actor, now=now)
        body = {"unit": unit.uid, "purpose": purpose, "calendar": code, "from": valid_from}
        outbox.publish(topic="organisation", key="units", kind="calendar_set", body=body, now=now)
    return row


def add_service_area(
    unit: Unit,
    area: Unit,
    kind: str,
    *,
    actor: audit.Doer,
    now: dt.datetime,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    source: str = "",
) -> ServiceArea:
    """``unit`` serves ``area`` for one kind of work. Raises Conflict (``dates_overlap``) when another does already."""
    row = ServiceArea(unit=unit, area=area, kind=kind, valid_from=valid_from, valid_to=valid_to, source=source)
    _add(row, unit, actor=actor, now=now)
    return row


def add_reception_point(point: ReceptionPoint, *, actor: audit.Doer, now: dt.datetime) -> ReceptionPoint:
    """Open a point of reception. Raises Conflict (``dates_overlap``) when its code is in use on these days."""
    _add(point, point.unit, actor=actor, now=now)
    return point


def add_post(
    unit: Unit,
    code: str,
    title: str,
    role: str,
    *,
    actor: audit.Doer,
    now: dt.datetime,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    source: str = "",
) -> Post:
    """Set up a post in a unit. Raises Conflict (``dates_overlap``) when its code is in use on these days."""
    row = Post(unit=unit, code=code, title=title, role=role, valid_from=valid_from, valid_to=valid_to, source=source)
    _add(row, unit, actor=actor, now=now)
    return row


@transaction.atomic
def end_row(row: Dated, on: dt.date, *, actor: audit.Doer, now: dt.datetime) -> None:
    """``row`` (a calendar, service area, reception point or post) is no longer in force from ``on``. Raises Invalid
    (``dates_reversed``) when it would end before it began."""
    if on <= row.valid_from:
        raise Invalid("dates_reversed", params={"on": on.isoformat()})
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _record(row, "ended", actor=actor, now=now)


def _add(row: Dated, unit: Unit, *, actor: audit.Doer, now: dt.datetime) -> None:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise Invalid("dates_reversed", params={"on": row.valid_to.isoformat()})
    row.recorded_at = now
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record(row, "added", actor=actor, now=now)
    except IntegrityError as error:
        raise Conflict("dates_overlap", params={"unit": unit.code}) from error


def _record(row: Dated, what: str, *, actor: audit.Doer, now: dt.datetime) -> None:
    kind = type(row).__name__.lower()
    audit.record(act=f"organisation.{kind}_{what}", actor=actor, subject_kind=kind, subject=str(row), now=now)
