"""One unit on the board: its groups and criteria, each number with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.texts import say
from motcua.desk.figures.boards_address import READ, Asked, asked_in, period_options, side_links
from motcua.desk.figures.boards_shown import (
    band_words,
    change_words,
    parts_words,
    points,
    range_words,
    rank_words,
    shown_figure,
    signed,
    standing_words,
    total_words,
)
from motcua.desk.figures.summary_address import text_of
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.boards import runs
from motcua.figures.boards.members import rated_unit
from motcua.figures.boards.models import BoardRow, Breakdown
from motcua.figures.boards.published_scores import compared
from motcua.figures.boards.runs import Spec, of_level, score_of_row
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.definitions.words import said
from motcua.figures.period_texts import period_name
from motcua.figures.trees.beside import Beside
from motcua.figures.trees.model import Tree, rule_text
from motcua.figures.trees.score import CriterionScore, GroupScore, Score
from motcua.figures.wording import language
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.web.access import official
from motcua.web.words import instant

Row = tuple[BoardRow, Tree, Score]


def asked_of(request: HttpRequest, code: str) -> tuple[Actor, Unit, Asked]:
    """Raises NotFound ``board_unit_unknown``, NotAllowed."""
    actor, today = actor_at(request), legal_date(now())
    asked = asked_in(request.GET, today)
    unit, level = rated_unit(code, asked.period.last)
    require(actor, READ, [unit.pk])
    return actor, unit, Asked(level, asked.period, asked.fault)


def found_row(asked: Asked, unit: Unit, procedure: str = "") -> Row | None:
    """The unit on the board of its level, or one procedure on its own board."""
    spec = of_level(asked.level, asked.period)
    if procedure:
        spec = Spec(asked.level, asked.period, unit.code, Breakdown.PROCEDURES)
    run = runs.newest(spec)
    row = run.rows.select_related("run").filter(member=procedure or unit.code).first() if run else None
    return (row, spec.tree, score_of_row(spec.tree, row)) if row else None


def frame(actor: Actor, unit: Unit, asked: Asked) -> dict[str, object]:
    return {
        "links": side_links(actor, "boards"),
        "asked": asked,
        "unit": unit,
        "level": words(LEVEL_NAMES, asked.level),
        "period": period_name(asked.period),
        "back": f"{reverse('desk:boards')}?{asked.query}",
        "sheet": f"{reverse('desk:board_unit', args=[unit.code])}?{asked.query}",
        "post_line": post_line(actor),
        "nav": "figures",
    }


@official(READ)
@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponseBase:
    actor, unit, asked = asked_of(request, code)
    procedure = text_of(request, "thu-tuc")
    found = found_row(asked, unit, procedure)
    context = {
        **frame(actor, unit, asked),
        "procedure": procedure,
        "fault": say(asked.fault) if asked.fault else "",
        "fields": [
            {"name": "ky", "label": _("Kỳ"), "options": period_options(asked.period, legal_date(now()))},
        ],
        "found": found is not None,
        "procedures_href": f"{reverse('desk:board_procedures', args=[unit.code])}?{asked.query}",
        **(_sheet(*found, unit, asked) if found else {}),
    }
    return render(request, "desk/figures/board_unit.jinja", context)


def _sheet(row: BoardRow, tree: Tree, score: Score, unit: Unit, asked: Asked) -> dict[str, object]:
    query = asked.query
    rank = row.score["rank"]
    beside = compared(score, unit.code, asked.period) if row.member == unit.code else None
    return {
        "as_of": instant(row.run.as_of),
        "manifest": row.run.manifest,
        "total": total_words(row),
        "rank": rank_words(rank),
        "why": say(f"figure_why_{rank['why']}") if rank.get("why") else "",
        "band": band_words(score),
        "range": range_words(score),
        "last": change_words(row.score["since_last"]),
        "year": change_words(row.score["since_last_year"]),
        "groups": [_group(row, group_score) for group_score in score.groups],
        "beside": beside,
        "beside_lines": [_beside(line, tree) for line in beside.lines] if beside else [],
        "next_href": f"{reverse('desk:board_next', args=[unit.code])}?{query}",
        "tree": tree,
    }


def _group(row: BoardRow, group: GroupScore) -> dict[str, object]:
    changes = row.score["since_last"].get("criteria", {})
    return {
        "name": group.group.name(language()),
        "code": group.group.code,
        "points": points(group.points) if group.scored_most else "",
        "scored": points(group.scored_most, 0),
        "most": points(group.most, 0),
        "open": points(group.open, 0) if group.open else "",
        "rank": rank_words(row.score["group_ranks"].get(group.group.id, {})),
        "criteria": [_criterion(row, one, changes) for one in group.criteria],
    }


def _beside(line: Beside, tree: Tree) -> dict[str, str]:
    name = next((group.name(language()) for group in tree.groups if line.group == (group.code or group.id)), "")
    note = _("chênh lệch có thể do các điểm ở đây còn để ngỏ") if line.explained_by_open else ""
    return {
        "name": name or _("Tổng"),
        "ours": points(line.ours),
        "theirs": points(line.theirs),
        "difference": signed(line.difference),
        "note": note,
    }


def _criterion(row: BoardRow, one: CriterionScore, changes: Mapping[str, str]) -> dict[str, object]:
    moved = changes.get(one.criterion.id)
    return {
        "id": one.criterion.id,
        "name": one.criterion.name(language()),
        "figure": shown_figure(row, one),
        "parts": parts_words(row, one),
        "points": points(one.points),
        "most": "" if one.most is None else points(one.most, 0),
        "why": standing_words(one),
        "change": signed(Fraction(moved)) if moved is not None else "",
        "note": said(one.criterion.note, language()),
        "rule": rule_text(one.criterion.rule),
        "assumed": one.assumed,
    }
