"""Looking after bad ratings: opening, answering, telling the level above when nobody does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, override

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import NotAllowed, NotFound, Unavailable
from motcua.organisation.models import Post, in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import SYSTEM, Actor
from motcua.people.models import Assignment, FollowUpTask, TaskState
from motcua.people.permissions import decide, scope
from motcua.people.sealing import seal, unseal
from motcua.people.services.records import record_read
from motcua.people.services.tasks import complete_task, open_task
from motcua.ratings.editions import policy_on, questions_on
from motcua.ratings.models import FollowUp
from motcua.ratings.permissions import FOLLOW
from motcua.worktime.rules import add_working_days
from motcua.worktime.selectors import compiled

SOURCE: Final = "rating"
_BOX: Final = "rating.contact"
OWNERS: Final = ("reception_head", "unit_head", "control_officer", "control_head", "administrator")
"""Roles that look after a bad rating, nearest unit first, in this order within a unit. Never the desk's officers."""


def owner_for(unit: int, on: dt.date, *, without: int | None = None, above: bool = False) -> Post | None:
    """The post that looks after a rating of ``unit``: filled today, of the unit or one above it, else anywhere.
    ``without``: the post that was rated; ``above``: not of the unit itself."""
    units = [*([] if above else [unit]), *(one.pk for one in ancestors(unit, on))]
    filled = Assignment.objects.filter(in_force(on), user__is_active=True).values("post")
    posts = Post.objects.filter(in_force(on), role__in=OWNERS, pk__in=filled)
    posts = posts.exclude(pk=without) if without is not None else posts
    near = list(posts.filter(unit__in=units).select_related("unit"))
    if not near:
        far = posts.filter(role__in=OWNERS[2:]).select_related("unit").order_by("pk")
        return min(far, key=lambda one: (OWNERS.index(one.role), one.pk), default=None)
    return min(near, key=lambda one: (units.index(one.unit_id), OWNERS.index(one.role), one.pk))


@transaction.atomic
def open_follow_up(
    unit: int,
    answers: Mapping[str, str],
    words: str,
    *,
    contact: str = "",
    without: int | None = None,
    now: dt.datetime,
) -> FollowUp:
    """Give a bad rating an owner and a date. Keeps the bad answers only. Raises Unavailable (``rating_no_owner``) when
    no post in the province may own it: the rating then stays in the box and the job says so."""
    today = legal_date(now)
    owner = owner_for(unit, today, without=without)
    if owner is None:
        raise Unavailable("rating_no_owner")
    questions = questions_on(today)
    bad = {
        item.key: code
        for item in questions.items
        if (code := answers.get(item.key, "")) and (answer := item.answer(code)) and answer.bad
    }
    due_on = add_working_days(
        compiled(settings.PROVINCE_CALENDARS["settlement"]), today, policy_on(today).follow_up_days
    )
    with override("vi"):
        title = gettext("Xử lý đánh giá chưa hài lòng của người dân")
    task = open_task(title, owner, due_on, actor=SYSTEM, now=now, source_kind=SOURCE)
    return FollowUp.objects.create(
        unit_id=unit,
        task=task,
        answers=bad,
        edition=questions.version,
        words=words,
        contact=seal(_BOX, contact) if contact else "",
    )


def visible(actor: Actor) -> QuerySet[FollowUp]:
    """Those the actor may look after: of units in reach, and those of the own posts. Never the actor's own ratings: who
    only serves at the desk has not the verb."""
    rows = FollowUp.objects.select_related("unit", "task__owner__unit")
    return rows.filter(scope(actor, FOLLOW, "unit"))


def follow_up(uid: UUID, actor: Actor) -> FollowUp:
    """Raises NotFound (``rating_follow_up_unknown``)."""
    found = visible(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound("rating_follow_up_unknown")
    return found


def contact_of(row: FollowUp, *, actor: Actor, now: dt.datetime) -> str:
    """How the rater wishes to be reached; each look leaves an access record. Raises NotAllowed."""
    if not decide(actor, FOLLOW, [row.unit_id]):
        raise NotAllowed("unit_out_of_reach", params={"verb": FOLLOW})
    if not row.contact:
        return ""
    record_read(actor, FOLLOW, "rating_follow_up", row.uid, now=now)
    return unseal(_BOX, row.contact)


def finish(uid: UUID, evidence: str, *, actor: Actor, now: dt.datetime) -> FollowUp:
    """It was looked after, and how. Raises NotFound, Invalid (``task_without_evidence``), Conflict
    (``task_closed``)."""
    row = follow_up(uid, actor)
    complete_task(row.task, evidence, actor=actor, now=now)
    if row.escalation is not None and row.escalation.state == TaskState.OPEN:
        complete_task(row.escalation, evidence, actor=actor, now=now)
    row.task.refresh_from_db()
    return row


@transaction.atomic
def tell_above(*, now: dt.datetime) -> int:
    """Follow-ups left alone beyond their date go to the level above as well: a second task, once. Returns how many."""
    today = legal_date(now)
    calendar = compiled(settings.PROVINCE_CALENDARS["settlement"])
    last = add_working_days(calendar, today, -policy_on(today).left_alone_days)
    rows = FollowUp.objects.select_for_update(of=("self",)).filter(
        task__state=TaskState.OPEN, task__due_on__lt=last, escalated=False
    )
    told = 0
    for row in rows.select_related("task__owner").order_by("uid"):
        told += _told_above(row, today, now)
    return told


def _told_above(row: FollowUp, today: dt.date, now: dt.datetime) -> int:
    owner = owner_for(row.task.owner.unit_id, today, without=row.task.owner_id, above=True)
    if owner is None:
        return 0
    with override("vi"):
        title = gettext("Đánh giá chưa hài lòng bị bỏ quên tại %(unit)s") % {"unit": row.task.owner.unit.name}
    row.escalation = open_task(title, owner, today, actor=SYSTEM, now=now, source_kind=SOURCE)
    row.escalated = True
    row.save(update_fields=["escalated", "escalation"])
    audit.record(act="ratings.told_above", actor=SYSTEM, subject_kind="rating_follow_up", subject=str(row.uid), now=now)
    return 1


def forget_contacts(*, now: dt.datetime) -> int:
    """Contacts of follow-ups that ended a while ago are emptied. Returns how many."""
    before = now - dt.timedelta(days=policy_on(legal_date(now)).contact_days)
    rows = FollowUp.objects.exclude(contact="").filter(task__closed_at__lt=before)
    return rows.update(contact="")


def tasks_left_alone(rows: Sequence[FollowUp], today: dt.date) -> list[FollowUpTask]:
    """The open tasks of ``rows`` whose date has passed."""
    return [row.task for row in rows if row.task.state == TaskState.OPEN and row.task.due_on < today]
