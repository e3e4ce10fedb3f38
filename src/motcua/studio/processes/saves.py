"""The saves of a process being written: going back to one, and putting the working copy away."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.core.errors import Conflict, Invalid
from motcua.people.actors import Actor
from motcua.procedures.models import ProcessDraft
from motcua.procedures.selectors.process_drafts import draft_saves, find_process_draft
from motcua.procedures.services.process_drafts import SaveAct, close_process_draft, restore_process_save
from motcua.studio.page import studio_page
from motcua.studio.processes.common import DRAFT, SHELF, head_of, seen_revision, sent_once, told
from motcua.web.access import official

CLOSE = "close"
ACTS = {
    SaveAct.STARTED: gettext_lazy("bắt đầu soạn"),
    SaveAct.EDITED: gettext_lazy("sửa bảng"),
    SaveAct.ROW_ADDED: gettext_lazy("thêm bước"),
    SaveAct.ROW_DOUBLED: gettext_lazy("nhân đôi bước"),
    SaveAct.ROW_REMOVED: gettext_lazy("bỏ bước"),
    SaveAct.ROW_MOVED: gettext_lazy("chuyển chỗ bước"),
    SaveAct.STEP_EDITED: gettext_lazy("sửa chi tiết bước"),
    SaveAct.LOADED: gettext_lazy("nạp từ nơi khác"),
    SaveAct.UNDONE: gettext_lazy("hoàn tác"),
    SaveAct.RESTORED: gettext_lazy("quay lại bản cũ"),
}


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def saves(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    draft = find_process_draft(uid)
    if request.method != "POST":
        return _page(request, draft)
    seen, do = seen_revision(request, draft), str(request.POST.get("do", ""))

    def run(actor: Actor, at: dt.datetime) -> str:
        if do == CLOSE:
            close_process_draft(uid, expected=seen, actor=actor, now=at)
            return reverse("studio:processes")
        restore_process_save(uid, _revision(do), expected=seen, actor=actor, now=at)
        return reverse("studio:process_draft", args=[uid])

    try:
        address = sent_once(request, "saves", uid, run)
    except Conflict as error:
        return _page(request, find_process_draft(uid), error=error)
    messages.success(request, _("Đã cất bản soạn.") if do == CLOSE else _("Đã quay lại bản cũ."))
    return HttpResponseRedirect(address)


def _revision(do: str) -> int:
    digits = do.removeprefix("restore:")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise Invalid("data_invalid", errors=[{"field": "do", "code": "number_malformed"}])
    return int(digits)


def _page(request: HttpRequest, draft: ProcessDraft, *, error: Conflict | None = None) -> HttpResponseBase:
    rows = [
        {
            "save": one,
            "act": str(ACTS.get(SaveAct(one.act), one.act)) if one.act in set(SaveAct) else one.act,
            "aside": reverse("studio:process_conflict", args=[draft.uid, one.pk]) if one.is_aside else "",
            "is_now": not one.is_aside and one.revision == draft.revision,
        }
        for one in draft_saves(draft)
    ]
    context = {**head_of(draft), "rows": rows, "close": CLOSE, "errors": told(error) if error else []}
    status = error.status if error else 200
    return studio_page(request, "studio/processes/saves.jinja", context, shelf=SHELF, status=status)
