"""What a rule does when its date has come: the row that says it fired and the act are one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from motcua.core import outbox
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.remember import remembered
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, TimerFiring, TimerRule
from motcua.dossiers.services.act import act
from motcua.organisation.models import Post, in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import SYSTEM
from motcua.people.services.tasks import open_task

TOPIC = "timer"
TASK_WITHIN = dt.timedelta(days=2)
SILENCE = "applicant_silent"
HEADS = ("division_head", "reception_head", "unit_head")


@dataclass(frozen=True, slots=True)
class Due:
    """A rule whose time has come for one wait. ``about`` names the wait, ``date`` is its date; ``tell`` is the unit
    whose head is told, None = whoever holds the dossier."""

    rule: TimerRule
    dossier: Dossier
    about: str
    date: dt.datetime
    tell: int | None = None


def fire(due: Due, now: dt.datetime) -> int:
    """The row and the act together; a second worker finds the row and leaves. A dossier that moved since it was read
    is left for the next run: whoever answered in between is not stopped for silence."""
    try:
        with transaction.atomic():
            if not _still(due.dossier):
                return 0
            firing = TimerFiring.objects.create(
                rule=due.rule,
                dossier=due.dossier,
                about=due.about,
                due_at=due.date,
                fired_at=now,
                outcome="fired",
            )
            firing.outcome = _do(due, firing, now)
            firing.save(update_fields=["outcome", "task"])
    except IntegrityError:
        return 0
    return 1


def _still(dossier: Dossier) -> bool:
    """Lock the dossier; is it as it was read?"""
    rows = Dossier.objects.select_for_update().filter(pk=dossier.pk, seq=dossier.seq)
    return rows.values_list("pk", flat=True).first() is not None


def _do(due: Due, firing: TimerFiring, now: dt.datetime) -> str:
    match due.rule.act:
        case "stop":
            # The applicant was silent for as long as the case says (ND301 art. 6).
            return _acted(due, Action.STOP, {"reason": due.rule.name, "reason_code": SILENCE}, now) or "stopped"
        case "proceed":
            return _acted(due, Action.COMPLETE_STEP, {"outcome": due.rule.outcome}, now) or "went_on"
        case "escalate":
            return _escalate(due, firing, now)
        case _:
            _tell(firing, "reminder", now)
            return "reminded"


def _acted(due: Due, action: Action, data: dict[str, object], now: dt.datetime) -> str:
    """The act done by the system; the code of a refusal, empty when it was done."""
    try:
        with transaction.atomic():
            act(dossier=due.dossier.uid, action=action, data=data, actor=SYSTEM, now=now)
    except DomainError as error:
        return error.code[:40]
    return ""


def _escalate(due: Due, firing: TimerFiring, now: dt.datetime) -> str:
    dossier = due.dossier
    post = head_of(due.tell or dossier.holder_unit_id or dossier.settling_unit_id, legal_date(now))
    if post is None:
        return "nobody_to_tell"
    owner = Post.objects.get(pk=post)
    title = f"{due.rule.name}: {dossier.code or dossier.receipt_no}"
    due_on = legal_date(now + TASK_WITHIN)
    firing.task = open_task(
        title, owner, due_on, actor=SYSTEM, now=now, source_kind="dossier_timer", source_uid=dossier.uid
    )
    _tell(firing, "escalation", now)
    return "told_head"


def _tell(firing: TimerFiring, kind: str, now: dt.datetime) -> None:
    body = {"firing": firing.uid, "dossier": firing.dossier.uid}
    outbox.publish(topic=TOPIC, key=str(firing.uid), kind=kind, body=body, now=now)


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
