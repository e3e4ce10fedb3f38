"""The sheet of a decision that moves competence: time, hand-overs, trips and cost before and after, as page and CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.desk.decisions.listing import READ
from motcua.desk.decisions.reading import name_of
from motcua.desk.export import harmless
from motcua.desk.inbox import actor_at, post_line
from motcua.dossiers.selectors.before_after import MOST_MEASURED, Compared, Side, before_after
from motcua.procedures.lifecycle import COMPETENCE_KINDS
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import find_decision
from motcua.web.access import official
from motcua.web.words import decimal, money, number


@official(READ)
@require_GET
def sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    decision = _of(uid)
    context = {
        "decision": decision,
        "name": name_of(decision),
        "rows": [_row(one) for one in before_after(decision, now=now())],
        "heads": heads(),
        "most": number(MOST_MEASURED),
        "file": reverse("desk:decision_compared_file", args=[uid]),
        "back": reverse("desk:decision", args=[uid]),
        "post_line": post_line(actor_at(request)),
        "nav": "decisions",
    }
    return render(request, "desk/decisions/compared.jinja", context)


@official(READ)
@require_GET
def sheet_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Mã thủ tục"), _("Thủ tục"), _("Phía"), *heads()])
    for one in before_after(_of(uid), now=now()):
        for label, side in ((_("Trước"), one.before), (_("Sau"), one.after)):
            writer.writerow([harmless(cell) for cell in (one.key, one.name, label, *_cells(side))])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="truoc-sau.csv"'
    return response


def heads() -> list[str]:
    return [
        _("Hồ sơ đã giải quyết"),
        _("Thời gian giải quyết trung bình (ngày)"),
        _("Số lần chuyển tay"),
        _("Số lần người dân đến"),
        _("Phí, lệ phí"),
        _("Số bước của quy trình"),
        _("Ký thay, ký thừa ủy quyền"),
    ]


def _row(one: Compared) -> dict[str, object]:
    return {"key": one.key, "name": one.name, "before": _cells(one.before), "after": _cells(one.after)}


def _cells(side: Side) -> list[str]:
    def tenth(value: Decimal | None) -> str:
        return decimal(value, 1) if value is not None else "–"

    cost = money(side.cost) if side.cost is not None else "–"
    steps = number(side.steps) if side.steps is not None else "–"
    return [
        number(side.dossiers),
        tenth(side.days),
        tenth(side.hand_overs),
        tenth(side.trips),
        cost,
        steps,
        side.signer or "–",
    ]


def _of(uid: UUID) -> Decision:
    """Raises NotFound ``sheet_not_there`` for a decision that moves no competence."""
    decision = find_decision(uid)
    if decision.kind not in COMPETENCE_KINDS:
        raise NotFound("sheet_not_there")
    return decision
