"""Files into a draft: the table of an internal process, and the lines of a catalogue. Every fault has its line."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.decisions.cases import cases_of
from motcua.desk.decisions.head import form_page
from motcua.desk.decisions.listing import DRAFT
from motcua.desk.decisions.once import expected, once
from motcua.desk.decisions.questions import case_field, chosen
from motcua.desk.inbox import actor_at
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import validate
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.process_csv import COLUMNS
from motcua.procedures.selectors.decisions import find_decision
from motcua.procedures.services.draft_files import (
    MOST_LINES,
    FaultyProcessError,
    LinesReport,
    propose_lines,
    propose_process,
)
from motcua.procedures.source_reading import bounded_lines
from motcua.web.access import official
from motcua.web.fields import posted_answers

MEGABYTE = 1024 * 1024
MOST_PROCESS = MEGABYTE
MOST_CATALOGUE = 20 * MEGABYTE
FILE = "file"


def process_form(
    request: HttpRequest, decision: Decision, procedure_key: str, *, row: DecisionItem | None = None
) -> HttpResponseBase:
    """The upload of an internal process; a faulty table comes back with every fault, and with what was typed."""
    fields = _process_fields(decision, procedure_key)
    context: dict[str, object] = {
        "heading": _("Nạp quy trình nội bộ"),
        "name": procedure_key,
        "explain": _("Bảng CSV, mỗi dòng một bước, có các cột: {columns}.").format(columns=", ".join(COLUMNS)),
        "save": _("Nạp tệp"),
        "upload": True,
    }
    if request.method != "POST":
        return form_page(request, decision, fields, _process_answers(row), [], context)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page("process", "", tuple(fields)),)), answers)
    if checked.errors:
        return form_page(request, decision, fields, answers, checked.errors, context, status=400)
    actor, at, seen = actor_at(request), now(), expected(request)
    said = {name: chosen(checked.answers, name) for name in ("name", "case", "unit")}

    def run() -> str:
        data = _upload(request, MOST_PROCESS).read()
        made = propose_process(
            decision.uid,
            procedure_key,
            data,
            **said,
            ordinal=row.ordinal if row else None,
            actor=actor,
            now=at,
            expected=seen,
        )
        return reverse("desk:decision_item", args=[decision.uid, made.ordinal])

    try:
        address, fresh = once(request, f"process:{decision.uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except FaultyProcessError as error:
        faults = [{"line": one.line, "column": one.column, "text": say(one.code, one.params)} for one in error.faults]
        told = {"errors": [{"text": _("Tệp còn chỗ sai, chưa nạp gì."), "href": "#main-content"}], "faults": faults}
        return form_page(request, decision, fields, answers, [], {**context, **told}, status=400)
    except DomainError as error:
        shown = find_decision(decision.uid)
        return form_page(request, shown, fields, answers, [], context, error=error, status=error.status)
    if fresh:
        messages.success(request, _("Đã nạp quy trình, các bước nối với nhau và không vượt thời hạn."))
    return HttpResponseRedirect(address)


def _process_fields(decision: Decision, procedure_key: str) -> list[Field]:
    return [
        Field("name", _("Tên quy trình"), FieldKind.TEXT, required=True, max_length=500),
        case_field(cases_of(decision, procedure_key)),
        Field(
            "unit",
            _("Mã đơn vị áp dụng"),
            FieldKind.TEXT,
            hint=_("Để trống là cả tỉnh"),
            max_length=40,
        ),
        _file_field(_("Tệp CSV"), ".csv,text/csv"),
    ]


def _process_answers(row: DecisionItem | None) -> dict[str, object]:
    content = row.content if row is not None and isinstance(row.content, dict) else {}
    return {name: str(content.get(name) or "") for name in ("name", "case", "unit")}


def _file_field(label: str, _accept: str) -> Field:
    return Field(FILE, label, FieldKind.FILE, required=True)


def _upload(request: HttpRequest, most: int) -> UploadedFile:
    found = request.FILES.get(FILE)
    if not isinstance(found, UploadedFile):
        raise Invalid("upload_missing", errors=[{"field": FILE, "code": "upload_missing"}])
    if (found.size or 0) > most:
        params = {"most": most // MEGABYTE}
        raise Invalid("upload_too_large", params=params, errors=[{"field": FILE, "code": "upload_too_large", **params}])
    return found


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Many procedures at once: the good lines become items, the others are listed."""
    decision, fields = find_decision(uid), [_file_field(_("Tệp JSONL"), ".jsonl")]
    context: dict[str, object] = {
        "heading": _("Nạp nhiều thủ tục"),
        "explain": _(
            "Mỗi dòng là một thủ tục, cùng dạng với lệnh motcua procedures import; nhiều nhất {most} dòng. Dòng đúng"
            " thành mục của bản nháp, dòng sai được liệt kê và để lại."
        ).format(most=MOST_LINES),
        "save": _("Nạp tệp"),
        "upload": True,
    }
    if request.method != "POST":
        return form_page(request, decision, fields, {}, [], context)
    actor, at, seen = actor_at(request), now(), expected(request)
    reports: list[LinesReport] = []

    def run() -> str:
        data = BytesIO(_upload(request, MOST_CATALOGUE).read())
        reports.append(propose_lines(uid, bounded_lines(data), actor=actor, now=at, expected=seen))
        return reverse("desk:decision", args=[uid])

    try:
        address, _fresh = once(request, f"lines:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return form_page(request, find_decision(uid), fields, {}, [], context, error=error, status=error.status)
    for report in reports:
        taken = ngettext("Đã nạp {count} thủ tục.", "Đã nạp {count} thủ tục.", report.taken).format(count=report.taken)
        if report.rejected:
            return _with_rejected(request, uid, fields, context, report, taken)
        messages.success(request, taken)
    return HttpResponseRedirect(address)


def _with_rejected(
    request: HttpRequest,
    uid: UUID,
    fields: Sequence[Field],
    context: dict[str, object],
    report: LinesReport,
    taken: str,
) -> HttpResponseBase:
    """The lines that were left out, after the others were taken; the form is a new one."""
    faults = [{"line": one.line, "column": one.field, "text": say(one.code)} for one in report.rejected]
    told = _("{taken} {count} dòng bị để lại, xem bảng dưới.").format(taken=taken, count=len(faults))
    more = {"errors": [{"text": told, "href": "#main-content"}], "faults": faults}
    return form_page(request, find_decision(uid), fields, {}, [], {**context, **more}, status=409)
