"""Reading calendars. :func:`compiled` is what everyone else uses."""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from django.db.models import Max, OuterRef, Subquery

from motcua.core.errors import NotFound

from .compiled import CompiledCalendar, compile_calendar
from .content import CalendarContent, DayKind, DayRow, WeekdayHours, inherit, parse_hours
from .models import Calendar, CalendarRevision

RECHECK_SECONDS = 5.0
"""How long a process may go on with a revision after another one published the next."""
KEPT = 64
"""How many compiled revisions a process keeps (about 2 MB each)."""

_current: dict[str, tuple[float, int]] = {}
_compiled: OrderedDict[int, CompiledCalendar] = OrderedDict()
_lock = Lock()


def compiled(code: str) -> CompiledCalendar:
    """The revision in force of a calendar, ready to compute with. From memory; at most every few seconds one SQL
    statement asks whether there is a newer revision. Raises NotFound ``calendar_unknown``."""
    known = _current.get(code)
    now = time.monotonic()
    if known is None or now - known[0] >= RECHECK_SECONDS:
        found = current_revision(code)
        known = _current[code] = (now, found.pk)
    return _compiled_revision(known[1])


def compiled_revision(code: str, number: int) -> CompiledCalendar:
    """A past revision, to show how a due date was computed at the time. Raises NotFound ``calendar_unknown``."""
    revision = CalendarRevision.objects.filter(calendar__code=code, number=number).only("pk").first()
    if revision is None:
        raise NotFound("calendar_unknown", params={"calendar": f"{code} r{number}"})
    return _compiled_revision(revision.pk)


def forget() -> None:
    """Ask the database again at the next call: after publishing, after a restore, and between tests that roll back.
    Keys of rows that are gone may come again with another content, so what was compiled goes too."""
    _current.clear()
    with _lock:
        _compiled.clear()


def current_revision(code: str) -> CalendarRevision:
    """The newest revision of a calendar. Raises NotFound ``calendar_unknown``."""
    revision = CalendarRevision.objects.filter(calendar__code=code).order_by("-number").first()
    if revision is None:
        raise NotFound("calendar_unknown", params={"calendar": code})
    return revision


def _compiled_revision(revision_id: int) -> CompiledCalendar:
    with _lock:
        if revision_id in _compiled:
            _compiled.move_to_end(revision_id)
            return _compiled[revision_id]
    revision = CalendarRevision.objects.select_related("calendar").get(pk=revision_id)
    calendar = compile_calendar(revision.calendar.code, revision.number, content_in_force(revision))
    with _lock:
        _compiled[revision_id] = calendar
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return calendar


def content_in_force(revision: CalendarRevision) -> CalendarContent:
    """What a revision says together with the revisions it stands on."""
    chain = [own_content(revision)]
    above = revision.parent_revision
    while above is not None:
        chain.insert(0, own_content(above))
        above = above.parent_revision
    return inherit(chain)


def own_content(revision: CalendarRevision) -> CalendarContent:
    """What a revision itself records: the differences from its parent."""
    return CalendarContent(
        first_day=revision.first_day,
        last_day=revision.last_day,
        provisional_from=revision.provisional_from,
        source=revision.source,
        hours=tuple(
            WeekdayHours(
                weekday=row.weekday,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                shifts=parse_hours(row.shifts),
                counts=row.counts,
                source=row.source,
            )
            for row in revision.patterns.order_by("weekday", "valid_from")
        ),
        days=tuple(
            DayRow(
                on=row.on,
                kind=DayKind(row.kind),
                name=row.name,
                source=row.source,
                counts=row.counts,
                shifts=parse_hours(row.shifts) if row.own_shifts else None,
                swapped_with=row.swapped_with,
                provisional=row.is_provisional,
            )
            for row in revision.days.order_by("on")
        ),
    )


def current_revisions() -> Mapping[str, int]:
    """The number of the newest revision of every published calendar, by code. One SQL statement."""
    newest = CalendarRevision.objects.values("calendar__code").annotate(newest=Max("number"))
    return dict(newest.order_by("calendar__code").values_list("calendar__code", "newest"))


def calendar_ends() -> Mapping[str, dt.date]:
    """The last day each published calendar knows, by code. One SQL statement for every level of inheritance."""
    newest = CalendarRevision.objects.filter(calendar=OuterRef("pk")).order_by("-number")
    rows = Calendar.objects.order_by("code").annotate(revision=Subquery(newest.values("pk")[:1]))
    codes = dict(rows.filter(revision__isnull=False).values_list("revision", "code"))
    ends: dict[str, dt.date] = {}
    standing_on = {pk: pk for pk in codes}
    while standing_on:
        found = CalendarRevision.objects.in_bulk(set(standing_on.values()))
        above = {}
        for pk, place in standing_on.items():
            last_day, parent = found[place].last_day, found[place].parent_revision_id
            if last_day is not None:
                ends[codes[pk]] = last_day
            elif parent is not None:
                above[pk] = parent
        standing_on = above
    return ends


def calendars_ending_within(*, today: dt.date, days: int = 60) -> list[tuple[str, dt.date]]:
    """``(code, last day)`` of every calendar that ends within ``days`` of ``today`` or has ended, soonest first."""
    limit = today + dt.timedelta(days=days)
    return sorted(((code, end) for code, end in calendar_ends().items() if end <= limit), key=lambda row: row[::-1])
