"""Writing the common part of a decision about units, and the form that all these pages share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.head import field_errors
from motcua.desk.decisions.once import expected, once
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.units.wording import readable
from motcua.dossiers.services import reorganise as services
from motcua.dossiers.services.reorganise import MANAGE
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, Validated, validate
from motcua.organisation.models import UnitDecision
from motcua.organisation.services.unit_decisions import Head, find_decision
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers


def head_fields() -> list[Field]:
    return [
        Field("number", _("Số quyết định, nghị quyết"), FieldKind.TEXT, max_length=100),
        Field("title", _("Trích yếu"), FieldKind.TEXT, required=True, max_length=1000),
        Field("source", _("Căn cứ"), FieldKind.TEXT, max_length=300),
        Field("effective_on", _("Ngày có hiệu lực"), FieldKind.DATE, required=True),
        Field("signed_on", _("Ngày ký"), FieldKind.DATE, hint=_("Để trống là ngày ký trên hệ thống")),
        quiet_field(),
    ]


def quiet_field() -> Field:
    """Asked of every decision that moves open dossiers."""
    hint = _("Bình thường mỗi người có hồ sơ chuyển nơi nhận một thư: đơn vị mới, địa chỉ, ngày hẹn")
    return Field("quiet", _("Không gửi thư báo cho người nộp"), FieldKind.CONSENT, hint=hint)


def checked(fields: Sequence[Field], answers: Mapping[str, str]) -> Validated:
    return validate(FormSchema("", (Page("form", "", tuple(fields)),)), answers)


def _head(answers: Mapping[str, object]) -> Head:
    signed = str(answers.get("signed_on") or "")
    return Head(
        effective_on=dt.date.fromisoformat(str(answers["effective_on"])),
        number=str(answers.get("number") or ""),
        title=str(answers["title"]),
        source=str(answers.get("source") or ""),
        signed_on=dt.date.fromisoformat(signed) if signed else None,
        tells_applicants=not answers.get("quiet"),
    )


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    context = {
        "heading": _("Soạn quyết định sắp xếp đơn vị"),
        "explain": _("Phần chung trước, từng thay đổi thêm ở trang sau."),
        "save": _("Tạo bản nháp"),
    }
    if request.method != "POST":
        return form_page(request, None, head_fields(), {}, [], context)
    return _save(request, None, context)


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    decision = find_decision(uid)
    context = {"heading": _("Sửa phần chung"), "explain": "", "save": _("Lưu")}
    if request.method != "POST":
        return form_page(request, decision, head_fields(), _answers_of(decision), [], context)
    return _save(request, decision, context)


def _save(request: HttpRequest, decision: UnitDecision | None, context: Mapping[str, object]) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    fields = head_fields()
    answers = posted_answers(fields, request.POST)
    found = checked(fields, answers)
    if found.errors:
        return form_page(request, decision, fields, answers, found.errors, context, status=400)

    def run() -> str:
        head = _head(found.answers)
        if decision is None:
            made = services.draft(head, [], actor=actor, now=at)
        else:
            made = services.edit(decision.uid, head, decision.changes, actor=actor, now=at, expected=expected(request))
        return reverse("desk:unit_decision", args=[made.uid])

    try:
        address, fresh = once(request, f"units:{decision.uid if decision else 'new'}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return form_page(request, decision, fields, answers, [], context, error=error, status=error.status)
    if fresh and decision is not None:
        messages.success(request, _("Đã lưu phần chung."))
    return HttpResponseRedirect(address)


def _answers_of(decision: UnitDecision) -> dict[str, str]:
    return {
        "number": decision.number,
        "title": decision.title,
        "source": decision.source,
        "effective_on": decision.effective_on.isoformat(),
        "signed_on": decision.signed_on.isoformat() if decision.signed_on else "",
        "quiet": "" if decision.tells_applicants else "yes",
    }


def form_page(
    request: HttpRequest,
    decision: UnitDecision | None,
    fields: Sequence[Field],
    answers: Mapping[str, object],
    faults: Sequence[FieldError],
    context: Mapping[str, object],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """A form of these pages with what was typed, every fault at its field or above the form."""
    listed_errors = field_errors(error)
    known = {field.key for field in fields}
    views = field_views(fields, answers, [*faults, *(one for one in listed_errors if one.field in known)])
    listed = error_list(views)
    if error is not None and not any(one.field in known for one in listed_errors):
        listed.insert(0, {"text": _told(error), "href": "#main-content"})
    back = reverse("desk:unit_decision", args=[decision.uid]) if decision else reverse("desk:unit_decisions")
    base: dict[str, object] = {
        "name": decision.number if decision else "",
        "form_views": views,
        "errors": listed,
        "faults": [],
        "upload": False,
        "idempotency_key": str((status != 409 and request.POST.get("idempotency_key")) or new_id()),
        "expected": decision.revision if decision else None,
        "back": back,
        "back_text": _("Quyết định") if decision else _("Sắp xếp đơn vị"),
        "post_line": post_line(actor_at(request)),
        "nav": "units",
    }
    return render(request, "desk/decisions/form.jinja", {**base, **context}, status=status)


def _told(error: DomainError) -> str:
    """The refusal, and the first fault inside it."""
    said = say(error.code, error.params)
    for one in error.errors:
        return f"{said} {say(str(one['code']), readable({k: v for k, v in one.items() if k not in {'field', 'code'}}))}"
    return said
