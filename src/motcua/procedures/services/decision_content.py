"""What a decision says: its items read, their faults, their differences, and the digest a signature covers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import override

from motcua.core.canonical import Json, encode
from motcua.forms.schema import FormSchema
from motcua.procedures.diff import Change, differences
from motcua.procedures.form_item import FormItem
from motcua.procedures.items import (
    CompetenceItem,
    Item,
    LocalTermsItem,
    ProcedureItem,
    ProcessItem,
    TagItem,
    is_ending,
    item_json,
    read_item,
)
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.process_words import differences_in_words
from motcua.procedures.services.faults import Setting, item_faults
from motcua.procedures.services.form_diff import form_differences
from motcua.procedures.services.standing import standing
from motcua.procedures.template_item import TemplateItem


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item with its content read."""

    row: DecisionItem
    item: Item


def read_items(decision: Decision) -> list[ReadItem]:
    rows = DecisionItem.objects.filter(decision=decision).order_by("ordinal")
    return [ReadItem(row, read_item(ItemKind(row.kind), row.content)) for row in rows]


def setting_of(decision: Decision, items: Sequence[ReadItem]) -> Setting:
    proposed = {one.row.procedure_key: one.item.content for one in items if isinstance(one.item, ProcedureItem)}
    forms: dict[str, list[FormSchema]] = {}
    for one in items:
        if isinstance(one.item, FormItem) and one.item.form is not None:
            forms.setdefault(one.row.procedure_key, []).append(one.item.form)
    return Setting(DecisionKind(decision.kind), decision.effective_on, proposed, forms)


def faults_of(decision: Decision, items: Sequence[ReadItem]) -> list[dict[str, object]]:
    """Every fault of every item, as errors of an Invalid."""
    setting = setting_of(decision, items)
    found: list[dict[str, object]] = [
        {"field": f"items[{one.row.ordinal}]", "code": fault.code, **fault.params}
        for one in items
        for fault in item_faults(one.row.procedure_key, one.item, setting)
    ]
    return found + [
        {"field": f"items[{again.row.ordinal}]", "code": "item_repeated", "first": first.row.ordinal}
        for first, again in _repeated(items)
    ]


def _repeated(items: Sequence[ReadItem]) -> Iterator[tuple[ReadItem, ReadItem]]:
    """Items that say something about the same place of the registry as an earlier one: only one of them could stand."""
    seen: dict[tuple[str, ...], ReadItem] = {}
    for one in items:
        place = (one.row.kind, one.row.procedure_key, *_place(one.item))
        if place in seen:
            yield seen[place], one
        seen.setdefault(place, one)


def _place(item: Item) -> tuple[str, ...]:
    if isinstance(item, LocalTermsItem | FormItem):
        return item.case, item.channel
    if isinstance(item, ProcessItem):
        return item.case, item.unit
    if isinstance(item, TemplateItem):
        return item.case, item.letter.value
    if isinstance(item, TagItem):
        return (item.tag,)
    if isinstance(item, CompetenceItem):
        return item.case, item.field, item.level, item.area
    return ()


def item_diff(one: ReadItem, on: dt.date) -> list[dict[str, Json]]:
    """What the item changes, field by field; ending something shows as everything going."""
    item = one.item
    if isinstance(item, FormItem):
        return [change.as_json() for change in form_differences(one.row.procedure_key, item, on)]
    stands = standing(one.row.procedure_key, item, on)
    new = None if is_ending(item) else item_json(item)
    found = [change.as_json() for change in differences(item_json(stands) if stands else None, new)]
    return [*found, *_in_words(stands, item)]


SAID = "said"
"""The path of what an item changes in whole sentences."""


def _in_words(stands: Item | None, item: Item) -> list[dict[str, Json]]:
    """Two versions of a process compared in sentences of the language of the law, for who signs."""
    if not isinstance(item, ProcessItem) or not isinstance(stands, ProcessItem):
        return []
    with override("vi"):
        said: list[Json] = [*differences_in_words(stands.process, item.process)]
    return [Change(SAID, None, said).as_json()] if said else []


def decision_digest(decision: Decision, items: Sequence[ReadItem]) -> str:
    """SHA-256 over the canonical bytes of everything the signature covers."""
    body: dict[str, Json] = {
        "decision": {
            "uid": str(decision.uid),
            "kind": decision.kind,
            "number": decision.number,
            "title": decision.title,
            "effective_on": decision.effective_on.isoformat(),
            "law_effective_on": decision.law_effective_on.isoformat() if decision.law_effective_on else None,
            **({} if decision.tells_applicants else {"tells_applicants": False}),
        },
        "items": [
            {
                "ordinal": one.row.ordinal,
                "kind": one.row.kind,
                "procedure": one.row.procedure_key,
                "base": one.row.base_id,
                "content": one.row.content,
                "diff": one.row.diff,
            }
            for one in items
        ],
    }
    return hashlib.sha256(encode(body)).hexdigest()
