"""Lists behind the numbers of summaries, as of the instant they were counted; and working a period out on demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotFound
from motcua.core.texts import say
from motcua.desk.figures.boards_address import KINDS
from motcua.desk.figures.summary_address import READ, text_of
from motcua.desk.figures.summary_words import LIST_TITLES, hours, said_cell
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import Dossier
from motcua.figures.answers.asking import facts_as_of
from motcua.figures.answers.proof import shown
from motcua.figures.counting.listed import Behind, Row
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.facts.reader import Facts
from motcua.figures.numbers import print_number
from motcua.figures.period_texts import period_name
from motcua.figures.periods import Period, parse_code
from motcua.figures.summaries import runs
from motcua.figures.summaries.rows import Kind, count_rows, list_rows
from motcua.figures.summaries.tasks import work_out_summary
from motcua.figures.wording import language
from motcua.organisation.models import Unit, in_force
from motcua.people.services.records import record_list
from motcua.web.access import official, safe_next

PAGE = 50
MEDIAN = "trung-vi"


def instant_of(request: HttpRequest) -> dt.datetime | None:
    """As of when. Raises Invalid ``period_unknown`` for what is none."""
    typed = text_of(request, "luc", 40)
    try:
        found = dt.datetime.fromisoformat(typed.replace(" ", "+")) if typed else None
    except ValueError:
        raise Invalid("period_unknown", params={"text": typed}) from None
    return found


def dossier_lines(rows: Sequence[Row]) -> list[Mapping[str, object]]:
    """Dossiers by their codes, with a link; what is not there any more by a word. One statement."""
    uids = [row.id for row in rows if _is_uid(row.id)]
    found = Dossier.objects.filter(uid__in=uids).values_list("uid", "code", "receipt_no")
    codes = {str(uid): code or receipt for uid, code, receipt in found}
    return [
        {
            "name": codes.get(row.id, _("hồ sơ")),
            "href": reverse("desk:dossier", args=[row.id]) if row.id in codes else "",
            "amount": row.amount,
        }
        for row in rows
    ]


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def answer_list(
    request: HttpRequest,
    page: Behind,
    *,
    title: str,
    of: str,
    back: str,
    filters: Mapping[str, str],
    said: tuple[str, str] = ("", ""),
) -> HttpResponse:
    """The page of a list, with what the reader may see of it; reading it is recorded. ``said``: what a number made of
    the whole list is called, and the number."""
    actor = actor_at(request)
    seen = shown(page, actor)
    record_list(actor, READ, "dossier", dict(filters), rows=len(seen.rows), now=now())
    query = request.GET.copy()
    query["after"] = page.next
    total = "" if isinstance(page.total, Absent) else str(page.total)
    context = {
        "title": title,
        "of": of,
        "back": back,
        "rows": dossier_lines(seen.rows),
        "total": "" if isinstance(page.total, Absent) else _printed(page.total),
        "said_name": said[0],
        "said": said[1],
        "things": print_number(page.things, 0, language()),
        "things_count": page.things,
        "sum": total,
        "hidden": seen.hidden,
        "next": f"?{query.urlencode()}" if page.next else "",
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/proof_list.jinja", context)


def _printed(total: int | Fraction) -> str:
    return print_number(total, 0 if Fraction(total).denominator == 1 else 2, language())


@official(READ)
@require_GET
def listed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What one number of a unit's, a procedure's or the comparison page counts."""
    if kind not in set(Kind):
        raise NotFound("indicator_unknown", params={"indicator": kind[:40]})
    which, unit = Kind(kind), text_of(request, "don-vi")
    period, as_of = parse_code(text_of(request, "ky", 60)), instant_of(request)
    cut = {name: text_of(request, text) for name, text in (("procedure", "thu-tuc"), ("cell", "o"))}
    cut["state"] = text_of(request, "trang-thai", 20)
    with facts_as_of(as_of) as facts:
        page = list_rows(facts, which, unit, period, **cut, after=text_of(request, "after"), limit=PAGE)
        said = _median(facts, unit, period, cut) if text_of(request, "gia-tri", 10) == MEDIAN else ("", "")
    name = Unit.objects.filter(in_force(period.last), code=unit).values_list("name", flat=True).first() or unit
    parts = [words(LIST_TITLES, which), said_cell(which, cut["cell"]), cut["procedure"]]
    return answer_list(
        request,
        page,
        title=": ".join(part for part in parts if part),
        of=f"{name}, {period_name(period)}",
        back=f"{reverse('desk:figures_unit', args=[unit])}?ky={period.code}",
        filters={"list": kind, "unit": unit, "period": period.code, **cut},
        said=said,
    )


def _median(facts: Facts, unit: str, period: Period, cut: Mapping[str, str]) -> tuple[str, str]:
    """The middle of the working time of these stays."""
    rows = count_rows(facts, Kind.STAYS, [unit], period, by=["procedure", "cell"])
    found = next((one for one in rows if (one.procedure, one.cell) == (cut["procedure"], cut["cell"])), None)
    middle = found.middle if found else None
    return _("Trung vị (giờ làm việc)"), "" if middle is None else hours(Fraction(middle, 2))


@official(READ)
@require_POST
def work_out(request: HttpRequest) -> HttpResponseBase:
    """Queue the job for a period; the page shows its numbers when they are there."""
    actor, at = actor_at(request), now()
    back = safe_next(request, reverse("desk:figures_compare"))
    try:
        period = parse_code(str(request.POST.get("ky", ""))[:60])
        if period.kind not in KINDS or period.first > legal_date(at):
            raise Invalid("summary_period_kind")
        with transaction.atomic():
            job = runs.begin(actor=actor, now=at)
            work_out_summary.defer(job=str(job), period=period.code)
        messages.success(request, _("Đang tính. Số liệu hiện ở trang này khi xong; bạn có thể làm việc khác."))
    except DomainError as error:
        messages.warning(request, say(error.code, error.params))
    return HttpResponseRedirect(back)
