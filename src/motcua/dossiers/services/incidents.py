"""Papers lost or damaged in the agency's hands (Decree 61/2018/ND-CP art. 21): recorded, apologised for, restored by
steps with dates, paid for by whoever is at fault, and told to the applicant.

What happened in words is an ordinary row that may be erased; the codes, the cost and the words for the applicant are an
event of the chain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.dossiers import references
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.commands import clean_text
from motcua.dossiers.lifecycle.duty import FAULTS, incident
from motcua.dossiers.models import Dossier, DossierComponent, Incident
from motcua.dossiers.permissions import CORRECT, RECEIVE, scope_read
from motcua.dossiers.services.act import Locked, lock, write
from motcua.organisation.models import Post
from motcua.people.actors import Actor
from motcua.people.models import FollowUpTask, TaskState
from motcua.people.permissions import decide
from motcua.people.services.tasks import open_task

KINDS = frozenset({"papers_lost", "papers_damaged"})
OUTCOMES = frozenset({"restored", "replaced", "compensated"})
SOURCE = "incident"


@dataclass(frozen=True, slots=True)
class Restoration:
    """A step of the restoration: what, until when, who sees to it."""

    title: str
    due_on: dt.date
    owner: Post


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. ``description`` stays inside; ``message`` is written to the applicant, with the apology."""

    kind: str
    fault: str
    found_on: dt.date
    found_by: str
    description: str
    message: str
    components: Sequence[str] = ()
    cost: int = 0
    responsible: Post | None = None
    steps: Sequence[Restoration] = ()


def may_record(actor: Actor, dossier: Dossier) -> bool:
    """Whoever receives at the desk, or corrects results of the settling unit."""
    return bool(decide(actor, RECEIVE, [dossier.reception_unit_id])) or bool(
        decide(actor, CORRECT, [dossier.settling_unit_id])
    )


@transaction.atomic
def record_incident(dossier: UUID, report: Report, *, actor: Actor, now: dt.datetime) -> Incident:
    """Record it with its event and its follow-up tasks. Raises NotFound, NotAllowed, Invalid with one error a field."""
    locked = lock(dossier, now)
    if actor.user_id is None or not may_record(actor, locked.dossier):
        raise NotAllowed("verb_not_granted", params={"verb": CORRECT})
    words = _checked(report, locked, now)
    row = Incident(
        dossier=locked.dossier,
        kind=report.kind,
        fault=report.fault,
        found_on=report.found_on,
        found_by=report.found_by.strip()[:200],
        description=words[0],
        components=[*report.components],
        cost=report.cost,
        unit_id=_unit(actor, locked.dossier),
        responsible=report.responsible,
        recorded_by_id=actor.user_id,
        recorded_at=now,
        recorded_seq=locked.state.seq + 1,
    )
    row.save(force_insert=True)
    data: dict[str, Json] = {
        "incident": str(row.uid),
        "incident_kind": row.kind,
        "fault": row.fault,
        "components": [*report.components],
        "cost": row.cost,
        "borne_by": "applicant" if row.fault == "applicant" else "agency",
        "unit": references.unit_uid(row.unit_id),
        "found_on": report.found_on.isoformat(),
        "steps": len(report.steps),
    }
    write(locked, (incident(EventKind.INCIDENT_RECORDED, data, {"message": words[1]}),), actor=actor)
    for step in report.steps:
        open_task(step.title, step.owner, step.due_on, actor=actor, now=now, source_kind=SOURCE, source_uid=row.uid)
    return row


@transaction.atomic
def close_incident(uid: UUID, *, outcome: str, message: str, actor: Actor, now: dt.datetime) -> Incident:
    """All is restored, replaced or paid for, and the applicant is told. Raises NotFound, NotAllowed, Invalid, Conflict
    (``incident_closed``, ``incident_tasks_open``)."""
    dossier = Incident.objects.filter(uid=uid).values_list("dossier__uid", flat=True).first()
    if dossier is None:
        raise NotFound("incident_unknown")
    locked = lock(dossier, now)
    if not may_record(actor, locked.dossier):
        raise NotAllowed("verb_not_granted", params={"verb": CORRECT})
    row = Incident.objects.select_for_update().get(uid=uid)
    if row.closed_at is not None:
        raise Conflict("incident_closed")
    if outcome not in OUTCOMES:
        raise Invalid("data_invalid", errors=[{"field": "outcome", "code": "required"}])
    if tasks_of(row).filter(state=TaskState.OPEN).exists():
        raise Conflict("incident_tasks_open")
    row.outcome, row.closed_at = outcome, now
    row.save(update_fields=["outcome", "closed_at"])
    data: dict[str, Json] = {"incident": str(row.uid), "outcome": outcome}
    write(locked, (incident(EventKind.INCIDENT_CLOSED, data, {"message": _text(message, "message")}),), actor=actor)
    return row


def tasks_of(row: Incident) -> QuerySet[FollowUpTask]:
    """The steps of the restoration."""
    rows = FollowUpTask.objects.filter(source_kind=SOURCE, source_uid=row.uid)
    return rows.select_related("owner").order_by("due_on", "pk")


def incidents(actor: Actor) -> QuerySet[Incident]:
    """The incidents of dossiers an actor may read, the open ones first."""
    readable = Dossier.objects.filter(scope_read(actor), incidents__isnull=False)
    rows = Incident.objects.filter(Q(dossier__in=readable)).select_related("dossier", "dossier__version", "unit")
    return rows.order_by("-closed_at", "-pk")


def _unit(actor: Actor, dossier: Dossier) -> int:
    """The side on which it was found."""
    return (
        dossier.reception_unit_id if decide(actor, RECEIVE, [dossier.reception_unit_id]) else dossier.settling_unit_id
    )


def _checked(report: Report, locked: Locked, now: dt.datetime) -> tuple[str, str]:
    errors: list[dict[str, object]] = []
    if report.kind not in KINDS:
        errors.append({"field": "kind", "code": "required"})
    if report.fault not in FAULTS:
        errors.append({"field": "fault", "code": "required"})
    if report.found_on > legal_date(now):
        errors.append({"field": "found_on", "code": "date_in_the_future"})
    if not 0 <= report.cost <= 10**12:
        errors.append({"field": "cost", "code": "not_a_number"})
    known = set(DossierComponent.objects.filter(dossier=locked.dossier).values_list("component", flat=True))
    if set(report.components) - known:
        errors.append({"field": "components", "code": "component_unknown"})
    if any(step.due_on < legal_date(now) or not step.title.strip() for step in report.steps):
        errors.append({"field": "step", "code": "date_in_the_past"})
    if errors:
        raise Invalid("data_invalid", errors=errors)
    return _text(report.description, "description"), _text(report.message, "message")


def _text(value: str, field: str) -> str:
    try:
        words = clean_text(value)
    except ValueError as error:
        raise Invalid("data_invalid", errors=[{"field": field, "code": str(error)}]) from None
    if not words:
        raise Invalid("data_invalid", errors=[{"field": field, "code": "required"}])
    return words


def erase_words(dossier: int, *, now: dt.datetime) -> int:
    """Empty what was written about people in the incidents of a dossier whose data is erased by law."""
    rows = Incident.objects.filter(dossier=dossier, erased_at=None)
    return rows.update(description="", found_by="", erased_at=now)
