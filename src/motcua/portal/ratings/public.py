"""How content people are with each unit, in the open: share and interval, never from fewer than may be shown."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.intervals import wilson
from motcua.ratings.editions import policy_on
from motcua.ratings.selectors import UnitResult, months_back, results
from motcua.web.access import public
from motcua.web.words import percent

MONTHS = 3


@public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The three months before the present one: those that are closed."""
    today = legal_date(now())
    periods = months_back(today, MONTHS + 1)[:-1]
    context = {
        "nav": "rating_results",
        "rows": [row_of(one) for one in results(periods, today=today)],
        "first": f"{periods[0][5:]}/{periods[0][:4]}",
        "last": f"{periods[-1][5:]}/{periods[-1][:4]}",
        "least": policy_on(today).least_shown,
    }
    return render(request, "portal/ratings/results.jinja", context)


def row_of(one: UnitResult) -> dict[str, object]:
    """Shares in per cent, the interval in which the truth lies in 19 of 20 such samples."""
    span = wilson(one.satisfied, one.number)
    return {
        "unit": one.unit.name,
        "number": one.number,
        "share": percent(Decimal(one.satisfied) / one.number, 1),
        "low": round(100 * span.low),
        "high": round(100 * span.high),
    }
