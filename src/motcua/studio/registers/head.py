"""Beginning a register, and its common part: name, purpose, how numbers begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.ids import new_id
from motcua.core.search_text import tokens
from motcua.core.texts import say
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.registers.definition import SCHEMA_VERSION
from motcua.registers.permissions import AUTHOR
from motcua.registers.services.registering import start_register
from motcua.studio.page import actor_at, studio_page
from motcua.studio.registers.common import SHELF, Draft, Head, draft_of, revision_after, write_head
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.once import once


def _fields(*, with_key: bool) -> list[Field]:
    key = Field(
        "key",
        _("Mã sổ"),
        FieldKind.TEXT,
        max_length=40,
        hint=_("Nằm trong địa chỉ trang, không đổi được về sau; để trống thì lấy theo tên"),
    )
    fields = [
        Field("title", _("Tên sổ"), FieldKind.TEXT, required=True, max_length=200),
        Field(
            "purpose",
            _("Sổ dùng để làm gì"),
            FieldKind.LONG_TEXT,
            max_length=1000,
            hint=_("Một hai câu cho người dùng sổ"),
        ),
        Field(
            "prefix",
            _("Ký hiệu đầu số"),
            FieldKind.TEXT,
            max_length=8,
            hint=_("Chữ in hoa hoặc số, ví dụ HT: số của mục sẽ là HT-2026-0001"),
        ),
    ]
    return [fields[0], key, *fields[1:]] if with_key else fields


@official(AUTHOR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    words = {
        "heading": _("Tạo sổ nghiệp vụ"),
        "explain": _("Bắt đầu từ tên; biểu mẫu, quy trình, danh sách và quyền làm ở trang sau."),
        "save": _("Tạo sổ"),
        "back": reverse("studio:registers"),
    }
    fields = _fields(with_key=True)
    if request.method != "POST":
        return _page(request, fields, {}, words)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page("form", "", tuple(fields)),)), answers)
    if checked.errors:
        return _page(request, fields, answers, words, checked.errors)
    actor, at = actor_at(request), now()
    key = str(checked.answers.get("key") or "-".join(tokens(str(checked.answers["title"]))))[:40].strip("-")

    def run() -> str:
        start_register(key, _head({}, checked.answers), actor=actor, now=at)
        return reverse("studio:register", args=[key])

    try:
        address, _is_new = once(request, "studio.registers.start", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, fields, answers, words, error=error)
    return HttpResponseRedirect(address)


@official(AUTHOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponseBase:
    draft = draft_of(key)
    words = {
        "heading": _("Phần chung của sổ"),
        "explain": "",
        "save": _("Lưu"),
        "back": reverse("studio:register", args=[key]),
    }
    fields = _fields(with_key=False)
    if request.method != "POST":
        return _page(request, fields, draft.head, words, draft=draft)
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page("form", "", tuple(fields)),)), answers)
    if checked.errors:
        return _page(request, fields, answers, words, checked.errors, draft=draft)
    done, error = write_head(request, draft, lambda head: _head(head, checked.answers), words["back"])
    return done or _page(request, fields, answers, words, error=error, draft=draft)


def _head(head: Head, answers: Mapping[str, object]) -> Head:
    said: Head = {name: str(answers.get(name) or "") for name in ("title", "purpose", "prefix")}
    return {"schema_version": SCHEMA_VERSION, **head, **said}


def _page(
    request: HttpRequest,
    fields: Sequence[Field],
    answers: Mapping[str, object],
    words: Mapping[str, str],
    faults: Sequence[FieldError] = (),
    *,
    error: DomainError | None = None,
    draft: Draft | None = None,
) -> HttpResponseBase:
    own = [
        FieldError(str(one["field"]), str(one["code"]), error.params if error else {})
        for one in (error.errors if error else ())
    ]
    views = field_views(fields, answers, [*faults, *own])
    listed = error_list(views)
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    context = {
        **words,
        "views": views,
        "errors": listed,
        "expected": revision_after(draft, error) if draft else None,
        "idempotency_key": str(new_id()),
    }
    status = error.status if error else 400 if faults else 200
    return studio_page(request, "studio/registers/head.jinja", context, shelf=SHELF, status=status)
