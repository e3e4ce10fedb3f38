"""The alarm before a calendar ends."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction

from motcua.core import outbox
from motcua.core.clock import legal_date
from motcua.worktime import selectors
from motcua.worktime.models import Calendar, CalendarEndNotice

from .publishing import TOPIC

log = structlog.get_logger()


def announce_calendar_ends(*, now: dt.datetime, within_days: int = 60) -> int:
    """Tell by the outbox (kind ``calendar_ending``, body ``calendar, last_day, days_left``) of each calendar that
    ends within ``within_days``, once for each calendar and end date however often this runs. Returns how many."""
    today = legal_date(now)
    told = 0
    for code, last_day in selectors.calendars_ending_within(today=today, days=within_days):
        with transaction.atomic():
            calendar = Calendar.objects.select_for_update(of=("self",)).get(code=code)
            _, is_new = CalendarEndNotice.objects.get_or_create(
                calendar=calendar, last_day=last_day, defaults={"recorded_at": now}
            )
            if is_new:
                body = {"calendar": code, "last_day": last_day, "days_left": (last_day - today).days}
                outbox.publish(topic=TOPIC, key=code, kind="calendar_ending", body=body, now=now)
                log.warning("worktime.calendar_ending", calendar=code, last_day=last_day.isoformat())
                told += 1
    return told
