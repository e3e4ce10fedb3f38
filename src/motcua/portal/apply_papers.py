"""The papers of an application: several files for each, kept with the draft at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from uuid import UUID

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotFound
from motcua.core.texts import say
from motcua.documents.limits import check_room, limits_on
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file
from motcua.dossiers.models import ApplicationDraft
from motcua.dossiers.services.drafts import add_draft_file, remove_draft_file
from motcua.people.actors import Actor
from motcua.portal.application import PAPERS, Application, opened
from motcua.portal.my_dossiers import actor_of
from motcua.portal.phrases import paper_note
from motcua.portal.uploading import ACCEPT, arrivals, size_hint
from motcua.web.access import citizen_filling_in
from motcua.web.fields import FieldView, error_list
from motcua.web.words import file_size


@citizen_filling_in
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, code: str, draft: UUID) -> HttpResponseBase:
    """Any button keeps the files chosen; "remove" takes one out; "go on" leads to the review."""
    actor, at = actor_of(request), now()
    application = opened(draft, actor=actor, now=at)
    faults: dict[str, str] = {}
    if request.method == "POST":
        _remove(request, application.draft, at)
        faults = _keep(request, application, actor, at)
        if not faults and "on" in request.POST.getlist("go"):
            return HttpResponseRedirect(str(application.place_of(PAPERS)["after"]))
        if not faults:
            return HttpResponseRedirect(request.get_full_path())
    return _ask(request, application, faults, at)


def _remove(request: HttpRequest, draft: ApplicationDraft, at: dt.datetime) -> None:
    wanted = request.POST.get("remove", "")
    if not wanted:
        return
    try:
        remove_draft_file(draft, UUID(wanted), now=at)
    except (ValueError, NotFound):
        # It is gone already: another tab, or the button pressed twice.
        return


def _keep(request: HttpRequest, application: Application, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Store what arrived; the first fault of each paper in words."""
    faults: dict[str, str] = {}
    for paper in application.terms.papers:
        for one in arrivals(request, f"file_{paper.code}", actor=actor, now=at):
            fault = one.fault
            if one.file is not None:
                fault = _add(application.draft, paper.code, one.file, at)
            if fault:
                faults.setdefault(paper.code, fault)
    return faults


def _add(draft: ApplicationDraft, component: str, file: StoredFile, at: dt.datetime) -> str:
    limits = limits_on(legal_date(at))
    held = draft.files.aggregate(size=Sum("file__size"))["size"] or 0
    try:
        check_room(files_so_far=draft.files.count(), bytes_so_far=held, adding=file.size, limits=limits)
        add_draft_file(draft, component=component, file=file, now=at)
    except DomainError as error:
        erase_file(file, now=at)
        return say(error.code, error.params)
    return ""


def held_files(draft: ApplicationDraft) -> dict[str, list[dict[str, str]]]:
    """The draft's files by paper."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in draft.files.select_related("file").order_by("added_at", "id"):
        found[row.component].append({"uid": str(row.uid), "name": row.file.name, "size": file_size(row.file.size)})
    return found


def _ask(request: HttpRequest, application: Application, faults: dict[str, str], at: dt.datetime) -> HttpResponse:
    held = held_files(application.draft)
    rows = []
    views = []
    for paper in application.terms.papers:
        note = paper_note(paper)
        view = FieldView(
            key=f"file_{paper.code}",
            kind="file",
            label=paper.name,
            required=paper.required,
            hint=note[:1].upper() + note[1:] if note else "",
            error=faults.get(paper.code, ""),
            multiple=True,
            accept=ACCEPT,
        )
        views.append(view)
        rows.append({"view": view, "files": held.get(paper.code, [])})
    context = {
        "nav": "procedures",
        "application": application,
        "rows": rows,
        "guidance": [line.name for line in application.terms.components if line.guidance],
        "errors": error_list(views),
        "hint": size_hint(at),
        "step": application.place_of(PAPERS),
        "saved_at": application.draft.saved_at,
    }
    return render(request, "portal/apply_papers.jinja", context)
