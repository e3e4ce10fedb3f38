"""Editing an item of a draft: the general part of a wording, its lists row by row, and the one form of other items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.canonical import Json
from motcua.core.clock import now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.decisions import wording_general
from motcua.desk.decisions.cases import cases_of
from motcua.desk.decisions.forms import studio_address
from motcua.desk.decisions.head import form_page
from motcua.desk.decisions.item_fields import EDITORS
from motcua.desk.decisions.items import EDIT
from motcua.desk.decisions.listing import DRAFT
from motcua.desk.decisions.once import expected, once
from motcua.desk.decisions.rows import SPARE, Row, filled, kept, more_rows, posted, row_errors
from motcua.desk.decisions.uploads import process_form
from motcua.desk.decisions.wording_lists import GENERAL, PARTS, part_hint, part_title
from motcua.desk.inbox import actor_at
from motcua.forms.schema import Field, FormSchema, Page
from motcua.forms.validation import validate
from motcua.procedures.lifecycle import DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.selectors.decisions import decision_item, find_decision, item_names
from motcua.procedures.services.drafting import replace_item
from motcua.web.access import official
from motcua.web.fields import posted_answers

MORE = "more"


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, uid: UUID, ordinal: int, slug: str) -> HttpResponseBase:
    decision = find_decision(uid)
    row = decision_item(decision, ordinal)
    kind = ItemKind(row.kind)
    if request.method != "POST" and decision.state != DecisionState.DRAFT:
        raise Conflict("decision_moved", params={"state": decision.state, "act": "edit"})
    if kind is ItemKind.PROCEDURE and slug == GENERAL:
        return _general(request, decision, row)
    if kind is ItemKind.PROCEDURE and slug in PARTS:
        return _list(request, decision, row, slug)
    if kind is ItemKind.FORM and slug == EDIT:
        return HttpResponseRedirect(studio_address(row.procedure_key, decision))
    if kind is ItemKind.PROCESS and slug == EDIT:
        return process_form(request, decision, row.procedure_key, row=row)
    if kind in EDITORS and slug == EDIT:
        return _plain(request, decision, row, kind)
    raise NotFound("item_not_found")


def _saved(
    request: HttpRequest, decision: Decision, row: DecisionItem, content: Mapping[str, Json]
) -> HttpResponseBase:
    """Write the item and go to its page. Raises what the service raises."""
    actor, at, seen = actor_at(request), now(), expected(request)
    address = reverse("desk:decision_item", args=[decision.uid, row.ordinal])

    def run() -> str:
        replace_item(decision.uid, row.ordinal, content, actor=actor, now=at, expected=seen)
        return address

    _address, fresh = once(request, f"item:{decision.uid}:{row.ordinal}", run, actor=actor, now=at)
    if fresh:
        messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(address)


def _content(row: DecisionItem) -> Mapping[str, Json]:
    return row.content if isinstance(row.content, dict) else {}


def _name(row: DecisionItem) -> str:
    return ", ".join(part for part in (row.procedure_key, item_names([row]).get(row.procedure_key, "")) if part)


def _back(decision: Decision, row: DecisionItem) -> dict[str, object]:
    back = reverse("desk:decision_item", args=[decision.uid, row.ordinal])
    return {
        "back": back,
        "back_text": _("Mục {number}").format(number=row.ordinal),
        "save": _("Lưu"),
        "name": _name(row),
    }


def _checked_form(
    request: HttpRequest,
    decision: Decision,
    fields: Sequence[Field],
    answers: Mapping[str, object],
    context: Mapping[str, object],
    *,
    error: DomainError | None = None,
) -> HttpResponseBase:
    status = error.status if error else 200
    shown = find_decision(decision.uid) if error else decision
    return form_page(request, shown, fields, answers, [], context, error=error, status=status)


def _general(request: HttpRequest, decision: Decision, row: DecisionItem) -> HttpResponseBase:
    fields, context = wording_general.fields(), {"heading": part_title(GENERAL), "explain": "", **_back(decision, row)}
    if request.method != "POST":
        return _checked_form(request, decision, fields, wording_general.answers_of(_content(row)), context)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page(GENERAL, "", tuple(fields)),)), answers)
    if checked.errors:
        return form_page(request, decision, fields, answers, checked.errors, context, status=400)
    try:
        return _saved(request, decision, row, wording_general.item_of(_content(row), checked.answers))
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _checked_form(request, decision, fields, answers, context, error=error)


def _plain(request: HttpRequest, decision: Decision, row: DecisionItem, kind: ItemKind) -> HttpResponseBase:
    editor = EDITORS[kind]
    fields = editor.fields(cases_of(decision, row.procedure_key), _content(row))
    context = {"heading": _("Sửa mục {number}").format(number=row.ordinal), "explain": "", **_back(decision, row)}
    if request.method != "POST":
        return _checked_form(request, decision, fields, editor.answers(_content(row)), context)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page(EDIT, "", tuple(fields)),)), answers)
    if checked.errors:
        return form_page(request, decision, fields, answers, checked.errors, context, status=400)
    try:
        return _saved(request, decision, row, {**_content(row), **editor.content(checked.answers)})
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _checked_form(request, decision, fields, answers, context, error=error)


# ---- lists


def _list(request: HttpRequest, decision: Decision, row: DecisionItem, slug: str) -> HttpResponseBase:
    found = _content(row).get("content")
    content: Mapping[str, Json] = found if isinstance(found, Mapping) else {}
    list_part = PARTS[slug]
    columns = list_part.columns(content)
    if request.method != "POST":
        lines = list_part.lines(content)
        return _rows_page(request, decision, row, slug, filled(columns, lines, spare=SPARE if lines else 1))
    rows = posted(columns, request.POST)
    if request.POST.get("do") == MORE:
        return _rows_page(request, decision, row, slug, more_rows(columns, rows))
    chosen = kept(columns, rows)
    written = None
    if not row_errors(columns, chosen):
        written = list_part.write(content, chosen)
    if written is None:
        return _rows_page(request, decision, row, slug, rows, status=400)
    try:
        return _saved(request, decision, row, {**_content(row), "content": written})
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _rows_page(request, find_decision(decision.uid), row, slug, rows, error=error, status=error.status)


def _rows_page(
    request: HttpRequest,
    decision: Decision,
    row: DecisionItem,
    slug: str,
    rows: Sequence[Row],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    found = _content(row).get("content")
    columns = PARTS[slug].columns(found if isinstance(found, Mapping) else {})
    errors = row_errors(columns, rows)
    if error is not None:
        errors.insert(0, {"text": say(error.code, error.params), "href": "#main-content"})
    context = {
        **_back(decision, row),
        "heading": part_title(slug),
        "explain": part_hint(slug),
        "columns": columns,
        "rows": rows,
        "more": MORE,
    }
    if errors:
        context["errors"] = errors
    template = "desk/decisions/rows.jinja"
    return form_page(request, decision, [], {}, [], context, status=status, template=template)
