"""The registers of certification: read, searched, printed, exported, closed; a wrong row is struck through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.certification.kinds import kinds
from motcua.certification.models import Entry
from motcua.certification.papers import MOST_PRINTED, book_sheet
from motcua.certification.permissions import CLOSE, READ_BOOK, STRIKE
from motcua.certification.rules import book_name, number_text
from motcua.certification.selectors import PAGE, Book, closing, entries, readable_units, totals, years
from motcua.certification.services.register import close_book, strike_entry
from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.idempotency import Claim, request_hash
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.export import TYPES, XLSX, harmless, xlsx
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.organisation.models import Unit
from motcua.people.permissions import decide, scope
from motcua.people.services.records import record_list
from motcua.web.access import official


@official(READ_BOOK)
@require_GET
def books(request: HttpRequest) -> HttpResponseBase:
    """Every register of the authorities within reach, by year."""
    actor, on = actor_at(request), legal_date(now())
    units = readable_units(actor, on)
    wanted = str(request.GET.get("unit", ""))
    unit = next((one for one in units if one.code == wanted), units[0] if units else None)
    found = years(unit.pk) if unit else []
    shown = sorted({on.year, *found}, reverse=True) if unit else []
    context = {
        "units": [{"value": one.code, "text": one.name, "selected": one == unit} for one in units],
        "unit": unit,
        "books": [
            {
                "year": year,
                "rows": [_card(unit, one.key, one.name, one.symbol, year) for one in kinds().values()],
            }
            for year in shown
            if unit is not None
        ],
        "post_line": post_line(actor),
        "nav": "certify",
    }
    return render(request, "desk/certifying/books.jinja", context)


def _card(unit: Unit, key: str, name: str, symbol: str, year: int) -> dict[str, object]:
    sums, struck, last = totals(Book(unit.pk, key, year))
    return {
        "name": name,
        "book": book_name(symbol, year),
        "last": last,
        "sums": sums,
        "struck": struck,
        "closed": closing(Book(unit.pk, key, year)) is not None,
        "href": reverse("desk:certification_book", args=[unit.code, key, year]),
    }


def _found(request: HttpRequest, unit: str, what: str, year: int) -> tuple[Unit, Book]:
    """Raises Http404 for a kind or year there cannot be, NotFound for an authority out of reach."""
    if what not in kinds() or not 2000 <= year <= 2200:
        raise Http404
    units = readable_units(actor_at(request), legal_date(now()))
    found = next((one for one in units if one.code == unit), None)
    if found is None:
        raise NotFound("unit_unknown", params={"unit": unit, "on": legal_date(now()).isoformat()})
    return found, Book(found.pk, what, year)


@official(READ_BOOK)
@require_GET
def book(request: HttpRequest, unit: str, what: str, year: int) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    owner, wanted = _found(request, unit, what, year)
    query = request.GET.get("q", "")[:200].replace("\x00", "")
    rows = entries(wanted, query).select_related("dossier")
    after = _number(request.GET.get("after", ""))
    page = list((rows.filter(number__gt=after) if after else rows)[: PAGE + 1])
    sums, struck, last = totals(wanted)
    closed = closing(wanted)
    record_list(
        actor, READ_BOOK, "certification", {"kind": what, "year": year, "query": query}, rows=len(page[:PAGE]), now=at
    )
    context = {
        "unit": owner,
        "what": kinds()[what],
        "year": year,
        "name": book_name(kinds()[what].symbol, year),
        "query": query,
        "rows": page[:PAGE],
        "more": f"?{urlencode({'q': query, 'after': page[PAGE - 1].number})}" if len(page) > PAGE else "",
        "sums": sums,
        "struck": struck,
        "last": last,
        "closed": closed,
        "may_close": closed is None
        and last > 0
        and year < legal_date(at).year
        and decide(actor, CLOSE, [owner.pk]).allowed,
        "may_strike": closed is None and decide(actor, STRIKE, [owner.pk, *{row.desk_id for row in page}]).allowed,
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "certify",
    }
    return render(request, "desk/certifying/book.jinja", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@official(READ_BOOK)
@require_GET
def export(request: HttpRequest, unit: str, what: str, year: int, kind: str) -> HttpResponseBase:
    """The whole register as a workbook, or its print (``pdf``; the first rows where it is very long)."""
    actor, at = actor_at(request), now()
    owner, wanted = _found(request, unit, what, year)
    rows = entries(wanted, request.GET.get("q", "")[:200].replace("\x00", "")).select_related("dossier")
    many = rows.count()
    record_list(actor, READ_BOOK, "certification", {"kind": what, "year": year, "as": kind}, rows=many, now=at)
    name = f"so-chung-thuc-{what}-{year}-{owner.code}"
    if kind == XLSX:
        response = StreamingHttpResponse(xlsx(_lines(rows.iterator(500)), _("Sổ")), content_type=TYPES[XLSX])
        response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return response
    body = print_paper(book_sheet(owner, wanted, list(rows[:MOST_PRINTED]), many, at))
    headers = download_headers(name=f"{name}.pdf", media_type="application/pdf", size=len(body), inline=True)
    return HttpResponse(body, headers=headers)


def _lines(rows: Iterator[Entry]) -> Iterator[Sequence[str]]:
    yield [
        _("Số chứng thực"),
        _("Ngày chứng thực"),
        _("Người yêu cầu"),
        _("Giấy tờ, văn bản"),
        _("Số trang"),
        _("Số bản"),
        _("Phí"),
        _("Người ký"),
        _("Chức danh"),
        _("Mã hồ sơ"),
        _("Ghi chú"),
    ]
    for row in rows:
        yield [
            harmless(text)
            for text in (
                number_text(row.number),
                f"{row.at.astimezone(LEGAL_ZONE):%d/%m/%Y %H:%M}",
                row.requester,
                row.paper_name,
                str(row.pages),
                str(row.copies),
                str(row.fee),
                row.signer_name,
                row.signer_title,
                row.dossier.code or "",
                _("Gạch bỏ: {why}").format(why=row.struck_reason) if row.struck_at else "",
            )
        ]


@official(STRIKE)
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    row = Entry.objects.filter(scope(actor, STRIKE, "unit", "desk"), uid=uid).select_related("unit", "dossier").first()
    if row is None:
        raise NotFound("certification_entry_unknown")
    reason, key = str(request.POST.get("reason", ""))[:1000], str(request.POST.get("idempotency_key", ""))[:150]
    if request.method != "POST":
        return _strike_page(request, row, "", key)
    claim = Claim(str(actor.uid), f"desk.strike:{uid}", key, request_hash({"reason": reason})) if key else None
    try:
        strike_entry(uid, reason=reason, actor=actor, now=at, idempotency=claim)
    except NotAllowed:
        raise
    except DomainError as error:
        return _strike_page(request, row, reason, key, say(error.code, error.params), error.status)
    messages.success(request, _("Đã gạch bỏ số {number}.").format(number=number_text(row.number)))
    return HttpResponseRedirect(reverse("desk:certification_book", args=[row.unit.code, row.kind, row.year]))


def _strike_page(
    request: HttpRequest, row: Entry, reason: str, key: str, fault: str = "", status: int = 200
) -> HttpResponseBase:
    context = {
        "row": row,
        "book": book_name(kinds()[row.kind].symbol, row.year),
        "number": number_text(row.number),
        "reason": reason,
        "fault": fault,
        "idempotency_key": key or str(new_id()),
        "back": reverse("desk:certification_book", args=[row.unit.code, row.kind, row.year]),
        "post_line": post_line(actor_at(request)),
        "nav": "certify",
    }
    return render(request, "desk/certifying/strike.jinja", context, status=status)


@official(CLOSE)
@require_POST
def close(request: HttpRequest, unit: str, what: str, year: int) -> HttpResponseBase:
    owner, wanted = _found(request, unit, what, year)
    at: dt.datetime = now()
    close_book(wanted, actor=actor_at(request), now=at)
    messages.success(request, _("Đã khóa sổ {book}.").format(book=book_name(kinds()[what].symbol, year)))
    return HttpResponseRedirect(reverse("desk:certification_book", args=[owner.code, what, year]))
