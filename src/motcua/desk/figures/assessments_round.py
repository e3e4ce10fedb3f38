"""The page of one round of assessment: where it stands, who judges, how far its sheets are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.desk.figures import assessments_words as say_
from motcua.desk.figures.assessments import NAV, PARTS
from motcua.desk.figures.assessments_offers import offers
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
from motcua.figures.assessments.selectors import (
    find_round,
    judges_of,
    period_of,
    sheets_of,
    tree_of,
)
from motcua.figures.assessments.standing import may_see
from motcua.figures.assessments.verbs import MANAGE, SELF
from motcua.figures.period_texts import period_name
from motcua.figures.trees.model import Group
from motcua.figures.wording import language
from motcua.people.permissions import decide
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import day


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
