"""Reads about decisions: the list with its filters, one decision with its items and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.core.errors import NotFound
from motcua.procedures.lifecycle import WRITING, DecisionKind, DecisionState
from motcua.procedures.models import Decision, DecisionItem, DecisionNote, Procedure, ProcedureVersion

PAGE = 25
ITEMS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class DecisionFilters:
    """Empty = not filtered. ``unit`` is the code of the unit that drafted; ``since`` and ``until`` bound the day of
    effect; ``query`` is looked for in number and title."""

    state: str = ""
    kind: str = ""
    unit: str = ""
    query: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DecisionList:
    """One page, newest first. ``first`` counts from 1; ``page`` is the one shown, which is the last when a later one
    was asked for."""

    rows: Sequence[Decision]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1


def list_decisions(filters: DecisionFilters, *, page: int = 1) -> DecisionList:
    """Two statements, whatever the number of decisions. Rows carry ``items_count``."""
    rows = _filtered(filters)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    shown = min(max(1, page), pages)
    counted = (
        DecisionItem.objects.filter(decision=OuterRef("pk"))
        .order_by()
        .values("decision")
        .annotate(count=Count("pk"))
        .values("count")
    )
    found = (
        rows.select_related("unit", "drafted_by", "checked_by", "signed_by")
        .annotate(items_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        .order_by("-drafted_at", "-id")[(shown - 1) * PAGE : shown * PAGE]
    )
    return DecisionList(list(found), total, shown, pages)


def _filtered(filters: DecisionFilters) -> QuerySet[Decision]:
    rows = Decision.objects.all()
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    if filters.since:
        rows = rows.filter(effective_on__gte=filters.since)
    if filters.until:
        rows = rows.filter(effective_on__lte=filters.until)
    if filters.query:
        rows = rows.filter(Q(number__icontains=filters.query) | Q(title__icontains=filters.query))
    return rows


def counts_by_state() -> Mapping[str, int]:
    """How many decisions there are in each state; one statement."""
    rows = Decision.objects.order_by("state").values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in DecisionState}


def drafting_units() -> Sequence[tuple[str, str]]:
    """Units that drafted a decision, as code and name."""
    rows = Decision.objects.filter(unit__isnull=False).order_by("unit__name", "unit__code")
    return list(rows.values_list("unit__code", "unit__name").distinct())


def find_decision(uid: UUID) -> Decision:
    """The decision with the people who moved it. Raises NotFound ``decision_not_found``."""
    found = (
        Decision.objects.select_related("unit", "drafted_by", "checked_by", "signed_by")
        .annotate(items_count=Count("items"))
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise NotFound("decision_not_found")
    return found


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page of a decision's items, ``names`` by procedure key: of today's wording where the item brings none."""

    rows: Sequence[DecisionItem]
    total: int
    page: int
    pages: int
    names: Mapping[str, str]

    @property
    def first(self) -> int:
        return (self.page - 1) * ITEMS_A_PAGE + 1


def decision_items(decision: Decision, *, page: int = 1) -> ItemPage:
    """Three statements, whatever the number of items."""
    rows = DecisionItem.objects.filter(decision=decision).order_by("ordinal")
    total = rows.count()
    pages = max(1, -(-total // ITEMS_A_PAGE))
    shown = min(max(1, page), pages)
    found = list(rows[(shown - 1) * ITEMS_A_PAGE : shown * ITEMS_A_PAGE])
    return ItemPage(found, total, shown, pages, item_names(found))


def decision_item(decision: Decision, ordinal: int) -> DecisionItem:
    """Raises NotFound ``item_not_found``."""
    row = DecisionItem.objects.filter(decision=decision, ordinal=ordinal).first()
    if row is None:
        raise NotFound("item_not_found")
    return row


def item_names(rows: Sequence[DecisionItem]) -> Mapping[str, str]:
    """The name of each procedure that items are about: the newest wording there is, else the one proposed."""
    keys = {row.procedure_key for row in rows if row.procedure_key}
    newest = ProcedureVersion.objects.filter(procedure=OuterRef("pk")).order_by("-number").values("name")[:1]
    known = Procedure.objects.filter(key__in=keys).annotate(name=Subquery(newest)).order_by("key")
    names = dict(known.filter(name__isnull=False).values_list("key", "name"))
    for row in rows:
        content = row.content.get("content") if isinstance(row.content, dict) else None
        if row.procedure_key not in names and isinstance(content, dict):
            names[row.procedure_key] = str(content.get("name", ""))
    return names


def decision_history(decision: Decision) -> Sequence[DecisionNote]:
    """What happened to a decision, newest first; of writing in the draft only the last line."""
    writing = [kind.value for kind in WRITING if kind != "drafted"]
    rows = DecisionNote.objects.filter(decision=decision).select_related("by").order_by("-id")
    acts = list(rows.exclude(kind__in=writing)[:200])
    last = rows.filter(kind__in=writing).first()
    return sorted([*acts, *([last] if last else [])], key=lambda one: one.pk, reverse=True)


def open_decision_of(procedure_key: str, *, but: Decision) -> Decision | None:
    """Another decision, not yet in force, about the same procedure: two of them get into each other's way."""
    waiting = [state.value for state in DecisionState if state not in {DecisionState.IN_FORCE, DecisionState.WITHDRAWN}]
    return (
        Decision.objects.filter(items__procedure_key=procedure_key, state__in=waiting)
        .exclude(pk=but.pk)
        .exclude(kind=DecisionKind.BASELINE.value)
        .order_by(F("drafted_at").desc())
        .first()
        if procedure_key
        else None
    )
