"""The board of index 766: units of a level ranked; working it out; as a file; the procedures of one unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import DomainError
from motcua.core.models import JobProgress, JobState
from motcua.core.texts import say
from motcua.desk.export import TYPES, XLSX, harmless, xlsx
from motcua.desk.figures.boards_address import (
    READ,
    Asked,
    asked_in,
    level_options,
    period_options,
    required_period,
    side_links,
)
from motcua.desk.figures.boards_shown import change_words, group_cells, rank_words, sentences, total_words
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.boards import runs
from motcua.figures.boards.members import rated_unit
from motcua.figures.boards.models import BoardRow, BoardRun, Breakdown
from motcua.figures.boards.publishing import published
from motcua.figures.boards.runs import Spec, of_level
from motcua.figures.boards.verbs import PUBLISH
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.period_texts import period_name
from motcua.figures.periods import Period
from motcua.figures.tasks import work_out_board
from motcua.figures.trees.model import Tree
from motcua.figures.wording import language
from motcua.people.permissions import require
from motcua.web.access import holds, official
from motcua.web.words import instant, number

PAGE = 100


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    asked = asked_in(request.GET, today)
    spec, fault = _spec(asked)
    run = runs.newest(spec) if spec else None
    start = _page_of(request)
    rows = list(run.rows.order_by("ordinal")[start * PAGE : start * PAGE + PAGE]) if run else []
    tree = spec.tree if spec else None
    context = {
        "links": side_links(actor, "boards"),
        "asked": asked,
        "level": words(LEVEL_NAMES, asked.level),
        "period": period_name(asked.period),
        "fault": say(asked.fault) if asked.fault else fault,
        "fields": [
            {"name": "cap", "label": _("Cấp"), "options": level_options(asked.level)},
            {"name": "ky", "label": _("Kỳ"), "options": period_options(asked.period, today)},
        ],
        "run": run,
        "as_of": instant(run.as_of) if run else "",
        "count": number(run.members) if run else "",
        "groups": [{"code": group.code, "name": group.name(language())} for group in tree.groups] if tree else [],
        "rows": [_row(row, tree, asked) for row in rows] if tree and run else [],
        "lacking": sentences(rows),
        "job": _job(spec) if spec and not run else None,
        "publication": _publication(spec),
        "may_publish": run is not None and holds(actor, PUBLISH),
        "may_work_out": spec is not None,
        "exports": [{"text": "XLSX", "href": f"{reverse('desk:boards_export')}?{asked.query}"}] if run else [],
        "previous": f"?{asked.query}&trang={start - 1}" if start else "",
        "next": f"?{asked.query}&trang={start + 1}" if run and run.members > (start + 1) * PAGE else "",
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/boards.jinja", context)


def _page_of(request: HttpRequest) -> int:
    text = str(request.GET.get("trang", ""))
    return min(int(text), 1_000) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _spec(asked: Asked) -> tuple[Spec | None, str]:
    """The board of the address, or why there can be none."""
    try:
        spec = of_level(asked.level, asked.period)
        _tree = spec.tree
    except DomainError as error:
        return None, say(error.code, error.params)
    return spec, ""


def _row(row: BoardRow, tree: Tree, asked: Asked) -> dict[str, object]:
    rank = row.score["rank"]
    return {
        "href": f"{reverse('desk:board_unit', args=[row.member])}?{asked.query}",
        "code": row.member,
        "name": row.name,
        "rank": rank_words(rank),
        "place": rank.get("rank"),
        "why": say(f"figure_why_{rank['why']}") if rank.get("why") else "",
        "total": total_words(row),
        "groups": group_cells(tree, row),
        "last": change_words(row.score["since_last"]),
        "year": change_words(row.score["since_last_year"]),
    }


def _publication(spec: Spec | None) -> dict[str, str] | None:
    found = published(spec.index, spec.level, spec.period.code) if spec else None
    if found is None:
        return None
    return {"at": instant(found.published_at), "href": reverse("portal:board", args=[found.level, found.period])}


def _job(spec: Spec) -> JobProgress | None:
    """The newest job for a board while it has not ended well."""
    found = JobProgress.objects.filter(kind=runs.JOB).order_by("-created_at").first()
    return found if found is not None and found.state in {JobState.QUEUED, JobState.RUNNING} else None


@official(READ)
@require_POST
def work_out(request: HttpRequest) -> HttpResponseBase:
    """Queue the job; the page shows the board when it is there."""
    actor, at = actor_at(request), now()
    level = UnitLevel(str(request.POST.get("cap"))) if request.POST.get("cap") in set(UnitLevel) else UnitLevel.COMMUNE
    code = str(request.POST.get("don-vi", ""))[:60]
    try:
        period = required_period(str(request.POST.get("ky", "")), legal_date(at))
        spec, back = _sent(level, period, code)
        with transaction.atomic():
            job = runs.begin(spec, actor=actor, now=at)
            work_out_board.defer(
                job=str(job),
                level=spec.level.value,
                period=period.code,
                unit=spec.unit,
                breakdown=str(spec.breakdown),
            )
        messages.success(request, _("Đang tính. Bảng hiện ở trang này khi xong; bạn có thể làm việc khác."))
    except DomainError as error:
        messages.warning(request, say(error.code, error.params))
        back = reverse("desk:boards")
    return HttpResponseRedirect(back)


def _sent(level: UnitLevel, period: Period, code: str) -> tuple[Spec, str]:
    if not code:
        query = urlencode({"cap": level.value, "ky": period.code})
        return of_level(level, period), f"{reverse('desk:boards')}?{query}"
    unit, rated = rated_unit(code, period.last)
    query = urlencode({"cap": rated.value, "ky": period.code})
    spec = Spec(rated, period, unit.code, Breakdown.PROCEDURES)
    return spec, f"{reverse('desk:board_procedures', args=[unit.code])}?{query}"


@official(READ)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole board as XLSX."""
    at = now()
    asked = asked_in(request.GET, legal_date(at))
    spec, fault = _spec(asked)
    run = runs.newest(spec) if spec else None
    if run is None or spec is None:
        messages.warning(request, fault or say("board_not_worked_out"))
        return HttpResponseRedirect(f"{reverse('desk:boards')}?{asked.query}")
    body = xlsx(_lines(spec, run), _("Chỉ số 766"))
    response = StreamingHttpResponse(body, content_type=TYPES[XLSX])
    name = f"chi-so-766-{asked.level.value}-{asked.period.code}-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(spec: Spec, run: BoardRun) -> Iterator[list[str]]:
    tree = spec.tree
    yield [harmless(f"{_('Chỉ số 766')}, {words(LEVEL_NAMES, spec.level)}, {period_name(spec.period)}")]
    yield [_("Tính đến"), instant(run.as_of), _("Bản kê số liệu"), run.manifest, _("Định nghĩa"), run.tree_hash]
    heads = [_("Hạng"), _("Mã"), _("Tên"), _("Điểm"), _("Trên số điểm chấm được"), _("Điểm còn để ngỏ")]
    yield [
        *heads,
        *(group.name(language()) for group in tree.groups),
        _("So với kỳ trước"),
        _("So với cùng kỳ năm trước"),
    ]
    for row in run.rows.order_by("ordinal"):
        total = total_words(row)
        cells: list[str] = [rank_words(row.score["rank"]), row.member, row.name]
        cells += [total["points"], total["of"], total["open"]]
        cells += [cell["points"] for cell in group_cells(tree, row)]
        cells += [_moved(row.score["since_last"]), _moved(row.score["since_last_year"])]
        yield [harmless(cell) for cell in cells]


