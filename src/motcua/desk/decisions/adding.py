"""Adding an item to a draft: find the procedure, choose what to say about it, say it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.desk.decisions.cases import cases_of
from motcua.desk.decisions.forms import studio_address
from motcua.desk.decisions.head import form_page
from motcua.desk.decisions.item_fields import EDITORS
from motcua.desk.decisions.listing import DRAFT
from motcua.desk.decisions.once import expected, once
from motcua.desk.decisions.reading import name_of
from motcua.desk.decisions.uploads import process_form
from motcua.desk.decisions.wording import ITEMS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.procedures.content import CaseContent, ProcedureContent
from motcua.procedures.items import Item, item_json, procedure_item_json, read_item
from motcua.procedures.lifecycle import ITEM_KINDS, DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, Procedure
from motcua.procedures.rules import PROCEDURE_KEY
from motcua.procedures.selectors import list_procedures
from motcua.procedures.selectors.decisions import find_decision
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.drafting import propose_item
from motcua.procedures.services.standing import standing, version_on
from motcua.web.access import official
from motcua.web.fields import posted_answers

MOST_FOUND = 20


def _open(uid: UUID) -> Decision:
    decision = find_decision(uid)
    if decision.state != DecisionState.DRAFT:
        raise Conflict("decision_moved", params={"state": decision.state, "act": "edit"})
    return decision


def _kinds(decision: Decision) -> list[ItemKind]:
    """What the decision may hold, in the order of the list of kinds."""
    held = ITEM_KINDS[DecisionKind(decision.kind)]
    return [kind for kind in ItemKind if kind in held and (kind in EDITORS or kind in _OWN_PAGES)]


_OWN_PAGES = frozenset({ItemKind.PROCEDURE, ItemKind.PROCESS, ItemKind.FORM})
"""Kinds that are written on pages of their own; the others have one form each."""


@official(DRAFT)
@require_GET
def choose(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Find the procedure by plain words and choose what the item says about it."""
    actor, decision = actor_at(request), _open(uid)
    kinds = _kinds(decision)
    wanted = str(request.GET.get("kind", ""))
    kind = ItemKind(wanted) if wanted in {one.value for one in kinds} else kinds[0]
    query = request.GET.get("q", "")[:200].replace("\x00", "")
    found = list_procedures(legal_date(now()), query=query, limit=MOST_FOUND)
    context = {
        "decision": decision,
        "name": name_of(decision),
        "kind": kind.value,
        "kinds": [{"value": one.value, "text": words(ITEMS, one), "selected": one is kind} for one in kinds],
        "query": query,
        "found": [
            {"name": one.name, "note": f"{one.code} · {one.field}", "href": _address(decision, kind, one.code)}
            for one in found.items
        ],
        "total": found.total,
        "corrected": found.corrected,
        "new_href": _address(decision, kind, "") if kind is ItemKind.PROCEDURE else "",
        "many_href": _address(decision, kind, "") if kind is ItemKind.COMPETENCE else "",
        "back": reverse("desk:decision", args=[decision.uid]),
        "post_line": post_line(actor),
        "nav": "decisions",
    }
    return render(request, "desk/decisions/choose.jinja", context)


def _address(decision: Decision, kind: ItemKind, procedure: str) -> str:
    address = reverse("desk:decision_add_item", args=[decision.uid, kind.value])
    return f"{address}?{urlencode({'procedure': procedure})}" if procedure else address


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uid: UUID, kind: str) -> HttpResponseBase:
    decision = find_decision(uid) if request.method == "POST" else _open(uid)
    chosen = next((one for one in _kinds(decision) if one.value == kind), None)
    if chosen is None:
        raise NotFound("item_not_found")
    key = str(request.GET.get("procedure", ""))[:100].replace("\x00", "")
    if not key and chosen not in {ItemKind.PROCEDURE, ItemKind.COMPETENCE}:
        raise NotFound("procedure_not_found", params={"procedure": key})
    if key and not _is_known(decision, key):
        raise NotFound("procedure_not_found", params={"procedure": key})
    if chosen is ItemKind.FORM:
        return HttpResponseRedirect(studio_address(key, decision))
    if chosen is ItemKind.PROCESS:
        return process_form(request, decision, key)
    if chosen is ItemKind.PROCEDURE:
        return _wording(request, decision, key)
    return _plain(request, decision, chosen, key)


def _is_known(decision: Decision, key: str) -> bool:
    """In the registry, or brought by the decision itself."""
    own = decision.items.filter(kind=ItemKind.PROCEDURE.value, procedure_key=key)
    return Procedure.objects.filter(key=key).exists() or own.exists()


def _added(
    request: HttpRequest, decision: Decision, kind: ItemKind, key: str, content: Mapping[str, Json]
) -> HttpResponseBase:
    actor, at, seen = actor_at(request), now(), expected(request)

    def run() -> str:
        made = propose_item(decision.uid, kind, key, content, actor=actor, now=at, expected=seen)
        return reverse("desk:decision_item", args=[decision.uid, made.ordinal])

    address, _fresh = once(request, f"add:{decision.uid}", run, actor=actor, now=at)
    return HttpResponseRedirect(address)


