"""Rounds of assessment: the list, making one, the page of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

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
from motcua.desk.figures.assessments_offers import links, offers
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.assessments.models import (
    AssessmentAct,
    AssessmentAppeal,
    AssessmentEntry,
    AssessmentJudge,
    AssessmentResult,
    AssessmentRound,
    AssessmentSheet,
    Kind,
    Part,
    Stage,
)
from motcua.figures.assessments.posts import posts_with
from motcua.figures.assessments.selectors import (
    find_round,
    judges_of,
    my_sheets,
    period_of,
    rounds_for,
    sheets_of,
    tree_of,
    trees_for,
)
from motcua.figures.assessments.services.rounds import Deadlines, Order, make_round
from motcua.figures.assessments.standing import may_see
from motcua.figures.assessments.verbs import APPRAISE, MANAGE, SELF, SIGN
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.trees.model import Group
from motcua.figures.wording import language
from motcua.people.permissions import decide
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import day

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


@official()
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    round_ = find_round(uid, actor)
    tree, judges = tree_of(round_), judges_of(round_)
    sheets = [one for one in sheets_of(round_) if may_see(actor, one, judges)]
    manages = decide(actor, MANAGE, ()).allowed
    record_list(actor, SELF, "assessment_sheet", {"round": str(uid)}, rows=len(sheets), now=now())
    context = {
        "round": round_,
        "stage": Stage(round_.stage).label,
        "look": say_.LOOKS[round_.stage],
        "facts": _facts(round_, tree.name(language()), tree.legal),
        "stage_items": _stages(round_),
        "judges": [_judge(one, tree.groups) for one in judges],
        "sheets": _progress(sheets, len(tree.leaves), manages=manages),
        "appeals": _appeals(sheets),
        "acts": _acts(round_) if manages else [],
        "offers": offers(actor, round_),
        "published": AssessmentResult.objects.filter(round=round_).exists(),
        "ranked": manages or round_.stage == Stage.PUBLISHED,
        "manages": manages,
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/assessment.jinja", context)


def _facts(round_: AssessmentRound, tree: str, legal: str) -> list[tuple[str, str]]:
    return [
        (_("Đánh giá"), str(Kind(round_.kind).label)),
        (_("Kỳ"), period_name(period_of(round_))),
        (_("Bộ tiêu chí"), tree),
        (_("Căn cứ của bộ tiêu chí"), legal),
        (_("Căn cứ của đợt"), round_.basis),
        (_("Ký công bố"), f"{round_.signer.title}, {round_.signer.unit.name}"),
        (_("Điều tra xã hội học"), _("không tổ chức") if round_.without_survey else ""),
    ]


def _stages(round_: AssessmentRound) -> list[dict[str, str]]:
    days = {
        Stage.SELF: round_.self_until,
        Stage.APPRAISAL: round_.appraised_until,
        Stage.APPEAL: round_.appeal_until,
        Stage.FINAL: round_.publish_by,
    }
    order = list(Stage)
    here = order.index(Stage(round_.stage))
    found = []
    for at, (stage, last) in enumerate(days.items(), start=1):
        state = "done" if at < here else "now" if at == here else "next"
        found.append({"title": str(stage.label), "note": _("đến {day}").format(day=day(last)), "state": state})
    return found


def _judge(one: AssessmentJudge, groups: Sequence[Group]) -> Mapping[str, object]:
    named = {group.id: group.name(language()) for group in groups}
    return {
        "id": one.pk,
        "part": str(PARTS[Part(one.part)]),
        "post": f"{one.post.title}, {one.post.unit.name}",
        "group": named.get(one.group, _("mọi nhóm")),
    }


def _progress(sheets: Sequence[AssessmentSheet], leaves: int, *, manages: bool) -> list[Mapping[str, object]]:
    counts: dict[tuple[int, str], set[str]] = {}
    rows = AssessmentEntry.objects.filter(sheet__in=list(sheets)).values_list("sheet", "layer", "criterion")
    for sheet, layer, criterion in rows:
        counts.setdefault((sheet, "self" if layer == "self" else "done"), set()).add(criterion)
    return [
        {
            "href": reverse("desk:assessment_sheet", args=[one.uid]),
            "who": say_.who(one),
            "own": len(counts.get((one.pk, "self"), ())),
            "done": len(counts.get((one.pk, "done"), ())),
            "of": leaves,
            "handed_in": one.submitted_at,
            "left": one.left_reason,
            "gone": one.unit.valid_to,
        }
        for one in sheets
    ]


def _appeals(sheets: Sequence[AssessmentSheet]) -> list[Mapping[str, object]]:
    rows = AssessmentAppeal.objects.filter(sheet__in=list(sheets)).select_related("sheet__person", "answer")
    return [
        {
            "href": reverse("desk:assessment_appeal", args=[one.uid]),
            "who": say_.who(one.sheet),
            "criterion": one.criterion,
            "answered": hasattr(one, "answer"),
        }
        for one in rows.order_by("id")
    ]


def _acts(round_: AssessmentRound) -> list[Mapping[str, object]]:
    rows = AssessmentAct.objects.filter(round=round_).select_related("actor", "sheet").order_by("-id")[:20]
    return [
        {
            "title": words(say_.ACTS, one.kind),
            "at": one.at,
            "by": one.actor.full_name if one.actor is not None else _("hệ thống"),
            "text": " – ".join(part for part in (one.sheet.name if one.sheet else "", one.reason) if part),
        }
        for one in rows
    ]
