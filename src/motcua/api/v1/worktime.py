"""``/worktime``: the same arithmetic as the command line."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from motcua.api.auth import Token
from motcua.core.errors import Conflict
from motcua.worktime.answers import due_answer
from motcua.worktime.limits import MAX_AMOUNT
from motcua.worktime.rules import Basis, LimitUnit, due
from motcua.worktime.selectors import compiled

router = Router(tags=["worktime"])


EARLIEST, LATEST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1900, 2200))


class Question(Schema):
    model_config = ConfigDict(extra="forbid")

    start: AwareDatetime = Field(ge=EARLIEST, le=LATEST)
    amount: int = Field(ge=1, le=MAX_AMOUNT)
    unit: LimitUnit
    basis: Basis = Basis.END_OF_DAY
    calendar: str = Field("", max_length=40)


@router.post("/due", auth=Token("worktime:read"), operation_id="worktime_due")
def read(request: HttpRequest, payload: Question) -> HttpResponse:
    """When a limit ends, with its working. 409 ``worktime_beyond_end`` past the calendar's last day."""
    calendar = compiled(payload.calendar or settings.PROVINCE_CALENDARS["settlement"])
    found = due(calendar, payload.start, payload.amount, payload.unit, payload.basis, explain=True)
    if found.beyond_end:
        raise Conflict("worktime_beyond_end", params={"calendar": calendar.code, "last_day": calendar.last_day})
    return JsonResponse(
        due_answer(found, start=payload.start, amount=payload.amount, unit=payload.unit, basis=payload.basis)
    )
