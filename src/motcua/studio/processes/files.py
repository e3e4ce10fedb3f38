"""A process being written as a file, and a file in its place: CSV, our JSON, BPMN 2.0."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.people.actors import Actor
from motcua.procedures import process_json
from motcua.procedures.bpmn import UnsoundProcessError, bpmn_of
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import Content
from motcua.procedures.process_csv_writing import write_process
from motcua.procedures.selectors.process_drafts import find_process_draft
from motcua.procedures.services.process_drafts import SaveAct, save_process_draft
from motcua.studio.page import studio_page
from motcua.studio.processes.common import (
    DRAFT,
    SHELF,
    checked_draft,
    content_of_draft,
    head_of,
    seen_revision,
    sent_once,
    told,
)
from motcua.studio.processes.conflict import kept_aside
from motcua.studio.processes.sources import Taken, of_file, own_json
from motcua.web.access import official

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "bpmn": "application/xml"}


@official(DRAFT)
@require_GET
def download(request: HttpRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """The draft as it is saved. BPMN is written of a process without faults only."""
    draft = find_process_draft(uid)
    if kind not in TYPES:
        raise NotFound("draft_not_found")
    content = content_of_draft(draft)
    process = checked_draft(draft, content).read.process
    name = str(content.get("name") or "")
    if kind == "csv":
        data = write_process(process)
    elif kind == "json":
        data = own_json(content, process_json.to_json(process))
    else:
        try:
            data = bpmn_of(process, name=name)
        except UnsoundProcessError as error:
            raise Conflict("draft_faulty_file") from error
    answer = HttpResponse(data, content_type=TYPES[kind])
    stem = "-".join(part for part in ("quy-trinh", draft.procedure_key, draft.case_key, draft.unit_code) if part)
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in stem)
    answer["Content-Disposition"] = f'attachment; filename="{safe}.{kind}"'
    return answer


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A file in place of what stands; the saves keep what stood."""
    draft = find_process_draft(uid)
    if request.method != "POST":
        return _page(request, draft)
    seen = seen_revision(request, draft)
    try:
        taken = of_file(request.FILES.get("file"))
    except DomainError as error:
        return _page(request, draft, error=error)
    if taken.content is None:
        return _page(request, draft, taken=taken)
    content: Content = {**taken.content, "name": taken.content.get("name") or content_of_draft(draft).get("name", "")}

    def run(actor: Actor, at: dt.datetime) -> str:
        save_process_draft(uid, content, expected=seen, actor=actor, now=at, act=SaveAct.LOADED)
        return reverse("studio:process_draft", args=[uid])

    try:
        address = sent_once(request, "upload", uid, run)
    except (NotAllowed, NotFound):
        raise
    except Conflict as error:
        if error.code == "draft_edited":
            return kept_aside(request, draft, content, seen)
        return _page(request, draft, error=error)
    except DomainError as error:
        return _page(request, draft, error=error)
    tell(request, taken)
    return HttpResponseRedirect(address)


def tell(request: HttpRequest, taken: Taken) -> None:
    """What was taken over and what was not."""
    count = len(taken.notes)
    if not count:
        messages.success(request, _("Đã nạp tệp."))
        return
    left = ngettext("Đã nạp tệp; {count} chỗ không lấy được:", "Đã nạp tệp; {count} chỗ không lấy được:", count)
    messages.warning(request, " ".join([left.format(count=count), *taken.notes[:5]]))


def _page(
    request: HttpRequest, draft: ProcessDraft, *, taken: Taken | None = None, error: DomainError | None = None
) -> HttpResponseBase:
    errors = told(error) if error else []
    if taken is not None:
        errors = [{"text": _("Tệp còn chỗ sai, chưa nạp gì."), "href": "#main-content"}]
    context = {**head_of(draft), "errors": errors, "faults": taken.faults if taken else []}
    status = error.status if error else 400 if taken else 200
    return studio_page(request, "studio/processes/upload.jinja", context, shelf=SHELF, status=status)
