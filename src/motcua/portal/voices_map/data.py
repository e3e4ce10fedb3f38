"""Published petitions as open data, a month at a time: CSV and JSON, the same fields."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.petitions.categories import tree
from motcua.petitions.models import Petition
from motcua.petitions.points.models import PetitionPoint
from motcua.petitions.selectors import public as published
from motcua.portal.voices_map.wanted import Wanted, read_wanted
from motcua.web.access import public
from motcua.web.spreadsheets import harmless

FIELDS: Final = (
    *("receipt_no", "category", "category_name", "title", "question", "answer", "place", "place_name", "unit"),
    *("unit_name", "state", "submitted_on", "published_on", "closed_on", "lat", "lng"),
)
_PAGE: Final = 200


@public
@require_safe
@cache_control(public=True, max_age=300)
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """``/phan-anh/du-lieu.csv?thang=2026-11``; without a month, the running one."""
    wanted = _month(request)
    headers = {"Content-Disposition": f'attachment; filename="phan-anh-{wanted.month}.csv"', **_OPEN}
    return StreamingHttpResponse(_csv(wanted), content_type="text/csv; charset=utf-8", headers=headers)


@public
@require_safe
@cache_control(public=True, max_age=300)
def as_json(request: HttpRequest) -> HttpResponseBase:
    """As the CSV: ``{"month", "items": [...]}``."""
    wanted = _month(request)
    return StreamingHttpResponse(_json(wanted), content_type="application/json", headers=_OPEN)


_OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def _month(request: HttpRequest) -> Wanted:
    asked = request.GET.copy()
    if not read_wanted(asked, legal_date(now())).month:
        asked["thang"] = f"{legal_date(now()):%Y-%m}"
    return read_wanted(asked, legal_date(now()))


def _pages(wanted: Wanted) -> Iterator[dict[str, object]]:
    """Two statements for each two hundred; nothing is held but one page."""
    after = ""
    while True:
        page = published(wanted.published(), on=wanted.on, after=after, limit=_PAGE)
        points = PetitionPoint.objects.filter(petition__in=[one.pk for one in page.items], shown=True)
        pins = {key: (lat, lng) for key, lat, lng in points.values_list("petition", "lat", "lng")}
        for one in page.items:
            yield _row(one, pins.get(one.pk, (None, None)), wanted)
        if not page.next:
            return
        after = page.next


def _row(one: Petition, pin: tuple[float | None, float | None], wanted: Wanted) -> dict[str, object]:
    words, category = one.publication, tree(wanted.on).by_code.get(one.category)
    closed = one.closed_at
    values = (
        *(one.receipt_no, one.category, category.name if category else "", words.title, words.question, words.answer),
        *(one.place.code if one.place else "", one.place.name if one.place else ""),
        *(one.owner_unit.code if one.owner_unit else "", one.owner_unit.name if one.owner_unit else "", one.state),
        legal_date(one.submitted_at).isoformat(),
        legal_date(words.published_at).isoformat(),
        closed.astimezone(LEGAL_ZONE).date().isoformat() if closed else "",
        *pin,
    )
    return dict(zip(FIELDS, values, strict=True))


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _csv(wanted: Wanted) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(FIELDS))
    for row in _pages(wanted):
        cells = ["" if value is None else value for value in row.values()]
        yield str(writer.writerow([harmless(one) if isinstance(one, str) else one for one in cells]))


def _json(wanted: Wanted) -> Iterator[str]:
    yield json.dumps({"month": wanted.month})[:-1] + ', "items": ['
    for number, row in enumerate(_pages(wanted)):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
