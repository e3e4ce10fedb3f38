"""The list of processes being written, and beginning one."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.people.actors import Actor
from motcua.procedures.process_content import Content
from motcua.procedures.selectors import list_procedures
from motcua.procedures.selectors.form_sources import cases_of_procedure, procedure_name
from motcua.procedures.selectors.process_drafts import list_process_drafts, open_process_draft, procedure_names
from motcua.procedures.services.process_drafts import ProcessPlace, start_process_draft
from motcua.studio.page import actor_at, studio_page
from motcua.studio.processes import sources
from motcua.studio.processes.common import DRAFT, SHELF, told
from motcua.studio.processes.files import tell
from motcua.studio.processes.sources import Source, Taken
from motcua.web.access import official
from motcua.web.once import once

MOST_FOUND = 20
SOURCES = {
    Source.IN_FORCE: gettext_lazy("quy trình đang có hiệu lực ở nơi áp dụng này"),
    Source.PATTERN: gettext_lazy("mẫu thường dùng: tiếp nhận, chuyển, phân công, thụ lý, ký, kết quả, trả"),
    Source.OTHER: gettext_lazy("quy trình của một thủ tục khác"),
    Source.FILE: gettext_lazy("tệp CSV, JSON hoặc BPMN"),
    Source.EMPTY: gettext_lazy("bảng trống"),
}


@official(DRAFT)
@require_GET
def processes(request: HttpRequest) -> HttpResponseBase:
    """Three statements, whatever the number of drafts."""
    drafts = list_process_drafts()
    names = procedure_names([draft.procedure_key for draft in drafts])
    rows = [
        {
            "draft": draft,
            "href": reverse("studio:process_draft", args=[draft.uid]),
            "name": names.get(draft.procedure_key, draft.procedure_key),
            "title": draft.content.get("name") or _("Quy trình chưa có tên"),
            "where": [part for part in (draft.procedure_key, draft.case_key, draft.unit_code) if part],
        }
        for draft in drafts
    ]
    return studio_page(request, "studio/processes/list.jinja", {"rows": rows}, shelf=SHELF)


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Find the procedure, say where the process is to be followed and what to begin with."""
    key = str(request.GET.get("procedure", ""))[:100].replace("\x00", "")
    if not key:
        return _choose(request)
    name = procedure_name(key, legal_date(now()))
    if not name:
        raise NotFound("procedure_not_found", params={"procedure": key})
    if request.method != "POST":
        return _form(request, key, name)
    return _started(request, key, name)


def _choose(request: HttpRequest) -> HttpResponseBase:
    query = request.GET.get("q", "")[:200].replace("\x00", "")
    found = list_procedures(legal_date(now()), query=query, limit=MOST_FOUND)
    address = reverse("studio:process_new")
    rows = [
        {
            "name": one.name,
            "note": f"{one.code} · {one.field}",
            "href": f"{address}?{urlencode({'procedure': one.code})}",
        }
        for one in found.items
    ]
    context = {"query": query, "found": rows, "total": found.total, "corrected": found.corrected}
    return studio_page(request, "studio/processes/choose.jinja", context, shelf=SHELF)


def _started(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    place = ProcessPlace(key, _cell(request, "case", 80), _cell(request, "unit", 40))
    actor, at = actor_at(request), now()
    try:
        taken = _taken(request, place, legal_date(at))
        if taken.content is None:
            return _form(request, key, name, taken=taken)
        content = taken.content
        address, fresh = once(
            request,
            f"studio.processes.start:{place.subject}",
            lambda: _start(place, content, actor, at),
            actor=actor,
            now=at,
        )
    except NotAllowed:
        raise
    except Conflict as error:
        there = open_process_draft(place.subject) if error.code == "draft_exists" else None
        if there is None:
            return _form(request, key, name, error=error)
        messages.warning(request, _("Nơi áp dụng này đã có bản đang soạn: xin sửa tiếp ở đây."))
        return HttpResponseRedirect(reverse("studio:process_draft", args=[there.uid]))
    except DomainError as error:
        return _form(request, key, name, error=error)
    if fresh and taken.notes:
        tell(request, taken)
    return HttpResponseRedirect(address)


def _start(place: ProcessPlace, content: Content, actor: Actor, at: dt.datetime) -> str:
    draft = start_process_draft(place, content, actor=actor, now=at)
    return reverse("studio:process_draft", args=[draft.uid])


def _taken(request: HttpRequest, place: ProcessPlace, on: dt.date) -> Taken:
    """What the draft begins with. Raises NotFound ``process_not_found``, Invalid for a file that is missing."""
    source = str(request.POST.get("source", ""))
    if source == Source.FILE:
        return sources.of_file(request.FILES.get("file"))
    if source == Source.IN_FORCE:
        return Taken(sources.of_place(place, on))
    if source == Source.OTHER:
        return Taken(sources.of_procedure(_cell(request, "other", 100), on))
    content = sources.empty() if source == Source.EMPTY else sources.pattern()
    return Taken({**content, "name": _cell(request, "name", 300)})


def _cell(request: HttpRequest, name: str, most: int) -> str:
    return str(request.POST.get(name, ""))[:most].replace("\x00", "").strip()


def _form(
    request: HttpRequest, key: str, name: str, *, taken: Taken | None = None, error: DomainError | None = None
) -> HttpResponseBase:
    typed = {one: _cell(request, one, 300) for one in ("case", "unit", "other", "name")}
    cases = cases_of_procedure(key, legal_date(now()))
    errors = told(error) if error else []
    if taken is not None:
        errors = [{"text": _("Tệp còn chỗ sai, chưa nạp gì."), "href": "#main-content"}]
    context = {
        "key": key,
        "name": name,
        "typed": typed,
        "source": str(request.POST.get("source") or Source.PATTERN),
        "sources": [(code.value, str(text)) for code, text in SOURCES.items()],
        "cases": [("", _("Mọi trường hợp")), *cases],
        "errors": errors,
        "faults": taken.faults if taken else [],
        "idempotency_key": str(request.POST.get("idempotency_key") or new_id()),
    }
    status = error.status if error else 400 if taken else 200
    return studio_page(request, "studio/processes/new.jinja", context, shelf=SHELF, status=status)
