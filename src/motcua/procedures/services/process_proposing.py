"""A process that was being written, into a decision: what keeps it out, and the item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid
from motcua.people.actors import Actor
from motcua.procedures.items import ProcessItem, process_item_json
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem, ProcessDraft
from motcua.procedures.process_content import COLUMN_OF, ReadContent, RowFault, read_content
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.drafting import draft_decision, propose_item, replace_item
from motcua.procedures.services.faults import Setting, item_faults, tightest_limit
from motcua.procedures.services.form_fields import form_fields
from motcua.procedures.services.process_drafts import ProcessPlace
from motcua.procedures.services.standing import version_on
from motcua.procedures.terms import Limit


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft read for a day: the process as far as it can be read, every fault, and the limit it must keep."""

    read: ReadContent
    limit: Limit | None

    @property
    def faults(self) -> tuple[RowFault, ...]:
        return self.read.faults


def place_of(draft: ProcessDraft) -> ProcessPlace:
    return ProcessPlace(draft.procedure_key, draft.case_key, draft.unit_code)


def checked_content(place: ProcessPlace, content: Mapping[str, Json], on: dt.date) -> Checked:
    """Everything that would keep the content from coming into force at the place on the day: what
    :func:`motcua.procedures.process.check` finds, and units, case and procedure that are not there. A process of no
    procedure (a register's) is checked by itself."""
    if not place.procedure:
        return Checked(read_content(content, None), None)
    version = version_on(place.procedure, on)
    wording = {place.procedure: content_of(version)} if version is not None else {}
    setting = Setting(DecisionKind.INTERNAL_PROCESS, on, wording)
    body = setting.body(place.procedure)
    limit = tightest_limit(place.procedure, place.case, body, on) if body and _has_case(place, body.cases) else None
    read = read_content(content, limit, form_fields(place.procedure, place.case, on) if body else None)
    item = ProcessItem(str(content.get("name", "")), read.process, place.case, place.unit)
    known = {fault.code for fault in read.faults}
    faults = list(read.faults)
    for fault in item_faults(place.procedure, item, setting):
        if fault.code in known or "step" in fault.params:
            continue
        faults += _placed(fault.code, fault.params, read)
    if not str(content.get("name", "")).strip():
        faults.append(RowFault(None, "process_name_missing", "name"))
    return Checked(ReadContent(read.process, tuple(faults)), limit)


def _has_case(place: ProcessPlace, cases: object) -> bool:
    return not place.case or (hasattr(cases, "__contains__") and place.case in cases)


def _placed(code: str, params: Mapping[str, object], read: ReadContent) -> list[RowFault]:
    """Units are named in rows; the rest is about the whole."""
    rows = [
        number
        for number, step in enumerate(read.process.steps)
        if code == "unit_unknown" and step.named_unit == params.get("unit")
    ]
    return [RowFault(row, code, COLUMN_OF.get(code, ""), params) for row in rows] or [RowFault(None, code, "", params)]


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision on internal processes to be drafted for the process."""

    title: str
    effective_on: dt.date
    number: str = ""


@transaction.atomic
def propose_process_draft(
    uid: UUID,
    into: UUID | NewDecision,
    *,
    expected: int,
    actor: Actor,
    now: dt.datetime,
) -> DecisionItem:
    """Put the process of a draft into a decision that is being drafted, or into a new one; an item for the same place
    is replaced. The draft stays open. Raises Conflict ``draft_edited``, ``draft_closed``, ``decision_moved``; Invalid
    ``draft_faulty`` with every fault on the day of the decision, ``item_kind``."""
    draft = ProcessDraft.objects.select_for_update(of=("self",)).get(uid=uid)
    if draft.closed_at is not None:
        raise Conflict("draft_closed")
    if draft.revision != expected:
        raise Conflict("draft_edited", params={"revision": draft.revision, "expected": expected})
    if isinstance(into, NewDecision):
        decision = draft_decision(
            DecisionKind.INTERNAL_PROCESS,
            title=into.title,
            effective_on=into.effective_on,
            number=into.number,
            actor=actor,
            now=now,
        )
    else:
        decision = Decision.objects.select_for_update(of=("self",)).get(uid=into)
    return _proposed(draft, decision, actor, now)


def _proposed(draft: ProcessDraft, decision: Decision, actor: Actor, now: dt.datetime) -> DecisionItem:
    place = place_of(draft)
    if not place.procedure:
        raise Invalid("draft_of_no_procedure")
    if decision.state != DecisionState.DRAFT:
        raise Conflict("decision_moved", params={"state": decision.state, "act": "edit"})
    checked = checked_content(place, draft.content, decision.effective_on)
    if checked.faults:
        errors = [{"field": f"row{one.row}", "code": one.code, **one.params} for one in checked.faults]
        raise Invalid("draft_faulty", params={"count": len(errors)}, errors=errors)
    name = str(draft.content.get("name", "")) if isinstance(draft.content, dict) else ""
    content = process_item_json(checked.read.process, name=name, case=place.case, unit=place.unit)
    for row in decision.items.filter(kind=ItemKind.PROCESS.value, procedure_key=place.procedure).order_by("ordinal"):
        if (row.content.get("case", ""), row.content.get("unit", "")) == (place.case, place.unit):
            return replace_item(decision.uid, row.ordinal, content, actor=actor, now=now)
    return propose_item(decision.uid, ItemKind.PROCESS, place.procedure, content, actor=actor, now=now)
