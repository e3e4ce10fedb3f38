"""A working copy goes into a decision: one that is being drafted, or a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page
from motcua.forms.validation import FieldError, validate
from motcua.procedures.lifecycle import ITEM_KINDS, DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import DecisionFilters, list_decisions
from motcua.procedures.services.drafting import Head
from motcua.procedures.services.form_proposing import propose_form
from motcua.studio.forms.acting import seen_revision
from motcua.studio.forms.builder import SHELF, Desk, head_of, opened
from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.navigation import address
from motcua.web.once import once

NEW = "new"
_KINDS = (DecisionKind.AMENDED, DecisionKind.NEW, DecisionKind.STANDARDISED, DecisionKind.INTERNAL_PROCESS)


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    desk = opened(uid)
    decisions = open_decisions()
    if request.method != "POST":
        wanted = str(request.GET.get("decision", ""))[:40]
        first = (
            wanted if wanted in {str(one.uid) for one in decisions} else (str(decisions[0].uid) if decisions else NEW)
        )
        return _page(request, desk, decisions, {"into": first, **_head_before(desk)})
    asked = _questions(decisions)
    answers = posted_answers(asked, request.POST)
    asked_now = asked if answers.get("into") == NEW else asked[:1]
    checked = validate(_as_schema(asked_now), {one.key: answers[one.key] for one in asked_now})
    if checked.errors:
        return _page(request, desk, decisions, answers, [*checked.errors])
    actor, at = actor_at(request), now()
    into = _into(str(checked.answers["into"]), checked.answers, decisions)
    try:
        seen = seen_revision(request)

        def run() -> str:
            item = propose_form(uid, into=into, expected=seen, actor=actor, now=at)
            found = address("desk:decisions")
            where = reverse("desk:decision_item", args=[item.decision.uid, item.ordinal]) if found else ""
            return where or reverse("studio:form", args=[uid])

        where, _fresh = once(request, f"studio.forms.decide:{uid}", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, opened(uid), open_decisions(), answers, error=error)
    messages.success(
        request, _("Đã đưa biểu mẫu vào quyết định. Biểu mẫu có hiệu lực khi quyết định được ký và đến ngày.")
    )
    return HttpResponseRedirect(where)


def open_decisions() -> list[Decision]:
    """Drafts of decisions that can hold a form, newest first."""
    found = list_decisions(DecisionFilters(state=DecisionState.DRAFT.value), page=1).rows
    return [one for one in found if ItemKind.FORM in ITEM_KINDS[DecisionKind(one.kind)]]


def _as_schema(asked: list[Field]) -> FormSchema:
    return FormSchema("", (Page("decide", "", tuple(asked)),))


def _head_before(desk: Desk) -> dict[str, object]:
    title = _("Sửa đổi biểu mẫu điện tử {name}").format(name=desk.draft.name)[:1000]
    return {"kind": DecisionKind.AMENDED.value, "title": title}


def _into(chosen: str, answers: Mapping[str, object], decisions: list[Decision]) -> UUID | Head:
    if chosen != NEW:
        return next(one.uid for one in decisions if str(one.uid) == chosen)
    return Head(
        DecisionKind(str(answers["kind"])),
        str(answers["title"]),
        dt.date.fromisoformat(str(answers["effective_on"])),
        number=str(answers.get("number") or ""),
    )


def _questions(decisions: list[Decision]) -> list[Field]:
    kinds = {
        DecisionKind.AMENDED: _("Sửa đổi, bổ sung"),
        DecisionKind.NEW: _("Ban hành mới"),
        DecisionKind.STANDARDISED: _("Chuẩn hóa"),
        DecisionKind.INTERNAL_PROCESS: _("Quy trình nội bộ"),
    }
    known = [Option(str(one.uid), ", ".join(part for part in (one.number, one.title) if part)) for one in decisions]
    return [
        Field(
            "into",
            _("Đưa vào"),
            FieldKind.CHOICE,
            required=True,
            options=(*known, Option(NEW, _("Một quyết định mới"))),
        ),
        Field(
            "kind",
            _("Loại quyết định"),
            FieldKind.CHOICE,
            required=True,
            options=tuple(Option(kind.value, kinds[kind]) for kind in _KINDS),
        ),
        Field("title", _("Trích yếu"), FieldKind.TEXT, required=True, max_length=1000),
        Field("number", _("Số quyết định (nếu đã có)"), FieldKind.TEXT, max_length=100),
        Field("effective_on", _("Ngày có hiệu lực"), FieldKind.DATE, required=True),
    ]


def _page(
    request: HttpRequest,
    desk: Desk,
    decisions: list[Decision],
    answers: Mapping[str, object],
    faults: list[FieldError] | None = None,
    *,
    error: DomainError | None = None,
) -> HttpResponseBase:
    asked = _questions(decisions)
    views = field_views(asked, answers, faults or ())
    listed = error_list(views)
    if error is not None:
        listed = [*listed, {"text": say(error.code, error.params), "href": "#main-content"}]
        listed += [
            {"text": say(str(one["code"]), {**one}), "href": "#main-content"} for one in error.errors if "code" in one
        ]
    context = {
        **head_of(desk),
        "views": views,
        "errors": listed,
        "today": legal_date(now()),
        "expected": desk.draft.revision,
        "idempotency_key": str(new_id()),
    }
    status = error.status if error else 400 if faults else 200
    return studio_page(request, "studio/forms/decide.jinja", context, shelf=SHELF, status=status)
