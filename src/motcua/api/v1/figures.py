"""``/figures``: one figure with its proof, and the list behind it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Path, Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from motcua.api.auth import Token, actor_of
from motcua.core.errors import Invalid
from motcua.figures.answers import Answer, answer
from motcua.figures.answers.proof import list_behind, shown
from motcua.figures.periods import between

router = Router(tags=["figures"])

EARLIEST, LATEST = dt.date(1901, 1, 1), dt.date(2199, 12, 31)
MOST = 200


class Asked(Schema):
    model_config = ConfigDict(extra="forbid")

    unit: str = Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")
    first: dt.date = Field(alias="from", ge=EARLIEST, le=LATEST)
    last: dt.date = Field(alias="to", ge=EARLIEST, le=LATEST)
    as_of: AwareDatetime | None = Field(
        None, ge=dt.datetime(1901, 1, 1, tzinfo=dt.UTC), le=dt.datetime(2199, 1, 1, tzinfo=dt.UTC)
    )


class Listed(Asked):
    measure: str = Field("", max_length=60)
    after: str = Field("", max_length=200, pattern=r"^[^\x00]*$")


Indicator = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9_]+$")]


def _answer(indicator: str, asked: Asked) -> Answer:
    return answer(indicator, asked.unit, between(asked.first, asked.last), as_of=asked.as_of)


@router.get("/{indicator}", auth=Token("figures:read"), operation_id="read_figure")
def read(request: HttpRequest, indicator: Indicator, asked: Query[Asked]) -> HttpResponse:
    """A figure: what it is made of, as of when, its hash; or why it is missing."""
    return JsonResponse(_answer(indicator, asked).json)


@router.get("/{indicator}/dossiers", auth=Token("figures:read"), operation_id="list_behind_figure")
def listed(request: HttpRequest, indicator: Indicator, asked: Query[Listed]) -> HttpResponse:
    """What one of its measures counts (the first when none is named). Dossiers that may not be shown to the caller are
    counted in ``hidden`` and left out."""
    found = _answer(indicator, asked)
    names = {key.measure: key for key in found.values}
    key = names.get(asked.measure) if asked.measure else next(iter(names.values()), None)
    if key is None:
        raise Invalid("figure_measure_unknown", params={"measure": asked.measure})
    page = list_behind(found, key, as_of=asked.as_of, after=asked.after, limit=MOST)
    seen = shown(page, actor_of(request))
    return JsonResponse(
        {
            "measure": key.measure,
            "total": str(page.total),
            "things": page.things,
            "items": [{"thing": page.thing.value, "id": row.id, "amount": str(row.amount)} for row in seen.rows],
            "hidden": seen.hidden,
            "next": page.next or None,
        }
    )
