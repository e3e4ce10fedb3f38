"""Rounds of assessment: the list, one's own, making one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.desk.duty import form
from motcua.desk.figures import assessments_words as say_
from motcua.desk.figures.assessments_offers import links
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.assessments.models import (
    AssessmentRound,
    AssessmentSheet,
    Kind,
    Part,
    Stage,
)
from motcua.figures.assessments.posts import posts_with
from motcua.figures.assessments.selectors import (
    my_sheets,
    period_of,
    rounds_for,
    trees_for,
)
from motcua.figures.assessments.services.rounds import Deadlines, Order, make_round
from motcua.figures.assessments.verbs import APPRAISE, MANAGE, SIGN
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.wording import language
from motcua.people.permissions import decide
from motcua.web.access import official

MOST = 100
NAV = "assessments"
PARTS = {Part.APPRAISER: gettext_lazy("Thẩm định"), Part.COUNCIL: gettext_lazy("Hội đồng trả lời kiến nghị")}


@official()
@require_GET
def rounds(request: HttpRequest) -> HttpResponseBase:
    """Rounds that the official has a part in, and those that were published."""
    actor = actor_at(request)
    rows = list(rounds_for(actor)[:MOST])
    mine = [one for one in my_sheets(actor)[:MOST] if not one.left_reason]
    context = {
        "rows": [_round_row(one) for one in rows],
        "mine": [_my_row(one) for one in mine if one.round.stage != Stage.PUBLISHED][:10],
        "may_make": decide(actor, MANAGE, ()).allowed,
        "links": links("rounds"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/assessments.jinja", context)


def _round_row(one: AssessmentRound) -> Mapping[str, object]:
    return {
        "href": reverse("desk:assessment", args=[one.uid]),
        "title": one.title,
        "kind": Kind(one.kind).label,
        "period": period_name(period_of(one)),
        "stage": Stage(one.stage).label,
        "look": say_.LOOKS[one.stage],
        "until": until(one),
    }


def until(one: AssessmentRound) -> dt.date | None:
    """The last day of the stage that the round is in."""
    return {
        Stage.SELF: one.self_until,
        Stage.APPRAISAL: one.appraised_until,
        Stage.APPEAL: one.appeal_until,
        Stage.FINAL: one.publish_by,
    }.get(Stage(one.stage))


def _my_row(sheet: AssessmentSheet) -> Mapping[str, object]:
    return {
        "href": reverse("desk:assessment_sheet", args=[sheet.uid]),
        "title": sheet.round.title,
        "who": say_.who(sheet),
        "stage": Stage(sheet.round.stage).label,
        "look": say_.LOOKS[sheet.round.stage],
        "handed_in": sheet.submitted_at is not None,
        "until": until(sheet.round),
    }


@official()
@require_GET
def mine(request: HttpRequest) -> HttpResponseBase:
    """The sheets that this official fills in: their own as a person, and those of their unit."""
    actor = actor_at(request)
    context = {
        "rows": [_my_row(one) for one in my_sheets(actor)[:MOST]],
        "links": links("mine"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/assessments_mine.jinja", context)


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    today = legal_date(at)

    def run(answers: Mapping[str, object]) -> str:
        made = make_round(_order(answers), actor=actor, now=now())
        return reverse("desk:assessment", args=[made.uid])

    asking = form.Asking(
        heading=_("Lập đợt đánh giá"),
        save=_("Lập bản nháp"),
        back=reverse("desk:assessments"),
        back_text=_("Đợt đánh giá"),
        fields=_fields(today),
        done=_("Đã lập bản nháp với mọi đơn vị của loại này. Xem lại rồi mở bước tự đánh giá."),
        nav=NAV,
        operation="assessment",
        folded={"signer", "appraiser", "council", "tree"},
    )
    return form.ask(request, asking, run)


def _fields(today: dt.date) -> list[form.Field]:
    judges, signers = posts_with(APPRAISE, today), posts_with(SIGN, today)
    return [
        form.text("title", _("Tên đợt"), most=200),
        form.choice("kind", _("Đánh giá ai"), [(one.value, str(one.label)) for one in Kind]),
        form.choice("tree", _("Bộ tiêu chí"), _trees(today)),
        form.text("period", _("Kỳ"), most=60, hint=_("Ví dụ: quý III/2026, năm 2026.")),
        form.text("basis", _("Căn cứ"), required=False, most=300),
        form.date("self_until", _("Hạn tự đánh giá")),
        form.date("appraised_until", _("Hạn thẩm định")),
        form.date("appeal_until", _("Hạn kiến nghị về điểm")),
        form.date("publish_by", _("Hạn công bố")),
        form.choice(
            "appraiser", _("Vị trí thẩm định mọi nhóm"), judges, hint=_("Phân công từng nhóm ở trang của đợt.")
        ),
        form.choice("council", _("Vị trí của hội đồng, trả lời kiến nghị"), judges),
        form.choice("signer", _("Vị trí ký công bố"), signers),
        form.tick("without_survey", _("Kỳ này không điều tra xã hội học: bỏ điểm điều tra khỏi điểm tối đa")),
    ]


def _trees(today: dt.date) -> list[tuple[str, str]]:
    found = {tree.id: tree.name(language()) for kind in Kind for tree in trees_for(kind, today)}
    return sorted(found.items(), key=lambda pair: pair[1])


def _order(answers: Mapping[str, object]) -> Order:
    days = (form.day_of(answers[name]) for name in ("self_until", "appraised_until", "appeal_until", "publish_by"))
    return Order(
        title=str(answers["title"]),
        kind=Kind(str(answers["kind"])),
        tree=str(answers["tree"]),
        period=parse_period(str(answers["period"])),
        deadlines=Deadlines(*days),
        signer=str(answers["signer"]),
        basis=str(answers.get("basis") or ""),
        without_survey=answers.get("without_survey") is True,
        judges=[
            (Part.APPRAISER, str(answers["appraiser"]), ""),
            (Part.COUNCIL, str(answers["council"]), ""),
        ],
    )
