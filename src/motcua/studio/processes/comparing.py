"""The process in force against the one being written: in words, and marked in both drawings; and the drawing alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.procedures import process_json
from motcua.procedures.process_content import content_of, steps_of
from motcua.procedures.selectors.process_drafts import find_process_draft, process_in_force
from motcua.studio.page import studio_page
from motcua.studio.processes.common import (
    DRAFT,
    SHELF,
    checked_draft,
    content_of_draft,
    drawings,
    fault_lines,
    head_of,
    sum_of,
)
from motcua.studio.processes.differing import difference
from motcua.studio.processes.drawing import Marks
from motcua.studio.processes.table import row_views
from motcua.web.access import official


@official(DRAFT)
@require_GET
def compare(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    draft, on = find_process_draft(uid), legal_date(now())
    version = process_in_force(draft.procedure_key, draft.case_key, draft.unit_code, on)
    content = content_of_draft(draft)
    context: dict[str, object] = {**head_of(draft), "version": version, "between": None}
    if version is not None:
        before = content_of(process_json.from_json(version.steps), name=version.name)
        between = difference(before, content)
        context |= {
            "between": between,
            "before": drawings(before, (), on, Marks(compared=between.old_marks, anchor="")),
            "after": drawings(content, (), on, Marks(compared=between.new_marks, anchor="")),
            "count": len(steps_of(before)),
        }
    return studio_page(request, "studio/processes/compare.jinja", context, shelf=SHELF)


@official(DRAFT)
@require_GET
def flow(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The drawing and the table to be read and printed."""
    draft, on = find_process_draft(uid), legal_date(now())
    content = content_of_draft(draft)
    checked = checked_draft(draft, content, on)
    context = {
        **head_of(draft),
        "drawing": drawings(content, checked.faults, on),
        "rows": row_views(content, checked.faults),
        "steps": steps_of(content),
        "sum": sum_of(checked),
        "faults": fault_lines(checked.faults, "#buoc-{row}"),
    }
    return studio_page(request, "studio/processes/flow_page.jinja", context, shelf=SHELF)
