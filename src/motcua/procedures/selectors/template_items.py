"""Reads about templates of letters for their authors: those in force, and those in decisions being drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from motcua.core.errors import Conflict, NotFound
from motcua.organisation.models import in_force
from motcua.procedures.items import UnreadableItemError, read_item
from motcua.procedures.lifecycle import DecisionState, ItemKind
from motcua.procedures.models import DecisionItem, TemplateBinding
from motcua.procedures.template_item import TemplateItem

MOST_LISTED = 200


def templates_in_force(on: dt.date) -> Sequence[TemplateBinding]:
    """The bindings of the day that have a template; those of the whole province first."""
    rows = TemplateBinding.objects.filter(in_force(on), template_version__isnull=False)
    return list(
        rows.select_related("template_version", "decision").order_by("procedure_key", "case_key", "letter", "id")[
            :MOST_LISTED
        ]
    )


def template_in_force(procedure: str, case: str, letter: str, on: dt.date) -> TemplateBinding | None:
    """The template bound to exactly this place on the day."""
    rows = TemplateBinding.objects.filter(
        in_force(on), procedure_key=procedure, case_key=case, letter=letter, template_version__isnull=False
    )
    return rows.select_related("template_version").first()


def templates_being_written() -> Sequence[DecisionItem]:
    """Template items of decisions in draft, the newest decision first."""
    rows = DecisionItem.objects.filter(kind=ItemKind.TEMPLATE.value, decision__state=DecisionState.DRAFT.value)
    return list(rows.select_related("decision").order_by("-decision__drafted_at", "ordinal")[:MOST_LISTED])


def count_templates_being_written() -> int:
    return DecisionItem.objects.filter(kind=ItemKind.TEMPLATE.value, decision__state=DecisionState.DRAFT.value).count()


def template_being_written(uid: UUID, ordinal: int) -> tuple[DecisionItem, TemplateItem]:
    """The item of a decision in draft. Raises NotFound ``item_not_found``, Conflict ``decision_moved``."""
    row = (
        DecisionItem.objects.filter(decision__uid=uid, ordinal=ordinal, kind=ItemKind.TEMPLATE.value)
        .select_related("decision")
        .first()
    )
    if row is None:
        raise NotFound("item_not_found")
    if row.decision.state != DecisionState.DRAFT:
        raise Conflict("decision_moved", params={"state": row.decision.state, "act": "edit"})
    try:
        item = read_item(ItemKind.TEMPLATE, row.content)
    except UnreadableItemError as error:
        raise NotFound("item_not_found") from error
    if not isinstance(item, TemplateItem) or item.source is None:
        raise NotFound("item_not_found")
    return row, item
