"""Reform reports: the list, a new one, and the templates they begin with."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core import jobs
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.collection_menu import require_one
from motcua.desk.inbox import post_line
from motcua.documents.media import DOCX
from motcua.documents.serving import download_headers
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import PeriodKind, parse_code, period_of, previous
from motcua.figures.reform_report import services, tasks, templates
from motcua.figures.reform_report.models import ReformReport, State
from motcua.figures.reform_report.outlines import shipped
from motcua.figures.reform_report.permissions import READ, TEMPLATE, WRITE, readable
from motcua.figures.reform_report.template_docx import write_template
from motcua.figures.statutory.models import ReportTemplate
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor
from motcua.web.access import holds, official

NAV = "reform"
PAGE = 50
JOB = "figures.reform"
LOOKS = {State.DRAFT: "neutral", State.SUBMITTED: "soon", State.FINISHED: "ontime", State.REPLACED: "neutral"}


def state_words(report: ReformReport) -> tuple[str, str]:
    """The word of its state in the language in force, and the look of its badge."""
    words = {
        State.DRAFT: _("bản nháp"),
        State.SUBMITTED: _("đã trình"),
        State.FINISHED: _("đã phát hành"),
        State.REPLACED: _("đã được thay"),
    }
    state = State(report.state)
    return words[state], LOOKS[state]


def links(actor: Actor, here: str) -> list[dict[str, object]]:
    rows = [("reform_reports", _("Báo cáo")), ("reform_templates", _("Mẫu báo cáo"))]
    if holds(actor, WRITE):
        rows.insert(1, ("reform_new", _("Viết báo cáo mới")))
    return [{"text": text, "href": reverse(f"desk:{name}"), "current": name == here} for name, text in rows]


@official()
@require_GET
def reports(request: HttpRequest) -> HttpResponseBase:
    """The newest first."""
    actor = require_one(request, READ, WRITE)
    rows = ReformReport.objects.select_related("unit", "made_by").defer("body").filter(readable(actor)).order_by("-pk")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    context = {
        "rows": [(one, period_name(parse_code(one.period)), *state_words(one)) for one in found[:PAGE]],
        "more": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "may_write": holds(actor, WRITE),
        "links": links(actor, "reform_reports"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/reform_reports.jinja", context)


@official(WRITE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a report: a unit and a period; figures are then counted by a job."""
    actor, at = require_one(request, WRITE), now()
    unit, period = (str(request.POST.get(name, "")).strip()[:80] for name in ("unit", "period"))
    fault, status, known = "", 200, ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                report = services.begin(unit, parse_period(period), actor=actor, now=at)
                order_filling(report, actor)
            messages.success(request, _("Đã mở bản nháp; số liệu đang được lấy."))
            return HttpResponseRedirect(reverse("desk:reform_report", args=[report.uid]))
        except NotAllowed:
            raise
        except DomainError as error:
            fault, status = say(error.code, error.params), error.status
            known = str(error.params.get("uid", ""))
    context = {
        "units": _units(actor),
        "unit": unit,
        "period": period,
        "periods": _periods(),
        "fault": fault,
        "known": reverse("desk:reform_report", args=[known]) if known else "",
        "links": links(actor, "reform_new"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/reform_new.jinja", context, status=status)


def order_filling(report: ReformReport, actor: Actor) -> None:
    """Queue it; in the caller's transaction."""
    job = jobs.begin(kind=JOB, started_by=actor.uid, now=now())
    report.job = job
    ReformReport.objects.filter(pk=report.pk).update(job=job, fault="")
    tasks.fill.defer(job=str(job), report=str(report.uid), user=actor.user_id or 0)


def _units(actor: Actor) -> list[Unit]:
    """Authorities that the author may write for: the province, its departments, its communes."""
    reach = actor.reach_of(WRITE)
    authorities = Q(level__in=["province", "commune"]) | Q(kind="department")
    rows = Unit.objects.filter(in_force(legal_date(now())), authorities)
    if not reach.everywhere:
        rows = rows.filter(pk__in=reach.units)
    levels = {"province": 0, "unit": 1, "commune": 2}
    return sorted(rows[:400], key=lambda unit: (levels.get(unit.level, 3), unit.code))


def _periods() -> list[dict[str, str]]:
    """The periods that reports are due for: quarter 1, half-year, quarter 3, year, newest first."""
    today, found = legal_date(now()), []
    for kind, numbers in (
        (PeriodKind.REPORT_QUARTER, {1, 3}),
        (PeriodKind.REPORT_HALF_YEAR, {1}),
        (PeriodKind.REPORT_YEAR, {1}),
    ):
        period = period_of(kind, today)
        for _step in range(5):
            if period.number in numbers:
                found.append(period)
            period = previous(period)
    ordered = sorted(found, key=lambda one: one.last, reverse=True)[:8]
    return [{"value": one.code, "text": period_name(one)} for one in ordered]


@official()
@require_http_methods(["GET", "POST"])
def templates_page(request: HttpRequest) -> HttpResponseBase:
    """Every version of every template; uploading another one."""
    actor = require_one(request, READ, WRITE)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            row = _uploaded(request, actor)
            messages.success(request, _("Đã nhận mẫu phiên bản {n}.").format(n=row.version))
            return HttpResponseRedirect(reverse("desk:reform_templates"))
        except NotAllowed:
            raise
        except DomainError as error:
            status = error.status
            errors = [say(str(one["code"]), one) for one in error.errors] or [say(error.code, error.params)]
    context = {
        "outlines": [_outline(name) for name in shipped().versions],
        "may_upload": holds(actor, TEMPLATE),
        "errors": [{"text": text, "href": "#file"} for text in errors],
        "links": links(actor, "reform_templates"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/reform_templates.jinja", context, status=status)


def _uploaded(request: HttpRequest, actor: Actor) -> ReportTemplate:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise NotFound("template_missing")
    return templates.store_template(
        file,
        outline=str(request.POST.get("outline", "")),
        file_name=file.name or "",
        declared_type=file.content_type or "",
        note=str(request.POST.get("note", "")),
        actor=actor,
        now=now(),
    )


def _outline(name: str) -> dict[str, object]:
    outline = shipped().versions[name][-1]
    rows = ReportTemplate.objects.select_related("made_by").filter(kind=name).order_by("-version")[:20]
    words = {"cchc_dinh_ky": _("Báo cáo quý, 6 tháng"), "cchc_nam": _("Báo cáo năm")}
    return {"id": name, "name": words.get(name, name), "outline": outline, "versions": list(rows)}


@official()
@require_GET
def template_file(request: HttpRequest, outline: str, version: int) -> HttpResponseBase:
    """A version as it was uploaded; 0 is the outline that comes with the program."""
    require_one(request, READ, WRITE)
    if version == 0:
        one = templates.outline_named(outline, legal_date(now()))
        content = write_template(one.title, one.sections, dict(one.fragments))
    else:
        row = ReportTemplate.objects.filter(kind=outline, version=version).select_related("file").first()
        if row is None:
            raise NotFound("outline_unknown", params={"outline": outline[:40]})
        content = templates.content_of(row).getvalue()
    headers = download_headers(name=f"{outline}-{version}.docx", media_type=DOCX.media_type, size=len(content))
    return HttpResponse(content, headers=headers)
