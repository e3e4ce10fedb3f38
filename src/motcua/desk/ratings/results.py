"""How people rated my units: shares with intervals, scores by the circular, words after masking."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.intervals import wilson
from motcua.desk.inbox import actor_at, post_line
from motcua.people.services.records import record_list
from motcua.ratings.editions import Questions, policy_on, questions_on
from motcua.ratings.permissions import READ
from motcua.ratings.selectors import UnitResult, months_back, results_for, words_for
from motcua.web.access import official
from motcua.web.words import decimal, percent

SPANS: Final = (1, 3, 12)


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """``?thang=``: so many months back, the present one included."""
    actor, at = actor_at(request), now()
    today = legal_date(at)
    span = next((one for one in SPANS if str(one) == request.GET.get("thang")), 3)
    periods = months_back(today, span)
    found = results_for(actor, periods, now=at)
    words = words_for(actor, periods, [one.unit.pk for one in found])
    record_list(actor, READ, "rating", {"months": str(span)}, rows=len(found), now=at)
    questions = questions_on(today)
    context = {
        "spans": [{"href": f"?thang={one}", "text": _span(one), "on": one == span} for one in SPANS],
        "rows": [_row(one, questions) for one in found],
        "items": [_item(one, questions) for one in found] if len(found) <= 5 else [],
        "words": [{"unit": one.unit.name, "words": one.words} for one in words],
        "least": policy_on(today).least_shown,
        "period": _period(periods, today),
        "post_line": post_line(actor),
        "nav": "ratings",
        "tab": "results",
    }
    return render(request, "desk/ratings/results.jinja", context)


def _span(months: int) -> str:
    return _("Tháng này") if months == 1 else _("%(months)s tháng") % {"months": months}


def _period(periods: list[str], today: dt.date) -> str:
    return f"{periods[0][5:]}/{periods[0][:4]} – {today:%d/%m/%Y}"


def _row(one: UnitResult, questions: Questions) -> dict[str, object]:
    span = wilson(one.satisfied, one.number)
    return {
        "unit": one.unit.name,
        "number": one.number,
        "share": percent(Decimal(one.satisfied) / one.number, 1),
        "interval": f"{round(100 * span.low)}–{round(100 * span.high)}%",
        "scores": [
            decimal(one.scores[key].printed, 1) if key in one.scores else "–" for key in sorted(questions.points)
        ],
        "grade": one.grade.words if one.grade else "–",
    }


def _item(one: UnitResult, questions: Questions) -> dict[str, object]:
    """Every question with the share of each answer, for few units."""
    asked = [item for item in questions.items if item.key in one.tally]
    lines = []
    for item in asked:
        tally = one.tally[item.key]
        total = sum(tally.values())
        numbers = [(answer.words, tally.get(answer.code, 0)) for answer in item.answers]
        answers = [{"words": words, "number": one, "share": round(100 * one / total)} for words, one in numbers]
        lines.append({"question": item.words, "total": total, "answers": answers})
    return {"unit": one.unit.name, "lines": lines}
