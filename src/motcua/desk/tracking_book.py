"""The desk's book of dossiers (form 06): read by period, printed on A4, taken as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import Conflict, DomainError
from motcua.core.texts import say
from motcua.desk.export import TYPES, XLSX, harmless, xlsx
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.books import BookRow, BookSheet, Column
from motcua.documents.paper_parts import Office
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import RECEIVE
from motcua.dossiers.selectors.tracking_book import Period, book, desks, period
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import shortened

SHOWN, MOST_PRINTED = 100, 3000
MOST_OF_A_NAME = 120
WAYS = {"counter": "Tại một cửa", "post": "Bưu chính", "online": "Trực tuyến"}


def _wanted(request: HttpRequest, actor: Actor, at: dt.datetime) -> tuple[list[Unit], Unit, Period]:
    found = desks(actor, legal_date(at))
    if not found:
        raise Conflict("no_desk_of_yours")
    code = str(request.GET.get("unit", ""))
    desk = next((one for one in found if one.code == code), found[0])
    days = period(str(request.GET.get("from", ""))[:10], str(request.GET.get("to", ""))[:10], legal_date(at))
    return found, desk, days


@official(RECEIVE)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    error: DomainError | None = None
    try:
        found, desk, days = _wanted(request, actor, at)
    except Conflict:
        raise
    except DomainError as wrong:
        error, found = wrong, desks(actor, legal_date(at))
        desk, days = found[0], period("", "", legal_date(at))
    rows = book(desk.pk, days)
    shown = list(rows[:SHOWN])
    total = rows.count()
    record_list(actor, RECEIVE, "dossier", _recorded(desk, days, "page"), rows=len(shown), now=at)
    query = urlencode({"unit": desk.code, "from": days.first.isoformat(), "to": days.last.isoformat()})
    context = {
        "units": [{"value": one.code, "text": one.name, "selected": one == desk} for one in found],
        "desk": desk,
        "days": days,
        "rows": shown,
        "total": total,
        "ways": WAYS,
        "errors": [{"text": say(error.code, error.params), "href": "#from"}] if error else [],
        "exports": [
            {"text": text, "href": f"{reverse('desk:tracking_book_file', args=[kind])}?{query}"}
            for kind, text in (("pdf", _("In sổ (A4)")), ("xlsx", "XLSX"))
        ],
        "post_line": post_line(actor),
        "nav": "reception",
    }
    return render(request, "desk/tracking_book.jinja", context, status=error.status if error else 200)


def _recorded(desk: Unit, days: Period, kind: str) -> dict[str, str | int | bool | list[str] | None]:
    return {"unit": desk.code, "from": days.first.isoformat(), "to": days.last.isoformat(), "as": kind}


@official(RECEIVE)
@require_GET
def file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The book as PDF or XLSX."""
    if kind not in {"pdf", XLSX}:
        raise Http404
    actor, at = actor_at(request), now()
    _found, desk, days = _wanted(request, actor, at)
    rows = book(desk.pk, days)
    many = rows.count()
    record_list(actor, RECEIVE, "dossier", _recorded(desk, days, kind), rows=many, now=at)
    name = f"so-theo-doi-{desk.code}-{days.first:%Y%m%d}-{days.last:%Y%m%d}.{kind}"
    if kind == XLSX:
        response = StreamingHttpResponse(xlsx(_lines(rows.iterator(500)), _("Sổ theo dõi")), content_type=TYPES[XLSX])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    body = print_paper(_sheet(desk, days, list(rows[:MOST_PRINTED]), many, at))
    headers = download_headers(name=name, media_type="application/pdf", size=len(body), inline=True)
    return HttpResponse(body, headers=headers)


HEADS = (
    Column("TT", 9, right=True),
    Column("Mã hồ sơ", 36),
    Column("Người nộp, địa chỉ, điện thoại", 44),
    Column("Thủ tục"),
    Column("Cơ quan giải quyết", 32),
    Column("Nhận", 18),
    Column("Hẹn trả", 18),
    Column("Trả", 18),
    Column("Cách nhận", 17),
    Column("Ký nhận", 16),
)


def _cells(number: int, row: Dossier) -> Sequence[str]:
    who = row.applicant
    person = ", ".join(part for part in (row.applicant_name, who.address, who.phone) if part)
    return (
        str(number),
        row.code or row.receipt_no,
        person,
        shortened(row.version.name, MOST_OF_A_NAME),
        row.settling_unit.name,
        _instant(row.accepted_at),
        _instant(row.appointed_due_at),
        _instant(row.closed_at),
        WAYS.get(str(row.way or ""), ""),  # type: ignore[attr-defined]
        "",
    )


def _instant(at: dt.datetime | None) -> str:
    return f"{at.astimezone(LEGAL_ZONE):%d/%m/%Y %H:%M}" if at else ""


def _lines(rows: Iterable[Dossier]) -> Iterator[Sequence[str]]:
    yield [one.head for one in HEADS]
    for number, row in enumerate(rows, 1):
        yield [harmless(text) for text in _cells(number, row)]


def _sheet(desk: Unit, days: Period, rows: Sequence[Dossier], many: int, at: dt.datetime) -> BookSheet:
    place = settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    superior = desk.parent.name if desk.parent else settings.PROVINCE_NAME
    cut = [f"In {len(rows)} trong {many} hồ sơ."] if many > len(rows) else []
    return BookSheet(
        office=Office(superior=superior, name=desk.name, place=place, address=desk.address, phone=desk.phone),
        title="Sổ theo dõi hồ sơ",
        issued_at=at,
        lines=[f"Từ ngày {days.first:%d/%m/%Y} đến ngày {days.last:%d/%m/%Y}", *cut],
        columns=HEADS,
        rows=[BookRow(_cells(number, row)) for number, row in enumerate(rows, 1)],
        foot=[f"Cộng: {many} hồ sơ."],
        signs=("Người lập sổ", "Lãnh đạo bộ phận một cửa"),
        url=f"{settings.BASE_URL}{reverse('desk:tracking_book')}",
    )
