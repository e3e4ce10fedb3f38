"""One decision as its page shows it: facts, items with what they change, history, warnings of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.desk.decisions.changes import Shown, shown_changes
from motcua.desk.decisions.forms import form_changes
from motcua.desk.decisions.values import CODES, fault_words
from motcua.desk.decisions.wording import ITEMS, KINDS, NOTES
from motcua.desk.wording import words
from motcua.procedures.lifecycle import DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem, DecisionNote
from motcua.procedures.selectors import decision_warnings
from motcua.procedures.selectors.decisions import ItemPage
from motcua.web.words import day, instant

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as the macro ``item`` draws it; ``href`` leads to its editor where it may be edited."""

    ordinal: int
    kind: str
    code: str
    name: str
    facts: tuple[str, ...]
    changes: tuple[Shown, ...]
    faults: tuple[str, ...] = ()
    href: str = ""


def name_of(decision: Decision) -> str:
    """``12/QĐ-UBND, Sửa đổi thủ tục hộ tịch``."""
    return ", ".join(part for part in (decision.number, decision.title or _("Danh mục gốc")) if part)


def warnings_of(decision: Decision, today: dt.date) -> list[str]:
    """What the law would have wanted otherwise. Nothing for what was given up."""
    if decision.state == DecisionState.WITHDRAWN:
        return []
    found = decision_warnings(decision, today)
    return [say(one.code, {key: _said(value) for key, value in one.params.items()}) for one in found]


def _said(value: object) -> str:
    """A day of a warning as people write it."""
    try:
        return day(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def facts_of(decision: Decision) -> list[Fact]:
    """The head of the decision; empty facts are left out by the macro."""
    return [
        (_("Số"), decision.number),
        (_("Loại"), words(KINDS, decision.kind)),
        (_("Căn cứ"), decision.source),
        (_("Văn bản là căn cứ có hiệu lực từ"), day(decision.law_effective_on) if decision.law_effective_on else ""),
        (_("Nơi soạn"), decision.unit.name if decision.unit else ""),
        (_("Người soạn"), _by(decision.drafted_by, decision.drafted_at)),
        (_("Người kiểm soát"), _by(decision.checked_by, decision.checked_at)),
        (_("Người ký"), _by(decision.signed_by, decision.signed_at)),
        (_("Ngày ký"), day(decision.signed_on) if decision.signed_on else ""),
        (_("Đưa vào danh mục"), instant(decision.in_force_at) if decision.in_force_at else ""),
        (
            _("Đăng trên Cơ sở dữ liệu quốc gia"),
            day(decision.nationally_posted_on) if decision.nationally_posted_on else "",
        ),
    ]


def _by(user: object, at: dt.datetime | None) -> str:
    name = getattr(user, "full_name", "")
    return f"{name}, {instant(at)}" if name and at else str(name)


def item_views(
    decision: Decision,
    found: ItemPage,
    *,
    may_edit: bool,
    faults: Sequence[Mapping[str, object]] = (),
) -> list[ItemView]:
    """The items of a page. ``faults`` are those of a refused act, each on its item."""
    said: dict[str, list[str]] = {}
    for fault in faults:
        said.setdefault(str(fault.get("field", "")), []).append(fault_words(fault))
    return [
        item_view(decision, row, found.names, faults=said.get(f"items[{row.ordinal}]", ()), href=may_edit)
        for row in found.rows
    ]


def item_view(
    decision: Decision,
    row: DecisionItem,
    names: Mapping[str, str],
    *,
    faults: Sequence[str] = (),
    href: bool = False,
) -> ItemView:
    kind = ItemKind(row.kind)
    content: Mapping[str, Json] = row.content if isinstance(row.content, dict) else {}
    return ItemView(
        ordinal=row.ordinal,
        kind=words(ITEMS, kind),
        code=row.procedure_key,
        name=names.get(row.procedure_key, "") or _about_many(content) or row.procedure_key,
        facts=_facts(kind, content),
        changes=tuple(
            form_changes(row.diff, content) if kind is ItemKind.FORM else shown_changes(row.diff, kind, content)
        ),
        faults=tuple(faults),
        href=reverse("desk:decision_item", args=[decision.uid, row.ordinal]) if href else "",
    )


def _about_many(content: Mapping[str, Json]) -> str:
    """What a competence rule without a procedure is about."""
    field, level = str(content.get("field") or ""), str(content.get("level") or "")
    return field or words(CODES["levels"], level)


def _facts(kind: ItemKind, content: Mapping[str, Json]) -> tuple[str, ...]:
    """What stands beside the difference: the ground of an abolition, the list of a tag, for whom terms are."""
    pairs: tuple[Fact, ...] = ()
    if kind is ItemKind.ABOLITION:
        replaced, ground = str(content.get("replaced_by") or ""), str(content.get("ground") or "")
        pairs = ((_("Căn cứ"), ground), (_("Thay bằng"), replaced))
    elif kind is ItemKind.TAG:
        label = _("Bỏ khỏi danh sách") if content.get("end") is True else _("Đưa vào danh sách")
        pairs = ((label, str(content.get("tag") or "")),)
    elif kind in {ItemKind.LOCAL_TERMS, ItemKind.PROCESS, ItemKind.FORM}:
        unit, case = str(content.get("unit") or ""), str(content.get("case") or "")
        channel = words(CODES["channel"], str(content.get("channel") or ""))
        pairs = ((_("Trường hợp"), case), (_("Cách nộp"), channel), (_("Đơn vị áp dụng"), unit))
    return tuple(f"{label}: {text}" for label, text in pairs if text)


def history_of(notes: Sequence[DecisionNote]) -> list[dict[str, object]]:
    """The history as items of a timeline, newest first."""
    return [
        {
            "title": words(NOTES, note.kind) + (f" {note.item}" if note.item else ""),
            "by": note.by.full_name if note.by else _("Hệ thống"),
            "at": note.at,
            "text": note.note,
            "state": "now" if position == 0 else "",
        }
        for position, note in enumerate(notes)
    ]
