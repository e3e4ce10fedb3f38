"""What happens when a date passes: a reminder, word to the head, a stop after the applicant's silence.

Rules are dated data (:class:`motcua.dossiers.models.TimerRule`). Each fires once for one wait of one dossier: the row
that says so and the act are one transaction, so the worker may die at any moment and run as often as it likes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.core.clock import legal_date
from motcua.dossiers.models import Dossier, TimerFiring, TimerRule
from motcua.dossiers.permissions import scope_read
from motcua.dossiers.services import process_timers
from motcua.dossiers.services.timer_acts import Due, fire, head_of
from motcua.dossiers.services.timer_dates import WAITING_FOR, column, latest_date, moment
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.models import FollowUpTask

__all__ = [
    "Coming",
    "coming",
    "fired",
    "fires_at",
    "head_of",
    "rules_in_force",
    "run_timers",
    "still_waits",
    "tasks_of",
]

BATCH = 500


def run_timers(*, now: dt.datetime) -> int:
    """Fire whatever is due; returns how many fired."""
    process_timers.write_rules(now)
    return sum(_run(rule, now) for rule in rules_in_force(legal_date(now)))


def rules_in_force(on: dt.date) -> list[TimerRule]:
    return list(TimerRule.objects.filter(in_force(on)).select_related("procedure").order_by("pk"))


def waiting(rule: TimerRule) -> QuerySet[Dossier]:
    """The open dossiers a rule speaks of."""
    rows = Dossier.objects.filter(closed=False, state__in=sorted(WAITING_FOR[rule.wait]))
    if rule.procedure_id is not None:
        rows = rows.filter(procedure=rule.procedure_id)
    if rule.case_key:
        rows = rows.filter(case__key=rule.case_key)
    if rule.process_version_id is not None:
        rows = rows.filter(process_version=rule.process_version_id)
    return rows.filter(step=rule.step) if rule.step else rows


def _unfired(rule: TimerRule) -> QuerySet[Dossier]:
    """A wait for which a rule of the same series did the same is done with, whichever row fired."""
    fired = TimerFiring.objects.filter(
        rule__series=rule.series, rule__act=rule.act, dossier=OuterRef("pk"), due_at=OuterRef(column(rule))
    )
    return waiting(rule).exclude(Exists(fired))


def fires_at(rule: TimerRule, dossier: Dossier, on: dt.date) -> dt.datetime | None:
    """When the rule fires for the wait the dossier is in."""
    date = getattr(dossier, column(rule))
    return moment(rule, date, dossier, on) if date is not None else None


def _run(rule: TimerRule, now: dt.datetime) -> int:
    if process_timers.is_on_clocks(rule):
        return process_timers.run_clocks(rule, now)
    name, on = column(rule), legal_date(now)
    rows = _unfired(rule).filter(**{f"{name}__lte": latest_date(rule, now)})
    fired, after = 0, 0
    while True:
        batch = list(rows.filter(pk__gt=after).order_by("pk").defer("snapshot")[:BATCH])
        if not batch:
            return fired
        for dossier in batch:
            at = fires_at(rule, dossier, on)
            if at is not None and at <= now:
                date = getattr(dossier, name)
                fired += fire(Due(rule, dossier, f"{name} {date.isoformat()}", date), now)
        after = batch[-1].pk


def still_waits(firing: TimerFiring) -> bool:
    """Is the dossier still in the wait whose date passed?"""
    dossier = firing.dossier
    if process_timers.is_on_clocks(firing.rule):
        return not dossier.closed and process_timers.clock_waits(firing)
    date = getattr(dossier, column(firing.rule))
    return not dossier.closed and dossier.state in WAITING_FOR[firing.rule.wait] and date == firing.due_at


@dataclass(frozen=True, slots=True)
class Coming:
    """What will happen, when, to which dossier, if nothing is done before."""

    at: dt.datetime
    rule: TimerRule
    dossier: Dossier


def coming(actor: Actor, *, now: dt.datetime, until: dt.datetime, most: int = 50) -> list[Coming]:
    """What will fire for the dossiers an actor may read, the nearest first."""
    found: list[Coming] = []
    for rule in rules_in_force(legal_date(now)):
        if process_timers.is_on_clocks(rule):
            found += list(_coming_clocks(rule, actor, now, until, most))
            continue
        name = column(rule)
        rows = _unfired(rule).filter(scope_read(actor), **{f"{name}__lte": latest_date(rule, until)})
        rows = rows.select_related("version", "holder_unit").defer("snapshot").order_by(F(name).desc(), "pk")
        found += list(_within(rule, rows[: most * 2], now, until))
    return sorted(found, key=lambda one: (one.at, one.dossier.pk))[:most]


def _within(rule: TimerRule, rows: QuerySet[Dossier], now: dt.datetime, until: dt.datetime) -> Iterator[Coming]:
    for dossier in rows:
        at = fires_at(rule, dossier, legal_date(now))
        if at is not None and now < at <= until:
            yield Coming(at, rule, dossier)


def _coming_clocks(rule: TimerRule, actor: Actor, now: dt.datetime, until: dt.datetime, most: int) -> Iterator[Coming]:
    readable = Dossier.objects.filter(scope_read(actor))
    for dossier, date in process_timers.coming_clocks(rule, readable, until, most * 2):
        at = moment(rule, date, dossier, legal_date(now))
        if now < at <= until:
            yield Coming(at, rule, dossier)


def fired(actor: Actor, *, most: int = 50) -> QuerySet[TimerFiring]:
    """What fired last for the dossiers an actor may read."""
    readable = Dossier.objects.filter(scope_read(actor), firings__isnull=False)
    rows = TimerFiring.objects.filter(Q(dossier__in=readable)).select_related("rule", "dossier", "dossier__version")
    return rows.order_by("-fired_at", "-pk")[:most]


def tasks_of(actor: Actor) -> QuerySet[FollowUpTask]:
    """Follow-up tasks that came from dates that passed and wait for the actor's posts."""
    posts = [standing.post_id for standing in actor.standings]
    return FollowUpTask.objects.filter(owner__in=posts, state="open").order_by("due_on", "pk")
