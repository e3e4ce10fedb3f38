"""One unit's figures: this period and its course, where it is late, what it has to do, what it owes in reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, NotFound
from motcua.desk.figures.boards_address import last_quarter, side_links
from motcua.desk.figures.boards_shown import Shown, group_cells, total_words
from motcua.desk.figures.summary_address import READ, Asked, asked_in, list_address, shared
from motcua.desk.figures.summary_course import course_of, lines_in, names_of
from motcua.desk.inbox import actor_at
from motcua.desk.wording import words
from motcua.figures.boards import runs as boards
from motcua.figures.boards.members import level_of
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.collection.models import Sheet, SheetState
from motcua.figures.collection.selectors.sheets import readable_sheets
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.summaries.models import SummaryKind, SummaryRow, SummaryRun
from motcua.figures.summaries.rows import Kind
from motcua.figures.summaries.runs import newest
from motcua.figures.summaries.units import FIGURES, STATES
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.web.access import official

MOST = 10
_OWED = 20


@official(READ)
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Raises NotFound for a unit that did not live at the end of the period, NotAllowed out of reach."""
    actor, asked = actor_at(request), asked_in(request)
    unit = _unit(code, min(asked.period.last, asked.today))
    require(actor, READ, [unit.pk])
    run = newest(SummaryKind.UNITS, asked.period)
    row = run.rows.filter(member=unit.code).first() if run else None
    context = {
        **shared(actor, asked, run),
        "links": side_links(actor, "units"),
        "unit": unit,
        "row": row,
        "course": names_of(course_of(row.body)) if row else [],
        "lines": lines_in(row.body, FIGURES) if row else [],
        "late_steps": _late(row, run, Kind.LATE_STEPS) if row and run else [],
        "late_procedures": _late(row, run, Kind.LATE) if row and run else [],
        "load": _load(row, run) if row and run else [],
        "board": _board(unit, asked),
        "owed": _owed(unit, actor, asked.today),
        "cuts": f"{reverse('desk:cuts')}?{asked.query(**{'don-vi': unit.code})}",
        "compare": f"{reverse('desk:figures_compare')}?{asked.query()}",
        "below": _below(unit, asked),
    }
    return render(request, "desk/figures/unit_page.jinja", context)


def _unit(code: str, day: dt.date) -> Unit:
    found = Unit.objects.filter(in_force(day), code=code[:60]).first()
    if found is None:
        raise NotFound("figure_unit_unknown", params={"unit": code[:60]})
    return found


def _below(unit: Unit, asked: Asked) -> Sequence[tuple[str, str]]:
    """Units right below, and the one above, by name and address."""
    day = min(asked.period.last, asked.today)
    rows = Unit.objects.filter(in_force(day), parent=unit).order_by("code").values_list("code", "name")[:200]
    return [(name, f"{reverse('desk:figures_unit', args=[code])}?{asked.query()}") for code, name in rows]


def _late(row: SummaryRow, run: SummaryRun, kind: Kind) -> list[dict[str, object]]:
    """Where most is late first, at most :data:`MOST`."""
    found = []
    for key, name, number in row.body["late_steps" if kind is Kind.LATE_STEPS else "late_procedures"][:MOST]:
        cut = {"cell": key} if kind is Kind.LATE_STEPS else {"procedure": key}
        href = "" if kind is Kind.LATE_STEPS else reverse("desk:figures_procedure", args=[key])
        found.append({"name": name, "number": number, "list": list_address(kind, run, row.member, **cut), "href": href})
    return found


def _load(row: SummaryRow, run: SummaryRun) -> list[dict[str, object]]:
    """Open stays by step: all, and those late, due today, this week, later."""
    found = []
    for step, name, *numbers in row.body["load"]:
        cells = [
            {"number": number, "list": list_address(Kind.OPEN_STEPS, run, row.member, cell=step, state=state)}
            for state, number in zip(STATES, numbers, strict=True)
        ]
        whole = {"number": sum(numbers), "list": list_address(Kind.OPEN_STEPS, run, row.member, cell=step)}
        found.append({"name": name, "cells": [whole, *cells]})
    return found


def _board(unit: Unit, asked: Asked) -> Mapping[str, object] | None:
    """The groups of the newest board of index 766 that knows the unit: of this period, else of the last quarter."""
    level = level_of(unit)
    if level is None:
        return None
    for period in (asked.period, last_quarter(asked.today)):
        try:
            spec = boards.of_level(level, period)
            run = boards.newest(spec)
        except DomainError:
            continue
        row = run.rows.filter(member=unit.code).first() if run else None
        if run is None or row is None:
            continue
        address = f"{reverse('desk:board_unit', args=[unit.code])}?cap={level.value}&ky={period.code}"
        cells = [
            {"name": one["name"], "of": one["of"], "shown": Shown(one["points"], _("chưa chấm được"), address)}
            for one in group_cells(spec.tree, row)
        ]
        total = total_words(row)
        return {
            "period": period_name(period),
            "level": words(LEVEL_NAMES, level),
            "as_of": run.as_of,
            "cells": cells,
            "total": Shown(total["points"], _("chưa chấm được"), address),
            "of": total["of"],
        }
    return None


def _owed(unit: Unit, actor: Actor, today: dt.date) -> list[dict[str, object]]:
    """Reports that the unit still owes, the nearest first: forms of the circular, and sheets of reported figures."""
    forms = StatutoryReport.objects.filter(unit__code=unit.code, due_on__isnull=False)
    forms = forms.exclude(editions__state__in=["submitted", "received", "locked"]).order_by("due_on")[:_OWED]
    found: list[dict[str, object]] = [
        {
            "name": _("Biểu {form}").format(form=one.form),
            "period": period_name(parse_code(one.period)),
            "due": one.due_on,
            "href": "",
        }
        for one in forms
    ]
    open_states = [SheetState.OPEN, SheetState.RETURNED, SheetState.CORRECTING]
    sheets: list[Sheet] = list(
        readable_sheets(actor).filter(unit__code=unit.code, state__in=open_states).order_by("campaign__due_at")[:_OWED]
    )
    found += [
        {
            "name": one.campaign.form.name,
            "period": period_name(parse_code(one.campaign.period_code)),
            "due": legal_date(one.campaign.due_at),
            "href": reverse("desk:collection_sheet", args=[one.uid]),
        }
        for one in sheets
    ]
    for one in found:
        one["is_late"] = isinstance(one["due"], dt.date) and one["due"] < today
    return sorted(found, key=lambda one: str(one["due"]))
