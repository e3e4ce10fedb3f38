"""The supervisor's view "Nguy cơ trễ hẹn": by unit, step to see to and reason; what model tells, and how well."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.texts import say
from motcua.desk.duty.menu import duty_links
from motcua.desk.export import TYPES
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.lateness.words import BANDS, REASONS, band_words, reason_words, step_to_see_to
from motcua.desk.rows import owner_words
from motcua.desk.time_left import Watch, watch
from motcua.desk.wording import words
from motcua.dossiers.permissions import ASSIGN, EXPORT, READ
from motcua.dossiers.selectors.steps import StepNames, step_names
from motcua.foresight.lateness.models import LatenessRun, LatenessScore
from motcua.foresight.lateness.outcomes import hits
from motcua.foresight.lateness.selectors import Asked, by_unit, current_run, named, warned
from motcua.foresight.lateness.warnings import in_force
from motcua.people.services.records import record_list
from motcua.web.access import holds, official
from motcua.web.words import instant, number

PAGE = 25
NAMES = {"unit": "don-vi", "procedure": "thu-tuc", "step": "buoc", "reason": "ly-do", "band": "muc"}
"""Field of :class:`Asked` to name in the address."""
LOOKED_BACK = dt.timedelta(days=90)
OFFERED = 2000
"""Rows looked at for what the filters offer."""


def asked_in(request: HttpRequest) -> Asked:
    return Asked(**{key: str(request.GET.get(name, ""))[:80] for key, name in NAMES.items()})


def query_of(asked: Asked) -> str:
    return urlencode([(name, getattr(asked, key)) for key, name in NAMES.items() if getattr(asked, key)])


def recorded(asked: Asked) -> dict[str, str | int | bool | list[str] | None]:
    return {key: getattr(asked, key) for key in NAMES}


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    asked, run, start = asked_in(request), current_run(), _page_of(request)
    rows = warned(actor, asked, now=at)
    total = rows.count()
    found = list(named(rows)[start * PAGE : (start + 1) * PAGE])
    names = step_names({one.dossier.process_version_id for one in found})
    record_list(actor, READ, "lateness", recorded(asked), rows=len(found), now=at)
    sight = watch(at, actor).over([one.dossier for one in found])
    may_give, may_export = holds(actor, ASSIGN), holds(actor, EXPORT)
    context = {
        "links": duty_links(actor, "lateness"),
        "rows": [row_of(one, names, sight, may_give=may_give) for one in found],
        "count": ngettext("{n} hồ sơ", "{n} hồ sơ", total).format(n=number(total)),
        "units": [_unit_line(asked, line) for line in by_unit(rows)[:20]],
        "fields": _fields(asked, warned(actor, Asked(), now=at)),
        "filtered": bool(query_of(asked)),
        "first": start * PAGE + 1,
        "last": start * PAGE + len(found),
        "total": total,
        "previous": _turn(asked, start - 1) if start else "",
        "next": _turn(asked, start + 1) if total > (start + 1) * PAGE else "",
        "exports": exports(asked) if may_export and found else [],
        "run": run_words(run, at),
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/lateness/list.jinja", context)


def row_of(row: LatenessScore, names: StepNames, sight: Watch, *, may_give: bool) -> Mapping[str, object]:
    dossier = row.dossier
    return {
        "href": reverse("desk:dossier", args=[dossier.uid]),
        "code": dossier.code or dossier.receipt_no,
        "procedure": dossier.version.name,
        "unit": row.unit.name,
        "owner": owner_words(dossier),
        "words": band_words(row),
        "step": step_to_see_to(row, dossier, names),
        "reasons": reason_words(row),
        "left": sight.left(dossier),
        "due": dossier.appointed_due_at,
        "give": reverse("desk:lateness_task", args=[dossier.uid]) if may_give else "",
    }


def run_words(run: LatenessRun | None, at: dt.datetime) -> Mapping[str, object]:
    """What told the warnings, when, how many were left out, and how many of the past months came true."""
    if run is None:
        return {"made": "", "by": _("Chưa có lần chấm nào; máy chủ chấm mỗi sáng."), "left": "", "hits": ""}
    if run.model is not None:
        by = _("Do mô hình học từ lịch sử đến ngày {day} ước tính.").format(day=f"{run.model.last_on:%d/%m/%Y}")
    else:
        by = say(run.why)
    left, most = "", in_force(legal_date(at)).alerts_per_officer
    if run.left_out:
        left = _("Mỗi người nhận nhiều nhất {most} cảnh báo một ngày; {n} hồ sơ khác cũng vượt ngưỡng.").format(
            most=most, n=number(run.left_out)
        )
    past = hits(legal_date(at) - LOOKED_BACK)
    said = ""
    if past.told:
        said = _("Trong 90 ngày qua, {late} trong {told} cảnh báo đã thành trễ hẹn thật.").format(
            late=number(past.late), told=number(past.told)
        )
    return {"made": instant(run.made_at), "by": by, "left": left, "hits": said}


def exports(asked: Asked) -> list[dict[str, str]]:
    query = query_of(asked)
    tail = f"?{query}" if query else ""
    return [{"text": kind.upper(), "href": reverse("desk:lateness_export", args=[kind]) + tail} for kind in TYPES]


def _page_of(request: HttpRequest) -> int:
    text = str(request.GET.get("trang", ""))
    return min(int(text), 10_000) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _turn(asked: Asked, to: int) -> str:
    query = query_of(asked)
    return f"?{query}&trang={to}" if query else f"?trang={to}"


def _unit_line(asked: Asked, line: tuple[str, str, int, int]) -> Mapping[str, str]:
    code, name, count, high = line
    there = Asked(code, asked.procedure, asked.step, asked.reason, asked.band)
    return {"name": name, "count": number(count), "high": number(high), "href": f"?{query_of(there)}"}


def _fields(asked: Asked, rows: QuerySet[LatenessScore]) -> list[dict[str, object]]:
    columns = ("unit__code", "unit__name", "dossier__procedure__key", "dossier__version__name")
    seen = list(rows.values_list(*columns, "unblock", "dossier__process_version_id")[:OFFERED])
    names = step_names({one[5] for one in seen})
    steps = {one[4]: names.name(one[5], one[4]) for one in seen if one[4] and one[4] != "opinion"}
    units: Counter[tuple[str, str]] = Counter((one[0], one[1]) for one in seen)
    lists: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
        ("unit", _("Đơn vị đang giữ"), sorted(units, key=lambda one: one[1])),
        ("procedure", _("Thủ tục"), sorted({(one[2], one[3]) for one in seen}, key=lambda one: one[1])),
        ("step", _("Bước cần gỡ"), sorted(steps.items(), key=lambda one: one[1])),
        ("reason", _("Lý do"), [(code, words(REASONS, code)) for code in REASONS]),
        ("band", _("Mức"), [(code, words(BANDS, code)) for code in BANDS]),
    ]
    return [
        {"name": NAMES[key], "label": label, "options": _options(pairs, getattr(asked, key))}
        for key, label, pairs in lists
    ]


def _options(pairs: Sequence[tuple[str, str]], chosen: str) -> list[dict[str, object]]:
    known = any(value == chosen for value, _text in pairs)
    rest = [] if known or not chosen else [(chosen, chosen)]
    return [
        {"value": "", "text": _("Tất cả")},
        *({"value": value, "text": text, "selected": value == chosen} for value, text in [*pairs, *rest]),
    ]
