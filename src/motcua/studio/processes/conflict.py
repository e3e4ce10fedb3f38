"""Two authors on one draft: the second sees what the first saved and what differs, and nothing is lost."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import Conflict
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import Content
from motcua.procedures.selectors.process_drafts import aside, draft_save, find_process_draft
from motcua.procedures.services.process_drafts import SaveAct, keep_aside, save_process_draft
from motcua.studio.page import actor_at, studio_page
from motcua.studio.processes.common import (
    DRAFT,
    SHELF,
    content_of_draft,
    head_of,
    seen_revision,
    sent_once,
)
from motcua.studio.processes.differing import difference
from motcua.web.access import official


def kept_aside(request: HttpRequest, draft: ProcessDraft, content: Content, seen: int) -> HttpResponseBase:
    """Keep what was sent and go to the page that shows both."""
    number = keep_aside(draft.uid, content, based_on=seen, actor=actor_at(request), now=now())
    return HttpResponseRedirect(reverse("studio:process_conflict", args=[draft.uid, number]))


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
    """What is saved against what was sent; the author keeps one of them."""
    draft = find_process_draft(uid)
    mine = aside(draft, number)
    content: Content = mine.content if isinstance(mine.content, dict) else {}
    if request.method == "POST":
        seen = seen_revision(request, draft)

        def run(actor: object, at: object) -> str:
            save_process_draft(uid, content, expected=seen, actor=actor_at(request), now=now(), act=SaveAct.LOADED)
            return reverse("studio:process_draft", args=[uid])

        try:
            address = sent_once(request, "conflict", uid, run)
        except Conflict:
            return _page(request, find_process_draft(uid), number, content, status=409)
        messages.success(request, _("Đã lưu chữ của bạn; bản trước vẫn trong lịch sử."))
        return HttpResponseRedirect(address)
    return _page(request, draft, number, content, status=200)


def _page(request: HttpRequest, draft: ProcessDraft, number: int, content: Content, *, status: int) -> HttpResponseBase:
    base = draft_save(draft, aside(draft, number).revision)
    theirs = content_of_draft(draft)
    context = {
        **head_of(draft),
        "mine": aside(draft, number),
        "between": difference(theirs, content),
        "theirs": difference(base.content, theirs) if base is not None and isinstance(base.content, dict) else None,
    }
    return studio_page(request, "studio/processes/conflict.jinja", context, shelf=SHELF, status=status)
