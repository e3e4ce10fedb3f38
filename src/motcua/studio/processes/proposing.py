"""A process being written into a decision: the checks first, then which decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.people.actors import Actor
from motcua.procedures.models import ProcessDraft
from motcua.procedures.selectors.process_drafts import (
    decisions_with_process,
    drafts_for_processes,
    find_process_draft,
)
from motcua.procedures.services.process_proposing import NewDecision, propose_process_draft
from motcua.studio.page import studio_page
from motcua.studio.processes.common import (
    DRAFT,
    SHELF,
    checked_draft,
    content_of_draft,
    fault_lines,
    head_of,
    seen_revision,
    sent_once,
    sum_of,
)
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers

NEW = "new"


def _fields() -> list[Field]:
    return [
        Field("title", _("Trích yếu quyết định"), FieldKind.TEXT, required=True, max_length=1000),
        Field("effective_on", _("Ngày có hiệu lực"), FieldKind.DATE, required=True),
    ]


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    draft = find_process_draft(uid)
    if request.method != "POST":
        return _page(request, draft, {}, [])
    fields, into = _fields(), str(request.POST.get("into", ""))
    answers = posted_answers(fields, request.POST)
    target: UUID | NewDecision
    if into == NEW:
        checked = validate(FormSchema("", (Page("decision", "", tuple(fields)),)), answers)
        if checked.errors:
            return _page(request, draft, answers, list(checked.errors), status=400)
        day = dt.date.fromisoformat(str(checked.answers["effective_on"]))
        target = NewDecision(str(checked.answers["title"]), day)
    else:
        target = _decision(into)
    seen = seen_revision(request, draft)

    def run(actor: Actor, at: dt.datetime) -> str:
        item = propose_process_draft(uid, target, expected=seen, actor=actor, now=at)
        return reverse("desk:decision_item", args=[item.decision.uid, item.ordinal])

    try:
        address = sent_once(request, "propose", uid, run)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, find_process_draft(uid), answers, [], error=error, status=error.status)
    messages.success(request, _("Đã đưa quy trình vào quyết định."))
    return HttpResponseRedirect(address)


def _decision(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("decision_not_chosen") from None


def _page(
    request: HttpRequest,
    draft: ProcessDraft,
    answers: Mapping[str, object],
    faults: list[FieldError],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    checked = checked_draft(draft, content_of_draft(draft), legal_date(now()))
    views = field_views(_fields(), answers, faults)
    errors = error_list(views)
    if error is not None:
        errors.insert(0, {"text": say(error.code, error.params), "href": "#main-content"})
    held = decisions_with_process(draft)
    context = {
        **head_of(draft),
        "checked": checked,
        "faults": fault_lines(checked.faults),
        "sum": sum_of(checked),
        "decisions": drafts_for_processes(),
        "held": held,
        "into": str(request.POST.get("into") or (held[0].decision.uid if held else NEW)),
        "form_views": views,
        "errors": errors,
        "new": NEW,
    }
    return studio_page(request, "studio/processes/propose.jinja", context, shelf=SHELF, status=status)
