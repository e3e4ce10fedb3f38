"""One form and period over all units: who sent, who has not, and the roll-ups that are made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.figures.statutory_batch import batch_links
from motcua.desk.figures.statutory_menu import LOOKS, links, nav, period_options, require_any, state_name
from motcua.desk.inbox import post_line
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.model import ReportForm
from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.statutory.permissions import DRAFT, LOCK, PROVINCE, RECEIVE, SUM
from motcua.figures.statutory.selectors import NOTHING, is_closed, states_of
from motcua.figures.statutory.services.reminding import WAITING
from motcua.figures.wording import language
from motcua.web.access import official

DEFAULT: Final = "ii06a"
MOST: Final = 2000


@official()
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = require_any(request, SUM, RECEIVE, LOCK, DRAFT), legal_date(now())
    form_id = request.GET.get("bieu", "") or DEFAULT
    rows = StatutoryReport.objects.filter(form=form_id).exclude(unit__level=PROVINCE)
    periods = list(rows.order_by("-last", "-period").values_list("period", flat=True).distinct()[:12])
    code = request.GET.get("ky", "") or (periods[0] if periods else "")
    found = list(rows.filter(period=code).select_related("unit").order_by("unit__code")[:MOST])
    states = states_of(rows.filter(period=code))
    waiting = [one for one in found if states[one.pk] in WAITING]
    numbers = {state: sum(states[one.pk] == state for one in found) for state in (NOTHING, *State)}
    form = next((one for one in shipped().on(today) if one.id == form_id), None)
    forms = [one for one in shipped().on(today) if one.deadlines and one.rows.value != "unit"]
    context = {
        "links": links(actor, "statutory_level"),
        "fields": [
            _form_field(form_id, forms),
            {"name": "ky", "label": _("Kỳ"), "options": period_options(code, periods, every=False)},
        ],
        "form": form,
        "period": period_name(parse_code(code)) if code else "",
        "closed": bool(code) and is_closed(form_id, code),
        "sums": [
            (state_name(state), number, f"{reverse('desk:statutory')}?bieu={form_id}&ky={code}&tinh-trang={state}")
            for state, number in numbers.items()
            if number
        ],
        "total": len(found),
        "waiting": [_waiting_row(one, states[one.pk], today) for one in waiting],
        "rolls": _rolls(form_id, code),
        "acts": batch_links(actor, form_id, code) if code else [],
        "post_line": post_line(actor),
        "nav": nav(actor),
    }
    return render(request, "desk/figures/statutory_level.jinja", context)


def _form_field(chosen: str, forms: Sequence[ReportForm]) -> dict[str, object]:
    options = [
        {"value": one.id, "text": f"{one.number} {one.title(language())}"[:90], "selected": one.id == chosen}
        for one in forms
    ]
    return {"name": "bieu", "label": _("Biểu"), "options": options}


def _waiting_row(one: StatutoryReport, state: str, today: dt.date) -> dict[str, object]:
    return {
        "unit": one.unit.name,
        "href": reverse("desk:statutory_report", args=[one.uid]),
        "state": state_name(state),
        "look": LOOKS[state],
        "due": one.due_on,
        "late": one.due_on is not None and one.due_on < today,
    }


def _rolls(form_id: str, code: str) -> list[dict[str, object]]:
    """The roll-ups of this form for the period, begun or not."""
    known = [one for one in shipped().on(legal_date(now())) if one.gathers == form_id]
    rows = StatutoryReport.objects.filter(form__in=[one.id for one in known], period=code)
    found = {report.form: report for report in rows}
    states = states_of(rows)
    rolls: list[dict[str, object]] = []
    for form in known:
        report = found.get(form.id)
        state = states[report.pk] if report else NOTHING
        rolls.append(
            {
                "id": form.id,
                "number": form.number,
                "title": form.title(language()),
                "href": reverse("desk:statutory_report", args=[report.uid]) if report else "",
                "state": state_name(state),
                "look": LOOKS[state],
            }
        )
    return rolls
