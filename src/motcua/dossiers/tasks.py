"""Periodic and long work of the room."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.dossiers.services.drafts import purge_drafts
from motcua.dossiers.services.family import open_blocked, tell_of_silence, watch_parts
from motcua.dossiers.services.handover import run_handover
from motcua.dossiers.services.late_sweep import sweep_late
from motcua.dossiers.services.outages import apply_outage
from motcua.dossiers.services.proof import close_day
from motcua.dossiers.services.replan import replan_calendar, replan_leftovers, replan_moved_units
from motcua.dossiers.services.reroute import run_reroute, start_due, unfinished
from motcua.dossiers.services.responsibility import open_late, refresh_running
from motcua.dossiers.services.telling import remind, tell_heads
from motcua.dossiers.services.timers import run_timers

log = structlog.get_logger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="dossiers.close_day", pass_context=False)
def close_yesterday(timestamp: int) -> None:
    """Shortly after midnight: yesterday's root; every hour after, in case the worker slept or was killed. A day that
    was missed falls into the next one, nothing is lost."""
    now = clock.now()
    root = close_day(clock.legal_date(now) - dt.timedelta(days=1), now=now)
    if root is not None:
        log.info("dossiers.day_closed", day=root.day.isoformat(), leaves=root.leaves)


@app.periodic(cron="* * * * *")
@app.task(queue="long", queueing_lock="dossiers.reroute", pass_context=False)
def reroute_open(timestamp: int = 0) -> None:
    """Every minute, and at once when a decision was signed: open dossiers follow the decisions whose day has come.
    Goes on where a killed worker stopped."""
    start_due(now=clock.now())
    for job in unfinished():
        run_reroute(job)


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="dossiers.purge_drafts", pass_context=False)
def purge_old_drafts(timestamp: int) -> None:
    """Every night: drafts nobody touched for thirty days, with their files."""
    gone = purge_drafts(now=clock.now())
    log.info("dossiers.drafts_purged", count=gone)


@app.periodic(cron="40 2 * * *")
@app.task(queue="long", queueing_lock="dossiers.replan_leftovers", pass_context=False)
def replan_late(timestamp: int) -> None:
    """Every night: open dossiers whose clocks still run by an older revision of their calendar."""
    now = clock.now()
    moved = replan_leftovers(now=now) + replan_moved_units(now=now)
    log.info("dossiers.leftovers_replanned", moved=moved)


@app.task(queue="long", retry=5)
def replan_units() -> None:
    """Give open dossiers the calendars their units work by now; safe to run again."""
    log.info("dossiers.units_replanned", moved=replan_moved_units(now=clock.now()))


@app.task(queue="long", retry=5)
def replan_open(calendar: str, revision: int) -> None:
    """Give open dossiers new dates after a calendar revision; safe to run again."""
    moved = replan_calendar(calendar, revision, now=clock.now())
    log.info("dossiers.replanned", calendar=calendar, revision=revision, moved=moved)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="dossiers.watch_silence", pass_context=False)
def watch_silence(timestamp: int) -> None:
    """Every ten minutes: agencies and units that let their time pass, of which the one-stop head is told; parts that
    could not open are tried again."""
    now = clock.now()
    late, silent = watch_parts(now=now), tell_of_silence(now=now)
    if late or silent:
        log.info("dossiers.silence_told", parts=late, opinions=silent)
    opened = open_blocked(now=now)
    if opened:
        log.info("dossiers.blocked_opened", wholes=opened)


@app.periodic(cron="*/30 * * * *")
@app.task(queue="long", queueing_lock="dossiers.open_late", pass_context=False)
def open_late_records(timestamp: int) -> None:
    """Every half an hour: records of responsibility for dossiers that became late, reminders to explain, word to heads
    who may decide."""
    now = clock.now()
    opened, reminded, told = open_late(now=now), remind(now=now), tell_heads(now=now)
    if opened or reminded or told:
        log.info("dossiers.responsibility_opened", opened=opened, reminded=reminded, told=told)


@app.periodic(cron="20,50 * * * *")
@app.task(queue="long", queueing_lock="dossiers.sweep_late", pass_context=False)
def sweep_late_dossiers(timestamp: int) -> None:
    """Twice an hour: a piece of the patrol for late dossiers without a record."""
    opened = sweep_late(now=clock.now())
    if opened:
        log.info("dossiers.late_swept", opened=opened)


@app.periodic(cron="15 1 * * *")
@app.task(queue="long", queueing_lock="dossiers.refresh_late", pass_context=False)
def refresh_late_records(timestamp: int) -> None:
    """Every night: the hours of what is still late."""
    log.info("dossiers.responsibility_counted", records=refresh_running(now=clock.now()))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="long", queueing_lock="dossiers.timers", pass_context=False)
def fire_timers(timestamp: int) -> None:
    """Every five minutes: what is to happen because a date passed."""
    fired = run_timers(now=clock.now())
    if fired:
        log.info("dossiers.timers_fired", fired=fired)


@app.task(queue="long", retry=5)
def hand_over_work(handover: str) -> None:
    """Give a post's open dossiers to others, one by one; goes on where a killed worker stopped."""
    run_handover(UUID(handover), now=clock.now())


@app.task(queue="long", retry=5)
def exclude_outage(outage: str) -> None:
    """Shift the dates of open dossiers by an outage that is over; goes on where a killed worker stopped."""
    apply_outage(UUID(outage), now=clock.now())
