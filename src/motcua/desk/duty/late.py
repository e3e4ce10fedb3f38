"""The list of late dossiers by unit and month, and what I have to explain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.duty.menu import duty_links
from motcua.desk.duty.words import STATES, cause_words, span
from motcua.desk.export import TYPES
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import ResponsibilityAccount, ResponsibilityRecord
from motcua.dossiers.permissions import EXPORT, READ
from motcua.dossiers.selectors.responsibility import PAGE, RecordFilters, by_unit, records, to_explain
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.web.access import holds, official
from motcua.web.words import number

NAMES = ("unit", "month", "state", "cause")


def filters_of(request: HttpRequest) -> RecordFilters:
    return RecordFilters(**{name: str(request.GET.get(name, ""))[:60].replace("\0", "") for name in NAMES})


def _query(filters: RecordFilters) -> str:
    return urlencode([(name, getattr(filters, name)) for name in NAMES if getattr(filters, name)])


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    filters = filters_of(request)
    rows = records(actor, filters)
    start = _page_of(request)
    found = list(rows[start * PAGE : start * PAGE + PAGE + 1])
    mine = list(to_explain(actor)[:PAGE])
    asked: dict[str, str | int | bool | list[str] | None] = {name: getattr(filters, name) for name in NAMES}
    record_list(actor, READ, "responsibility", asked, rows=len(found[:PAGE]), now=at)
    sums = by_unit(actor, filters)
    context = {
        "links": duty_links(actor, "responsibility"),
        "mine": [_asked_row(one, at) for one in mine],
        "rows": [_list_row(one) for one in found[:PAGE]],
        "sums": [(one.unit, number(one.records), span(one.late_minutes)) for one in sums],
        "count": number(sum(one.records for one in sums)),
        "fields": _filter_fields(actor, filters, at),
        "filtered": bool(_query(filters)),
        "previous": _turn(filters, start - 1) if start else "",
        "next": _turn(filters, start + 1) if len(found) > PAGE else "",
        "exports": _exports(filters) if holds(actor, EXPORT) and found else [],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/late.jinja", context)


def _page_of(request: HttpRequest) -> int:
    text = str(request.GET.get("trang", ""))
    return min(int(text), 10_000) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _turn(filters: RecordFilters, to: int) -> str:
    query = _query(filters)
    return f"?{query}&trang={to}" if query else f"?trang={to}"


def _exports(filters: RecordFilters) -> list[dict[str, str]]:
    query = _query(filters)
    tail = f"?{query}" if query else ""
    return [{"text": kind.upper(), "href": reverse("desk:responsibility_export", args=[kind]) + tail} for kind in TYPES]


def _filter_fields(actor: Actor, filters: RecordFilters, at: dt.datetime) -> list[dict[str, object]]:
    units = records(actor, RecordFilters()).order_by().values_list("settling_unit__code", "settling_unit__name")
    pairs = sorted(set(units.distinct()[:500]), key=lambda one: one[1])
    months, day = [], legal_date(at).replace(day=1)
    for _number in range(12):
        months.append((f"{day:%Y-%m}", f"{day:%m/%Y}"))
        day = (day - dt.timedelta(days=1)).replace(day=1)
    lists: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
        ("unit", _("Đơn vị"), pairs),
        ("month", _("Tháng"), months),
        ("state", _("Tình trạng"), [(code, words(STATES, code)) for code in STATES]),
        ("cause", _("Nguyên nhân"), sorted(cause_words().items(), key=lambda one: one[1])),
    ]
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": "", "text": _("Tất cả")},
                *({"value": v, "text": t, "selected": v == getattr(filters, name)} for v, t in options),
            ],
        }
        for name, label, options in lists
    ]


def _state_of(record: ResponsibilityRecord) -> str:
    if record.decided_at is not None:
        return "decided"
    return "running" if record.ended_at is None else "asked"


def _list_row(record: ResponsibilityRecord) -> Mapping[str, object]:
    state = _state_of(record)
    return {
        "href": reverse("desk:responsibility_record", args=[record.uid]),
        "code": record.dossier.code or record.dossier.receipt_no,
        "procedure": record.dossier.version.name,
        "unit": record.settling_unit.name,
        "late": span(record.late_minutes),
        "opened": record.opened_at,
        "state": words(STATES, state),
        "look": {"decided": "ontime", "running": "soon", "asked": "late"}[state],
    }


def _asked_row(account: ResponsibilityAccount, at: dt.datetime) -> Mapping[str, object]:
    return {
        "href": reverse("desk:explain", args=[account.uid]),
        "code": account.record.dossier.code or account.record.dossier.receipt_no,
        "procedure": account.record.dossier.version.name,
        "over": span(account.over_minutes),
        "by": account.explain_by,
        "late": account.explain_by < at,
    }
