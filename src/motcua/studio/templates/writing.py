"""The editor of a template: its text, the names to click, faults at their lines. It is an item of a decision in
draft, so what is saved here is what the decision will bring."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.documents.letters.source import PAPERS, LetterSource
from motcua.procedures.items import item_json
from motcua.procedures.letter_words import LETTERS
from motcua.procedures.models import DecisionItem
from motcua.procedures.selectors.process_drafts import procedure_names
from motcua.procedures.selectors.template_items import template_being_written
from motcua.procedures.services.drafting import replace_item
from motcua.procedures.template_item import MOST_NAME, TemplateItem
from motcua.studio.page import actor_at, studio_page
from motcua.studio.templates.common import (
    DRAFT,
    FURNITURE_WORDS,
    SHELF,
    fault_lines,
    fields_of,
    names_to_click,
    posted_source,
)
from motcua.web.access import official
from motcua.web.once import expected, once


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def editor(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponseBase:
    row, item = template_being_written(uid, ordinal)
    if request.method != "POST" or item.source is None:
        return _page(request, row, item, item.source or LetterSource("", ""))
    source = posted_source(request.POST)
    name = " ".join(str(request.POST.get("name", "")).split())[:MOST_NAME]
    typed = TemplateItem(item.letter, name, source, item.case)
    if request.POST.get("do") == "check":
        return _page(request, row, typed, source)
    actor, at, seen = actor_at(request), now(), expected(request)
    address = reverse("studio:template", args=[uid, ordinal])

    def run() -> str:
        replace_item(uid, ordinal, item_json(typed), actor=actor, now=at, expected=seen)
        return address

    try:
        once(request, f"studio.templates.save:{uid}:{ordinal}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        shown, _standing = template_being_written(uid, ordinal)
        return _page(request, shown, typed, source, error=error)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(address)


def _page(
    request: HttpRequest,
    row: DecisionItem,
    item: TemplateItem,
    source: LetterSource,
    *,
    error: DomainError | None = None,
) -> HttpResponseBase:
    on = row.decision.effective_on
    key, today = row.procedure_key, legal_date(now())
    context = {
        "row": row,
        "decision": row.decision,
        "item": item,
        "kind": str(LETTERS[item.letter]),
        "procedure": procedure_names([key]).get(key, "") if key else _("mọi thủ tục của tỉnh"),
        "source": source,
        "faults": fault_lines(source, fields_of(key, item.case, on)),
        "names": names_to_click(key, item.case, today),
        "furniture": [(code, str(text)) for code, text in FURNITURE_WORDS.items()],
        "papers": [(one, one.upper()) for one in PAPERS],
        "expected": row.decision.revision,
        "idempotency_key": str(new_id()),
        "errors": [{"text": say(error.code, error.params), "href": "#main-content"}] if error else [],
        "back": reverse("studio:templates"),
        "item_href": reverse("desk:decision_item", args=[row.decision.uid, row.ordinal]),
    }
    status = error.status if error else 200
    return studio_page(request, "studio/templates/editor.jinja", context, shelf=SHELF, status=status)
