"""What the national portal publishes and holds: bring a file, name its columns, take it, see what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.boards_address import READ, side_links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.permissions import READ as DOSSIER_READ
from motcua.figures.boards.columns import day_in
from motcua.figures.boards.members import province_on, rated_unit
from motcua.figures.boards.models import (
    DifferenceKind,
    NationalDifference,
    NationalImport,
    NationalKind,
    NationalState,
)
from motcua.figures.boards.national import (
    Brought,
    begin_taking,
    bring,
    find_import,
    needed_columns,
    sample,
    wanted_columns,
)
from motcua.figures.boards.sheets import MOST_BYTES
from motcua.figures.boards.verbs import IMPORT
from motcua.figures.boards.words import DIFFERENCES, NATIONAL_COLUMNS, NATIONAL_KINDS, NATIONAL_STATES
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import parse_code
from motcua.figures.tasks import take_national
from motcua.people.actors import Actor
from motcua.people.permissions import scope
from motcua.people.services.records import record_list
from motcua.web.access import holds, official
from motcua.web.words import day, instant, number

PAGE = 100
NEWEST = 100


def _frame(actor: Actor) -> dict[str, object]:
    return {"links": side_links(actor, "national"), "post_line": post_line(actor), "nav": "figures"}


@official(READ)
@require_GET
def imports(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    rows = NationalImport.objects.order_by("-created_at")[:NEWEST]
    context = {
        **_frame(actor),
        "rows": [_row(one) for one in rows],
        "may_import": holds(actor, IMPORT),
    }
    return render(request, "desk/figures/national.jinja", context)


def _row(one: NationalImport) -> dict[str, object]:
    return {
        "href": reverse("desk:national_import", args=[one.uid]),
        "kind": words(NATIONAL_KINDS, one.kind),
        "period": period_name(parse_code(one.period)),
        "unit": one.unit,
        "source": one.source,
        "obtained_on": one.obtained_on,
        "state": words(NATIONAL_STATES, one.state),
        "look": {"taken": "ontime", "failed": "late"}.get(one.state, "soon"),
        "lines": number(one.lines),
        "bad": number(one.bad) if one.bad else "",
    }


@official(IMPORT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Bring a file; nothing is taken before its columns were looked at."""
    actor, at = actor_at(request), now()
    fault = ""
    if request.method == "POST":
        try:
            made = bring(_brought(request, legal_date(at)), actor=actor, now=at)
        except (NotAllowed, NotFound):
            raise
        except DomainError as error:
            fault = say(error.code, error.params)
        else:
            return HttpResponseRedirect(reverse("desk:national_import", args=[made.uid]))
    context = {
        **_frame(actor),
        "kinds": [(kind.value, words(NATIONAL_KINDS, kind)) for kind in NationalKind],
        "values": {name: str(request.POST.get(name, ""))[:300] for name in ("kind", "source", "day", "period", "unit")},
        "today": day(legal_date(at)),
        "fault": fault,
    }
    return render(request, "desk/figures/national_new.jinja", context, status=400 if fault else 200)


def _brought(request: HttpRequest, today: dt.date) -> Brought:
    """Raises Invalid for what is missing or wrong."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise Invalid("upload_missing")
    if (upload.size or 0) > MOST_BYTES:
        raise Invalid("upload_too_large", params={"most": MOST_BYTES // 1_000_000})
    kind = str(request.POST.get("kind", ""))
    source = " ".join(str(request.POST.get("source", "")).split())[:500]
    if kind not in NationalKind.values or not source:
        raise Invalid("national_source_missing")
    try:
        obtained = day_in(str(request.POST.get("day", "")).strip()) or today
    except ValueError:
        raise Invalid("national_line_date") from None
    period = parse_period(str(request.POST.get("period", ""))[:60])
    code = str(request.POST.get("unit", "")).strip()[:60]
    unit = rated_unit(code, period.last)[0] if code else province_on(period.last)
    return Brought(NationalKind(kind), upload.read(), source, min(obtained, today), unit, period)


@official(READ)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A file: its columns and first lines while it is a draft, what became of it afterwards."""
    actor, at = actor_at(request), now()
    source = find_import(uid)
    columns = _columns(request, source) if request.method == "POST" else dict(source.columns)
    fault = ""
    if request.method == "POST" and not request.POST.get("look"):
        try:
            with transaction.atomic():
                begun = begin_taking(uid, columns, actor=actor, now=at)
                take_national.defer(job=str(begun.job), source=str(uid))
        except (NotAllowed, NotFound):
            raise
        except DomainError as error:
            fault = _fault(error)
        else:
            messages.success(request, _("Đang nạp. Tải lại trang này để xem kết quả."))
            return HttpResponseRedirect(reverse("desk:national_import", args=[uid]))
    draft = source.state in (NationalState.DRAFT, NationalState.FAILED)
    context = {
        **_frame(actor),
        "source": source,
        "row": _row(source),
        "created": instant(source.created_at),
        "draft": draft and holds(actor, IMPORT),
        "fields": _fields(source, columns) if draft else [],
        "sample": _sample(source, columns) if draft and holds(actor, IMPORT) else [],
        "sides": _sides(source),
        "counts": {name: number(value) for name, value in source.counts.items() if isinstance(value, int)},
        "bad": _bad(source) if source.state == NationalState.TAKEN and holds(actor, IMPORT) else [],
        "fault": fault,
        "failed": say(source.fault) if source.state == NationalState.FAILED and source.fault else "",
    }
    return render(request, "desk/figures/national_import.jinja", context, status=400 if fault else 200)


