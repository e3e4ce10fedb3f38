"""Values from a file: choosing it, looking at what was understood and what is wrong, taking the good lines over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.collection_menu import NAV, links
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.collection.models import ImportState, ValueImport
from motcua.figures.collection.permissions import IMPORT
from motcua.figures.collection.services.importing import apply, drop, preview
from motcua.web.access import official

MOST_BYTES = 20 * 1024 * 1024
MOST_SHOWN = 200


@official(IMPORT)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """The imports there were, and a new one."""
    error: DomainError | None = None
    if request.method == "POST":
        try:
            batch = _previewed(request)
        except NotAllowed:
            raise
        except DomainError as fault:
            error = fault
        else:
            return HttpResponseRedirect(reverse("desk:collection_import", args=[batch.uid]))
    actor = actor_at(request)
    rows = ValueImport.objects.exclude(state=ImportState.DROPPED).defer("rows").order_by("-created_at", "-pk")[:50]
    context = {
        "links": links(actor, "imports"),
        "rows": [{"row": one, "state": ImportState(one.state).label, "faults": len(one.faults)} for one in rows],
        "errors": [{"text": say(error.code, error.params), "href": "#f-file"}] if error else [],
        "typed": {name: str(request.POST.get(name, ""))[:300] for name in ("source", "measure", "period")},
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_imports.jinja", context, status=error.status if error else 200)


def _previewed(request: HttpRequest) -> ValueImport:
    found = request.FILES.get("file")
    if not isinstance(found, UploadedFile):
        raise Invalid("import_file_empty")
    if (found.size or 0) > MOST_BYTES:
        raise Invalid("import_file_unreadable")
    at = now()
    typed = {name: str(request.POST.get(name, "")).strip() for name in ("measure", "period")}
    return preview(
        found.read(),
        source=str(request.POST.get("source", "")),
        source_on=legal_date(at),
        defaults=typed if any(typed.values()) else None,
        actor=actor_at(request),
        now=at,
    )


@official(IMPORT)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What a file says; taking it over leaves the faulty lines out."""
    actor = actor_at(request)
    batch = ValueImport.objects.filter(uid=uid).first()
    if batch is None:
        raise NotFound("import_unknown")
    if request.method == "POST":
        if request.POST.get("act") == "drop":
            drop(uid, actor=actor, now=now())
            messages.success(request, _("Đã bỏ, không số nào được nhập."))
            return HttpResponseRedirect(reverse("desk:collection_imports"))
        apply(uid, actor=actor, now=now())
        messages.success(request, _("Đã nhập các dòng đúng."))
        return HttpResponseRedirect(reverse("desk:collection_import", args=[uid]))
    context = {
        "links": links(actor, "imports"),
        "batch": batch,
        "open": batch.state == ImportState.PREVIEW,
        "good": batch.read - len(batch.faults),
        "faults": [{"line": one["line"], "text": say(str(one["code"]), one)} for one in batch.faults[:MOST_SHOWN]],
        "sample": batch.rows[:10],
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_import.jinja", context)
