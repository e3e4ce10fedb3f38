"""One reform report: its state and acts, its sections, the preview with links to proofs, the DOCX."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core import jobs
from motcua.core.clock import now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.collection_menu import require_one
from motcua.desk.figures.reform import JOB, NAV, links, order_filling, state_words
from motcua.desk.figures.reform_history import history_of
from motcua.desk.inbox import post_line
from motcua.documents.media import DOCX
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.figures.period_texts import period_name
from motcua.figures.publications.services import find as find_publication
from motcua.figures.reform_report import issuing, services, tasks
from motcua.figures.reform_report.editions import faults_of, filled_of, find, period_of, unwritten_of
from motcua.figures.reform_report.models import ReformReport, ReformSection, State
from motcua.figures.reform_report.paper import Site, docx
from motcua.figures.reform_report.permissions import READ, WRITE, may_finish, may_write
from motcua.figures.reform_report.source import unwritten
from motcua.people.actors import Actor
from motcua.web.access import official


@official()
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Where it stands. A POST keeps number, day, signer and explanation; what is wrong stays typed."""
    actor = require_one(request, READ, WRITE)
    report = find(uid, actor)
    if request.method != "POST":
        return _drawn(request, report, actor, _head_of(report))
    typed = {name: str(request.POST.get(name, ""))[:3000] for name in ("number", "day", "signer", "explained")}
    try:
        services.save_head(uid, expected=_whole(request, "expected"), actor=actor, now=now(), **typed)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _drawn(request, report, actor, typed, error)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(reverse("desk:reform_report", args=[uid]))


