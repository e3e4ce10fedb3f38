"""The registry for those who control it: how far each procedure has come, and where the gaps are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.procedures.selectors import coverage
from motcua.web.access import official

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

READ_DRAFTS = "procedure.read_drafts"
MOST_GAPS = 50

STAGES: Mapping[str, str | StrPromise] = {
    "published": _("Đã công bố"),
    "internal_process": _("Có quy trình nội bộ"),
    "electronic_process": _("Có quy trình điện tử"),
    "national_database": _("Có trên Cơ sở dữ liệu quốc gia"),
    "posted": _("Đã niêm yết"),
}


@official(READ_DRAFTS)
@require_GET
def board(request: HttpRequest) -> HttpResponseBase:
    """Each stage with its count and the procedures that are missing there."""
    actor, at = actor_at(request), now()
    lines = [
        {
            "stage": words(STAGES, line.stage.value),
            "count": line.count,
            "missing": len(line.gaps),
            "gaps": line.gaps[:MOST_GAPS],
        }
        for line in coverage(legal_date(at))
    ]
    context = {"lines": lines, "most": MOST_GAPS, "post_line": post_line(actor), "nav": "registry"}
    return render(request, "desk/board.jinja", context)