# ---- a wording


def _new_fields() -> list[Field]:
    return [
        Field(
            "key",
            _("Mã thủ tục"),
            FieldKind.TEXT,
            required=True,
            hint=_("Mã quốc gia như 1.004194, hoặc tên ngắn không dấu khi chưa được cấp mã"),
            max_length=100,
        ),
        Field("name", _("Tên thủ tục"), FieldKind.LONG_TEXT, required=True, max_length=2000),
        Field("field", _("Lĩnh vực"), FieldKind.TEXT, required=True, max_length=300),
    ]


def _wording(request: HttpRequest, decision: Decision, key: str) -> HttpResponseBase:
    """A new procedure from its name, or the wording in force to begin from."""
    fields = [] if key else _new_fields()
    version = version_on(key, decision.effective_on) if key else None
    context: dict[str, object] = {
        "heading": _("Sửa nội dung thủ tục") if key else _("Thủ tục mới"),
        "name": ", ".join(part for part in (key, version.name if version else "") if part) or name_of(decision),
        "explain": _("Mục bắt đầu từ nội dung đang có hiệu lực. Trang sau sửa từng phần.")
        if key
        else _("Ba điều đầu tiên; giấy tờ, thời hạn, phí và căn cứ điền ở trang sau."),
        "save": _("Bắt đầu sửa") if key else _("Thêm thủ tục"),
    }
    if request.method != "POST":
        return form_page(request, decision, fields, {}, [], context)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page("new", "", tuple(fields)),)), answers)
    faults = [*checked.errors]
    new_key = key or str(checked.answers.get("key") or "")
    if not faults and not key:
        faults = _key_faults(new_key)
    if faults:
        return form_page(request, decision, fields, answers, faults, context, status=400)
    if version is not None:
        content = procedure_item_json(content_of(version), code=version.procedure.code, source=version.source)
    else:
        content = _first_content(new_key, checked.answers)
    try:
        return _added(request, decision, ItemKind.PROCEDURE, new_key, content)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        shown = find_decision(decision.uid)
        return form_page(request, shown, fields, answers, [], context, error=error, status=error.status)


def _key_faults(key: str) -> list[FieldError]:
    if not PROCEDURE_KEY.fullmatch(key):
        return [FieldError("key", "procedure_key_malformed", {"procedure": key})]
    if Procedure.objects.filter(key=key).exists():
        return [FieldError("key", "procedure_key_taken", {"procedure": key})]
    return []


def _first_content(key: str, answers: Mapping[str, Json]) -> dict[str, Json]:
    content = ProcedureContent(
        name=str(answers.get("name") or key),
        field=str(answers.get("field") or "-"),
        cases=(CaseContent("default", ""),),
    )
    return procedure_item_json(content, code=key if key[:1].isdigit() else None)


# ---- everything else


def _plain(request: HttpRequest, decision: Decision, kind: ItemKind, key: str) -> HttpResponseBase:
    editor = EDITORS[kind]
    stands = _standing_content(decision, kind, key)
    fields = editor.fields(cases_of(decision, key) if key else [], stands)
    version = version_on(key, decision.effective_on) if key else None
    context: dict[str, object] = {
        "heading": words(ITEMS, kind),
        "name": ", ".join(part for part in (key, version.name if version else "") if part),
        "explain": "",
        "save": _("Thêm mục"),
    }
    if request.method != "POST":
        return form_page(request, decision, fields, _standing_answers(kind, stands), [], context)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page("item", "", tuple(fields)),)), answers)
    if checked.errors:
        return form_page(request, decision, fields, answers, checked.errors, context, status=400)
    try:
        return _added(request, decision, kind, key, editor.content(checked.answers))
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        shown = find_decision(decision.uid)
        return form_page(request, shown, fields, answers, [], context, error=error, status=error.status)


_EMPTY: Mapping[ItemKind, Mapping[str, Json]] = {
    ItemKind.LOCAL_TERMS: {"schema_version": 1},
    ItemKind.SERVICE_LEVEL: {"schema_version": 1},
    ItemKind.COMPETENCE: {"schema_version": 1},
}


def _standing_content(decision: Decision, kind: ItemKind, key: str) -> Mapping[str, Json]:
    """What stands for the whole procedure; empty where nothing does or the kind begins anew."""
    if kind not in _EMPTY:
        return {}
    asked: Item = read_item(kind, _EMPTY[kind])
    stands = standing(key, asked, decision.effective_on) if key else None
    return _EMPTY[kind] if stands is None else item_json(stands)


def _standing_answers(kind: ItemKind, stands: Mapping[str, Json]) -> dict[str, object]:
    """What stands, to begin from."""
    if kind not in _EMPTY:
        return {"end": "no"} if kind is ItemKind.TAG else {}
    return EDITORS[kind].answers(stands)
