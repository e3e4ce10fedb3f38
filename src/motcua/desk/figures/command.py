"""The leader's dashboard: one area today, this month and its course, what is late and what threatens to be."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.desk.figures.command_beside import beside
from motcua.desk.figures.command_scope import Scope, reachable, scope_of
from motcua.desk.figures.command_shown import Screen
from motcua.desk.figures.summary_lists import answer_list
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.lateness.forecast import forecast_of
from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.screens.models import ScreenItem, ScreenRun
from motcua.figures.screens.packing import FIELD
from motcua.figures.screens.permissions import COMMAND
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.web.access import official

MONTHS = 6
PAGE = 50


@official(COMMAND)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    today = legal_date(at)
    scope = scope_of(request, actor, today)
    row = scope.row if scope else None
    context = {
        **shared(actor, scope, "command"),
        "screen": Screen(row, at) if row else None,
        "months": MONTHS,
        "units": reachable(actor, today),
        "beside": beside(actor, scope, today) if scope and row else [],
        "files": _files(scope) if row else [],
        "forecast": forecast_of(actor, at) if row else None,
    }
    return render(request, "desk/figures/command.jinja", context)


def shared(actor: Actor, scope: Scope | None, current: str) -> dict[str, object]:
    """What all command screens say."""
    query = f"?{urlencode({'unit': scope.member})}" if scope else ""
    pages = (("command", _("Điều hành")), ("command_map", _("Bản đồ")), ("command_wall", _("Màn hình lớn")))
    return {
        "scope": scope,
        "query": query,
        "links": [
            {"text": text, "href": reverse(f"desk:{name}") + query, "current": name == current} for name, text in pages
        ],
        "post_line": post_line(actor),
        "nav": "command",
    }


def _files(scope: Scope | None) -> list[dict[str, str]]:
    query = f"?{urlencode({'unit': scope.member})}" if scope else ""
    return [{"text": kind.upper(), "href": reverse("desk:command_file", args=[kind]) + query} for kind in KINDS]


KINDS = ("pdf", "png", "xlsx")


@official(COMMAND)
@require_GET
def threats(request: HttpRequest) -> HttpResponseBase:
    """The open dossiers of a run that threaten to be late, the one due first first. Raises NotFound
    ``figures_screen_gone`` for a run that is not kept any more."""
    actor, at = actor_at(request), now()
    member = str(request.GET.get("unit", "")).replace("\x00", "")[:200]
    run = _run(str(request.GET.get("luot", "")))
    unit = find_unit(member, run.day) if not member.startswith(FIELD) else None
    if unit is None:
        raise NotFound("board_unit_unknown", params={"unit": member[:60], "day": f"{run.day:%d/%m/%Y}"})
    require(actor, COMMAND, [unit.pk])
    key = str(request.GET.get("thu-tuc", "")).replace("\x00", "")[:60]
    rows = ScreenItem.objects.filter(run=run, member=member)
    if key:
        rows = rows.filter(procedure=key)
    after = str(request.GET.get("after", ""))
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 9 else 0
    total = rows.count()
    found = list(rows.filter(ordinal__gt=start).order_by("ordinal")[: PAGE + 1])
    following = str(found[PAGE - 1].ordinal) if len(found) > PAGE else ""
    listed = Behind(total, Thing.DOSSIER, tuple(Row(str(one.dossier)) for one in found[:PAGE]), total, following)
    return answer_list(
        request,
        listed,
        title=": ".join(part for part in (_("Hồ sơ sắp quá hạn"), key) if part),
        of=_("{unit}, đã dùng quá bốn phần năm thời gian").format(unit=unit.name),
        back=f"{reverse('desk:command')}?{urlencode({'unit': member})}",
        filters={"list": "threats", "unit": member, "run": str(run.uid), "procedure": key, "at": f"{at:%Y-%m-%d}"},
    )


def _run(text: str) -> ScreenRun:
    try:
        found = ScreenRun.objects.filter(uid=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("figures_screen_gone")
    return found
