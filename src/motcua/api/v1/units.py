"""``/units``: the organisation on a day."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from motcua.api.auth import Token
from motcua.core.clock import legal_date, now
from motcua.organisation.selectors import unit_on

router = Router(tags=["units"])


@router.get("/{code}", auth=Token("units:read"), operation_id="read_unit")
def read(request: HttpRequest, code: str, on: dt.date | None = Query(None)) -> HttpResponse:  # noqa: B008
    """A unit as it was on a day (today when no day is given)."""
    unit = unit_on(code, on or legal_date(now()))
    return JsonResponse(
        {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "kind": unit.kind,
            "parent": unit.parent.code if unit.parent else None,
            "valid_from": unit.valid_from.isoformat(),
            "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
            "agency_code": unit.agency_code or None,
        }
    )
