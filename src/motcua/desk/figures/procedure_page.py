"""One procedure's figures: settled and late, its steps, supplements, channels, the three cuts, and its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.errors import NotFound
from motcua.desk.figures.boards_address import side_links
from motcua.desk.figures.boards_shown import Shown
from motcua.desk.figures.cuts_shown import Cell, lines_of, strip_line
from motcua.desk.figures.summary_address import READ, asked_in, list_address, shared
from motcua.desk.figures.summary_course import course_of, lines_in, names_of
from motcua.desk.figures.summary_words import hours, said_cell
from motcua.desk.inbox import actor_at
from motcua.figures.boards.members import province_on
from motcua.figures.cuts.tallies import Cut
from motcua.figures.periods import Period
from motcua.figures.summaries.models import SummaryKind, SummaryRow, SummaryRun
from motcua.figures.summaries.procedures import FIGURES
from motcua.figures.summaries.rows import Kind
from motcua.figures.summaries.runs import newest
from motcua.procedures.models import ProcedureVersion
from motcua.web.access import official


@official(READ)
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Raises NotFound for a procedure that nobody knows."""
    actor, asked = actor_at(request), asked_in(request)
    name = _name(code, asked.period.last)
    run = newest(SummaryKind.PROCEDURES, asked.period)
    row = run.rows.filter(member=code).first() if run else None
    province = province_on(min(asked.period.last, asked.today)).code
    course = course_of(row.body) if row else []
    context = {
        **shared(actor, asked, run),
        "links": side_links(actor, "units"),
        "code": code,
        "name": name,
        "row": row,
        "course": list(zip(names_of(course), _changes(row, course), strict=True)) if row else [],
        "lines": lines_in(row.body, FIGURES) if row else [],
        "steps": _steps(row, run, province) if row and run else [],
        "supplements": _counted(row, run, province, Kind.SUPPLEMENTS) if row and run else [],
        "channels": _counted(row, run, province, Kind.RECEIVED) if row and run else [],
        "versions": _versions(row) if row else [],
        "cuts": _cuts(code, province, newest(SummaryKind.CUTS, asked.period)),
        "cuts_href": f"{reverse('desk:cuts')}?{asked.query(theo='ca-hai')}",
    }
    return render(request, "desk/figures/procedure_page.jinja", context)


def _name(code: str, day: dt.date) -> str:
    rows = ProcedureVersion.objects.filter(procedure__key=code[:80], valid_from__lte=day)
    rows = rows.order_by("-valid_from", "-number")
    found = rows.values_list("name", flat=True).first()
    if found is None:
        raise NotFound("indicator_unknown", params={"indicator": code[:80]})
    return str(found)


def _changes(row: SummaryRow, course: Sequence[Period]) -> list[str]:
    """For each period of the course the day on which another version came into force within it; empty without."""
    begun = [dt.date.fromisoformat(since) for _number, since, _until, _name in row.body["versions"]]
    return [", ".join(f"{day:%d/%m/%Y}" for day in begun if day in period) for period in course]


def _versions(row: SummaryRow) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "since": dt.date.fromisoformat(since),
            "until": dt.date.fromisoformat(until) if until else None,
            "name": name,
        }
        for number, since, until, name in row.body["versions"]
    ]


def _steps(row: SummaryRow, run: SummaryRun, province: str) -> list[dict[str, object]]:
    """Each step with the middle of its working time; the number leads to the stays it is the middle of."""
    found = []
    for step, name, number, middle, late in row.body["steps"]:
        cut = {"procedure": row.member, "cell": step}
        stays = list_address(Kind.STAYS, run, province, **cut)
        found.append(
            {
                "name": name,
                "number": number,
                "list": stays,
                "median": Shown(hours(Fraction(middle, 2)), "", f"{stays}&gia-tri=trung-vi"),
                "late": late,
                "late_list": list_address(Kind.STAYS, run, province, **cut, state="late"),
            }
        )
    return found


def _counted(row: SummaryRow, run: SummaryRun, province: str, kind: Kind) -> list[dict[str, object]]:
    """Numbers with their share of all."""
    lines = row.body["supplements" if kind is Kind.SUPPLEMENTS else "channels"]
    whole = sum(number for _cell, number in lines)
    return [
        {
            "name": said_cell(kind, cell) or _("không ghi lý do"),
            "number": number,
            "width": f"{100 * number / whole:.1f}",
            "list": list_address(kind, run, province, procedure=row.member, cell=cell),
        }
        for cell, number in lines
    ]


def _cuts(code: str, province: str, run: SummaryRun | None) -> list[Mapping[str, object]]:
    """The three cuts of the procedure in the whole province; empty before they were worked out."""
    row = run.rows.filter(member=province).first() if run else None
    if run is None or row is None:
        return []
    cell: Cell | None = next((one for one in lines_of(row) if one.line.procedure == code and not one.line.model), None)
    return [strip_line(one, cell, run) for one in Cut] if cell else []
