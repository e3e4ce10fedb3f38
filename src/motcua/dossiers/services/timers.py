"""What happens when a date passes: a reminder, word to the head, a stop after the applicant's silence.

Rules are dated data (:class:`motcua.dossiers.models.TimerRule`). Each fires once for one wait of one dossier: the row
that says so and the act are one transaction, so the worker may die at any moment and run as often as it likes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.core import outbox
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.remember import remembered
from motcua.dossiers.context import deadlines_for
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.lifecycle.states import CLOSED_STATES
from motcua.dossiers.lifecycle.table import WORKING
from motcua.dossiers.models import Dossier, TimerFiring, TimerRule
from motcua.dossiers.permissions import scope_read
from motcua.dossiers.services.act import act
from motcua.organisation.models import Post, in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import SYSTEM, Actor
from motcua.people.models import FollowUpTask
from motcua.people.services.tasks import open_task
from motcua.procedures.terms import Limit
from motcua.worktime.rules import Basis, LimitUnit

TOPIC = "timer"
BATCH = 500
TASK_WITHIN = dt.timedelta(days=2)
SILENCE = "applicant_silent"
HEADS = ("division_head", "reception_head", "unit_head")
WAITING_FOR = {
    "response": frozenset({State.SUBMITTED, State.FORWARDED}),
    "step": WORKING,
    "supplement": frozenset({State.SUPPLEMENT_AT_RECEPTION, State.SUPPLEMENT_AT_SETTLEMENT}),
    "payment": frozenset({State.PAYMENT_PENDING}),
    "stopped": frozenset({State.STOPPED}),
    "result": frozenset({State.RESULT_READY}),
    "idle": frozenset(State) - CLOSED_STATES,
}


def run_timers(*, now: dt.datetime) -> int:
    """Fire whatever is due; returns how many fired."""
    return sum(_run(rule, now) for rule in rules_in_force(legal_date(now)))


def rules_in_force(on: dt.date) -> list[TimerRule]:
    return list(TimerRule.objects.filter(in_force(on)).select_related("procedure").order_by("pk"))


def _column(rule: TimerRule) -> str:
    """The date of the wait: when it ends, or when it began."""
    return "held_since" if rule.since_start or rule.wait == "idle" else "next_at"


def waiting(rule: TimerRule) -> QuerySet[Dossier]:
    """The open dossiers a rule speaks of."""
    rows = Dossier.objects.filter(closed=False, state__in=sorted(WAITING_FOR[rule.wait]))
    if rule.procedure_id is not None:
        rows = rows.filter(procedure=rule.procedure_id)
    if rule.case_key:
        rows = rows.filter(case__key=rule.case_key)
    return rows.filter(step=rule.step) if rule.step else rows


def _unfired(rule: TimerRule) -> QuerySet[Dossier]:
    """A wait for which a rule of the same series did the same is done with, whichever row fired."""
    fired = TimerFiring.objects.filter(
        rule__series=rule.series, rule__act=rule.act, dossier=OuterRef("pk"), due_at=OuterRef(_column(rule))
    )
    return waiting(rule).exclude(Exists(fired))


def fires_at(rule: TimerRule, dossier: Dossier, on: dt.date) -> dt.datetime | None:
    """When the rule fires for the wait the dossier is in."""
    date = dossier.held_since if _column(rule) == "held_since" else dossier.next_at
    if date is None:
        return None
    if rule.amount == 0:
        return date
    deadlines = deadlines_for(dossier.reception_unit_id, dossier.settling_unit_id, on)
    unit = LimitUnit(rule.unit)
    basis = Basis.SAME_HOUR if unit in {LimitUnit.HOUR, LimitUnit.WORKING_HOUR} else Basis.END_OF_DAY
    return deadlines.limit(date, Limit(rule.amount, unit, basis)).at


def _run(rule: TimerRule, now: dt.datetime) -> int:
    column, on = _column(rule), legal_date(now)
    days = dt.timedelta(days=rule.amount) if rule.unit in {LimitUnit.DAY, LimitUnit.WORKING_DAY} else dt.timedelta()
    latest = now - days + dt.timedelta(days=1)
    rows = _unfired(rule).filter(**{f"{column}__lte": min(now, latest)})
    fired, after = 0, 0
    while True:
        batch = list(rows.filter(pk__gt=after).order_by("pk").defer("snapshot")[:BATCH])
        if not batch:
            return fired
        for dossier in batch:
            at = fires_at(rule, dossier, on)
            if at is not None and at <= now:
                fired += _fire(rule, dossier, getattr(dossier, column), now)
        after = batch[-1].pk


def _fire(rule: TimerRule, dossier: Dossier, date: dt.datetime, now: dt.datetime) -> int:
    """The row and the act together; a second worker finds the row and leaves. A dossier that moved since it was read
    is left for the next run: whoever answered in between is not stopped for silence."""
    try:
        with transaction.atomic():
            if not _still(dossier):
                return 0
            firing = TimerFiring.objects.create(
                rule=rule,
                dossier=dossier,
                about=f"{_column(rule)} {date.isoformat()}",
                due_at=date,
                fired_at=now,
                outcome="fired",
            )
            firing.outcome = _do(rule, dossier, firing, now)
            firing.save(update_fields=["outcome", "task"])
    except IntegrityError:
        return 0
    return 1


def _still(dossier: Dossier) -> bool:
    """Lock the dossier; is it as it was read?"""
    rows = Dossier.objects.select_for_update().filter(pk=dossier.pk, seq=dossier.seq)
    return rows.values_list("pk", flat=True).first() is not None


def _do(rule: TimerRule, dossier: Dossier, firing: TimerFiring, now: dt.datetime) -> str:
    match rule.act:
        case "stop":
            return _stop(rule, dossier, now)
        case "escalate":
            return _escalate(rule, dossier, firing, now)
        case _:
            body = {"firing": firing.uid, "dossier": dossier.uid}
            outbox.publish(topic=TOPIC, key=str(firing.uid), kind="reminder", body=body, now=now)
            return "reminded"


def _stop(rule: TimerRule, dossier: Dossier, now: dt.datetime) -> str:
    """The applicant was silent for as long as the case says (ND301 art. 6): the dossier stops, by the system."""
    data = {"reason": rule.name, "reason_code": SILENCE}
    try:
        with transaction.atomic():
            act(dossier=dossier.uid, action=Action.STOP, data=data, actor=SYSTEM, now=now)
    except DomainError as error:
        return error.code[:40]
    return "stopped"


def _escalate(rule: TimerRule, dossier: Dossier, firing: TimerFiring, now: dt.datetime) -> str:
    post = head_of(dossier.holder_unit_id or dossier.settling_unit_id, legal_date(now))
    if post is None:
        return "nobody_to_tell"
    owner = Post.objects.get(pk=post)
    title = f"{rule.name}: {dossier.code or dossier.receipt_no}"
    due_on = legal_date(now + TASK_WITHIN)
    firing.task = open_task(
        title, owner, due_on, actor=SYSTEM, now=now, source_kind="dossier_timer", source_uid=dossier.uid
    )
    body = {"firing": firing.uid, "dossier": dossier.uid}
    outbox.publish(topic=TOPIC, key=str(firing.uid), kind="escalation", body=body, now=now)
    return "told_head"


@remembered(seconds=60)
def head_of(unit: int, on: dt.date) -> int | None:
    """The post that leads a unit: its own head, else that of the nearest unit above that has one."""
    for key in (unit, *(above.pk for above in ancestors(unit, on))):
        rows = Post.objects.filter(in_force(on), unit=key, role__in=HEADS).order_by("code")
        by_role = {post.role: post.pk for post in rows}
        found = next((by_role[role] for role in HEADS if role in by_role), None)
        if found is not None:
            return found
    return None


def still_waits(firing: TimerFiring) -> bool:
    """Is the dossier still in the wait whose date passed?"""
    dossier = firing.dossier
    date = getattr(dossier, _column(firing.rule))
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
        column = _column(rule)
        rows = _unfired(rule).filter(scope_read(actor), **{f"{column}__lte": until})
        rows = rows.select_related("version", "holder_unit").defer("snapshot").order_by(F(column).desc(), "pk")
        found += list(_within(rule, rows[: most * 2], now, until))
    return sorted(found, key=lambda one: (one.at, one.dossier.pk))[:most]


def _within(rule: TimerRule, rows: QuerySet[Dossier], now: dt.datetime, until: dt.datetime) -> Iterator[Coming]:
    for dossier in rows:
        at = fires_at(rule, dossier, legal_date(now))
        if at is not None and now < at <= until:
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
