"""Publishing a revision of a calendar, and with it one of every calendar that stands on it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.db import transaction

from motcua.core import audit, canonical, outbox
from motcua.core.audit import Doer
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.worktime import selectors
from motcua.worktime.changes import changed_days
from motcua.worktime.compiled import compile_calendar
from motcua.worktime.content import PURPOSES, CalendarContent, DayRow, format_hours, inherit
from motcua.worktime.models import Calendar, CalendarDay, CalendarRevision, ShiftPattern

TOPIC = "worktime"
log = structlog.get_logger()


@transaction.atomic
def create_calendar(
    *, code: str, name: str, purpose: str, parent_code: str = "", actor: Doer, now: dt.datetime
) -> Calendar:
    """A new calendar without content: it answers nothing until a revision is published.

    Raises Conflict ``calendar_exists``, Invalid ``calendar_file_invalid``, NotFound ``calendar_unknown`` for the
    parent. The parent never changes afterwards, so calendars cannot form a ring.
    """
    if purpose not in PURPOSES:
        raise Invalid("calendar_file_invalid", params={"detail": f"purpose = {purpose!r}"})
    parent = _calendar(parent_code) if parent_code else None
    calendar, created = Calendar.objects.get_or_create(
        code=code, defaults={"name": name, "purpose": purpose, "parent": parent}
    )
    if not created:
        raise Conflict("calendar_exists", params={"calendar": code})
    audit.record(act="worktime.calendar_created", actor=actor, subject_kind="calendar", subject=code, now=now)
    return calendar


@transaction.atomic
def publish_revision(
    *, code: str, content: CalendarContent, actor: Doer, now: dt.datetime, is_shipped: bool = False
) -> CalendarRevision:
    """Publish ``content`` as the next revision of a calendar. Content equal to what is in force changes nothing and
    gives the revision in force back.

    Calendars that inherit get a new revision too, and each change is told by the outbox: topic ``worktime``, key the
    code, kind ``calendar_revised``, body ``calendar, revision, previous, changed_from, changed_until`` (the dates,
    inclusive, between which working time differs; null when none does). Raises Invalid ``calendar_invalid`` and its
    kin, NotFound ``calendar_unknown``.
    """
    calendar = _locked(code)
    following = _Following(calendar, _newest(calendar), _newest(calendar.parent), content, is_shipped)
    if following.previous is not None and following.previous.digest == following.digest:
        return following.previous
    revision = _write(following, actor=actor, now=now)
    _descend(revision, actor=actor, now=now)
    selectors.forget()
    return revision


def revise_days(*, code: str, days: Iterable[DayRow], source: str, actor: Doer, now: dt.datetime) -> CalendarRevision:
    """Publish the calendar's own content with these days put in place of what it records for their dates."""
    with transaction.atomic():
        _locked(code)
        own = selectors.own_content(selectors.current_revision(code))
        rows = {row.on: row for row in own.days} | {row.on: row for row in days}
        content = dataclasses.replace(own, days=tuple(rows[on] for on in sorted(rows)), source=source)
        return publish_revision(code=code, content=content, actor=actor, now=now)


def digest_of(content: CalendarContent) -> str:
    """Equal for contents that say the same."""
    return canonical.digest(canonical.encode(dataclasses.asdict(content))).hex()


@dataclass(frozen=True, slots=True)
class _Following:
    """A revision about to be written: what it follows, what it stands on and what it says."""

    calendar: Calendar
    previous: CalendarRevision | None
    above: CalendarRevision | None
    content: CalendarContent
    is_shipped: bool

    @property
    def number(self) -> int:
        return self.previous.number + 1 if self.previous else 1

    @property
    def digest(self) -> str:
        return digest_of(self.content)

    def changed(self) -> tuple[dt.date, dt.date] | None:
        """The dates between which working time changes. Compiles both, so it raises Invalid for a bad content."""
        chain = [selectors.content_in_force(self.above)] if self.above else []
        after = compile_calendar(self.calendar.code, self.number, inherit([*chain, self.content]))
        before = None
        if self.previous is not None:
            content = selectors.content_in_force(self.previous)
            before = compile_calendar(self.calendar.code, self.previous.number, content)
        return changed_days(before, after)


def _calendar(code: str) -> Calendar:
    calendar = Calendar.objects.select_related("parent").filter(code=code).first()
    if calendar is None:
        raise NotFound("calendar_unknown", params={"calendar": code})
    return calendar


def _locked(code: str) -> Calendar:
    """The calendar, its row and those it stands on locked from the root down: two publishers never wait in a ring."""
    calendar = _calendar(code)
    chain = [calendar]
    while chain[0].parent is not None:
        chain.insert(0, chain[0].parent)
    for link in chain:
        Calendar.objects.select_for_update(of=("self",)).get(pk=link.pk)
    return calendar


def _newest(calendar: Calendar | None) -> CalendarRevision | None:
    return calendar.revisions.order_by("-number").first() if calendar else None


def _descend(above: CalendarRevision, *, actor: Doer, now: dt.datetime) -> None:
    """Calendars that inherit say the same as before, on the new ground."""
    for child in above.calendar.children.select_for_update(of=("self",)).order_by("code"):
        previous = _newest(child)
        if previous is None:
            continue
        own = selectors.own_content(previous)
        revision = _write(_Following(child, previous, above, own, previous.is_shipped), actor=actor, now=now)
        _descend(revision, actor=actor, now=now)


def _write(following: _Following, *, actor: Doer, now: dt.datetime) -> CalendarRevision:
    code, content = following.calendar.code, following.content
    changed = following.changed()
    revision = CalendarRevision.objects.create(
        calendar=following.calendar,
        number=following.number,
        parent_revision=following.above,
        first_day=content.first_day,
        last_day=content.last_day,
        provisional_from=content.provisional_from,
        source=content.source,
        digest=following.digest,
        is_shipped=following.is_shipped,
        recorded_at=now,
        recorded_by=actor.uid,
    )
    _write_rows(revision, content)
    body = {
        "calendar": code,
        "revision": revision.number,
        "previous": following.previous.number if following.previous else None,
        "changed_from": changed[0] if changed else None,
        "changed_until": changed[1] if changed else None,
    }
    outbox.publish(topic=TOPIC, key=code, kind="calendar_revised", body=body, now=now)
    audit.record(
        act="worktime.calendar_revised",
        actor=actor,
        subject_kind="calendar",
        subject=code,
        now=now,
        details={"revision": revision.number, "digest": revision.digest},
    )
    log.info("worktime.calendar_revised", calendar=code, revision=revision.number)
    return revision


def _write_rows(revision: CalendarRevision, content: CalendarContent) -> None:
    ShiftPattern.objects.bulk_create(
        ShiftPattern(
            revision=revision,
            weekday=row.weekday,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            shifts=format_hours(row.shifts),
            counts=row.counts,
            source=row.source,
        )
        for row in content.hours
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            revision=revision,
            on=row.on,
            kind=row.kind.value,
            name=row.name,
            source=row.source,
            counts=row.counts,
            own_shifts=row.shifts is not None,
            shifts=format_hours(row.shifts or ()),
            swapped_with=row.swapped_with,
            is_provisional=row.provisional,
        )
        for row in content.days
    )
