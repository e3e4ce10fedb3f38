"""Coverage of procedures and services: by level and field, with the gaps; each number opens to its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.desk.export import TYPES, XLSX, harmless, xlsx
from motcua.desk.figures.boards_address import READ, side_links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.boards.coverage import GAPS, Coverage, Procedure, columns_on, coverage
from motcua.figures.boards.words import COVERAGE, PROCEDURE_LEVELS
from motcua.figures.boards.words import GAPS as GAP_WORDS
from motcua.figures.facts.shared import borrowed
from motcua.web.access import official
from motcua.web.words import day as day_words
from motcua.web.words import number

PAGE = 100
_FORMATS = ("%d/%m/%Y", "%Y-%m-%d")


def _day_of(request: HttpRequest, today: dt.date) -> dt.date:
    """The day asked for; today when it is none, or still to come."""
    typed = str(request.GET.get("ngay", "")).strip()[:10]
    for shape in _FORMATS:
        try:
            found = dt.datetime.strptime(typed, shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
        return min(found, today)
    return today


def _read(day: dt.date) -> tuple[Coverage | None, str]:
    try:
        with borrowed() as facts:
            return coverage(facts, day), ""
    except DomainError as error:
        return None, say(error.code, error.params)


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    day = _day_of(request, today)
    found, fault = _read(day)
    columns = list(columns_on(day))
    context = {
        "links": side_links(actor, "coverage"),
        "day": day,
        "fault": fault,
        "fields": [{"name": "ngay", "label": _("Vào ngày (ngày/tháng/năm)"), "kind": "text", "value": day_words(day)}],
        "columns": [words(COVERAGE, name) for name in columns],
        "rows": _rows(found, columns) if found else [],
        "gaps": _gaps(found) if found else [],
        "total": number(len(found.procedures)) if found else "",
        "exports": [{"text": "XLSX", "href": f"{reverse('desk:coverage_export')}?{_query(day)}"}] if found else [],
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/coverage.jinja", context)


def _query(day: dt.date, **more: str) -> str:
    return urlencode({"ngay": day.isoformat(), **{name: value for name, value in more.items() if value}})


def _lines(found: Coverage) -> Iterator[tuple[str, str, str]]:
    """Name, level and field of each row of the board."""
    yield _("Tất cả"), "", ""
    for level in found.levels:
        yield words(PROCEDURE_LEVELS, level), level, ""
    for field in found.fields:
        yield field or _("Chưa rõ lĩnh vực"), "", field


def _rows(found: Coverage, columns: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, level, field in _lines(found):
        counts = found.counts(level=level, field=field)
        rows.append(
            {
                "name": name,
                "kind": "field" if field else "level",
                "cells": [
                    {
                        "label": words(COVERAGE, column),
                        "count": counts[column],
                        "href": _list_href(found.day, column, level, field),
                    }
                    for column in columns
                ],
            }
        )
    return rows


def _gaps(found: Coverage) -> list[dict[str, object]]:
    counts = found.counts()
    return [
        {
            "text": words(GAP_WORDS, gap),
            "count": counts[gap],
            "href": _list_href(found.day, gap, "", ""),
        }
        for gap in GAPS
    ]


def _list_href(day: dt.date, test: str, level: str, field: str) -> str:
    return f"{reverse('desk:coverage_list', args=[test])}?{_query(day, cap=level, linh_vuc=field)}"


@official(READ)
@require_GET
def procedures(request: HttpRequest, test: str) -> HttpResponseBase:
    """The procedures that a number of the board counts."""
    actor, today = actor_at(request), legal_date(now())
    day = _day_of(request, today)
    if test not in {**columns_on(day), **GAPS}:
        raise Http404
    level, field = str(request.GET.get("cap", ""))[:20], str(request.GET.get("linh_vuc", ""))[:200]
    found, fault = _read(day)
    rows = found.chosen(test, level=level, field=field) if found else []
    text = str(request.GET.get("trang", ""))
    start = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    query = _query(day, cap=level, linh_vuc=field)
    context = {
        "links": side_links(actor, "coverage"),
        "title": words({**COVERAGE, **GAP_WORDS}, test),
        "about": " · ".join(one for one in (words(PROCEDURE_LEVELS, level) if level else "", field) if one),
        "day": day,
        "fault": fault,
        "count": number(len(rows)),
        "total": len(rows),
        "first": start * PAGE + 1,
        "last": min(len(rows), (start + 1) * PAGE),
        "rows": [_procedure(one) for one in rows[start * PAGE : (start + 1) * PAGE]],
        "previous": f"?{query}&trang={start - 1}" if start else "",
        "next": f"?{query}&trang={start + 1}" if len(rows) > (start + 1) * PAGE else "",
        "back": f"{reverse('desk:coverage')}?{_query(day)}",
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/coverage_list.jinja", context)


def _procedure(one: Procedure) -> dict[str, str]:
    return {
        "code": one.key,
        "name": one.name,
        "field": one.field,
        "level": words(PROCEDURE_LEVELS, one.level),
        "service": words(COVERAGE, f"service_{one.service}" if one.service else "service_none"),
    }


@official(READ)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The board and every procedure with what it has, as XLSX."""
    at = now()
    day = _day_of(request, legal_date(at))
    found, _fault = _read(day)
    if found is None:
        raise Http404
    response = StreamingHttpResponse(xlsx(_sheet(found), _("Độ phủ")), content_type=TYPES[XLSX])
    name = f"do-phu-{day.isoformat()}-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(found: Coverage) -> Iterator[list[str]]:
    columns = list(columns_on(found.day))
    yield [_("Dòng"), *(words(COVERAGE, column) for column in columns)]
    for name, level, field in _lines(found):
        counts = found.counts(level=level, field=field)
        yield [harmless(name), *(str(counts[column]) for column in columns)]
    yield []
    marks = [column for column in columns if column != "total"]
    yield [_("Mã"), _("Tên"), _("Lĩnh vực"), *(words(COVERAGE, column) for column in marks)]
    tests = columns_on(found.day)
    for one in found.procedures:
        yield [*map(harmless, (one.key, one.name, one.field)), *("x" if tests[mark](one) else "" for mark in marks)]
