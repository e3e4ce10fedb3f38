"""The old map held against the new one, as a page and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.errors import NotFound
from motcua.desk.export import harmless
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.units.wording import percent
from motcua.dossiers.models import Reroute
from motcua.dossiers.selectors.reorganisation import reroute_of
from motcua.dossiers.services.reorganise import READ
from motcua.organisation.models import UnitDecision
from motcua.organisation.services.unit_decisions import find_decision
from motcua.web.access import official

MOST_LINES = 500
WHOLE, OPEN = "all", "open"


@official(READ)
@require_GET
def sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    decision, job = _of(uid)
    which = OPEN if request.GET.get("only") == OPEN else WHOLE
    found = _part(job, which)
    lines = found.get("lines")
    rows = lines if isinstance(lines, list) else []
    here = reverse("desk:unit_sheet", args=[uid])
    context = {
        "decision": decision,
        "rows": [{**row, "percent": percent(row["share"])} for row in rows[:MOST_LINES]],
        "hidden": max(0, len(rows) - MOST_LINES),
        "total_old": found.get("total_old", 0),
        "total_new": found.get("total_new", 0),
        "estimated": sum(int(row["estimated"]) for row in rows),
        "tabs": [
            {"text": _("Mọi hồ sơ"), "href": here, "current": which == WHOLE},
            {"text": _("Hồ sơ đang mở"), "href": f"{here}?only={OPEN}", "current": which == OPEN},
        ],
        "file": f"{reverse('desk:unit_sheet_file', args=[uid])}?only={which}",
        "back": reverse("desk:unit_decision", args=[uid]),
        "is_done": job.state == "done",
        "post_line": post_line(actor_at(request)),
        "nav": "units",
    }
    return render(request, "desk/units/sheet.jinja", context)


@official(READ)
@require_GET
def sheet_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    _decision, job = _of(uid)
    found = _part(job, OPEN if request.GET.get("only") == OPEN else WHOLE)
    text = io.StringIO()
    writer = csv.writer(text)
    heads = (_("Mã cũ"), _("Đơn vị cũ"), _("Mã mới"), _("Đơn vị mới"), _("Tỷ lệ"), _("Theo hồ sơ"), _("Ước tính"))
    writer.writerow(heads)
    lines = found.get("lines")
    names = ("old", "old_name", "new", "new_name", "share", "exact", "estimated")
    for row in lines if isinstance(lines, list) else ():
        writer.writerow([harmless(str(row[name])) for name in names])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="doi-chieu.csv"'
    return response


def _of(uid: UUID) -> tuple[UnitDecision, Reroute]:
    """Raises NotFound ``sheet_not_there`` before the decision is in force."""
    decision = find_decision(uid)
    job = reroute_of(decision)
    if job is None:
        raise NotFound("sheet_not_there")
    return decision, job


def _part(job: Reroute, which: str) -> Mapping[str, object]:
    found = job.outcome.get(which)
    return found if isinstance(found, dict) else {}
