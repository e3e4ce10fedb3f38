"""The history of the demo: first what is lived, by the real services under a moving clock, then a year around it from
the simulator.

Lived are the telling dossiers and the newest others; they are there before anybody looks. Their plan follows from a
seed and the instant at which it was begun, which stands with the size in a progress row. A lived dossier is one
transaction and carries a mark, and the simulator knows what it has made, so a load that was cut off goes on where it
stopped and doubles nothing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
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
from motcua.demo.files import BEGINNING, SEED, table
from motcua.demo.filing import mark
from motcua.demo.info import HISTORY
from motcua.demo.life import live
from motcua.demo.staff import Staff
from motcua.dossiers.models import SubmissionContext
from motcua.dossiers.services.proof import close_day
from motcua.organisation.models import Unit, UnitLevel
from motcua.simulate.plan import KIND, YEAR, Plan
from motcua.simulate.plan import begin as begin_simulation
from motcua.simulate.run import make
from motcua.simulate.tables import Keys
from motcua.worktime.selectors import compiled

log = structlog.get_logger()

FIRST: Final = 160
"""How many dossiers are there before anybody looks: the telling ones and some of the newest."""

OF_A_CHECK: Final = 40
"""How many a check makes: every state is among the first of the telling ones."""

LOCK: Final = 4_700_129_100

_PLANNED: Final = 2_000
"""From how many planned dossiers of a year the first ones are chosen, where there are to be more than those."""

_ALL_LIVED: Final = FIRST
"""A history that is no larger is lived as a whole."""

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


def make_first(count: int = FIRST) -> Made:
    """Live the ``count`` that a visitor sees at once, unless somebody is at it."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    with _alone() as is_alone:
        if not is_alone:
            return _NOTHING
        _simulation(job)
        made = _lived(job, _first(_plan(job), min(count, _to_live(job))))
    close_day(legal_date(job.created_at) - dt.timedelta(days=1), now=job.created_at)
    if len(_there()) >= (job.total or 0):
        with jobs.running(job.uid) as report:
            report.finish(job.total or 0)
    return made


def make_all(*, processes: int | None = None) -> Made:
    """Make the whole history, telling the progress row. Raises Conflict("simulation_running") while somebody else is
    at it, and RuntimeError when a process failed: the next call goes on."""
    job = standing()
    if job is None or job.state == JobState.DONE:
        return _NOTHING
    with jobs.running(job.uid) as report:
        made = make_first()
        there = len(_there())
        report(there)
        made += _simulated(job, there, report, processes)
        report.finish(job.total or 0, outcome={"events": made.events, "seconds": round(made.seconds)})
    log.info("demo.history_made", dossiers=made.dossiers, events=made.events, per_second=made.per_second)
    return made


def _to_live(job: JobProgress) -> int:
    return min(job.total or 0, _ALL_LIVED)


def _simulation(job: JobProgress) -> JobProgress | None:
    """The part that the simulator makes: the year until the day before. Laid down before the first dossier is lived,
    so that the newest have the highest numbers; None when there is no such part."""
    count = (job.total or 0) - _to_live(job)
    if count <= 0:
        return None
    begun = JobProgress.objects.filter(kind=KIND, created_at__gte=job.created_at).order_by("pk").first()
    if begun is not None:
        return begun
    last = legal_date(job.created_at) - dt.timedelta(days=1)
    first = max(last - YEAR, BEGINNING + dt.timedelta(days=1))
    return begin_simulation(Plan(count, SEED, first, last, 1.0, Keys(0, 0), {}), now=job.created_at)


def _simulated(job: JobProgress, lived: int, report: Callable[[int], None], processes: int | None) -> Made:
    begun = _simulation(job)
    if begun is None or begun.state == JobState.DONE:
        return _NOTHING
    outcome = make(begun, processes=processes, progress=lambda done: report(lived + done))
    return Made(outcome.made, outcome.events, outcome.seconds)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else lives dossiers of the history during the block."""
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
    total = job.total or 0
    return plan(total if total <= _ALL_LIVED else _PLANNED, job.created_at, _calendars(), places)


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


def _lived(job: JobProgress, arrivals: Sequence[Arrival]) -> Made:
    """Live those of ``arrivals`` that are not there."""
    started = time.monotonic()
    there = _there()
    staff, calendars = Staff(job.created_at), _calendars()
    dossiers = events = 0
    for one in arrivals:
        if mark(one.number) in there:
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            # A power cut may cost the last of them; each is whole or not there, and would be made again.
            cursor.execute("SET LOCAL synchronous_commit = off")
            events += live(one, staff, calendars, job.created_at, with_files=True)
            cursor.execute(_TELL_NOBODY)
        dossiers += 1
    return Made(dossiers, events, time.monotonic() - started)


def _there() -> set[str]:
    marks = SubmissionContext.objects.filter(counter_session__startswith=mark(0)[:5])
    return set(marks.values_list("counter_session", flat=True))
