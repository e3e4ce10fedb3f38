"""A form that an author wrote goes into a decision, as an item of a draft."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.forms.checking import faults
from motcua.forms.models import FormDraft
from motcua.forms.schema import from_json
from motcua.people.actors import Actor
from motcua.procedures.form_item import FormItem
from motcua.procedures.form_subject import read_subject
from motcua.procedures.items import item_json
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import DecisionItem
from motcua.procedures.services.decisions import locked_decision
from motcua.procedures.services.drafting import Head, draft_decision, propose_item, replace_item


@transaction.atomic
def propose_form(draft: UUID, *, into: UUID | Head, expected: int, actor: Actor, now: dt.datetime) -> DecisionItem:
    """Put the working copy as it is into a draft decision, or into a new one that ``into`` describes. An item of the
    decision about the same case and channel is written anew.

    Raises NotFound ``draft_not_found``, Conflict ``draft_edited`` when it is not the revision that was looked at,
    Invalid ``form_faulty``, ``form_subject_unknown``, and what drafting of decisions raises.
    """
    row = FormDraft.objects.select_for_update(of=("self",)).filter(uid=draft).first()
    if row is None:
        raise NotFound("draft_not_found")
    if row.revision != expected:
        raise Conflict("draft_edited", params={"revision": row.revision, "expected": expected})
    subject, schema = read_subject(row.subject), from_json(row.content)
    if subject is None:
        raise Invalid("form_subject_unknown")
    if wrong := faults(schema):
        raise Invalid("form_faulty", params={"count": len(wrong), "first": wrong[0].place})
    content = item_json(FormItem(schema, subject.case, subject.channel))
    uid = _decision(into, actor, now)
    there = locked_decision(uid).items.filter(kind=ItemKind.FORM.value, procedure_key=subject.procedure)
    same = [one for one in there.order_by("ordinal") if _is_about(one, subject.case, subject.channel)]
    if same:
        return replace_item(uid, same[0].ordinal, content, actor=actor, now=now)
    return propose_item(uid, ItemKind.FORM, subject.procedure, content, actor=actor, now=now)


def _decision(into: UUID | Head, actor: Actor, now: dt.datetime) -> UUID:
    if isinstance(into, UUID):
        return into
    made = draft_decision(
        into.kind,
        title=into.title,
        effective_on=into.effective_on,
        number=into.number,
        source=into.source,
        actor=actor,
        now=now,
    )
    return made.uid


def _is_about(item: DecisionItem, case: str, channel: str) -> bool:
    content = item.content if isinstance(item.content, dict) else {}
    return (content.get("case") or "", content.get("channel") or "") == (case, channel)
