"""Making a planned history with several processes, each of which tells all stories and makes its own batches of them.

They share nothing but the plan, so any of them may be killed: what it did not finish is made by the next run.
"""

from __future__ import annotations

import datetime as dt
import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import SynchronizedArray
from typing import Final

import structlog
from django.db import connection, connections

from motcua.core import clock
from motcua.core.errors import Conflict
from motcua.core.models import JobProgress, JobState
from motcua.dossiers.models import Dossier
from motcua.simulate.batches import Made, make_batches
from motcua.simulate.history import CODES, History
from motcua.simulate.plan import Plan, plan_of
from motcua.simulate.play import Player
from motcua.simulate.spec.history import SpecHistory, make_before
from motcua.simulate.story import Story
from motcua.simulate.variant import Variant

log = structlog.get_logger()

LOCK: Final = 4_700_129_200
"""Of whoever leads; each of its processes takes the one after it, so that an orphan of an earlier run is waited for."""
_EVERY_SECONDS: Final = 0.3
_OBJECTS: Final = 200_000

Progress = Callable[[int], None]
Told = History | SpecHistory


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made in this run. ``dossiers`` and ``events`` are those of the whole history."""

    dossiers: int
    events: int
    made: int
    seconds: float

    @property
    def per_second(self) -> float:
        return round(self.made / self.seconds, 1) if self.seconds else 0.0

    def to_json(self) -> Mapping[str, object]:
        return {
            "dossiers": self.dossiers,
            "events": self.events,
            "seconds": round(self.seconds, 1),
            "per_second": self.per_second,
        }


def make(
    job: JobProgress,
    *,
    processes: int | None = None,
    progress: Progress = lambda _done: None,
    nice: int = 0,
    variant: Variant | None = None,
) -> Outcome:
    """Make what is missing of a history that was begun. Raises Conflict("simulation_running") while somebody else is
    at it, and RuntimeError when a process failed: what is made stays, and the next run goes on. ``variant`` is not
    part of the plan: whoever goes on with a history says it again."""
    plan, began = plan_of(job), time.monotonic()
    with _leading():
        if plan.spec:
            make_before(plan)
        history = SpecHistory(plan, now=clock.now()) if plan.spec else History(plan, now=clock.now(), variant=variant)
        there = made_already(plan)
        _tell(job, JobState.RUNNING, there)
        counts = _shared_out(history, processes or cores(), there, lambda done: _say(job, progress, done), nice)
        events = _finished(plan)
        seconds = time.monotonic() - began
        outcome = Outcome(plan.dossiers, events, sum(counts), seconds)
        _tell(job, JobState.DONE, plan.dossiers, outcome.to_json())
    log.info("simulate.made", dossiers=outcome.made, events=events, per_second=outcome.per_second)
    return outcome


def cores() -> int:
    return max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))


def made_already(plan: Plan) -> int:
    """How many dossiers of the plan are there."""
    first = plan.keys.dossier
    return Dossier.objects.filter(pk__gte=first, pk__lt=first + plan.dossiers).count()


@contextmanager
def _leading() -> Iterator[None]:
    if not _locked(LOCK, wait=False):
        raise Conflict("simulation_running")
    try:
        yield
    finally:
        _unlock(LOCK)


def _unlock(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _locked(key: int, *, wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
            return True
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def _say(job: JobProgress, progress: Progress, done: int) -> None:
    _tell(job, JobState.RUNNING, done)
    progress(done)


def _tell(job: JobProgress, state: JobState, done: int, outcome: Mapping[str, object] | None = None) -> None:
    row = JobProgress.objects.filter(pk=job.pk)
    row.update(state=state.value, done=done, updated_at=clock.now())
    if outcome is not None:
        job.refresh_from_db()
        row.update(outcome={**job.outcome, **outcome})


def _shared_out(history: Told, count: int, there: int, tell: Progress, nice: int) -> Sequence[int]:
    """Let ``count`` processes make their parts; how many dossiers each made. Told now and then how many are there."""
    if count == 1:
        _locked(LOCK + 1, wait=True)
        try:
            return [part(history, 0, 1, lambda made: tell(there + made.dossiers)).dossiers]
        finally:
            _unlock(LOCK + 1)
    context = multiprocessing.get_context("fork")
    counts: SynchronizedArray[int] = context.Array("q", count)
    lead = os.getpid()
    held = connection.connection
    connections["default"].connection = None  # a child must not touch the leader's session, which holds the lock
    children = [
        context.Process(target=_child, args=(history, number, count, counts, lead, nice)) for number in range(count)
    ]
    try:
        for child in children:
            child.start()
        connections["default"].connection = held
        _watch(children, lambda: tell(there + sum(counts[:])))
    finally:
        connections["default"].connection = held
        for child in children:
            if child.is_alive():
                child.terminate()
            child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a process of the simulation failed")
    return list(counts[:])


def _watch(children: Sequence[BaseProcess], tell: Callable[[], None]) -> None:
    """Until all have ended, or one has failed."""
    while any(child.is_alive() for child in children) and not any(child.exitcode for child in children):
        tell()
        for child in children:
            child.join(_EVERY_SECONDS / len(children))


def _child(history: Told, number: int, count: int, counts: SynchronizedArray[int], lead: int, nice: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(nice)
    _locked(LOCK + 1 + number, wait=True)

    def tell(made: Made) -> None:
        counts[number] = made.dossiers
        if os.getppid() != lead:  # nobody waits for this any more
            os._exit(1)

    try:
        part(history, number, count, tell)
    except Exception as error:
        log.exception("simulate.part_failed", part=number, error=type(error).__name__)
        os._exit(1)
    connections.close_all()


def part(history: Told, number: int, count: int, tell: Callable[[Made], None]) -> Made:
    """Make one of ``count`` parts of a history."""
    plan = history.plan
    player = Player(plan.seed, history.calendars, plan.until, edition=plan.edition)
    stories: Iterator[Story] = history.told()
    with _seldom_collected():
        return make_batches(stories, player, plan.keys, part=number, parts=count, tell=tell)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Stories have no cycles: looking for garbage after every few hundred objects costs a sixth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


_EVENTS: Final = "SELECT coalesce(sum(seq), 0) FROM dossier WHERE id >= %s AND id < %s"
_COUNTERS: Final = """
INSERT INTO core_counter (scope, day, value) SELECT * FROM unnest(%s::text[], %s::date[], %s::int[])
ON CONFLICT (scope, day) DO UPDATE SET value = greatest(core_counter.value, EXCLUDED.value)
"""
_NUMBERS: Final = """
SELECT split_part(code, '-', 1), split_part(code, '-', 2), max(split_part(code, '-', 3)::int)
FROM dossier WHERE id >= %s AND id < %s AND code IS NOT NULL GROUP BY 1, 2
"""


def _finished(plan: Plan) -> int:
    """Leave the counters of codes where the history has taken them; the number of its events. Raises RuntimeError when
    something is missing."""
    first, end = plan.keys.dossier, plan.keys.dossier + plan.dossiers
    if made_already(plan) != plan.dossiers:
        raise RuntimeError("the history is not whole")
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [first, end])
        rows = cursor.fetchall()
        days = [dt.datetime.strptime(day, "%y%m%d").date() for _agency, day, _last in rows]  # noqa: DTZ007 (a date)
        cursor.execute(_COUNTERS, [[CODES + row[0] for row in rows], days, [row[2] for row in rows]])
        cursor.execute(_EVENTS, [first, end])
        return int(cursor.fetchone()[0])
