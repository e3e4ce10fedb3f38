"""The processes in force and those before, each with how many open dossiers follow it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.dossiers.selectors.running import open_by_process
from motcua.procedures import process_json
from motcua.procedures.process_content import content_of, read_content, steps_of
from motcua.procedures.selectors.form_sources import procedure_name
from motcua.procedures.selectors.process_drafts import bindings_of, find_process_version
from motcua.studio.page import studio_page
from motcua.studio.processes.common import DRAFT, SHELF, drawings
from motcua.studio.processes.drawing import Marks
from motcua.studio.processes.table import row_views
from motcua.web.access import official


@official(DRAFT)
@require_GET
def running(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """Four statements, whatever the number of dossiers."""
    on = legal_date(now())
    name = procedure_name(procedure[:100], on)
    if not name:
        raise NotFound("procedure_not_found", params={"procedure": procedure[:100]})
    bindings = bindings_of(procedure)
    counts, is_more = open_by_process([one.process_version_id for one in bindings])
    rows = [
        {
            "binding": one,
            "version": one.process_version,
            "decision": one.process_version.decision,
            "href": reverse("studio:process_version", args=[one.process_version.uid]),
            "count": counts.get(one.process_version_id, 0),
            "is_now": one.valid_from <= on and (one.valid_to is None or one.valid_to > on),
        }
        for one in bindings
    ]
    context = {"name": name, "key": procedure, "rows": rows, "is_more": is_more, "total": sum(counts.values())}
    return studio_page(request, "studio/processes/running.jinja", context, shelf=SHELF)


@official(DRAFT)
@require_GET
def version(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A version that came into force, as table and drawing."""
    found, on = find_process_version(uid), legal_date(now())
    content = content_of(process_json.from_json(found.steps), name=found.name)
    counts, is_more = open_by_process([found.pk])
    context = {
        "version": found,
        "name": procedure_name(found.procedure.key, on),
        "rows": row_views(content, read_content(content, None).faults),
        "steps": steps_of(content),
        "drawing": drawings(content, (), on, Marks()),
        "count": counts.get(found.pk, 0),
        "is_more": is_more,
    }
    return studio_page(request, "studio/processes/version.jinja", context, shelf=SHELF)
