"""The integrity report: how many ratings of a desk were set aside and why. Never a rating, never a name."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.inbox import actor_at, post_line
from motcua.people.services.records import record_list
from motcua.ratings.integrity import Reason
from motcua.ratings.permissions import INTEGRITY
from motcua.ratings.selectors import Checked, integrity_of, months_back, waiting
from motcua.ratings.texts import REASONS
from motcua.web.access import official
from motcua.web.words import percent


@official(INTEGRITY)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """The last twelve months."""
    actor, at = actor_at(request), now()
    rows = integrity_of(actor, months_back(legal_date(at), 12))
    record_list(actor, INTEGRITY, "rating_integrity", {}, rows=len(rows), now=at)
    context = {
        "rows": [_row(one) for one in rows if one.set_aside],
        "clean": sum(1 for one in rows if not one.set_aside),
        "released": sum(one.released for one in rows),
        "aside": sum(one.set_aside for one in rows),
        "waiting": waiting(),
        "post_line": post_line(actor),
        "nav": "ratings",
        "tab": "integrity",
    }
    return render(request, "desk/ratings/integrity.jinja", context)


def _row(one: Checked) -> dict[str, object]:
    return {
        "unit": one.unit.name,
        "period": f"{one.period[5:]}/{one.period[:4]}",
        "released": one.released,
        "aside": one.set_aside,
        "share": percent(one.set_aside / one.released, 1),
        "reasons": [
            {"words": REASONS[Reason(code)], "number": count}
            for code, count in sorted(one.reasons.items(), key=lambda pair: -pair[1])
        ],
        "final": one.is_final,
    }
