"""One drawn answer: read, and scored by somebody who had no hand in it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.reading import category_name
from motcua.people.services.records import record_read
from motcua.petitions.permissions import QUALITY
from motcua.petitions.quality.models import QualityCriterion, QualitySheet
from motcua.petitions.quality.selectors import criteria_on
from motcua.petitions.quality.services import score_sheet, took_part
from motcua.petitions.selectors import latest_answer
from motcua.web.access import official
from motcua.web.once import once


@official(QUALITY)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    sheet = _sheet(uid)
    if request.method != "POST":
        record_read(actor, QUALITY, "petition", sheet.petition.uid, now=at)
        return _page(request, sheet)
    remark = str(request.POST.get("remark", "")).replace("\x00", "")

    def run() -> str:
        score_sheet(uid, _marks(request), remark=remark, actor=actor, now=at)
        return _next(sheet)

    try:
        address, fresh = once(request, f"desk.petitions.score:{uid}", run, actor=actor, now=at)
    except NotFound:
        raise
    except DomainError as error:
        if isinstance(error, NotAllowed) and error.code != "own_answer":
            raise
        return _page(request, _sheet(uid), error=error)
    if fresh:
        messages.success(request, _("Đã chấm."))
    return HttpResponseRedirect(address)


def _sheet(uid: UUID) -> QualitySheet:
    rows = QualitySheet.objects.select_related("petition__words", "petition__place", "unit", "draw", "scored_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound("quality_sheet_unknown")
    return found


def _next(sheet: QualitySheet) -> str:
    """The next one of the sample that nobody has read; else the sample."""
    left = sheet.draw.sheets.filter(scored_at=None).exclude(pk=sheet.pk).order_by("place")
    after = left.filter(place__gt=sheet.place).first() or left.first()
    if after is None:
        return reverse("desk:petition_quality_draw", args=[sheet.draw.uid])
    return reverse("desk:petition_quality_sheet", args=[after.uid])


def _marks(request: HttpRequest) -> dict[str, int]:
    found = {}
    for name in request.POST:
        value = str(request.POST[name])
        if name.startswith("c-") and value.isascii() and value.isdecimal() and len(value) < 4:
            found[name.removeprefix("c-")] = int(value)
    return found


def _page(request: HttpRequest, sheet: QualitySheet, *, error: DomainError | None = None) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    told = {str(one.get("field", "")): say(str(one.get("code", ""))) for one in error.errors} if error else {}
    marks = {one.criterion.code: one.points for one in sheet.marks.select_related("criterion")}
    typed = _marks(request) if request.method == "POST" else marks
    listed = [{"text": text, "href": f"#{field}-0"} for field, text in told.items()]
    if error and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    answer = latest_answer(sheet.petition)
    context = {
        "sheet": sheet,
        "category": category_name(sheet.petition.category, legal_date(at)),
        "question": [part for part in sheet.petition.words.text.split("\n") if part.strip()],
        "answer": [part for part in answer.split("\n") if part.strip()],
        "criteria": [_criterion(one, typed, told) for one in criteria_on(legal_date(sheet.draw.drawn_at))],
        "own": sheet.scored_at is None and took_part(actor, sheet),
        "remark": str(request.POST.get("remark", sheet.remark)),
        "errors": listed,
        "idempotency_key": str(new_id()),
        "back": reverse("desk:petition_quality_draw", args=[sheet.draw.uid]),
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/quality_sheet.jinja", context, status=error.status if error else 200)


def _criterion(one: QualityCriterion, marks: Mapping[str, int], told: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "name": f"c-{one.code}",
        "text": one.text,
        "explanation": one.explanation,
        "is_fatal": one.is_fatal,
        "points": list(range(one.most, -1, -1)),
        "chosen": marks.get(one.code),
        "fault": told.get(f"c-{one.code}", ""),
    }
