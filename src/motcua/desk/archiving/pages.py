"""The archive of an agency: what waits for it by year, a dry run, the job that packs, the packages, the rules."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.archive import packing
from motcua.archive.permissions import READ, TRANSFER
from motcua.archive.rules import Rule, shipped, transfer_by
from motcua.archive.selectors import rules_in_force
from motcua.archive.tasks import pack_shelf
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.models import JobState
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.serving import download_headers
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.people.services.records import record_list, record_read
from motcua.web.access import official
from motcua.web.words import file_size


def _chosen(values: object, actor: Actor, today: dt.date) -> tuple[list[Unit], Unit | None, int]:
    """The agencies within reach, the one asked for (else the first), and the year (else the last one)."""
    get = values.get  # type: ignore[attr-defined]
    units = packing.keepers(actor, today)
    code, year = str(get("unit", "")), str(get("year", ""))
    unit = next((one for one in units if one.code == code), None)
    if code and unit is None:
        raise NotFound("unit_unknown", params={"unit": code[:40], "on": today.isoformat()})
    fits = year.isascii() and year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= today.year
    return units, unit or (units[0] if units else None), int(year) if fits else today.year - 1


@official(READ)
@require_GET
def shelf(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    today = legal_date(at)
    units, unit, year = _chosen(request.GET, actor, today)
    context: dict[str, object] = {
        "units": [{"value": one.code, "text": one.name, "selected": one == unit} for one in units],
        "unit": unit,
        "year": year,
        "years": _years(unit, year, today),
        "post_line": post_line(actor),
        "nav": "archive",
    }
    if unit is not None:
        context |= _content(request, unit, year, actor, at)
    return render(request, "desk/archiving/shelf.jinja", context)


def _years(unit: Unit | None, year: int, today: dt.date) -> list[dict[str, object]]:
    code = unit.code if unit else ""
    return [
        {"text": str(one), "href": f"?{urlencode({'unit': code, 'year': one})}", "current": one == year}
        for one in range(today.year, today.year - packing.YEARS, -1)
    ]


def _content(request: HttpRequest, unit: Unit, year: int, actor: Actor, at: dt.datetime) -> dict[str, object]:
    today = legal_date(at)
    held = packing.shelf_of(unit, year, today)
    rows = packing.page_after(held, _uuid(request.GET.get("after", "")))
    page, months = rows[: packing.PAGE], shipped().transfer_months
    record_list(actor, READ, "dossier", {"archive": unit.code, "year": year}, rows=len(page), now=at)
    job = packing.last_job(unit, year)
    plan = packing.plan(held) if request.GET.get("thu") else None
    query = {"unit": unit.code, "year": year}
    return {
        "rows": [(row, *_dates(row, months, today)) for row in page],
        "count": packing.waiting(held)[: packing.COUNTED].count(),
        "counted": packing.COUNTED,
        "more": f"?{urlencode({**query, 'after': page[-1].uid})}" if len(rows) > packing.PAGE else "",
        "plan": plan,
        "plan_size": file_size(plan.size) if plan else "",
        "plan_href": f"?{urlencode({**query, 'thu': 1})}",
        "packages": [(one, file_size(one.size)) for one in packing.handed_over(held)],
        "job": job,
        "job_runs": job is not None and job.state in {JobState.QUEUED, JobState.RUNNING},
        "may_pack": decide(actor, TRANSFER, [unit.pk]).allowed,
    }


def _dates(row: Dossier, months: int, today: dt.date) -> tuple[dt.date, dt.date, bool]:
    """When it was closed, the last day for the archive, and whether that passed."""
    closed = legal_date(row.closed_at) if row.closed_at else today
    last = transfer_by(closed, months)
    return closed, last, last < today


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@official(TRANSFER)
@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """Queue the job that packs what waits."""
    actor, at = actor_at(request), now()
    _units, unit, year = _chosen(request.POST, actor, legal_date(at))
    if unit is None or actor.user_id is None:
        raise NotAllowed("not_allowed")
    try:
        with transaction.atomic():
            job = packing.begin_packing(unit, year, actor=actor, now=at)
            pack_shelf.defer(job=str(job.uid), unit=unit.pk, year=year, user=actor.user_id)
        messages.success(request, _("Đã bắt đầu đóng gói. Trang này cho biết đã đến đâu."))
    except NotAllowed:
        raise
    except DomainError as error:
        messages.warning(request, say(error.code, error.params))
    return HttpResponseRedirect(f"{reverse('desk:archive')}?{urlencode({'unit': unit.code, 'year': year})}")


@official(TRANSFER)
@require_GET
def package(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The package, made again and held against the hash in the book."""
    actor = actor_at(request)
    name, body = packing.package_again(uid, actor=actor)
    record_read(actor, TRANSFER, "archive_package", uid, now=now())
    return HttpResponse(body, headers=download_headers(name=name, media_type="application/zip", size=len(body)))


@official(READ)
@require_GET
def rules(request: HttpRequest) -> HttpResponseBase:
    on = legal_date(now())
    file = shipped()
    context = {
        "rules": [
            (rule, rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)) for rule in rules_in_force()
        ],
        "months": file.transfer_months,
        "post_line": post_line(actor_at(request)),
        "nav": "archive",
    }
    return render(request, "desk/archiving/rules.jinja", context)


def _in_force(rule: Rule, on: dt.date) -> bool:
    return rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)
