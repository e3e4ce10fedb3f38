"""Taking in what was decided and published outside the system: one baseline decision, in force at once.

For the province's own terms, competence rules and internal processes when the system starts; the catalogue itself has
:mod:`motcua.procedures.services.importing`. What stands already as proposed is left alone, so doing it twice is safe.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.items import read_item
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.decision_content import ReadItem, item_diff, setting_of
from motcua.procedures.services.drafting import readable
from motcua.procedures.services.faults import item_faults
from motcua.procedures.services.locking import lock_registry

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing decided outside. ``procedure_key`` is empty for a competence rule about a field or a level."""

    kind: ItemKind
    procedure_key: str
    content: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Refusal:
    """``position`` counts from 1."""

    position: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class BaselineReport:
    read: int = 0
    applied: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    decision: str = ""


@transaction.atomic
def apply_baseline(
    proposals: Sequence[Proposal],
    *,
    actor: Actor,
    now: dt.datetime,
    effective_on: dt.date,
    number: str = "",
    source: str = "",
    strict: bool = False,
) -> BaselineReport:
    """Bring proposals into force from ``effective_on``; faulty ones are listed and left out, or with ``strict`` keep
    everything out. Raises NotAllowed without ``procedure.import``."""
    require(actor, "procedure.import", ())
    lock_registry()
    report = BaselineReport(read=len(proposals))
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE.value,
        state=DecisionState.DRAFT.value,
        number=number,
        source=source,
        effective_on=effective_on,
        drafted_by_id=actor.user_id,
        drafted_at=now,
    )
    items = list(_items(decision, proposals, report))
    if not items or (strict and report.refused):
        transaction.set_rollback(True)
        return report
    _put_in_force(decision, items, now)
    report.applied, report.decision = len(items), str(decision.uid)
    audit.record(
        act="procedures.baseline_applied",
        actor=actor,
        subject_kind="decision",
        subject=report.decision,
        now=now,
        details={"applied": report.applied, "refused": len(report.refused)},
    )
    log.info("procedures.baseline_applied", decision=report.decision, applied=report.applied)
    return report


def _put_in_force(decision: Decision, items: Sequence[ReadItem], now: dt.datetime) -> None:
    decision.state, decision.in_force_at = DecisionState.IN_FORCE.value, now
    decision.save(update_fields=["state", "in_force_at"])
    for one in items:
        apply_item(one.row.procedure_key, one.item, decision=decision, now=now)


def _items(decision: Decision, proposals: Sequence[Proposal], report: BaselineReport) -> Iterator[ReadItem]:
    """The items that are new and sound, kept with their differences; the others go to the report."""
    seen: set[tuple[str, str, str]] = set()
    for position, proposal in enumerate(proposals, start=1):
        try:
            content = readable(proposal.kind, proposal.content)
        except Invalid as error:
            report.refused.append(Refusal(position, error.code, error.params))
            continue
        item = read_item(proposal.kind, content)
        row = DecisionItem(
            decision=decision,
            ordinal=position,
            kind=proposal.kind.value,
            procedure_key=proposal.procedure_key,
            content=content,
        )
        one = ReadItem(row, item)
        faults = item_faults(row.procedure_key, item, setting_of(decision, [one]))
        changes = item_diff(one, decision.effective_on)
        if faults:
            report.refused += [Refusal(position, fault.code, fault.params) for fault in faults]
        elif not changes or _again(one, seen):
            report.unchanged += 1
        else:
            row.diff = changes
            row.save()
            yield one


def _again(one: ReadItem, seen: set[tuple[str, str, str]]) -> bool:
    """The same thing proposed twice in one go: the first counts."""
    identity = (one.row.kind, one.row.procedure_key, str(one.row.content))
    if identity in seen:
        return True
    seen.add(identity)
    return False
