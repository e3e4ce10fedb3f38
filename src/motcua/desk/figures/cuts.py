"""The three cuts by unit, procedure and model: before, now, what was cut; each number leads to its making and list."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.desk.figures.boards_address import side_links
from motcua.desk.figures.cuts_shown import (
    BY_BOTH,
    BY_MODEL,
    BY_PROCEDURE,
    BY_UNIT,
    baseline_words,
    cells_of,
    chosen,
    strip_line,
    table_row,
)
from motcua.desk.figures.summary_address import READ, Asked, asked_in, page_of, shared
from motcua.desk.figures.summary_words import CUT_NAMES, CUT_UNITS
from motcua.desk.inbox import actor_at
from motcua.desk.wording import words
from motcua.figures.cuts.baselines import baselines
from motcua.figures.cuts.tallies import LEAST, Cut
from motcua.figures.summaries.models import SummaryKind, SummaryRun
from motcua.figures.summaries.runs import newest
from motcua.web.access import official

PAGE = 100


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, asked = actor_at(request), asked_in(request)
    run = newest(SummaryKind.CUTS, asked.period)
    unit, by, which = chosen(request, asked)
    cells = cells_of(run, unit, by) if run else []
    start = page_of(request)
    here = {"don-vi": unit, "theo": by, "cat": which.value}
    whole = next(iter(cells_of(run, unit, "")), None) if run else None
    context = {
        **shared(actor, asked, run),
        "links": side_links(actor, "cuts"),
        "unit": unit,
        "unit_name": whole.name if whole else "",
        "fields": [{"name": "don-vi", "label": _("Đơn vị"), "options": _units(run, unit)}],
        "hidden": [("theo", by), ("cat", which.value)],
        "strip": [strip_line(one, whole, run) for one in Cut] if run and whole else [],
        "ways": _ways(asked, here),
        "tabs": _tabs(asked, here),
        "which": words(CUT_NAMES, which),
        "counts": words(CUT_UNITS, which),
        "rows": [table_row(cell, which, run) for cell in cells[start * PAGE : (start + 1) * PAGE]] if run else [],
        "baseline": baseline_words(baselines(asked.period.last)),
        "least": LEAST,
        "exports": [{"text": "XLSX", "href": f"{reverse('desk:cuts_export')}?{asked.query(**here)}"}] if run else [],
        "previous": f"?{asked.query(**here)}&trang={start - 1}" if start else "",
        "next": f"?{asked.query(**here)}&trang={start + 1}" if len(cells) > (start + 1) * PAGE else "",
    }
    return render(request, "desk/figures/cuts.jinja", context)


def _units(run: SummaryRun | None, chosen: str) -> list[dict[str, object]]:
    found = dict(run.rows.order_by("member").values_list("member", "name")) if run else {}
    return [
        {"value": code, "text": f"{name} ({code})", "selected": code == chosen}
        for code, name in ({chosen: chosen} | found).items()
    ]


def _ways(asked: Asked, here: Mapping[str, str]) -> list[dict[str, object]]:
    names = {
        BY_MODEL: _("Theo mô hình"),
        BY_PROCEDURE: _("Theo thủ tục"),
        BY_BOTH: _("Theo thủ tục và mô hình"),
        BY_UNIT: _("Theo đơn vị"),
    }
    return [
        {"text": text, "href": f"?{asked.query(**{**here, 'theo': by})}", "current": here["theo"] == by}
        for by, text in names.items()
    ]


def _tabs(asked: Asked, here: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "text": words(CUT_NAMES, one),
            "href": f"?{asked.query(**{**here, 'cat': one.value})}",
            "current": here["cat"] == one.value,
        }
        for one in Cut
    ]
