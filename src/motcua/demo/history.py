"""The simulated history: a plan, and each of its dossiers made once, by the real services under a moving clock.

The plan follows from its seed, its size and the instant at which it was begun; the last two stand in a progress row. A
dossier is one transaction and carries a mark, so a load that was cut off goes on where it stopped and doubles nothing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.db import connection, transaction

from motcua.core import jobs
from motcua.core.clock import legal_date
from motcua.core.models import JobProgress, JobState
from motcua.demo.accounts import CITIZENS
from motcua.demo.arrivals import Arrival, Calendars, Places, plan
from motcua.demo.files import table
from motcua.demo.filing import mark
from motcua.demo.info import HISTORY
from motcua.demo.life import live
from motcua.demo.showcase import telling
from motcua.demo.staff import Staff
from motcua.dossiers.models import SubmissionContext
from motcua.dossiers.services.proof import close_day
from motcua.organisation.models import Unit, UnitLevel
from motcua.worktime.selectors import compiled

log = structlog.get_logger()

FIRST: Final = 150
"""How many dossiers are there before anybody looks: the telling ones and the newest."""

LOCK: Final = 4_700_129_002
_FILES_IN_THE_PAST: Final = 0.3

_TELL_NOBODY: Final = "DELETE FROM core_outbox WHERE epoch = core_current_epoch() AND xid = pg_current_xact_id()"
"""What this transaction would have told: nobody is written to about a past that is made up today."""


@dataclass(frozen=True, slots=True)
class Made:
    dossiers: int
    events: int
    seconds: float

    @property
    def per_second(self) -> float:
        return round(self.dossiers / self.seconds, 1) if self.seconds else 0.0


_NOTHING: Final = Made(0, 0, 0.0)


def begin(total: int, *, now: dt.datetime) -> None:
    """Lay down size and end of the history; the first word counts."""
    if total and not JobProgress.objects.filter(kind=HISTORY).exists():
        jobs.begin(kind=HISTORY, started_by=None, now=now.replace(second=0, microsecond=0), total=total)


def standing() -> JobProgress | None:
    """How far the history is; None when there is none."""
    return JobProgress.objects.filter(kind=HISTORY).first()


def make_first() -> Made:
    """Make what a visitor sees at once."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    with _alone() as is_alone:
        if not is_alone:
            return _NOTHING
        made = _make(job, _first(_plan(job)))
        if made.dossiers:
            close_day(legal_date(job.created_at) - dt.timedelta(days=1), now=job.created_at)
    return made


def make_rest() -> Made:
    """Make the others, the oldest first. When somebody is at it already, it is left to them."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    with _alone() as is_alone:
        if not is_alone:
            return _NOTHING
        with jobs.running(job.uid) as report:
            made = _make(job, _plan(job), report)
            report.finish(job.total or 0, outcome={"events": made.events, "seconds": round(made.seconds)})
    log.info("demo.history_made", dossiers=made.dossiers, events=made.events, per_second=made.per_second)
    return made


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else makes history during the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _plan(job: JobProgress) -> tuple[Arrival, ...]:
    communes = Unit.objects.filter(valid_to=None, level=UnitLevel.COMMUNE)
    shown = len(table("people.toml")["shown"])
    places = Places(dict(communes.values_list("code", "kind")), CITIZENS + shown, shown)
    return plan(job.total or 0, job.created_at, _calendars(), places)


def _calendars() -> Calendars:
    codes = settings.PROVINCE_CALENDARS
    return Calendars(compiled(codes["reception"]), compiled(codes["settlement"]))


def _first(arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    """The telling ones, whose numbers are the highest; of the others the newest, and some of the last weeks."""
    usual = len(arrivals) - min(len(telling()), len(arrivals))
    chosen = {one.number: one for one in arrivals if one.number >= usual}
    others = [one for one in reversed(arrivals) if one.number < usual]
    left = max(0, FIRST - len(chosen))
    newest, lately = others[: left // 3], others[left // 3 : left * 4]
    step = max(1, len(lately) // max(1, left - len(newest)))
    for one in [*newest, *lately[::step]][:left]:
        chosen[one.number] = one
    return [one for one in arrivals if one.number in chosen]


def _make(job: JobProgress, arrivals: Sequence[Arrival], report: jobs.Report | None = None) -> Made:
    started = time.monotonic()
    there = _there()
    first = {one.number for one in _first(arrivals)} if report is not None else {one.number for one in arrivals}
    staff, calendars = Staff(job.created_at), _calendars()
    dossiers = events = 0
    for one in arrivals:
        if mark(one.number) in there:
            continue
        with_files = True if one.number in first else one.fate.pace % 0.1 < _FILES_IN_THE_PAST / 10
        with transaction.atomic(), connection.cursor() as cursor:
            # A power cut may cost the last of them; each is whole or not there, and would be made again.
            cursor.execute("SET LOCAL synchronous_commit = off")
            events += live(one, staff, calendars, job.created_at, with_files=with_files)
            cursor.execute(_TELL_NOBODY)
        dossiers += 1
        if report is not None:
            report(len(there) + dossiers)
    return Made(dossiers, events, time.monotonic() - started)


def _there() -> set[str]:
    marks = SubmissionContext.objects.filter(counter_session__startswith=mark(0)[:5])
    return set(marks.values_list("counter_session", flat=True))
