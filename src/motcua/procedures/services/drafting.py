"""Writing a decision: the draft and its items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.people.actors import Actor
from motcua.people.permissions import require, standing_for
from motcua.procedures.items import UnreadableItemError, item_json, read_item
from motcua.procedures.lifecycle import ITEM_KINDS, DecisionKind, DecisionNoteKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.services.decision_content import ReadItem, item_diff
from motcua.procedures.services.decisions import locked_decision, require_revision
from motcua.procedures.services.history import note

MOST_ITEMS = 5_000
DRAFT = "procedure.draft"


@dataclass(frozen=True, slots=True)
class Head:
    """What a decision says besides its items. ``law_effective_on`` is when the legal document behind it takes effect;
    ``source`` names that document."""

    kind: DecisionKind
    title: str
    effective_on: dt.date
    law_effective_on: dt.date | None = None
    number: str = ""
    source: str = ""
    tells_applicants: bool = True


@transaction.atomic
def draft_decision(
    kind: DecisionKind,
    *,
    title: str,
    effective_on: dt.date,
    actor: Actor,
    now: dt.datetime,
    law_effective_on: dt.date | None = None,
    number: str = "",
    source: str = "",
    tells_applicants: bool = True,
) -> Decision:
    """A draft without items. A baseline is never drafted: it comes by import. Raises NotAllowed without
    ``procedure.draft``, Invalid ``decision_kind`` or a fault of a text."""
    require(actor, DRAFT, ())
    if actor.user_id is None:
        raise Invalid("decision_kind")
    standing = standing_for(actor, DRAFT, ())
    decision = Decision(
        state=DecisionState.DRAFT.value,
        unit_id=standing.unit_id if standing else None,
        drafted_by_id=actor.user_id,
        drafted_at=now,
    )
    _write_head(decision, Head(kind, title, effective_on, law_effective_on, number, source, tells_applicants))
    decision.save()
    note(DecisionNoteKind.DRAFTED, decision, actor=actor, now=now)
    return decision


@transaction.atomic
def edit_decision(uid: UUID, head: Head, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> Decision:
    """Write the head of a draft anew. With another day of effect the differences of its items are found anew. Raises
    as :func:`draft_decision`, Invalid ``decision_kind_of_items`` when the new kind cannot hold the items there are,
    Conflict ``decision_moved``, ``decision_edited``."""
    decision = _draft(uid, actor, expected)
    held = {ItemKind(kind) for kind in decision.items.order_by("kind").values_list("kind", flat=True).distinct()}
    if not held <= ITEM_KINDS[head.kind]:
        raise _fault("kind", "decision_kind_of_items")
    another_day = head.effective_on != decision.effective_on
    _write_head(decision, head)
    _written(decision)
    decision.save()
    if another_day:
        for row in decision.items.order_by("ordinal"):
            _keep_difference(decision, row)
            row.save(update_fields=["diff"])
    note(DecisionNoteKind.EDITED, decision, actor=actor, now=now)
    return decision


def _write_head(decision: Decision, head: Head) -> None:
    if head.kind is DecisionKind.BASELINE:
        raise _fault("kind", "decision_kind")
    decision.kind = head.kind.value
    decision.title = _line("title", head.title, 1000)
    if not decision.title:
        raise _fault("title", "field_required")
    decision.number = _line("number", head.number, 100)
    decision.source = _line("source", head.source, 300)
    decision.effective_on, decision.law_effective_on = head.effective_on, head.law_effective_on
    decision.tells_applicants = head.tells_applicants


@transaction.atomic
def propose_item(
    uid: UUID,
    kind: ItemKind,
    procedure_key: str,
    content: Mapping[str, Json],
    *,
    actor: Actor,
    now: dt.datetime,
    expected: int | None = None,
) -> DecisionItem:
    """Add an item to a draft. Raises Invalid ``item_kind`` when the kind of decision cannot hold it,
    ``item_malformed`` when it cannot be read, Conflict ``decision_moved`` when the decision is no draft any more,
    ``decision_edited``."""
    decision = _draft(uid, actor, expected)
    row = add_item(decision, kind, procedure_key, content)
    _written(decision)
    decision.save(update_fields=["revision"])
    note(DecisionNoteKind.ITEM_ADDED, decision, actor=actor, now=now, item=row.ordinal)
    return row


def add_item(decision: Decision, kind: ItemKind, procedure_key: str, content: Mapping[str, Json]) -> DecisionItem:
    """Write an item of a locked draft, with its difference. Raises as :func:`propose_item`."""
    if kind not in ITEM_KINDS[DecisionKind(decision.kind)]:
        raise Invalid("item_kind", params={"item": kind.value, "decision": decision.kind})
    last = decision.items.aggregate(last=Max("ordinal"))["last"] or 0
    if last >= MOST_ITEMS:
        raise Invalid("decision_too_long", params={"most": MOST_ITEMS})
    row = DecisionItem(
        decision=decision,
        ordinal=last + 1,
        kind=kind.value,
        procedure_key=_line("procedure", procedure_key, 100),
        content=readable(kind, content),
    )
    _keep_difference(decision, row)
    row.save()
    return row


@transaction.atomic
def replace_item(
    uid: UUID,
    ordinal: int,
    content: Mapping[str, Json],
    *,
    actor: Actor,
    now: dt.datetime,
    expected: int | None = None,
) -> DecisionItem:
    """Write an item of a draft anew; its kind and procedure stay. Raises NotFound ``item_not_found``, else as
    :func:`propose_item`."""
    decision = _draft(uid, actor, expected)
    row = decision.items.filter(ordinal=ordinal).first()
    if row is None:
        raise NotFound("item_not_found")
    row.content = readable(ItemKind(row.kind), content)
    _keep_difference(decision, row)
    row.save(update_fields=["content", "diff"])
    _written(decision)
    decision.save(update_fields=["revision"])
    note(DecisionNoteKind.ITEM_EDITED, decision, actor=actor, now=now, item=ordinal)
    return row


@transaction.atomic
def remove_item(uid: UUID, ordinal: int, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> None:
    """Take an item out of a draft; one that is gone already changes nothing."""
    decision = _draft(uid, actor, expected)
    gone, _by_model = decision.items.filter(ordinal=ordinal).delete()
    if gone:
        _written(decision)
        decision.save(update_fields=["revision"])
        note(DecisionNoteKind.ITEM_REMOVED, decision, actor=actor, now=now, item=ordinal)


def open_draft(uid: UUID, actor: Actor, expected: int | None) -> Decision:
    """The draft, locked, for a service that writes several items at once; it ends with :func:`close_draft`."""
    return _draft(uid, actor, expected)


def close_draft(decision: Decision, kind: DecisionNoteKind, *, actor: Actor, now: dt.datetime) -> None:
    """Count the write of :func:`open_draft` and tell it in the history."""
    _written(decision)
    decision.save(update_fields=["revision"])
    note(kind, decision, actor=actor, now=now)


def _draft(uid: UUID, actor: Actor, expected: int | None) -> Decision:
    require(actor, DRAFT, ())
    decision = locked_decision(uid)
    if decision.state != DecisionState.DRAFT:
        raise Conflict("decision_moved", params={"state": decision.state, "act": "edit"})
    require_revision(decision, expected)
    return decision


def _written(decision: Decision) -> None:
    decision.revision += 1


def _keep_difference(decision: Decision, row: DecisionItem) -> None:
    item = read_item(ItemKind(row.kind), row.content)
    row.diff = item_diff(ReadItem(row, item), decision.effective_on)


def readable(kind: ItemKind, content: Mapping[str, Json]) -> Json:
    """The content in its one form, its texts clean. Raises Invalid ``item_malformed`` when it cannot be read."""
    try:
        return item_json(read_item(kind, _clean(dict(content))))
    except (UnreadableItemError, UncleanError) as error:
        raise Invalid("item_malformed", params={"item": kind.value, "detail": str(error)}) from error


def _clean(value: Json) -> Json:
    if isinstance(value, str):
        return clean_lines(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {clean_lines(key): _clean(item) for key, item in value.items()}
    if isinstance(value, float):
        raise UnreadableItemError("numbers are whole")
    return value


def _line(field: str, text: str, most: int) -> str:
    try:
        clean = " ".join(clean_lines(text).split())
    except UncleanError as error:
        raise _fault(field, error.code) from error
    if len(clean) > most:
        raise _fault(field, "text_too_long", most=most)
    return clean


def _fault(field: str, code: str, **params: object) -> Invalid:
    return Invalid(code, params=params, errors=[{"field": field, "code": code, **params}])