def _moved(change: Mapping[str, object]) -> str:
    told = change_words(change)
    return told["points"].replace("−", "-") or told["why"]


@official(READ)
@require_GET
def procedures(request: HttpRequest, code: str) -> HttpResponseBase:
    """The procedures of one unit by their own scores; satisfaction is not told by procedure."""
    actor, today = actor_at(request), legal_date(now())
    asked = asked_in(request.GET, today)
    unit, level = rated_unit(code, asked.period.last)
    require(actor, READ, [unit.pk])
    spec = Spec(level, asked.period, unit.code, Breakdown.PROCEDURES)
    run = runs.newest(spec)
    asked = Asked(level, asked.period)
    start, sheet = _page_of(request), f"{reverse('desk:board_unit', args=[unit.code])}?{asked.query}"
    rows = list(run.rows.order_by("ordinal")[start * PAGE : start * PAGE + PAGE]) if run else []
    context = {
        "links": side_links(actor, "boards"),
        "asked": asked,
        "unit": unit,
        "period": period_name(asked.period),
        "back": sheet,
        "run": run,
        "as_of": instant(run.as_of) if run else "",
        "count": number(run.members) if run else "",
        "rows": [
            {
                "code": row.member,
                "name": row.name,
                "total": total_words(row),
                "href": f"{sheet}&{urlencode({'thu-tuc': row.member})}",
            }
            for row in rows
        ],
        "previous": f"?{asked.query}&trang={start - 1}" if start else "",
        "next": f"?{asked.query}&trang={start + 1}" if run and run.members > (start + 1) * PAGE else "",
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/board_procedures.jinja", context)