def _whole(request: HttpRequest, name: str) -> int:
    text = str(request.POST.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _head_of(report: ReformReport) -> dict[str, str]:
    return {
        "number": report.paper_number,
        "day": report.paper_day.isoformat() if report.paper_day else "",
        "signer": report.signer,
        "explained": report.explained,
    }


def _drawn(
    request: HttpRequest,
    report: ReformReport,
    actor: Actor,
    typed: Mapping[str, str],
    error: DomainError | None = None,
) -> HttpResponseBase:
    filled = filled_of(report)
    is_draft = report.state == State.DRAFT
    words, look = state_words(report)
    faults = {str(one["field"]): say(str(one["code"]), one) for one in error.errors} if error else {}
    context = {
        "report": report,
        "period": period_name(period_of(report)),
        "state": words,
        "look": look,
        "sections": [_section_row(report, one) for one in report.sections.all()],
        "waiting": unwritten_of(report) if is_draft else [],
        "wrong": [say(one.code, {"text": one.text}) for one in faults_of(report)] if is_draft else [],
        "filled": filled,
        "missing": filled.missing if filled else (),
        "counting": _counting(report),
        "fault": say(report.fault, report.fault_params) if report.fault else "",
        "typed": typed,
        "faults": faults,
        "errors": _errors(error, faults),
        "writes": is_draft and may_write(actor, report.unit_id),
        "issues": report.state == State.SUBMITTED and may_finish(actor, report.unit_id),
        "own": report.submitted_by_id is not None and report.submitted_by_id == actor.user_id,
        "corrects": report.state == State.FINISHED and may_write(actor, report.unit_id),
        "history": history_of(report),
        "links": links(actor, "reform_reports"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/reform_report.jinja", context, status=error.status if error else 200)


def _counting(report: ReformReport) -> bool:
    """Whether a job that was asked for has not ended."""
    if report.job is None:
        return False
    try:
        return jobs.progress_of(report.job).state not in {"done", "failed"}
    except NotFound:
        return False


def _errors(error: DomainError | None, faults: Mapping[str, str]) -> list[dict[str, str]]:
    if error is None:
        return []
    listed = [{"text": text, "href": f"#{name}"} for name, text in faults.items()]
    return listed or [{"text": say(error.code, error.params), "href": "#main-content"}]


def _section_row(report: ReformReport, one: ReformSection) -> dict[str, object]:
    fragments = {str(key): str(text) for key, text in report.fragments.items()}
    return {
        "title": one.title or one.part or _("Mở đầu"),
        "href": reverse("desk:reform_section", args=[report.uid, one.key]),
        "waits": bool(unwritten(one.text, fragments)),
        "by": one.changed_by.full_name if one.changed_by else "",
        "at": one.changed_at,
    }


@official()
@require_POST
def act(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Fill, submit, return, issue or correct; what forbids it is said on the page of the report."""
    actor = require_one(request, READ, WRITE)
    report = find(uid, actor)
    try:
        target, done = _acted(report, str(request.POST.get("act", "")), str(request.POST.get("reason", "")), actor)
        messages.success(request, done)
    except Invalid as error:
        for one in [say(str(one["code"]), one) for one in error.errors] or [say(error.code, error.params)]:
            messages.warning(request, one)
        target = uid
    except Conflict as error:
        messages.warning(request, say(error.code, error.params))
        target = uid
    return HttpResponseRedirect(reverse("desk:reform_report", args=[target]))


def _acted(report: ReformReport, what: str, reason: str, actor: Actor) -> tuple[UUID, str]:
    uid, at = report.uid, now()
    match what:
        case "fill":
            services.require_writer_of_draft(report, actor)
            with transaction.atomic():
                order_filling(report, actor)
            return uid, _("Số liệu đang được lấy; trang này cho biết số nào thay đổi khi xong.")
        case "submit":
            issuing.submit(uid, actor=actor, now=at)
            return uid, _("Đã trình để phát hành.")
        case "return":
            issuing.send_back(uid, reason=reason, actor=actor, now=at)
            return uid, _("Đã trả lại để sửa.")
        case "finish":
            issuing.require_finish(report, actor)
            with transaction.atomic():
                job = jobs.begin(kind=JOB, started_by=actor.uid, now=at)
                ReformReport.objects.filter(pk=report.pk).update(job=job, fault="")
                tasks.finish.defer(job=str(job), report=str(uid), user=actor.user_id or 0)
            return uid, _("Đang phát hành: số liệu được tính lại đúng thời điểm của bản nháp rồi lưu theo mã băm.")
        case "correct":
            made = issuing.correct(uid, reason=reason, actor=actor, now=at)
            return made.uid, _("Đã mở bản đính chính; bản đã phát hành vẫn hiệu lực cho đến khi bản này thay thế.")
        case _:
            raise Invalid("reform_act_unknown")


@official()
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, uid: UUID, key: str) -> HttpResponseBase:
    """Words of one section beside what they print. Of two authors the later one keeps what was typed and sees both."""
    actor = require_one(request, READ, WRITE)
    report = find(uid, actor)
    row = report.sections.select_related("changed_by").filter(key=key).first()
    if row is None:
        raise NotFound("section_unknown")
    text, expected, error = row.text, row.revision, None
    if request.method == "POST":
        text = str(request.POST.get("text", "")).replace("\r\n", "\n")
        try:
            saved = services.save_section(uid, key, text, expected=_whole(request, "expected"), actor=actor, now=now())
        except (NotAllowed, NotFound):
            raise
        except DomainError as found:
            error = found
        else:
            wrong = faults_of(report, [saved.text])
            messages.success(request, _("Đã lưu."))
            return HttpResponseRedirect(
                reverse("desk:reform_section", args=[uid, key])
                if wrong
                else f"{reverse('desk:reform_report', args=[uid])}#phan-{key}"
            )
    return _section_drawn(request, report, row, actor, text, expected, error)


def _section_drawn(
    request: HttpRequest,
    report: ReformReport,
    row: ReformSection,
    actor: Actor,
    text: str,
    expected: int,
    error: DomainError | None,
) -> HttpResponseBase:
    filled = filled_of(report)
    printed = next((one for one in filled.sections if one.key == row.key), None) if filled else None
    context = {
        "report": report,
        "row": row,
        "title": row.title or row.part or _("Mở đầu"),
        "text": text,
        "expected": expected,
        "theirs": row.text if error is not None and text.strip() != row.text else "",
        "error": say(error.code, error.params) if error else "",
        "wrong": [say(one.code, {"text": one.text}) for one in faults_of(report, [text])],
        "printed": printed,
        "writes": report.state == State.DRAFT and may_write(actor, report.unit_id),
        "is_changed": row.text != row.given,
        "links": links(actor, "reform_reports"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/reform_section.jinja", context, status=error.status if error else 200)


@official()
@require_GET
def preview(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The report as it would be printed, every number a link to its proof."""
    actor = require_one(request, READ, WRITE)
    report = find(uid, actor)
    context = {
        "report": report,
        "filled": filled_of(report),
        "links": links(actor, "reform_reports"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/reform_preview.jinja", context)


@official()
@require_GET
def paper(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The DOCX: as it was issued, or of the draft as it stands."""
    actor = require_one(request, READ, WRITE)
    report = find(uid, actor)
    name = f"bao-cao-cchc-{report.unit.code}-{report.period}.docx"
    if report.publication is not None:
        kept = find_publication(report.publication).files.select_related("stored").filter(form="docx").first()
        if kept is None:
            raise NotFound("publication_unknown")
        headers = download_headers(name=name, media_type=DOCX.media_type, size=kept.size)
        return StreamingHttpResponse(open_plaintext(kept.stored), headers=headers)
    filled = filled_of(report)
    if filled is None:
        raise Conflict("reform_not_filled")
    content = docx(filled, site=Site(settings.BASE_URL), is_draft=True)
    return HttpResponse(content, headers=download_headers(name=name, media_type=DOCX.media_type, size=len(content)))
