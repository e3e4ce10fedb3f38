"""One report: the form filled, each number a link to what it counts; what may be done with it; how it came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.statutory_behind import drawn_cell
from motcua.desk.figures.statutory_menu import VERBS, links, nav, require_any
from motcua.desk.figures.statutory_shown import report_context
from motcua.desk.inbox import post_line
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.figures.publications.models import PublicationFile
from motcua.figures.publications.wording import CAUSES, CHANGES
from motcua.figures.statutory.carried import Carried, carried_over
from motcua.figures.statutory.lifecycle import Act
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.figures.statutory.selectors import newest, readable_report, table_of
from motcua.figures.statutory.services import asking, filling, passing
from motcua.figures.statutory.sheet import pdf
from motcua.figures.statutory.tasks import queue_count
from motcua.figures.statutory.workbook import file_stem, workbook
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.web.access import official

MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@official()
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = require_any(request, *VERBS)
    report = readable_report(uid, actor)
    if request.method != "POST":
        return _drawn(request, report, actor)
    try:
        done = _act(request, report, actor)
    except (NotAllowed, NotFound) as error:
        if error.code not in {"report_own"}:
            raise
        return _drawn(request, report, actor, error=error)
    except DomainError as error:
        return _drawn(request, report, actor, error=error)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:statutory_report", args=[uid]))


def _drawn(
    request: HttpRequest, report: StatutoryReport, actor: Actor, *, error: DomainError | None = None
) -> HttpResponseBase:
    shown = request.GET.get("ban", "")
    context = report_context(report, actor, shown=shown, now=now(), typed=_typed(request) if error else None)
    errors = _faults(error.code, error.params, error.errors) if error is not None else _noted(report)
    given = {"reason": request.POST.get("reason", ""), "explained": request.POST.get("explained")}
    return render(
        request,
        "desk/figures/statutory_report.jinja",
        {**context, "errors": errors, "given": given, "links": links(actor, "statutory"), "nav": nav(actor),
         "post_line": post_line(actor)},
        status=error.status if error else 200,
    )  # fmt: skip


def _faults(code: str, params: Mapping[str, object], errors: Sequence[Mapping[str, object]]) -> list[dict[str, str]]:
    single = [{"text": say(str(one["code"]), one), "href": f"#f-{one['field']}"} for one in errors if "code" in one]
    return single or [{"text": say(code, params), "href": "#main-content"}]


def _noted(report: StatutoryReport) -> list[dict[str, str]]:
    """Why the last counting that was asked for came to nothing."""
    if asking.has_broken_off(report):
        return _faults("report_broke_off", {}, [])
    if not report.fault:
        return []
    about = report.fault_about
    return _faults(report.fault, about.get("params", {}), about.get("errors", []))


def _typed(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Row -> column -> what was typed; names of fields are ``o.<column>.<row>``."""
    found: dict[str, dict[str, str]] = {}
    for name in request.POST:
        kind, _dot, rest = str(name).partition(".")
        column, _dot, row = rest.partition(".")
        if kind == "o" and row:
            found.setdefault(row[:200], {})[column[:4]] = str(request.POST.get(name, ""))[:40]
    return found


def _act(request: HttpRequest, report: StatutoryReport, actor: Actor) -> str:
    seen, reason, at = str(request.POST.get("expected", "")), str(request.POST.get("reason", "")), now()
    expected = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else 0
    act = str(request.POST.get("act", ""))
    if act in set(asking.COUNTED):
        user = actor.user_id or 0
        asking.ask(report.uid, Act(act), expected=expected, reason=reason, actor=actor, now=at,
                   defer=lambda job: queue_count(job, report.uid, act, expected, reason, user))  # fmt: skip
        return _("Đang tính; bạn có thể rời trang này và mở lại sau.")
    asking.require_idle(report, now=at)
    plain: Mapping[str, tuple[Callable[..., StatutoryEdition], str]] = {
        "check": (filling.check, _("Số liệu cân đối. Lãnh đạo đơn vị có thể gửi.")),
        "submit": (passing.submit, _("Đã gửi báo cáo.")),
        "receive": (passing.receive, _("Đã nhận báo cáo.")),
    }
    if act in plain:
        service, done = plain[act]
        service(report.uid, expected=expected, actor=actor, now=at)
        return done
    if act == "return":
        passing.send_back(report.uid, reason=reason, expected=expected, actor=actor, now=at)
        return _("Đã trả lại để sửa.")
    explained = str(request.POST.get("explained", ""))
    filling.enter(report.uid, _typed(request), explained=explained, expected=expected, actor=actor, now=at)
    return _("Đã lưu.")


def _edition(report: StatutoryReport, number: int) -> StatutoryEdition:
    edition = report.editions.filter(number=number).first()
    if edition is None:
        raise NotFound("report_unknown")
    return edition


@official()
@require_GET
def cell(request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
    """What one number counts."""
    actor = require_any(request, *VERBS)
    report = readable_report(uid, actor)
    return drawn_cell(request, report, _edition(report, number), actor)


@official()
@require_GET
def file(request: HttpRequest, uid: UUID, number: int, kind: str) -> HttpResponseBase:
    """The form as XLSX or PDF: the file that is kept once it was issued, before that one made now."""
    actor = require_any(request, *VERBS)
    if kind not in MEDIA:
        raise NotFound("report_unknown")
    edition = _edition(readable_report(uid, actor), number)
    table = table_of(edition)
    name = f"{file_stem(table)}_{number}.{kind}"
    stored = _kept(edition.publication, kind) if edition.publication else None
    if stored is not None:
        headers = download_headers(name=name, media_type=MEDIA[kind], size=stored.size)
        return StreamingHttpResponse(open_plaintext(stored.stored), headers=headers)
    content = pdf(table) if kind == "pdf" else workbook(table)
    return HttpResponse(content, headers=download_headers(name=name, media_type=MEDIA[kind], size=len(content)))


def _kept(publication: UUID, kind: str) -> PublicationFile | None:
    rows = PublicationFile.objects.filter(publication__uid=publication, form=kind)
    return rows.select_related("stored").first()


@official()
@require_GET
def carried(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What is carried over beside the rest of the last period as it was issued, and the dossiers between the two."""
    actor = require_any(request, *VERBS)
    report = readable_report(uid, actor)
    edition = newest(report)
    if edition is None:
        raise NotFound("report_unknown")
    found, fault = None, ""
    try:
        found = carried_over(edition, now=now())
    except DomainError as error:
        fault = say(error.code, error.params)
    context = {
        "report": report,
        "found": found,
        "fault": fault,
        "rows": _moved(found, actor) if found else [],
        "back": reverse("desk:statutory_report", args=[uid]),
        "links": links(actor, "statutory"),
        "nav": nav(actor),
        "post_line": post_line(actor),
    }
    return render(request, "desk/figures/statutory_carried.jinja", context)


def _moved(found: Carried, actor: Actor) -> list[dict[str, object]]:
    uids = [one.id for one, _causes in found.moved]
    visible = Dossier.objects.filter(scope_read(actor), uid__in=uids).values_list("uid", "code", "receipt_no")
    codes = {str(uid): code or receipt for uid, code, receipt in visible}
    filters = {"report": str(found.last.report.uid)}
    record_list(actor, VERBS[-1], "dossier", filters, rows=len(codes), now=now())
    return [
        {
            "code": codes[one.id],
            "href": reverse("desk:dossier", args=[one.id]),
            "change": CHANGES[one.change],
            "causes": [(CAUSES[cause.kind], cause.recorded_at) for cause in causes[-3:]],
        }
        for one, causes in found.moved
        if one.id in codes
    ]
