"""Answers drawn by chance and read by somebody else: the samples, one sample, and how the units do."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.core.intervals import Interval
from motcua.desk.duty import form
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.reading import category_name, said
from motcua.desk.petitions.wording import CRITERION_VERDICTS
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind
from motcua.petitions.permissions import QUALITY
from motcua.petitions.quality.models import QualityDraw, QualitySheet
from motcua.petitions.quality.rules import FEWEST_SHOWN
from motcua.petitions.quality.selectors import Found, criteria_on, draws, results, sheets_of
from motcua.petitions.quality.services import GOOD_FROM, draw_sample
from motcua.web.access import official
from motcua.web.words import percent

YEAR = dt.timedelta(days=365)
MOST = 30


@official(QUALITY)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """How the units answer, over the samples of a year; and the samples."""
    actor, today = actor_at(request), legal_date(now())
    found = results(today - YEAR, today)
    context = {
        "rows": [line(one) for one in found],
        "draws": list(draws()[:MOST]),
        "criteria": criteria_on(today),
        "fewest": FEWEST_SHOWN,
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/quality.jinja", context)


def line(one: Found) -> Mapping[str, object]:
    quality = one.quality
    return {
        "name": one.name,
        "scored": quality.scored,
        "good": quality.good,
        "share": percent(f"{quality.good / quality.scored:.4f}", 0),
        "interval": between(quality.interval),
        "mean": percent(f"{float(quality.mean):.4f}", 0),
        "is_shown": quality.is_shown,
        "verdict": words(CRITERION_VERDICTS, quality.verdict) if quality.verdict else "",
        "look": {"above": "ontime", "below": "late"}.get(quality.verdict, ""),
    }


def between(interval: Interval) -> str:
    return _("{low} đến {high}").format(low=percent(f"{interval.low:.4f}", 0), high=percent(f"{interval.high:.4f}", 0))


@official(QUALITY)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    today = legal_date(now())

    def run(answers: Mapping[str, object]) -> str:
        one = draw_sample(
            form.day_of(answers["first"]),
            form.day_of(answers["last"]),
            per_unit=int(str(answers["per_unit"])),
            seed=str(answers["seed"]),
            good_from_percent=int(str(answers["good_from"])),
            actor=actor_at(request),
            now=now(),
        )
        return reverse("desk:petition_quality_draw", args=[one.uid])

    first = today.replace(day=1)
    asking = form.Asking(
        heading=_("Rút mẫu câu trả lời"),
        save=_("Rút mẫu"),
        back=reverse("desk:petition_quality"),
        back_text=_("Chất lượng trả lời"),
        fields=_fields(),
        explain=_(
            "Rút ngẫu nhiên trong các câu trả lời đã duyệt của những ngày này. Rút lại với mầm ấy thì ra đúng mẫu ấy."
        ),
        done=_("Đã rút mẫu."),
        operation="petition_quality_draw",
        nav="petitions",
    )
    given = {
        "first": f"{first:%d/%m/%Y}",
        "last": f"{today:%d/%m/%Y}",
        "per_unit": "10",
        "good_from": str(GOOD_FROM),
        "seed": secrets.token_hex(4),
    }
    return form.ask(request, asking, run, given=given)


def _fields() -> Sequence[Field]:
    return [
        form.date("first", _("Duyệt từ ngày")),
        form.date("last", _("Đến hết ngày")),
        Field(
            "per_unit", _("Mỗi đơn vị bao nhiêu câu trả lời"), FieldKind.NUMBER, required=True, minimum=1, maximum=200
        ),
        Field(
            "good_from", _("Đạt từ bao nhiêu phần trăm điểm"), FieldKind.NUMBER, required=True, minimum=0, maximum=100
        ),
        form.text("seed", _("Mầm ngẫu nhiên"), hint=_("Giữ nguyên, hoặc gõ số bốc thăm trước nhiều người."), most=64),
    ]


@official(QUALITY)
@require_GET
def draw(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    one = QualityDraw.objects.select_related("drawn_by").filter(uid=uid).first()
    if one is None:
        raise NotFound("draw_unknown")
    sheets = list(sheets_of(one).select_related("petition__words")[:2000])
    context = {
        "draw": one,
        "rows": [_sheet(sheet, legal_date(at)) for sheet in sheets],
        "read": sum(sheet.scored_at is not None for sheet in sheets),
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/quality_draw.jinja", context)


def _sheet(sheet: QualitySheet, on: dt.date) -> Mapping[str, object]:
    return {
        "href": reverse("desk:petition_quality_sheet", args=[sheet.uid]),
        "code": sheet.petition.receipt_no,
        "said": said(sheet.petition, 80),
        "category": category_name(sheet.petition.category, on),
        "unit": sheet.unit.name,
        "points": f"{sheet.points}/{sheet.most}" if sheet.scored_at else "",
        "is_good": sheet.is_good,
        "by": sheet.scored_by.full_name if sheet.scored_by else "",
    }
