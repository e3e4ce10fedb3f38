"""Calendars from files: those that come with the program, and those an administrator imports."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import structlog
from django.db import transaction

from motcua.core.audit import Doer
from motcua.core.errors import Conflict
from motcua.worktime.calendar_file import SHIPPED, CalendarFile, shipped
from motcua.worktime.models import Calendar, CalendarRevision

from .publishing import create_calendar, digest_of, publish_revision

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Program:
    """The program itself, where nobody stands behind the act."""

    kind: str = "system"
    uid: uuid.UUID | None = None


@transaction.atomic
def import_calendar(file: CalendarFile, *, actor: Doer, now: dt.datetime, is_shipped: bool = False) -> CalendarRevision:
    """Publish a file as the content of its calendar, which is created when it is not there.

    Raises Conflict ``calendar_parent_differs`` when the calendar has another parent or purpose, and what
    :func:`.publishing.publish_revision` raises.
    """
    calendar = Calendar.objects.select_related("parent").filter(code=file.code).first()
    if calendar is None:
        create_calendar(
            code=file.code, name=file.name, purpose=file.purpose, parent_code=file.parent, actor=actor, now=now
        )
    elif (calendar.parent.code if calendar.parent else "", calendar.purpose) != (file.parent, file.purpose):
        raise Conflict("calendar_parent_differs", params={"calendar": file.code})
    return publish_revision(code=file.code, content=file.content, actor=actor, now=now, is_shipped=is_shipped)


def load_shipped_calendars(*, now: dt.datetime, actor: Doer | None = None) -> list[str]:
    """Bring the calendars of ``worktime/data`` into the database; returns the codes that got a revision.

    Running it again changes nothing. A calendar that somebody has revised since is left alone, with a warning in the
    log when the shipped content has moved on: the administrator's word counts more than ours.
    """
    loaded = []
    for code in SHIPPED:
        file = shipped(code)
        newest = CalendarRevision.objects.filter(calendar__code=code).order_by("-number").first()
        if newest is not None and newest.digest == digest_of(file.content):
            continue
        if newest is not None and not newest.is_shipped:
            log.warning("worktime.shipped_calendar_differs", calendar=code, revision=newest.number)
            continue
        import_calendar(file, actor=actor or _Program(), now=now, is_shipped=True)
        loaded.append(code)
    return loaded
