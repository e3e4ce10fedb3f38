"""A table of counts its author drew up, over a span of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.registers.shown import column_name, value_words
from motcua.forms.answers import MalformedError, read_date
from motcua.forms.schema import FieldKind
from motcua.organisation.models import Unit
from motcua.registers.definition import FIELD, Definition, Own, Report
from motcua.registers.permissions import USE
from motcua.registers.selectors import MOST_CELLS, Cell, cells, register_for
from motcua.web.access import official


@official(USE)
@require_GET
def page(request: HttpRequest, key: str, report: str) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    version, definition = register_for(key, actor, at)
    wanted = definition.report(report)
    if wanted is None:
        raise Http404
    today = legal_date(at)
    since = _day(request.GET.get("tu", ""), dt.date(today.year, 1, 1))
    until = _day(request.GET.get("den", ""), today)
    found = cells(version, definition, wanted, since=since, until=until, actor=actor, now=at)

    def address(groups: Sequence[tuple[str, str]]) -> str:
        days = [("tu", f"{since:%d/%m/%Y}"), ("den", f"{until:%d/%m/%Y}")]
        return f"{reverse('desk:register', args=[key])}?{urlencode([*(('o', '|'.join(one)) for one in groups), *days])}"

    context = {
        "definition": definition,
        "report": wanted,
        "since": since,
        "until": until,
        "row_head": column_name(definition, wanted.rows),
        "column_head": column_name(definition, wanted.columns) if wanted.columns else "",
        "added": column_name(definition, FIELD + wanted.adds) if wanted.adds else "",
        "is_money": _kind(definition, wanted.adds) is FieldKind.MONEY,
        "cut": len(found) >= MOST_CELLS,
        "table": _table(definition, wanted, found, address),
        "back": reverse("desk:register", args=[key]),
        "post_line": post_line(actor),
        "nav": "registers",
    }
    return render(request, "desk/registers/report.jinja", context)


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        return read_date(text.strip()[:20]) if text.strip() else otherwise
    except MalformedError:
        return otherwise


def _kind(definition: Definition, key: str) -> FieldKind | None:
    return next((one.kind for one in definition.form.fields() if one.key == key), None)


Address = Callable[[Sequence[tuple[str, str]]], str]
"""Where the records of a cell are listed, by its row and column."""


def _table(definition: Definition, report: Report, found: Iterable[Cell], address: Address) -> dict[str, object]:
    """Rows and columns in words, with sums; a cell is (count, sum of the added field, where its records are listed)."""
    by = {(one.row, one.column): (one.count, one.total) for one in found}
    rows, columns = (list(dict.fromkeys(key[n] for key in by)) for n in (0, 1))
    columns.sort()
    units = _units(report, (*rows, *columns))
    return {
        "columns": [_words(definition, report.columns, value, units) for value in columns] if report.columns else [],
        "rows": [
            {
                "name": _words(definition, report.rows, row, units),
                "cells": [
                    (*by.get((row, column), (0, None)), address([(report.rows, row), (report.columns, column)]))
                    for column in columns
                ]
                if report.columns
                else [],
                "sum": (*_sum(by[key] for key in by if key[0] == row), address([(report.rows, row)])),
            }
            for row in rows
        ],
        "sums": [
            (*_sum(by[key] for key in by if key[1] == column), address([(report.columns, column)]))
            for column in columns
        ]
        if report.columns
        else [],
        "sum": (*_sum(by.values()), ""),
    }


def _sum(pairs: Iterable[tuple[int, int | None]]) -> tuple[int, int | None]:
    counts, totals = 0, [0]
    for count, total in pairs:
        counts += count
        totals.append(total or 0)
    return counts, sum(totals)


def _units(report: Report, values: Iterable[str]) -> dict[str, str]:
    if Own.UNIT not in {report.rows, report.columns}:
        return {}
    return dict(Unit.objects.filter(code__in=set(values)).values_list("code", "name"))


def _words(definition: Definition, column: str, value: str, units: dict[str, str]) -> str:
    return units[value] if column == Own.UNIT and value in units else value_words(definition, column, value)
