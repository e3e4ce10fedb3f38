"""What people do about an alert: acknowledge it, give somebody a task with a date, and see the task done.

Tasks are the follow-up tasks of the room ``people``; whatever keeps tasks later takes over :func:`tasks_of`,
:func:`give_task` and :func:`finish_task`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.organisation.models import Post, in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import Actor
from motcua.people.models import FollowUpTask
from motcua.people.permissions import decide, require, scope
from motcua.people.services.tasks import complete_task, open_task

from .evaluating import append
from .models import Alert, Happening
from .permissions import ANSWER, READ
from .rules import State

SOURCE: Final = "alert"


def readable(actor: Actor) -> QuerySet[Alert]:
    """The alerts of units whose figures the actor may read."""
    return Alert.objects.filter(scope(actor, READ, "unit")).select_related("rule", "unit")


def alert_of(uid: UUID, actor: Actor) -> Alert:
    """Raises NotFound (``alert_unknown``), also where the actor may not read it."""
    found = readable(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound("alert_unknown")
    return found


@transaction.atomic
def acknowledge(uid: UUID, words: str, *, actor: Actor, now: dt.datetime) -> Alert:
    """Somebody has seen it and says what is being done. Raises NotFound, NotAllowed, Invalid (``alert_words_missing``),
    Conflict (``alert_cleared``, ``alert_acknowledged_already``)."""
    alert = _locked(uid, actor)
    if not words.strip():
        raise Invalid("data_invalid", errors=[{"field": "words", "code": "alert_words_missing"}])
    if alert.state == State.CLEARED:
        raise Conflict("alert_cleared")
    if alert.state == State.ACKNOWLEDGED:
        raise Conflict("alert_acknowledged_already")
    alert.state, alert.acknowledged_at = State.ACKNOWLEDGED.value, now
    append(alert, Happening.ACKNOWLEDGED, now, by=actor.uid, words=words.strip())
    audit.record(act="figures.alert_acknowledged", actor=actor, subject_kind="alert", subject=str(uid), now=now)
    return alert


@transaction.atomic
def give_task(uid: UUID, *, owner: UUID, due_on: dt.date, title: str, actor: Actor, now: dt.datetime) -> FollowUpTask:
    """A follow-up task for a post of the alert's unit or of one above it; also after the alert was cleared, because
    what caused it may remain. Raises NotFound, NotAllowed, Invalid with one error a field."""
    alert = _locked(uid, actor)
    post = owners(alert, legal_date(now)).filter(uid=owner).first()
    errors = []
    if post is None:
        errors.append({"field": "owner", "code": "alert_owner_unknown"})
    if due_on < legal_date(now):
        errors.append({"field": "due_on", "code": "alert_task_due_past"})
    if not title.strip():
        errors.append({"field": "title", "code": "alert_words_missing"})
    if errors or post is None:
        raise Invalid("data_invalid", errors=errors)
    task = open_task(title, post, due_on, actor=actor, now=now, source_kind=SOURCE, source_uid=alert.uid)
    append(alert, Happening.TASK_GIVEN, now, by=actor.uid, words=f"{title.strip()} ({post.title}, {due_on:%d/%m/%Y})")
    return task


@transaction.atomic
def finish_task(uid: UUID, words: str, *, actor: Actor, now: dt.datetime) -> FollowUpTask:
    """Done, in words. By whoever fills the post, or who may answer for the unit. Raises NotFound
    (``alert_task_unknown``), NotAllowed, Invalid (``task_without_evidence``), Conflict (``task_closed``)."""
    task = FollowUpTask.objects.filter(uid=uid, source_kind=SOURCE).select_related("owner").first()
    if task is None:
        raise NotFound("alert_task_unknown")
    if not may_finish(task, actor):
        raise NotAllowed("unit_out_of_reach", params={"verb": ANSWER})
    return complete_task(task, words, actor=actor, now=now)


def may_finish(task: FollowUpTask, actor: Actor) -> bool:
    """Whoever fills the post, or may answer for its unit or for the unit of the alert."""
    if any(standing.post_id == task.owner_id for standing in actor.standings):
        return True
    of = Alert.objects.filter(uid=task.source_uid) if task.source_uid is not None else Alert.objects.none()
    alerted = of.values_list("unit_id", flat=True).first()
    return bool(decide(actor, ANSWER, [task.unit_id, alerted]))


def tasks_of(alerts: list[Alert]) -> dict[UUID, list[FollowUpTask]]:
    """Alert -> its tasks, the nearest date first. One statement."""
    rows = FollowUpTask.objects.filter(source_kind=SOURCE, source_uid__in=[one.uid for one in alerts])
    found: dict[UUID, list[FollowUpTask]] = {one.uid: [] for one in alerts}
    for row in rows.select_related("owner", "unit").order_by("due_on", "pk"):
        if row.source_uid is not None:
            found[row.source_uid].append(row)
    return found


def owners(alert: Alert, on: dt.date) -> QuerySet[Post]:
    """The posts that can be given a task: of the unit and of those above it."""
    units = [alert.unit_id, *(unit.pk for unit in ancestors(alert.unit_id, on))]
    return Post.objects.filter(in_force(on), unit__in=units).select_related("unit").order_by("-unit__code", "title")


def _locked(uid: UUID, actor: Actor) -> Alert:
    alert_of(uid, actor)
    alert = Alert.objects.select_for_update(of=("self",)).select_related("rule", "unit").get(uid=uid)
    require(actor, ANSWER, [alert.unit_id])
    return alert
