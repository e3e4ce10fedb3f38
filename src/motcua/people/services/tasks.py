"""Follow-up tasks: an owner, a date, evidence, a source."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid
from motcua.organisation.models import Post
from motcua.people.actors import Actor
from motcua.people.models import FollowUpTask, TaskState


@transaction.atomic
def open_task(
    title: str,
    owner: Post,
    due_on: dt.date,
    *,
    actor: Actor,
    now: dt.datetime,
    source_kind: str,
    source_uid: UUID | None = None,
) -> FollowUpTask:
    """Give a post something to see to. Who may do so is decided by the room the task comes from."""
    task = FollowUpTask.objects.create(
        title=title.strip()[:300],
        unit_id=owner.unit_id,
        owner=owner,
        due_on=due_on,
        source_kind=source_kind,
        source_uid=source_uid,
        created_by_id=actor.user_id,
        created_at=now,
    )
    _record("people.task_opened", task, actor=actor, now=now)
    return task


def complete_task(task: FollowUpTask, evidence: str, *, actor: Actor, now: dt.datetime) -> FollowUpTask:
    """It is done, and ``evidence`` says how one can see that. Raises Invalid (``task_without_evidence``), Conflict
    (``task_closed``)."""
    if not evidence.strip():
        raise Invalid("task_without_evidence")
    return _close(task, TaskState.DONE, evidence.strip()[:1000], actor=actor, now=now)


def cancel_task(task: FollowUpTask, reason: str, *, actor: Actor, now: dt.datetime) -> FollowUpTask:
    """It is not needed any more. Raises Conflict (``task_closed``)."""
    return _close(task, TaskState.CANCELLED, reason.strip()[:1000], actor=actor, now=now)


@transaction.atomic
def _close(task: FollowUpTask, state: TaskState, evidence: str, *, actor: Actor, now: dt.datetime) -> FollowUpTask:
    locked = FollowUpTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if locked.state != TaskState.OPEN:
        raise Conflict("task_closed")
    locked.state, locked.evidence = state, evidence
    locked.closed_at, locked.closed_by_id = now, actor.user_id
    locked.save(update_fields=["state", "evidence", "closed_at", "closed_by"])
    _record(f"people.task_{state}", locked, actor=actor, now=now)
    return locked


def _record(act: str, task: FollowUpTask, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(act=act, actor=actor, subject_kind="task", subject=str(task.uid), now=now)
