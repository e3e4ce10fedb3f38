"""The ranks of a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.desk.figures import assessments_words as say_
from motcua.desk.figures.assessments import NAV
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.assessments.models import AssessmentResult, AssessmentRound, Stage
from motcua.figures.assessments.results import Placed, group_points, placed
from motcua.figures.assessments.selectors import find_round, judges_of, period_of, tree_of
from motcua.figures.assessments.standing import is_official_round, may_see
from motcua.figures.assessments.verbs import MANAGE
from motcua.figures.period_texts import period_name
from motcua.figures.wording import language
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.web.access import official


@official()
@require_GET
def ranking(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Ranks with ties. Before publication for who runs the round; ranks of persons only for those who may see their
    sheets."""
    actor = actor_at(request)
    round_ = find_round(uid, actor)
    tree, judges = tree_of(round_), judges_of(round_)
    rows = placed(round_, tree)
    published = AssessmentResult.objects.filter(round=round_).order_by("-number").first()
    open_to_all = round_.stage == Stage.PUBLISHED and not is_official_round(round_)
    inside = decide(actor, MANAGE, ()).allowed or _judges(actor, round_)
    shown = [
        one
        for one in rows
        if open_to_all or ((round_.stage == Stage.PUBLISHED or inside) and may_see(actor, one.sheet, judges))
    ]
    groups = tree.groups
    context = {
        "round": round_,
        "period": period_name(period_of(round_)),
        "rows": [_rank_row(one, tree.decimals, may_see(actor, one.sheet, judges)) for one in shown],
        "groups": [group.name(language()) for group in groups],
        "result": published,
        "reopened": published is not None and round_.stage != Stage.PUBLISHED,
        "public": not is_official_round(round_),
        "bands": Counter(_band_name(one) for one in shown if _band_name(one)),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/assessment_ranking.jinja", context)


def _judges(actor: Actor, round_: AssessmentRound) -> bool:
    posts = {standing.post_id for standing in actor.standings}
    return round_.signer_id in posts or any(one.post_id in posts for one in judges_of(round_))


def _band_name(one: Placed) -> str:
    band = one.score.band if one.percent is not None else None
    return "" if band is None else band.name_vi if language() == "vi" else band.name_en


def _rank_row(one: Placed, decimals: int, may_open: bool) -> Mapping[str, object]:
    return {
        "rank": say_.rank_words(one),
        "ranked": one.rank.rank is not None,
        "who": say_.who(one.sheet),
        "href": reverse("desk:assessment_sheet", args=[one.sheet.uid]) if may_open else "",
        "points": f"{say_.points(one.score.final)}/{say_.points(one.score.most)}",
        "percent": say_.percent(one.percent, decimals),
        "band": _band_name(one),
        "groups": [say_.points(value) for value in group_points(one.score).values()],
    }
