"""Dry runs that were asked for, the newest first."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.foresight.trial.models import TrialReport
from motcua.studio.page import studio_page
from motcua.studio.trials.words import SHELF, finding, state_of
from motcua.web.access import official

READ = "procedure.read_drafts"
MOST = 50


@official(READ)
@require_GET
def trials(request: HttpRequest) -> HttpResponseBase:
    rows = []
    found = TrialReport.objects.defer("rows", "items").select_related("asked_by", "decision")
    for row in found.order_by("-asked_at", "-pk")[:MOST]:
        state, look = state_of(row)
        rows.append(
            {
                "href": reverse("studio:trial", args=[row.uid]),
                "title": row.title,
                "finding": finding(row.report) if row.report else "",
                "state": state,
                "look": look,
                "at": row.asked_at,
                "by": row.asked_by.full_name if row.asked_by else "",
            }
        )
    return studio_page(request, "studio/trials/list.jinja", {"rows": rows}, shelf=SHELF)
