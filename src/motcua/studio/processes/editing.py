"""The editor: the table of steps with the drawing beside it. Everything is a form; scripts only save a round trip."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.people.actors import Actor
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import Content, steps_of
from motcua.procedures.selectors.process_drafts import find_process_draft
from motcua.procedures.services.process_drafts import SaveAct, save_process_draft, undo_process_draft
from motcua.studio.page import studio_page
from motcua.studio.processes.common import (
    DRAFT,
    SHELF,
    base_content,
    checked_draft,
    content_of_draft,
    drawings,
    fault_lines,
    head_of,
    seen_revision,
    sent_once,
    sum_of,
    told,
)
from motcua.studio.processes.conflict import kept_aside
from motcua.studio.processes.row_acts import act_on
from motcua.studio.processes.table import posted_content, row_views, target_choices
from motcua.studio.processes.words import UNIT_RULES, choices, kind_choices, role_choices
from motcua.web.access import official


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def editor(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    draft = find_process_draft(uid)
    if request.method == "POST":
        return _sent(request, draft)
    return _page(request, draft, content_of_draft(draft))


def _sent(request: HttpRequest, draft: ProcessDraft) -> HttpResponseBase:
    seen = seen_revision(request, draft)
    base = base_content(draft, seen)
    typed = posted_content(base, request.POST)
    wanted, act, place = act_on(typed, str(request.POST.get("do", "")))
    is_undo = request.POST.get("do") == "undo"

    def run(actor: Actor, at: dt.datetime) -> str:
        made = save_process_draft(draft.uid, typed if is_undo else wanted, expected=seen, actor=actor, now=at, act=act)
        if is_undo:
            undo_process_draft(draft.uid, expected=made.revision, actor=actor, now=at)
        return reverse("studio:process_draft", args=[draft.uid]) + (f"#buoc-{place + 1}" if place is not None else "")

    try:
        address = sent_once(request, "save", draft.uid, run)
    except Conflict as error:
        if error.code == "draft_edited":
            return kept_aside(request, draft, wanted, seen)
        return _page(request, find_process_draft(draft.uid), typed, error=error)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, draft, typed, error=error)
    if act is SaveAct.EDITED and not is_undo:
        messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(address)


@official(DRAFT)
@require_POST
def check(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What the checks say of a table as typed, without saving: the parts of the page that depend on it."""
    draft = find_process_draft(uid)
    typed = posted_content(base_content(draft, seen_revision(request, draft)), request.POST)
    return studio_page(request, "studio/processes/checked.jinja", _checked_part(draft, typed), shelf=SHELF)


def _checked_part(draft: ProcessDraft, content: Content) -> dict[str, object]:
    on = legal_date(now())
    checked = checked_draft(draft, content, on)
    return {
        "rows": row_views(content, checked.faults),
        "faults": fault_lines(checked.faults),
        "sum": sum_of(checked),
        "drawing": drawings(content, checked.faults, on),
        "draft": draft,
    }


def _page(
    request: HttpRequest, draft: ProcessDraft, content: Content, *, error: DomainError | None = None
) -> HttpResponseBase:
    context = {
        **head_of(draft),
        **_checked_part(draft, content),
        "name": str(content.get("name") or ""),
        "targets": target_choices(steps_of(content)),
        "kinds": kind_choices(),
        "roles": role_choices(),
        "rules": choices(UNIT_RULES),
        "errors": told(error) if error else [],
        "is_closed": draft.closed_at is not None,
    }
    status = error.status if error else 200
    return studio_page(request, "studio/processes/editor.jinja", context, shelf=SHELF, status=status)
