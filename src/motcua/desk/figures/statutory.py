"""Statutory reports that are due: one line for each form and unit, the most urgent on top."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.desk.figures.statutory_menu import (
    LOOKS,
    VERBS,
    form_options,
    links,
    nav,
    period_options,
    require_any,
    state_name,
)
from motcua.desk.figures.statutory_owed import OWN, RECEIVED, owed_words, within
from motcua.desk.inbox import post_line
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.statutory.owed import Owed, owed, owed_counts
from motcua.figures.statutory.permissions import FILL, SUM, readable
from motcua.figures.statutory.selectors import NOTHING, closed_periods, counts_of, in_states, states_of
from motcua.figures.statutory.services.opening import open_report
from motcua.figures.statutory.services.reminding import WAITING
from motcua.figures.wording import language
from motcua.organisation.selectors import ancestors, find_unit
from motcua.people.actors import Actor
from motcua.web.access import holds, official

PAGE: Final = 50
ASKED: Final = ("bieu", "ky", "don-vi", "pham-vi")
ORDER: Final = (NOTHING, *(state.value for state in State if state is not State.REPLACED))


@official()
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = require_any(request, *VERBS), legal_date(now())
    asked = {name: request.GET.get(name, "").strip()[:60] for name in (*ASKED, "tinh-trang")}
    mine = StatutoryReport.objects.filter(readable(actor)).select_related("unit")
    periods = list(mine.order_by("-last", "-period").values_list("period", flat=True).distinct()[:12])
    rows = within(actor, _filtered(mine, asked), asked["pham-vi"], today)
    counts = counts_of(rows)
    shown = _of_state(rows, asked["tinh-trang"], today)
    total, start = shown.count(), _start(request)
    found = list(shown.order_by("-last", "due_on", "unit__code", "form")[start : start + PAGE])
    states = states_of(StatutoryReport.objects.filter(pk__in=[row.pk for row in found]))
    closed = closed_periods((row.form, row.period) for row in found)
    context = {
        "links": links(actor, "statutory"),
        "fields": _fields(asked, periods, today),
        "hidden": [("pham-vi", asked["pham-vi"])] if asked["pham-vi"] else [],
        "area": _area(asked["pham-vi"], today),
        "sums": [(state_name(one), counts[one], _address(asked, one)) for one in ORDER if counts.get(one)],
        "late": owed_counts(rows, today, [Owed.LATE])[Owed.LATE],
        "late_href": _address(asked, Owed.LATE),
        "rows": [_row(row, states[row.pk], today, (row.form, row.period) in closed) for row in found],
        "total": total,
        "first": start + 1,
        "last": start + len(found),
        "previous": _address(asked, asked["tinh-trang"], start - PAGE) if start else "",
        "next": _address(asked, asked["tinh-trang"], start + PAGE) if total > start + PAGE else "",
        "may_begin": holds(actor, FILL) or holds(actor, SUM),
        "post_line": post_line(actor),
        "nav": nav(actor),
    }
    return render(request, "desk/figures/statutory.jinja", context)


def _filtered(rows: QuerySet[StatutoryReport], asked: Mapping[str, str]) -> QuerySet[StatutoryReport]:
    if asked["bieu"]:
        rows = rows.filter(form=asked["bieu"])
    if asked["ky"]:
        rows = rows.filter(period=asked["ky"])
    if asked["don-vi"]:
        rows = rows.filter(Q(unit__code__istartswith=asked["don-vi"]) | Q(unit__name__icontains=asked["don-vi"]))
    return rows


def _of_state(rows: QuerySet[StatutoryReport], state: str, today: dt.date) -> QuerySet[StatutoryReport]:
    if state in set(Owed):
        return owed(rows, Owed(state), today)
    return in_states(rows, [state]) if state in ORDER else rows


def _area(asked: str, today: dt.date) -> str:
    """Whose reports the list is narrowed to, in words; empty when to nobody's."""
    if asked == OWN:
        return _("đơn vị của bạn")
    if asked == RECEIVED:
        return _("gửi đến bạn")
    unit = find_unit(asked, today) if asked else None
    return unit.name if unit else asked


def _start(request: HttpRequest) -> int:
    text = request.GET.get("tu", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _address(asked: Mapping[str, str], state: str, start: int = 0) -> str:
    query = {**asked, "tinh-trang": state, "tu": str(start) if start > 0 else ""}
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def _fields(asked: Mapping[str, str], periods: list[str], today: dt.date) -> list[dict[str, object]]:
    waiting = [(one.value, owed_words(one)) for one in Owed]
    states = [("", _("mọi tình trạng")), *waiting, *((one, state_name(one)) for one in ORDER)]
    return [
        {"name": "bieu", "label": _("Biểu"), "options": form_options(asked["bieu"], today)},
        {"name": "ky", "label": _("Kỳ"), "options": period_options(asked["ky"], periods)},
        {"name": "don-vi", "label": _("Đơn vị (tên hoặc mã)"), "kind": "search", "value": asked["don-vi"]},
        {
            "name": "tinh-trang",
            "label": _("Tình trạng"),
            "options": [
                {"value": value, "text": text, "selected": value == asked["tinh-trang"]} for value, text in states
            ],
        },
    ]


def _row(report: StatutoryReport, state: str, today: dt.date, closed: bool) -> dict[str, object]:
    period = parse_code(report.period)
    form = shipped().in_force(report.form, period)
    return {
        "href": reverse("desk:statutory_report", args=[report.uid]),
        "number": form.number,
        "title": form.title(language()),
        "unit": report.unit.name,
        "period": period_name(period),
        "state": state_name(state),
        "look": LOOKS[state],
        "due": report.due_on,
        "late": state in WAITING and report.due_on is not None and report.due_on < today and not closed,
        "closed": closed,
    }


@official()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """A report outside the timetable: another period, such as a month."""
    actor, given = require_any(request, FILL, SUM), request.POST
    error = ""
    if request.method == "POST":
        try:
            period = parse_period(given.get("ky", ""))
            report = open_report(given.get("bieu", ""), given.get("don-vi", "").strip(), period, actor=actor, now=now())
        except DomainError as refused:
            error = say(refused.code, refused.params)
        else:
            return HttpResponseRedirect(reverse("desk:statutory_report", args=[report.uid]))
    context = {
        "links": links(actor, "statutory"),
        "forms": form_options(given.get("bieu", ""), legal_date(now()), every=False),
        "unit": given.get("don-vi", "") or _own_unit(actor),
        "period": given.get("ky", ""),
        "errors": [{"text": error, "href": "#f-ky"}] if error else [],
        "post_line": post_line(actor),
        "nav": nav(actor),
    }
    return render(request, "desk/figures/statutory_new.jinja", context, status=422 if error else 200)


def _own_unit(actor: Actor) -> str:
    """The unit that files reports, of the actor's own post."""
    for standing in actor.standings:
        for unit in ancestors(standing.unit_id, legal_date(now())):
            if unit.level in {"commune", "province"} or unit.kind == "department":
                return unit.code
    return ""
