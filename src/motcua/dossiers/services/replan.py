"""A calendar was revised: open dossiers whose clocks run by an older revision get new dates, each by an event."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.dossiers.context import context_for
from motcua.dossiers.lifecycle.replan import REPLANNED_CLOCKS, replan
from motcua.dossiers.models import ClockRun, Dossier
from motcua.dossiers.services.act import open_locked, write
from motcua.organisation.models import CalendarPurpose
from motcua.organisation.selectors import calendar_codes
from motcua.people.actors import SYSTEM
from motcua.worktime.selectors import compiled, current_revisions, forget

BATCH = 500


def replan_calendar(calendar: str, revision: int, *, now: dt.datetime) -> int:
    """Re-plan every open dossier with a running clock of ``calendar`` older than ``revision``; returns how many moved.

    Resumable: a dossier that was looked at has its clocks on the new revision, so a second run passes it by.
    """
    if compiled(calendar).revision < revision:
        forget()  # another process published it, and this one still remembers the one before
    moved, after = 0, 0
    while True:
        batch = list(
            ClockRun.objects.filter(
                calendar=calendar,
                calendar_revision__lt=revision,
                ended_at=None,
                dossier__gt=after,
                dossier__closed=False,
            )
            .order_by("dossier")
            .values_list("dossier", flat=True)
            .distinct()[:BATCH]
        )
        if not batch:
            return moved
        for key in batch:
            moved += replan_dossier(key, calendar=calendar, revision=revision, now=now)
        after = batch[-1]


def replan_leftovers(*, now: dt.datetime) -> int:
    """Re-plan what still runs by an older revision of any calendar; returns how many dossiers moved.

    A process that remembers a revision for some seconds may start a clock by it just after the others were planned
    again (:data:`motcua.worktime.selectors.RECHECK_SECONDS`).
    """
    return sum(replan_calendar(code, number, now=now) for code, number in current_revisions().items())


def replan_moved_units(*, now: dt.datetime) -> int:
    """Re-plan open dossiers whose unit works by another calendar now than their clocks: the unit was given one of its
    own, or lost it, today or while nobody looked. Returns how many moved. Resumable as :func:`replan_calendar`."""
    on = legal_date(now)
    running = ClockRun.objects.filter(ended_at=None, dossier__closed=False, kind__in=sorted(REPLANNED_CLOCKS))
    pairs = running.values_list("kind", "calendar", "dossier__reception_unit", "dossier__settling_unit")
    places = list(pairs.distinct().order_by())
    codes = calendar_codes({unit for place in places for unit in place[2:]}, on)
    moved = 0
    for kind, calendar, reception, settling in places:
        purpose = CalendarPurpose.RECEPTION if kind == "response" else CalendarPurpose.SETTLEMENT
        wanted = codes[reception if kind == "response" else settling, purpose.value]
        if wanted == calendar:
            continue
        rows = running.filter(
            kind=kind, calendar=calendar, dossier__reception_unit=reception, dossier__settling_unit=settling
        )
        for key in list(rows.values_list("dossier", flat=True).distinct().order_by("dossier")):
            moved += _replan_moved(key, now=now)
    return moved


def _replan_moved(key: int, *, now: dt.datetime) -> int:
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=key)
        if dossier.closed:
            return 0
        locked = open_locked(dossier, now)
        context = context_for(locked.state, dossier.process_version_id, locked.now)
        events = replan(context, locked.state, locked.now, reason="calendar_of_unit_changed")
        if events:
            write(locked, events, actor=SYSTEM)
    return 1 if events else 0


def replan_dossier(key: int, *, calendar: str, revision: int, now: dt.datetime) -> int:
    """Re-plan one dossier: 1 when a date moved, else 0. Its clocks name the new revision afterwards."""
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=key)
        if dossier.closed:
            return 0
        locked = open_locked(dossier, now)
        context = context_for(locked.state, dossier.process_version_id, locked.now)
        events = replan(context, locked.state, locked.now)
        if events:
            write(locked, events, actor=SYSTEM)
        ClockRun.objects.filter(
            dossier=dossier, calendar=calendar, ended_at=None, calendar_revision__lt=revision
        ).update(calendar_revision=revision)
    return 1 if events else 0
