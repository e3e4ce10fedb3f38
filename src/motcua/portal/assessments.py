"""Published results of assessed units. Never of persons."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.core.canonical import decode
from motcua.core.errors import NotFound
from motcua.figures.assessments.models import AssessmentResult, Kind
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.web.access import public

MOST = 50


@public
@require_GET
def results(request: HttpRequest) -> HttpResponseBase:
    rows = AssessmentResult.objects.exclude(round__kind=Kind.OFFICIAL).select_related("round")
    newest: dict[int, AssessmentResult] = {}
    for one in rows.order_by("-signed_on", "-id")[: MOST * 4]:
        newest.setdefault(one.round_id, one)
    listed = [
        {
            "uid": one.round.uid,
            "title": one.round.title,
            "kind": Kind(one.round.kind).label,
            "period": period_name(parse_code(one.round.period)),
            "number": one.decision_number,
            "signed_on": one.signed_on,
        }
        for one in list(newest.values())[:MOST]
    ]
    return render(request, "portal/assessments.jinja", {"rows": listed})


@public
@require_GET
def result(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What was signed, as it was signed; later changes show only in a later result."""
    rows = AssessmentResult.objects.filter(round__uid=uid).exclude(round__kind=Kind.OFFICIAL)
    found = rows.select_related("round").order_by("-number").first()
    if found is None:
        raise NotFound("assessment_not_published")
    told = decode(bytes(found.body))
    listed = told.get("rows")
    context = {
        "result": found,
        "title": found.round.title,
        "period": period_name(parse_code(found.round.period)),
        "rows": [_row(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else [],
    }
    return render(request, "portal/assessment.jinja", context)


def _row(one: Mapping[str, object]) -> Mapping[str, object]:
    unit = one.get("unit")
    return {
        "name": unit.get("name", "") if isinstance(unit, dict) else "",
        "printed": one.get("printed", ""),
        "band": one.get("band", ""),
        "rank": one.get("rank"),
        "of": one.get("of"),
        "tied": one.get("tied"),
    }
