"""Timers that stand in a process: rows of rules made from its versions, and the clocks they watch.

A rule is written once from a version (:class:`motcua.dossiers.models.TimerRule` with ``process_version``) and holds for
the dossiers that run on it, whatever version is bound today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from motcua.core.clock import legal_date
from motcua.dossiers import references
from motcua.dossiers.models import ClockPause, ClockRun, Dossier, TimerFiring, TimerRule
from motcua.dossiers.services.timer_acts import Due, fire
from motcua.dossiers.services.timer_dates import ON_CLOCKS, WAITING_FOR, latest_date, moment
from motcua.procedures.models import ProcessVersion
from motcua.procedures.process import Step
from motcua.procedures.process_timers import Timer, TimerSince
from motcua.procedures.selectors import process as published_process

WITH_TIMERS = 2
"""The first schema version of processes that knows timers."""
BATCH = 500


def write_rules(now: dt.datetime) -> int:
    """The rules of versions that have timers and no rules yet; how many were written. Two workers write the same rows
    once."""
    known = TimerRule.objects.filter(process_version=OuterRef("pk"))
    fresh = ProcessVersion.objects.filter(schema_version__gte=WITH_TIMERS).exclude(Exists(known))
    rows = [
        _rule(version, step, timer, now)
        for version in fresh.select_related("decision").order_by("pk")
        for step in published_process(version.pk).steps
        for timer in step.timers
    ]
    TimerRule.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _rule(version: ProcessVersion, step: Step, timer: Timer, now: dt.datetime) -> TimerRule:
    return TimerRule(
        name=timer.name.strip()[:200],
        wait=timer.wait.value,
        act=timer.act.value,
        amount=timer.amount,
        unit=timer.unit.value,
        since_start=timer.since is TimerSince.START,
        before=timer.since is TimerSince.BEFORE,
        procedure_id=version.procedure_id,
        step=step.key,
        process_version=version,
        timer=timer.key,
        outcome=timer.outcome,
        valid_from=min(version.decision.effective_on, legal_date(now)),
        source=(timer.ground.strip() or f"{version.name} {version.decision.number}".strip())[:300],
        recorded_at=now,
    )


def is_on_clocks(rule: TimerRule) -> bool:
    return rule.process_version_id is not None and rule.wait in ON_CLOCKS


def clock_column(rule: TimerRule) -> str:
    return "started_at" if rule.since_start else "due_at"


def clocks(rule: TimerRule) -> QuerySet[ClockRun]:
    """The running clocks a rule watches, for which it has not fired."""
    column = clock_column(rule)
    rows = ClockRun.objects.filter(
        kind=rule.wait,
        ended_at__isnull=True,
        dossier__closed=False,
        dossier__process_version=rule.process_version_id,
        dossier__step=rule.step,
        dossier__state__in=sorted(WAITING_FOR[rule.wait]),
    )
    if rule.wait == "step":
        rows = rows.filter(step=rule.step)
    rows = rows.exclude(Exists(ClockPause.objects.filter(run=OuterRef("pk"), paused_to__isnull=True)))
    mark = Concat(Value(" "), Cast("pk", CharField()))
    fired = TimerFiring.objects.filter(
        rule=rule.pk, dossier=OuterRef("dossier"), due_at=OuterRef(column), about__endswith=OuterRef("mark")
    )
    return rows.annotate(mark=mark).exclude(Exists(fired))


def run_clocks(rule: TimerRule, now: dt.datetime) -> int:
    """Fire the rule for every clock whose time has come; how often it fired."""
    column, on = clock_column(rule), legal_date(now)
    rows = clocks(rule).filter(**{f"{column}__lte": latest_date(rule, now)})
    fired, after = 0, 0
    while True:
        batch = list(
            rows.filter(pk__gt=after).select_related("dossier").defer("dossier__snapshot").order_by("pk")[:BATCH]
        )
        if not batch:
            return fired
        for clock in batch:
            date = getattr(clock, column)
            if moment(rule, date, clock.dossier, on) <= now:
                fired += fire(Due(rule, clock.dossier, about(rule, clock), date, _asked(rule, clock)), now)
        after = batch[-1].pk


def about(rule: TimerRule, clock: ClockRun) -> str:
    column = clock_column(rule)
    return f"{column} {getattr(clock, column).isoformat()} {clock.pk}"


def _asked(rule: TimerRule, clock: ClockRun) -> int | None:
    """The unit that owes an opinion: its head is told (Decree 61/2018/ND-CP art. 19.5)."""
    if rule.wait != "consultation":
        return None
    snapshot = Dossier.objects.values_list("snapshot", flat=True).get(pk=clock.dossier_id)
    asked = {str(one["id"]): str(one["unit"]) for one in snapshot["consultations"]}
    unit = asked.get(clock.step)
    return references.unit_id(unit) if unit else None


def clock_waits(firing: TimerFiring) -> bool:
    """Does the clock that fired still run towards the same date?"""
    key = firing.about.rsplit(" ", 1)[-1]
    column = clock_column(firing.rule)
    still = Q(pk=int(key)) & Q(ended_at__isnull=True) & Q(**{column: firing.due_at})
    return key.isdecimal() and ClockRun.objects.filter(still).exists()


def coming_clocks(
    rule: TimerRule, readable: QuerySet[Dossier], until: dt.datetime, most: int
) -> Iterator[tuple[Dossier, dt.datetime]]:
    """The dossiers a rule will act on, each with the date of its wait, the nearest first."""
    column = clock_column(rule)
    rows = clocks(rule).filter(dossier__in=readable, **{f"{column}__lte": latest_date(rule, until)})
    rows = rows.select_related("dossier__version", "dossier__holder_unit").defer("dossier__snapshot")
    for clock in rows.order_by(f"-{column}", "pk")[:most]:
        yield clock.dossier, getattr(clock, column)
