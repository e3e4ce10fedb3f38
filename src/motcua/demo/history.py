"""The simulated history: a plan, and each of its dossiers made once, by the real services under a moving clock.

The plan follows from its seed, its size and the instant at which it was begun; the last two stand in a progress row. A
dossier is one transaction and carries a mark, so a load that was cut off goes on where it stopped and doubles nothing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
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
from motcua.demo.staff import Staff
from motcua.dossiers.models import SubmissionContext
from motcua.dossiers.services.proof import close_day
from motcua.organisation.models import Unit, UnitLevel
from motcua.worktime.selectors import compiled

log = structlog.get_logger()

FIRST: Final = 160
"""How many dossiers are there before anybody looks: the telling ones and some of the newest."""

OF_A_CHECK: Final = 40
"""How many a check makes: every state is among the first of the telling ones."""

SLICES: Final = 4
"""Parts of the history that may be made at the same time."""

LOCK: Final = 4_700_129_100
"""Of the first slice; the others follow."""

_TOLD_EVERY: Final = 20
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

    def __add__(self, other: Made) -> Made:
        return Made(self.dossiers + other.dossiers, self.events + other.events, self.seconds + other.seconds)


_NOTHING: Final = Made(0, 0, 0.0)


def begin(total: int, *, now: dt.datetime) -> None:
    """Lay down size and end of the history; the first word counts, but the small one of a check is begun anew when
    more is wanted."""
    job, end = standing(), now.replace(second=0, microsecond=0)
    if total and job is None:
        jobs.begin(kind=HISTORY, started_by=None, now=end, total=total)
    elif job is not None and job.total == OF_A_CHECK and total > OF_A_CHECK:
        JobProgress.objects.filter(pk=job.pk).update(
            total=total, state=JobState.QUEUED, created_at=end, updated_at=end, outcome={}
        )


def standing() -> JobProgress | None:
    """How far the history is; None when there is none."""
    return JobProgress.objects.filter(kind=HISTORY).first()


def left() -> int:
    """How many are still to be made."""
    job = standing()
    return 0 if job is None or job.state == JobState.DONE else max(0, (job.total or 0) - len(_there()))


def make_first(count: int = FIRST) -> Made:
    """Make the ``count`` that a visitor sees at once, unless somebody is at it."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    with ExitStack() as held:
        if not all(held.enter_context(_alone(slice_)) for slice_ in range(SLICES)):
            return _NOTHING
        made = _make(job, _first(_plan(job), count))
    close_day(legal_date(job.created_at) - dt.timedelta(days=1), now=job.created_at)
    if not left():
        with jobs.running(job.uid) as report:
            report.finish(job.total or 0)
    return made


def make_rest(report: Callable[[int], None] = lambda _done: None) -> Made:
    """Make those that are left, slice by slice, the oldest first; a slice that somebody else is at is left to them.
    ``report`` is told how many are there, by whomever made."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    arrivals, first = _plan(job), {one.number for one in _first(_plan(job), FIRST)}
    made = _NOTHING
    for slice_ in range(SLICES):
        with _alone(slice_) as is_alone:
            if is_alone:
                own = [one for one in arrivals if one.number % SLICES == slice_]
                made += _make(job, own, with_files=first, report=report)
    return made


def make_all(*, helpers: Callable[[], int] = lambda: 0) -> Made:
    """Make the whole history, telling the progress row; ``helpers`` waits for others who were asked to help and says
    how many of them failed."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    with jobs.running(job.uid) as report:
        made = make_rest(report)
        failed = helpers()
        made += make_rest(report)  # what somebody was at and did not finish
        if failed or len(_there()) < (job.total or 0):
            raise RuntimeError("the history is not whole")
        report.finish(job.total or 0, outcome={"events": made.events, "seconds": round(made.seconds)})
    log.info("demo.history_made", dossiers=made.dossiers, events=made.events, per_second=made.per_second)
    return made


@contextmanager
def _alone(slice_: int) -> Iterator[bool]:
    """Whether nobody else is at this slice of the history during the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK + slice_])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK + slice_])


def _plan(job: JobProgress) -> tuple[Arrival, ...]:
    communes = Unit.objects.filter(valid_to=None, level=UnitLevel.COMMUNE)
    shown = len(table("people.toml")["shown"])
    places = Places(dict(communes.values_list("code", "kind")), CITIZENS + shown, shown)
    return plan(job.total or 0, job.created_at, _calendars(), places)


def _calendars() -> Calendars:
    codes = settings.PROVINCE_CALENDARS
    return Calendars(compiled(codes["reception"]), compiled(codes["settlement"]))


def _first(arrivals: Sequence[Arrival], count: int) -> Sequence[Arrival]:
    """The telling ones, as far as ``count`` goes; of the others the newest, and some of the last weeks."""
    chosen = {one.number: one for one in sorted(arrivals, key=_by_number) if one.is_telling}
    chosen = dict(list(chosen.items())[:count])
    others = [one for one in reversed(arrivals) if not one.is_telling]
    left = count - len(chosen)
    newest, lately = others[: left // 3], others[left // 3 : left * 4]
    step = max(1, len(lately) // max(1, left - len(newest)))
    for one in [*newest, *lately[::step]][:left]:
        chosen[one.number] = one
    return [one for one in arrivals if one.number in chosen]


def _by_number(one: Arrival) -> int:
    return one.number


def _make(
    job: JobProgress,
    arrivals: Sequence[Arrival],
    *,
    with_files: Collection[int] | None = None,
    report: Callable[[int], None] = lambda _done: None,
) -> Made:
    """Make those of ``arrivals`` that are not there; ``with_files`` are the numbers whose papers are always attached,
    None for all."""
    started = time.monotonic()
    there = _there()
    staff, calendars = Staff(job.created_at), _calendars()
    dossiers = events = 0
    for one in arrivals:
        if mark(one.number) in there:
            continue
        attached = with_files is None or one.number in with_files or one.fate.pace % 0.1 < _FILES_IN_THE_PAST / 10
        with transaction.atomic(), connection.cursor() as cursor:
            # A power cut may cost the last of them; each is whole or not there, and would be made again.
            cursor.execute("SET LOCAL synchronous_commit = off")
            events += live(one, staff, calendars, job.created_at, with_files=attached)
            cursor.execute(_TELL_NOBODY)
        dossiers += 1
        if dossiers % _TOLD_EVERY == 0:
            report(len(_there()))
    return Made(dossiers, events, time.monotonic() - started)


def _there() -> set[str]:
    marks = SubmissionContext.objects.filter(counter_session__startswith=mark(0)[:5])
    return set(marks.values_list("counter_session", flat=True))
