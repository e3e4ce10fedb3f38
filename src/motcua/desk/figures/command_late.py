"""What the table of late units leaves out: the other units, and what only one of province and units counts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.desk.figures.command_shown import BESIDE, Screen
from motcua.desk.figures.summary_address import text_of
from motcua.desk.figures.summary_lists import answer_list
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.answers.asking import facts_as_of
from motcua.figures.period_texts import period_name
from motcua.figures.screens.models import ScreenRow
from motcua.figures.screens.permissions import COMMAND
from motcua.figures.summaries.beside import Side, list_difference
from motcua.figures.summaries.rows import Kind
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.web.access import official

PAGE = 50


@official(COMMAND)
@require_GET
def units(request: HttpRequest) -> HttpResponseBase:
    """The units with late dossiers this month, without the first ``bo`` of them; on one page, a province has a few
    hundred. Raises NotFound ``figures_screen_gone``, NotAllowed."""
    actor = actor_at(request)
    screen = Screen(_row(request, actor), now())
    typed = text_of(request, "bo", 6)
    skip = int(typed) if typed.isascii() and typed.isdecimal() else 0
    lines = screen.late_units(None, skip)
    context = {
        "screen": screen,
        "lines": lines,
        "skipped": skip,
        "sum": sum(int(str(line["number"])) for line in lines),
        "rest": screen.late_rest(len(lines) + skip),
        "whole": screen.figure("month", "dossiers_late_total"),
        "period": period_name(screen.month),
        "back": _back(screen.row),
        "post_line": post_line(actor),
        "nav": "command",
    }
    return render(request, "desk/figures/command_late_units.jinja", context)


@official(COMMAND)
@require_GET
def beside(request: HttpRequest) -> HttpResponseBase:
    """The late dossiers that only the province counts, or only units. Raises as :func:`units`, NotFound
    ``indicator_unknown`` for another side."""
    actor = actor_at(request)
    row, side = _row(request, actor), text_of(request, "phia", 10)
    if side not in set(Side):
        raise NotFound("indicator_unknown", params={"indicator": side})
    screen = Screen(row, now())
    parts = [one.code for one in screen.units()]
    with facts_as_of(row.run.as_of) as facts:
        found = list_difference(
            facts,
            Kind.LATE,
            Side(side),
            row.member,
            parts,
            screen.month,
            screen.day,
            after=text_of(request, "after"),
            limit=PAGE,
        )
    return answer_list(
        request,
        found,
        title=f"{_('Quá hạn tháng này')}: {words(BESIDE, side)}",
        of=f"{row.name}, {period_name(screen.month)}",
        back=_back(row),
        filters={"list": "late_beside", "side": side, "unit": row.member, "run": str(row.run.uid)},
    )


def _row(request: HttpRequest, actor: Actor) -> ScreenRow:
    """The row of a run that the page names."""
    member = text_of(request, "unit", 200)
    try:
        row = (
            ScreenRow.objects.select_related("run")
            .filter(run__uid=UUID(text_of(request, "luot", 40)))
            .get(member=member)
        )
    except (ValueError, ScreenRow.DoesNotExist):
        raise NotFound("figures_screen_gone") from None
    unit = find_unit(member, row.run.day)
    if unit is None or not row.body.get("units"):
        raise NotFound("figures_screen_gone")
    require(actor, COMMAND, [unit.pk])
    return row


def _back(row: ScreenRow) -> str:
    return f"{reverse('desk:command')}?unit={row.member}"
