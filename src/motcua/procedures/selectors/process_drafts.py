"""Reads about processes being written, and about those in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery

from motcua.core.errors import NotFound
from motcua.organisation.models import Unit, in_force
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import (
    Case,
    Decision,
    DecisionItem,
    Procedure,
    ProcedureVersion,
    ProcessBinding,
    ProcessDraft,
    ProcessDraftSave,
    ProcessVersion,
)

MOST_LISTED = 100
MOST_SAVES = 50
MOST_DECISIONS = 50


def find_process_draft(uid: UUID) -> ProcessDraft:
    """Raises NotFound ``draft_not_found``."""
    draft = ProcessDraft.objects.select_related("owner", "edited_by").filter(uid=uid).first()
    if draft is None:
        raise NotFound("draft_not_found")
    return draft


def open_process_draft(subject: str) -> ProcessDraft | None:
    return ProcessDraft.objects.filter(subject=subject, closed_at=None).first()


def list_process_drafts() -> Sequence[ProcessDraft]:
    """The open ones, the last written first; at most :data:`MOST_LISTED`."""
    rows = ProcessDraft.objects.filter(closed_at=None).select_related("owner", "edited_by")
    return list(rows.order_by("-edited_at", "-id")[:MOST_LISTED])


def count_process_drafts() -> int:
    return ProcessDraft.objects.filter(closed_at=None).count()


def draft_save(draft: ProcessDraft, revision: int) -> ProcessDraftSave | None:
    """What was saved as ``revision``; None when there was no such save, or it is too old to be kept."""
    return ProcessDraftSave.objects.filter(draft=draft, revision=revision, is_aside=False).first()


def draft_saves(draft: ProcessDraft) -> Sequence[ProcessDraftSave]:
    """The newest saves, without their content."""
    rows = ProcessDraftSave.objects.filter(draft=draft).select_related("by").defer("content")
    return list(rows.order_by("-id")[:MOST_SAVES])


def aside(draft: ProcessDraft, number: int) -> ProcessDraftSave:
    """A text that was kept aside. Raises NotFound ``draft_not_found``."""
    row = ProcessDraftSave.objects.filter(draft=draft, pk=number, is_aside=True).select_related("by").first()
    if row is None:
        raise NotFound("draft_not_found")
    return row


def procedure_names(keys: Sequence[str]) -> Mapping[str, str]:
    """The newest name of each procedure."""
    newest = ProcedureVersion.objects.filter(procedure=OuterRef("pk")).order_by("-number").values("name")[:1]
    rows = Procedure.objects.filter(key__in=set(keys)).annotate(name=Subquery(newest)).order_by("key")
    return dict(rows.filter(name__isnull=False).values_list("key", "name"))


def cases_on(key: str, on: dt.date) -> Sequence[tuple[str, str]]:
    """Key and name of the cases of the wording in force on the day."""
    rows = Case.objects.filter(in_force(on, "version__"), version__procedure__key=key).order_by("ordinal")
    return list(rows.values_list("key", "name"))


def unit_names(codes: Sequence[str], on: dt.date) -> Mapping[str, str]:
    """The names of units with these codes on the day."""
    rows = Unit.objects.filter(in_force(on), code__in=set(codes)).order_by("code")
    return dict(rows.values_list("code", "name"))


def process_in_force(key: str, case: str, unit: str, on: dt.date) -> ProcessVersion | None:
    """The process bound to exactly this place on the day."""
    rows = ProcessBinding.objects.filter(in_force(on), procedure__key=key, case_key=case, unit_code=unit)
    binding = rows.select_related("process_version").first()
    return binding.process_version if binding else None


def bindings_of(key: str) -> Sequence[ProcessBinding]:
    """Every place and time the procedure's processes are or were followed, newest first."""
    rows = ProcessBinding.objects.filter(procedure__key=key).select_related("process_version__decision")
    return list(rows.order_by("-valid_from", "case_key", "unit_code", "-id")[:MOST_LISTED])


def find_process_version(uid: UUID) -> ProcessVersion:
    """Raises NotFound ``process_not_found``."""
    found = ProcessVersion.objects.select_related("procedure", "decision").filter(uid=uid).first()
    if found is None:
        raise NotFound("process_not_found")
    return found


def drafts_for_processes() -> Sequence[Decision]:
    """Decisions being drafted that can hold a process."""
    rows = Decision.objects.filter(state=DecisionState.DRAFT.value).exclude(kind=DecisionKind.BASELINE.value)
    return list(rows.order_by("-drafted_at", "-id")[:MOST_DECISIONS])


def decisions_with_process(draft: ProcessDraft) -> Sequence[DecisionItem]:
    """Items of decisions not yet in force that bring a process to the draft's place."""
    waiting = [one.value for one in DecisionState if one not in {DecisionState.IN_FORCE, DecisionState.WITHDRAWN}]
    rows = DecisionItem.objects.filter(
        kind=ItemKind.PROCESS.value, procedure_key=draft.procedure_key, decision__state__in=waiting
    ).select_related("decision")
    place = (draft.case_key, draft.unit_code)
    return [
        row
        for row in rows.order_by("-decision__drafted_at", "ordinal")[:MOST_DECISIONS]
        if isinstance(row.content, dict) and (row.content.get("case", ""), row.content.get("unit", "")) == place
    ]
