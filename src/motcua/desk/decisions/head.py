"""The head of a draft: its kind, title, days and basis; and the day a decision was posted in the national database."""

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
from motcua.desk.decisions.listing import DRAFT
from motcua.desk.decisions.once import expected, once
from motcua.desk.decisions.reading import name_of
from motcua.desk.decisions.wording import DRAFTED_KINDS, KINDS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page
from motcua.forms.validation import FieldError, Validated, validate
from motcua.procedures.lifecycle import DecisionKind
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import find_decision
from motcua.procedures.services.drafting import Head, draft_decision, edit_decision
from motcua.procedures.services.posting import note_nationally_posted
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers

CHECK = "procedure.check"


def head_fields() -> list[Field]:
    kinds = tuple(Option(kind.value, words(KINDS, kind)) for kind in DRAFTED_KINDS)
    return [
        Field("kind", _("Loại quyết định"), FieldKind.CHOICE, required=True, options=kinds),
        Field("title", _("Trích yếu"), FieldKind.TEXT, required=True, max_length=1000),
        Field(
            "number",
            _("Số quyết định"),
            FieldKind.TEXT,
            hint=_("Cần có trước khi trình kiểm soát, ví dụ 1180/QĐ-UBND"),
            max_length=100,
        ),
        Field("effective_on", _("Ngày có hiệu lực"), FieldKind.DATE, required=True),
        Field("source", _("Văn bản là căn cứ"), FieldKind.TEXT, hint=_("Số, ký hiệu, điều"), max_length=300),
        Field(
            "law_effective_on",
            _("Ngày văn bản đó có hiệu lực"),
            FieldKind.DATE,
            hint=_("Quyết định phải ký trước ngày này ít nhất 5 ngày (Nghị định 63/2010/NĐ-CP, Điều 15)"),
        ),
        Field(
            "quiet",
            _("Không gửi thư báo cho người nộp"),
            FieldKind.CONSENT,
            hint=_("Chỉ có nghĩa với phân cấp, ủy quyền: hồ sơ đang mở chuyển đến cơ quan khác"),
        ),
    ]


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    fields = head_fields()
    answers = posted_answers(fields, request.POST)
    if request.method != "POST":
        kind = str(request.GET.get("kind", ""))
        return _form(request, None, {"kind": kind if kind in set(DRAFTED_KINDS) else ""}, [])
    checked = _checked(fields, answers)
    if checked.errors:
        return _form(request, None, answers, checked.errors, status=400)

    def run() -> str:
        head = _head(checked)
        made = draft_decision(
            head.kind,
            title=head.title,
            effective_on=head.effective_on,
            law_effective_on=head.law_effective_on,
            number=head.number,
            source=head.source,
            tells_applicants=head.tells_applicants,
            actor=actor,
            now=at,
        )
        return reverse("desk:decision", args=[made.uid])

    try:
        address, _fresh = once(request, "new", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _form(request, None, answers, [], error=error, status=error.status)
    return HttpResponseRedirect(address)


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at, decision = actor_at(request), now(), find_decision(uid)
    fields = head_fields()
    if request.method != "POST":
        return _form(request, decision, _answers_of(decision), [])
    answers = posted_answers(fields, request.POST)
    checked = _checked(fields, answers)
    if checked.errors:
        return _form(request, decision, answers, checked.errors, status=400)
    address, seen = reverse("desk:decision", args=[uid]), expected(request)

    def run() -> str:
        edit_decision(uid, _head(checked), actor=actor, now=at, expected=seen)
        return address

    try:
        _address, fresh = once(request, f"edit:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _form(request, find_decision(uid), answers, [], error=error, status=error.status)
    if fresh:
        messages.success(request, _("Đã lưu phần chung."))
    return HttpResponseRedirect(address)


def _checked(fields: Sequence[Field], answers: Mapping[str, str]) -> Validated:
    return validate(FormSchema("", (Page("head", "", tuple(fields)),)), answers)


def _head(checked: Validated) -> Head:
    answers = checked.answers
    law = str(answers.get("law_effective_on") or "")
    return Head(
        kind=DecisionKind(str(answers["kind"])),
        title=str(answers["title"]),
        effective_on=dt.date.fromisoformat(str(answers["effective_on"])),
        law_effective_on=dt.date.fromisoformat(law) if law else None,
        number=str(answers.get("number") or ""),
        source=str(answers.get("source") or ""),
        tells_applicants=not answers.get("quiet"),
    )


def _answers_of(decision: Decision) -> dict[str, str]:
    law = decision.law_effective_on
    return {
        "kind": decision.kind,
        "title": decision.title,
        "number": decision.number,
        "effective_on": decision.effective_on.isoformat(),
        "source": decision.source,
        "law_effective_on": law.isoformat() if law else "",
        "quiet": "" if decision.tells_applicants else "yes",
    }


def _form(
    request: HttpRequest,
    decision: Decision | None,
    answers: Mapping[str, object],
    faults: Sequence[FieldError],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "heading": _("Sửa phần chung") if decision else _("Soạn quyết định"),
        "explain": "" if decision else _("Phần chung trước, từng thủ tục thêm ở trang sau."),
        "save": _("Lưu") if decision else _("Tạo bản nháp"),
    }
    return form_page(request, decision, head_fields(), answers, faults, context, error=error, status=status)


def form_page(
    request: HttpRequest,
    decision: Decision | None,
    fields: Sequence[Field],
    answers: Mapping[str, object],
    faults: Sequence[FieldError],
    context: Mapping[str, object],
    *,
    error: DomainError | None = None,
    status: int = 200,
    template: str = "desk/decisions/form.jinja",
) -> HttpResponseBase:
    """A form of these pages, with what was typed and every fault at its field. A form that was out of date comes back
    with the newest revision, so that it can be sent again after a look."""
    errors = [*faults, *field_errors(error)]
    views = field_views(fields, answers, errors)
    listed = error_list(views)
    known = {field.key for field in fields}
    if error is not None and not any(one.field in known for one in field_errors(error)):
        listed.insert(0, {"text": say(error.code, error.params), "href": "#main-content"})
    back = reverse("desk:decision", args=[decision.uid]) if decision else reverse("desk:decisions")
    key = request.POST.get("idempotency_key") if status != 409 else ""
    base: dict[str, object] = {
        "name": name_of(decision) if decision else "",
        "form_views": views,
        "errors": listed,
        "faults": [],
        "upload": False,
        "idempotency_key": str(key or new_id()),
        "expected": _expected(request, decision, status),
        "back": back,
        "back_text": _("Quyết định") if decision else _("Quyết định công bố"),
        "post_line": post_line(actor_at(request)),
        "nav": "decisions",
    }
    return render(request, template, {**base, **context}, status=status)


def _expected(request: HttpRequest, decision: Decision | None, status: int) -> object:
    """The revision the form was made from stays in it, until it is told to be out of date."""
    if decision is None:
        return None
    typed = str(request.POST.get("expected", ""))
    return typed if typed and status != 409 else decision.revision


def field_errors(error: DomainError | None) -> list[FieldError]:
    """The faults of a refusal that name their field."""
    found = []
    for one in error.errors if error is not None else ():
        params = {key: value for key, value in one.items() if key not in {"field", "code"}}
        found.append(FieldError(str(one.get("field", "")), str(one.get("code", "")), params))
    return found


def _national_fields() -> list[Field]:
    return [Field("posted_on", _("Ngày đăng"), FieldKind.DATE, required=True)]


@official(CHECK)
@require_http_methods(["GET", "POST"])
def national(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """When the decision was posted in the national database (ND63/2010 art. 24)."""
    actor, at, decision = actor_at(request), now(), find_decision(uid)
    fields = _national_fields()
    context = {
        "heading": _("Đã đăng trên Cơ sở dữ liệu quốc gia"),
        "explain": _("Quyết định của tỉnh phải được đăng trong 5 ngày làm việc từ ngày ký."),
        "save": _("Ghi nhận"),
    }
    if request.method != "POST":
        return form_page(request, decision, fields, {}, [], context)
    answers = posted_answers(fields, request.POST)
    checked = _checked(fields, answers)
    if checked.errors:
        return form_page(request, decision, fields, answers, checked.errors, context, status=400)
    address = reverse("desk:decision", args=[uid])
    posted_on = dt.date.fromisoformat(str(checked.answers["posted_on"]))

    def run() -> str:
        note_nationally_posted(uid, posted_on, actor=actor, now=at)
        return address

    try:
        _address, fresh = once(request, f"national:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return form_page(request, decision, fields, answers, [], context, error=error, status=error.status)
    if fresh:
        messages.success(request, _("Đã ghi nhận ngày đăng."))
    return HttpResponseRedirect(address)
