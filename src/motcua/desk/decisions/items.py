"""One item of a decision: everything it says, what it changes, its faults, and the way to edit or take it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.canonical import Json
from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.changes import LABELS
from motcua.desk.decisions.forms import form_pages
from motcua.desk.decisions.listing import DRAFT, READ
from motcua.desk.decisions.once import expected, once
from motcua.desk.decisions.reading import ItemView, item_view, name_of
from motcua.desk.decisions.values import LINES, fault_words, limit_words, value_words
from motcua.desk.decisions.wording_lists import GENERAL, PARTS, case_names, list_of, part_title
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.procedures.items import read_item
from motcua.procedures.lifecycle import DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.selectors.decisions import (
    decision_item,
    find_decision,
    item_names,
    open_decision_of,
)
from motcua.procedures.services.decision_content import ReadItem, setting_of
from motcua.procedures.services.drafting import remove_item
from motcua.procedures.services.faults import item_faults
from motcua.web.access import holds, official

EDIT = "sua"
"""The one form of an item that is no wording."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what an item says: its lines by label, and where to edit them."""

    title: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    href: str = ""


@official(READ)
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponseBase:
    decision = find_decision(uid)
    if request.method == "POST":
        return _removed(request, decision, ordinal)
    return _page(request, decision, decision_item(decision, ordinal))


def _removed(request: HttpRequest, decision: Decision, ordinal: int) -> HttpResponseBase:
    actor, at, seen = actor_at(request), now(), expected(request)
    address = reverse("desk:decision", args=[decision.uid])

    def run() -> str:
        remove_item(decision.uid, ordinal, actor=actor, now=at, expected=seen)
        return address

    try:
        _address, fresh = once(request, f"remove:{decision.uid}:{ordinal}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        row = decision_item(decision, ordinal)
        return _page(request, find_decision(decision.uid), row, error=error, status=error.status)
    if fresh:
        messages.success(request, _("Đã bỏ mục {number}.").format(number=ordinal))
    return HttpResponseRedirect(address)


def _page(
    request: HttpRequest,
    decision: Decision,
    row: DecisionItem,
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    actor = actor_at(request)
    may_edit = decision.state == DecisionState.DRAFT and holds(actor, DRAFT)
    faults = faults_now(decision, row) if decision.state in {DecisionState.DRAFT, DecisionState.SUBMITTED} else []
    other = open_decision_of(row.procedure_key, but=decision) if may_edit else None
    context = {
        "decision": decision,
        "name": name_of(decision),
        "view": view_of(decision, row, faults),
        "sections": sections_of(decision, row, may_edit=may_edit),
        "may_edit": may_edit,
        "errors": [{"text": say(error.code, error.params), "href": "#main-content"}] if error else [],
        "other": name_of(other) if other else "",
        "other_href": reverse("desk:decision", args=[other.uid]) if other else "",
        "idempotency_key": str(new_id()),
        "expected": decision.revision,
        "back": reverse("desk:decision", args=[decision.uid]),
        "post_line": post_line(actor),
        "nav": "decisions",
    }
    return render(request, "desk/decisions/item.jinja", context, status=status)


def view_of(decision: Decision, row: DecisionItem, faults: list[str]) -> ItemView:
    return item_view(decision, row, item_names([row]), faults=faults)


def faults_now(decision: Decision, row: DecisionItem) -> list[str]:
    """Why the item could not come into force as it is written, looked at by itself."""
    one = ReadItem(row, read_item(ItemKind(row.kind), row.content))
    found = item_faults(row.procedure_key, one.item, setting_of(decision, [one]))
    return [fault_words({"code": fault.code, **fault.params}) for fault in found]


def sections_of(decision: Decision, row: DecisionItem, *, may_edit: bool) -> list[Section]:
    """Everything the item says, in words."""
    kind = ItemKind(row.kind)
    item_content: Mapping[str, Json] = row.content if isinstance(row.content, dict) else {}

    def href(part: str) -> str:
        return reverse("desk:decision_item_part", args=[decision.uid, row.ordinal, part]) if may_edit else ""

    if kind is ItemKind.PROCEDURE:
        found = item_content.get("content")
        content: Mapping[str, Json] = found if isinstance(found, Mapping) else {}
        general = Section(part_title(GENERAL), tuple(_general(item_content, content)), href(GENERAL))
        return [general, *(Section(part_title(slug), _part(slug, content), href(slug)) for slug in PARTS)]
    if kind is ItemKind.FORM:
        used = Section(_("Dùng cho"), tuple(_said(item_content, ("case", "channel"))), href(EDIT))
        return [used, *(Section(title, asked) for title, asked in form_pages(item_content))]
    if kind is ItemKind.PROCESS:
        process = item_content.get("process")
        steps = list_of(process, "steps") if isinstance(process, Mapping) else []
        lines = tuple(_step(number, step) for number, step in enumerate(steps, start=1))
        head = tuple(_said(item_content, ("name", "case", "unit")))
        return [Section(_("Quy trình"), (*head, *lines), href(EDIT))]
    members = [name for name in item_content if name not in {"schema_version", "end", "committed"}]
    lines = tuple(_said(item_content, members))
    limit = item_content.get("committed")
    if isinstance(limit, Mapping):
        said = limit_words(limit.get("amount"), limit.get("unit"))
        lines = ((words(LABELS, "committed"), (said,)), *lines)
    if item_content.get("end") is True:
        lines = (*lines, (_("Kết thúc"), (_("không còn áp dụng"),)))
    return [Section(_("Nội dung"), lines, href(EDIT))]


def _said(content: Mapping[str, Json], members: tuple[str, ...] | list[str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(words(LABELS, name), found) for name in members if (found := value_words(content.get(name), name))]


def _general(item_content: Mapping[str, Json], content: Mapping[str, Json]) -> list[tuple[str, tuple[str, ...]]]:
    names = ["name", "field", "ministry", "levels", "type", "subjects", "executing", "publication", "summary"]
    names += ["conditions", "sequence", "keywords", "life_events", "unknown"]
    return [*_said(item_content, ["code"]), *_said(content, names), *_said(item_content, ["source"])]


def _part(slug: str, content: Mapping[str, Json]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lines of a list in words, by case where they belong to one."""
    part = PARTS[slug]
    write = LINES[
        {"giay-to": "papers", "huong-dan": "papers", "cach-thuc": "channels", "truong-hop": "cases"}.get(
            slug, "results" if slug == "ket-qua" else "legal"
        )
    ]
    names = dict(case_names(content))
    by_case: dict[str, list[str]] = {}
    for _was, line in part.lines(content):
        case = str(line.get("case") or "") if slug != "cach-thuc" else ""
        by_case.setdefault(names.get(case, ""), []).append(
            write({**line, "case": names.get(str(line.get("case")), "")})
        )
    return tuple((case, tuple(lines)) for case, lines in by_case.items())


def _step(number: int, step: Mapping[str, Json]) -> tuple[str, tuple[str, ...]]:
    outcomes = "; ".join(LINES["outcomes"](one) for one in list_of(step, "outcomes"))
    return f"{number}. {step.get('key')}", (LINES["steps"](step), outcomes)