def _fault(error: DomainError) -> str:
    params = dict(error.params)
    if "column" in params:
        params["column"] = words(NATIONAL_COLUMNS, str(params["column"]))
    return say(error.code, params)


def _columns(request: HttpRequest, source: NationalImport) -> dict[str, int]:
    found = {}
    for name in wanted_columns(NationalKind(source.kind), source.last):
        text = str(request.POST.get(f"col-{name}", ""))
        if text.isascii() and text.isdecimal() and int(text) < len(source.heads):
            found[name] = int(text)
    return found


def _fields(source: NationalImport, columns: Mapping[str, int]) -> list[dict[str, object]]:
    needed = needed_columns(NationalKind(source.kind))
    return [
        {
            "name": f"col-{name}",
            "label": words(NATIONAL_COLUMNS, name),
            "needed": name in needed,
            "options": [
                {"value": "", "text": _("không có")},
                *(
                    {"value": str(at), "text": head or str(at + 1), "selected": columns.get(name) == at}
                    for at, head in enumerate(source.heads)
                ),
            ],
        }
        for name in wanted_columns(NationalKind(source.kind), source.last)
    ]


def _sample(source: NationalImport, columns: Mapping[str, int]) -> list[dict[str, object]]:
    return [
        {
            "line": line.line,
            "cells": [(words(NATIONAL_COLUMNS, name), text) for name, text in line.cells.items() if text],
            "fault": say(line.fault) if line.fault else "",
        }
        for line in sample(source, columns)
    ]


def _sides(source: NationalImport) -> list[dict[str, str]]:
    return [
        {
            "text": words(DIFFERENCES, kind),
            "count": number(int(source.counts.get(kind.value, 0))),
            "href": reverse("desk:national_differences", args=[source.uid, kind.value]),
        }
        for kind in DifferenceKind
        if source.kind == NationalKind.DOSSIERS and source.state == NationalState.TAKEN
    ]


def _bad(source: NationalImport) -> list[dict[str, object]]:
    """Lines that were kept with a fault."""
    kept = source.dossiers if source.kind == NationalKind.DOSSIERS else source.scores
    rows = kept.exclude(fault="").order_by("line").values_list("line", "fault")[:PAGE]
    return [{"line": line, "fault": say(fault)} for line, fault in rows]


@official(READ)
@require_GET
def differences(request: HttpRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """The dossiers of one kind of difference that this official may read."""
    actor, at = actor_at(request), now()
    source = find_import(uid)
    if kind not in DifferenceKind.values:
        raise NotFound("national_unknown")
    rows = NationalDifference.objects.filter(source=source, kind=kind)
    if kind == DifferenceKind.UNKNOWN_HERE:
        rows = rows if holds(actor, IMPORT) else rows.none()
    else:
        rows = rows.filter(scope(actor, DOSSIER_READ, "reception", "settling"))
    text = str(request.GET.get("sau", ""))
    after = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
    found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    record_list(actor, READ, "national_difference", {"kind": kind, "source": str(uid)}, rows=len(found[:PAGE]), now=at)
    context = {
        **_frame(actor),
        "source": source,
        "row": _row(source),
        "title": words(DIFFERENCES, kind),
        "total": number(int(source.counts.get(kind, 0))),
        "rows": [_difference(one) for one in found[:PAGE]],
        "next": f"?sau={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "back": reverse("desk:national_import", args=[uid]),
    }
    return render(request, "desk/figures/national_differences.jinja", context)


def _difference(one: NationalDifference) -> dict[str, object]:
    about = [
        (words(NATIONAL_COLUMNS, name), _day(pair[0]), _day(pair[1]))
        for name, pair in one.about.items()
        if isinstance(pair, list)
    ]
    return {
        "code": one.code,
        "href": reverse("desk:dossier", args=[one.dossier]) if one.dossier else "",
        "about": about,
    }


def _day(text: object) -> str:
    return day(dt.date.fromisoformat(str(text))) if text else _("chưa có")
