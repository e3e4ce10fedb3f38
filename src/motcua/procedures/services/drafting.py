"""Writing a decision: the draft and its items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid
from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.items import UnreadableItemError, item_json, read_item
from motcua.procedures.lifecycle import ITEM_KINDS, DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.services.decisions import locked_decision

MOST_ITEMS = 5_000


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
) -> Decision:
    """A draft without items. ``law_effective_on`` is when the legal document behind it takes effect. A baseline is
    never drafted: it comes by import. Raises NotAllowed without ``procedure.draft``, Invalid ``decision_kind``."""
    require(actor, "procedure.draft", ())
    if kind is DecisionKind.BASELINE or actor.user_id is None:
        raise Invalid("decision_kind")
    decision = Decision.objects.create(
        kind=kind.value,
        state=DecisionState.DRAFT.value,
        number=_line(number, 100),
        title=_line(title, 1000),
        source=_line(source, 300),
        effective_on=effective_on,
        law_effective_on=law_effective_on,
        drafted_by_id=actor.user_id,
        drafted_at=now,
    )
    audit.record(
        act="procedures.decision_drafted",
        actor=actor,
        subject_kind="decision",
        subject=str(decision.uid),
        now=now,
        details={"kind": kind.value},
    )
    return decision


@transaction.atomic
def propose_item(
    uid: UUID, kind: ItemKind, procedure_key: str, content: Mapping[str, Json], *, actor: Actor, now: dt.datetime
) -> DecisionItem:
    """Add an item to a draft. Raises Invalid ``item_kind`` when the kind of decision cannot hold it,
    ``item_malformed`` when it cannot be read, Conflict ``decision_moved`` when the decision is no draft any more."""
    require(actor, "procedure.draft", ())
    decision = _draft(uid)
    if kind not in ITEM_KINDS[DecisionKind(decision.kind)]:
        raise Invalid("item_kind", params={"item": kind.value, "decision": decision.kind})
    last = decision.items.aggregate(last=Max("ordinal"))["last"] or 0
    if last >= MOST_ITEMS:
        raise Invalid("decision_too_long", params={"most": MOST_ITEMS})
    return DecisionItem.objects.create(
        decision=decision,
        ordinal=last + 1,
        kind=kind.value,
        procedure_key=_line(procedure_key, 100),
        content=readable(kind, content),
    )


@transaction.atomic
def remove_item(uid: UUID, ordinal: int, *, actor: Actor, now: dt.datetime) -> None:
    """Take an item out of a draft."""
    require(actor, "procedure.draft", ())
    _draft(uid).items.filter(ordinal=ordinal).delete()


def _draft(uid: UUID) -> Decision:
    decision = locked_decision(uid)
    if decision.state != DecisionState.DRAFT:
        raise Conflict("decision_moved", params={"state": decision.state, "act": "edit"})
    return decision


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


def _line(text: str, most: int) -> str:
    try:
        clean = " ".join(clean_lines(text).split())
    except UncleanError as error:
        raise Invalid(error.code) from error
    if len(clean) > most:
        raise Invalid("text_too_long", params={"most": most})
    return clean
