"""The lists of a register: what its author drew up, filtered by the address, a page at a time, and as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import NotAllowed
from motcua.desk.export import CSV, TYPES, XLSX, csv_pieces, harmless, xlsx
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.registers.shown import cell, column_name, holder_words, is_value, state_words, value_words
from motcua.forms.answers import MalformedError, read_date
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.registers.definition import Definition, ListView, Right
from motcua.registers.lifecycle import RegisterState
from motcua.registers.models import Record
from motcua.registers.permissions import USE, reach, scope
from motcua.registers.selectors import MOST_EXPORTED, Wanted, page_of, records, register_for
from motcua.web.access import official


@official(USE)
@require_GET
def page(request: HttpRequest, key: str) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    version, definition = register_for(key, actor, at)
    view = _view(definition, request)
    wanted = _wanted(request, definition, view)
    rows, after = page_of(version, definition, view, wanted, actor=actor, now=at)
    on = legal_date(at)
    enters = reach(actor, definition, Right.ENTER, on)
    context = {
        "register": version.register,
        "definition": definition,
        "closed": version.register.state == RegisterState.CLOSED,
        "view": view,
        "tabs": [(one, f"?{urlencode({'ds': one.key})}") for one in definition.lists],
        "heads": [column_name(definition, column) for column in view.columns],
        "rows": [_row(definition, view, record, at) for record in rows],
        "filters": _filters(definition, view, wanted),
        "query": wanted.query,
        "of_report": _cell_words(definition, wanted),
        "kept": [("ds", view.key), *(("o", f"{column}|{value}") for column, value in (wanted.groups or {}).items())],
        "narrowed": _is_narrowed(wanted),
        "first": wanted.before is None,
        "more": _more(request, after),
        "reports": [(one, reverse("desk:register_report", args=[key, one.key])) for one in definition.reports],
        "enter": version.register.state == RegisterState.OPEN and (enters.everywhere or bool(enters.units)),
        "exports": _exports(request, key) if _may_export(actor, definition, on) else (),
        "post_line": post_line(actor),
        "nav": "registers",
    }
    return render(request, "desk/registers/list.jinja", context)


def _view(definition: Definition, request: HttpRequest) -> ListView:
    """The list the address names; the first one without a name. Raises Http404 for one there is not."""
    name = request.GET.get("ds", "")
    found = definition.list_view(name) if name else definition.lists[0]
    if found is None:
        raise Http404
    return found


def _wanted(request: HttpRequest, definition: Definition, view: ListView) -> Wanted:
    """What the address asks for; what cannot be read is passed over."""
    after = request.GET.get("sau", "")
    return Wanted(
        query=request.GET.get("q", "")[:200].replace("\x00", ""),
        chosen={key: request.GET.get(f"f-{key}", "")[:100].replace("\x00", "") for key in view.filters},
        since=_day(request.GET.get("tu", "")),
        until=_day(request.GET.get("den", "")),
        groups=_groups(request, definition),
        before=int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None,
    )


def _is_narrowed(wanted: Wanted) -> bool:
    return any((wanted.groups, wanted.query, *(wanted.chosen or {}).values(), wanted.since, wanted.until))


def _groups(request: HttpRequest, definition: Definition) -> dict[str, str]:
    """The cell of a report that the address names: ``o=COLUMN|VALUE`` for its row and its column."""
    known = {column for one in definition.reports for column in (one.rows, one.columns) if column}
    pairs = (text[:200].replace("\x00", "").partition("|") for text in request.GET.getlist("o")[:2])
    return {column: value for column, mark, value in pairs if mark and column in known and is_value(column, value)}


def _cell_words(definition: Definition, wanted: Wanted) -> str:
    return "; ".join(
        f"{column_name(definition, column)}: {value_words(definition, column, value)}"
        for column, value in (wanted.groups or {}).items()
    )


def _day(text: str) -> dt.date | None:
    try:
        return read_date(text.strip()[:20]) if text.strip() else None
    except MalformedError:
        return None


def _row(definition: Definition, view: ListView, record: Record, at: dt.datetime) -> Mapping[str, object]:
    return {
        "href": reverse("desk:register_record", args=[record.uid]),
        "number": record.number,
        "cells": [cell(definition, record, column) for column in view.columns],
        "state": record.state,
        "state_words": state_words(record.state),
        "holder": holder_words(definition, record),
        "late": record.next_at is not None and record.next_at < at,
    }


def _filters(definition: Definition, view: ListView, wanted: Wanted) -> list[Mapping[str, object]]:
    """The fields of the filter bar: words, what the author lets one choose by, days."""
    fields = {one.key: one for one in definition.form.fields()}
    chosen: list[Mapping[str, object]] = [
        {
            "name": f"f-{key}",
            "label": fields[key].label,
            "options": [
                {"value": "", "text": _("Tất cả"), "selected": False},
                *(
                    {"value": one.key, "text": one.label, "selected": (wanted.chosen or {}).get(key) == one.key}
                    for one in fields[key].options
                ),
            ],
        }
        for key in view.filters
        if key in fields
    ]
    return [
        {"name": "q", "label": _("Tìm"), "value": wanted.query},
        *chosen,
        {"name": "tu", "label": _("Ghi từ ngày"), "value": _typed(wanted.since), "kind": "text"},
        {"name": "den", "label": _("đến ngày"), "value": _typed(wanted.until), "kind": "text"},
    ]


def _typed(on: dt.date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else ""


def _more(request: HttpRequest, after: int | None) -> str:
    if after is None:
        return ""
    return f"?{urlencode([*_kept(request), ('sau', after)])}"


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The list's address without its place."""
    return [(name, value) for name in request.GET if name != "sau" for value in request.GET.getlist(name) if value]


def _exports(request: HttpRequest, key: str) -> list[Mapping[str, str]]:
    kept = urlencode(_kept(request))
    return [
        {
            "text": kind.upper(),
            "href": f"{reverse('desk:register_export', args=[key, kind])}{'?' + kept if kept else ''}",
        }
        for kind in (CSV, XLSX)
    ]


def _may_export(actor: Actor, definition: Definition, on: dt.date) -> bool:
    found = reach(actor, definition, Right.EXPORT, on)
    return found.everywhere or bool(found.units)


@official(USE)
@require_GET
def export(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """Exactly the list of the address, as far as the right to export reaches. Leaves a record with the filter."""
    if kind not in TYPES:
        raise Http404
    actor, at = actor_at(request), now()
    version, definition = register_for(key, actor, at)
    if not _may_export(actor, definition, legal_date(at)):
        raise NotAllowed("register_right_missing")
    view = _view(definition, request)
    wanted = _wanted(request, definition, view)
    rows = records(version, definition, view, wanted, actor=actor, now=at)
    rows = rows.filter(scope(actor, definition, Right.EXPORT, legal_date(at)))[:MOST_EXPORTED]
    filters = {"register": key, "list": view.key, "query": wanted.query, "as": kind, **(wanted.chosen or {})}
    record_list(actor, USE, "register", filters, rows=rows.count(), now=at)
    lines = _lines(definition, view, rows.iterator(500))
    body = csv_pieces(lines) if kind == CSV else xlsx(lines, _("Sổ"))
    response = StreamingHttpResponse(body, content_type=TYPES[kind])
    name = f"{key}-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(definition: Definition, view: ListView, rows: Iterator[Record]) -> Iterator[Sequence[str]]:
    yield [column_name(definition, column) for column in view.columns]
    for record in rows:
        yield [harmless(cell(definition, record, column)) for column in view.columns]
