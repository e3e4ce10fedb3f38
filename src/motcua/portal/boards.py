"""Published boards of index 766, as they were published. Units only; nothing about a person, no list of dossiers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.errors import DomainError
from motcua.figures.boards.publishing import published, standing
from motcua.figures.boards.scoring import INDEX
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.numbers import print_number
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.trees import catalogue as trees
from motcua.figures.wording import language
from motcua.web.access import public


@public
@require_GET
def boards(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "text": f"{LEVEL_NAMES[one.level]}: {period_name(parse_code(one.period))}",
            "href": reverse("portal:board", args=[one.level, one.period]),
            "at": one.published_at,
        }
        for one in standing(INDEX)
    ]
    return render(request, "portal/boards.jinja", {"rows": rows})


@public
@require_GET
def board(request: HttpRequest, level: str, period: str) -> HttpResponse:
    try:
        kind, when = UnitLevel(level), parse_code(period)
    except (ValueError, DomainError):
        raise Http404 from None
    found = published(INDEX, kind, when.code)
    if found is None:
        raise Http404
    body = json.loads(found.body)
    tree = trees.shipped().in_force(INDEX, kind, when.last)
    context = {
        "level": LEVEL_NAMES[level],
        "period": period_name(when),
        "groups": [group.name(language()) for group in tree.groups],
        "rows": [_row(one, [group.id for group in tree.groups]) for one in body["members"]],
        "missing": ", ".join(sorted({name for one in body["members"] for name in one["missing"]})),
        "publication": found,
    }
    return render(request, "portal/board.jinja", context)


def _row(one: Mapping[str, object], groups: list[str]) -> dict[str, object]:
    totals, by_group, rank = one["totals"], one["groups"], one["rank"]
    assert isinstance(totals, list)  # noqa: S101 - our own JSON
    assert isinstance(by_group, dict)  # noqa: S101
    assert isinstance(rank, dict)  # noqa: S101
    return {
        "name": one["name"],
        "rank": f"{rank['rank']}/{rank['of']}" if rank["rank"] is not None else "",
        "points": _points(totals[0]),
        "of": _points(totals[1], 0),
        "groups": [_points(by_group[group][0]) if group in by_group else "" for group in groups],
    }


def _points(text: object, decimals: int = 2) -> str:
    return print_number(Fraction(str(text)), decimals, language())
