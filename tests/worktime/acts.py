"""What the tests of this room do to the database, in short."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from motcua.worktime import services
from motcua.worktime.content import CalendarContent
from motcua.worktime.models import Calendar, CalendarRevision

from .calendars import at

NOW = at("2026-03-02 09:00")


@dataclass(frozen=True)
class Administrator:
    uid: uuid.UUID
    kind: str = "official"


BY = Administrator(uuid.UUID(int=7))


def create(code: str, parent: str = "", purpose: str = "settlement") -> Calendar:
    return services.create_calendar(code=code, name=code, purpose=purpose, parent_code=parent, actor=BY, now=NOW)


def publish(code: str, what: CalendarContent) -> CalendarRevision:
    return services.publish_revision(code=code, content=what, actor=BY, now=NOW)
