"""What was certified: the numbers, the words for the paper, and a note of the fee when somebody asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.certification.kinds import kind
from motcua.certification.models import Entry
from motcua.certification.papers import fee_slip, words_sheet
from motcua.certification.permissions import READ_BOOK, STRIKE
from motcua.certification.rules import book_name, number_text
from motcua.certification.selectors import readable_units
from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import PAID_HOW, words
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.people.services.records import record_read
from motcua.web.access import official


def entries_of(dossier: UUID, actor: Actor) -> Sequence[Entry]:
    """The rows of one visit, those of this dossier first, for whoever reads the register. Raises
    NotFound("certification_entry_unknown")."""
    units = [unit.pk for unit in readable_units(actor, legal_date(now()))]
    rows = Entry.objects.filter(unit__in=units, dossier__uid=dossier)
    wanted = ("dossier", "unit", "terms", "desk")
    found = list(rows.select_related(*wanted).order_by("number"))
    if not found:
        raise NotFound("certification_entry_unknown")
    if found[0].visit is not None:
        others = Entry.objects.filter(visit=found[0].visit, unit__in=units).exclude(dossier=found[0].dossier_id)
        found += others.select_related(*wanted).order_by("dossier_id", "number")
    return found


@official(READ_BOOK)
@require_GET
def done(request: HttpRequest, dossier: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    rows = entries_of(dossier, actor)
    record_read(actor, READ_BOOK, "certification", rows[0].uid, now=at)
    first = rows[0]
    groups = [(kind(key), list(its)) for key, its in groupby(rows, key=lambda row: row.kind)]
    context = {
        "rows": rows,
        "first": first,
        "groups": [(what, book_name(what.symbol, first.year), its) for what, its in groups],
        "by_copies": any(what.counts.value == "copies" for what, _its in groups),
        "numbers": ", ".join(number_text(row.number) for row in rows),
        "copies": sum(row.copies for row in rows),
        "fee": sum(row.fee for row in rows),
        "paid": words(PAID_HOW, first.paid_how),
        "may_strike": decide(actor, STRIKE, [first.unit_id, first.desk_id]).allowed,
        "post_line": post_line(actor),
        "nav": "certify",
    }
    return render(request, "desk/certifying/done.jinja", context)


@official(READ_BOOK)
@require_GET
def wording(request: HttpRequest, dossier: UUID) -> HttpResponseBase:
    """The words of certification of the rows that stand, to be printed on or put to the copies."""
    rows = entries_of(dossier, actor_at(request))
    return _pdf(print_paper(words_sheet(rows)), f"loi-chung-{rows[0].kind}-{rows[0].number}")


@official(READ_BOOK)
@require_GET
def receipt(request: HttpRequest, dossier: UUID) -> HttpResponseBase:
    """A note of the fee that was taken, printed only when asked for."""
    rows = entries_of(dossier, actor_at(request))
    return _pdf(print_paper(fee_slip(rows)), f"phieu-thu-{rows[0].kind}-{rows[0].number}")


def _pdf(body: bytes, name: str) -> HttpResponseBase:
    headers = download_headers(name=f"{name}.pdf", media_type="application/pdf", size=len(body), inline=True)
    return HttpResponse(body, headers=headers)
