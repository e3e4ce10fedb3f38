"""Asking for a dry run: which change, on which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.foresight.trial.change import Item, Staffing
from motcua.foresight.trial.services import ask_trial
from motcua.foresight.trial.tasks import queue_trial
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page
from motcua.forms.validation import FieldError, validate
from motcua.people.selectors import role_names
from motcua.procedures.items import process_item_json
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import Decision, ProcessDraft
from motcua.procedures.process import STEP_ROLES
from motcua.procedures.process_content import read_content
from motcua.procedures.selectors.decisions import find_decision
from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT
from motcua.studio.trials.words import SHELF
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.once import once

OPEN = (DecisionState.DRAFT.value, DecisionState.SUBMITTED.value, DecisionState.CHECKED.value)
MOST = 50
OWN = "own"


def _choices() -> list[tuple[str, str]]:
    """What may be tried: decisions that are not signed, processes being written, or what is typed below."""
    decisions = Decision.objects.filter(state__in=OPEN, items__isnull=False).distinct().order_by("-drafted_at")[:MOST]
    drafts = ProcessDraft.objects.filter(closed_at=None).exclude(procedure_key="").order_by("-edited_at")[:MOST]
    return [
        *((f"decision:{one.uid}", _("Quyết định: {title}").format(title=one.title)) for one in decisions),
        *((f"process:{one.uid}", _("Quy trình đang soạn: {key}").format(key=one.procedure_key)) for one in drafts),
        (OWN, _("Thử ngay, chưa soạn quyết định")),
    ]


def _questions(today: dt.date) -> list[Field]:
    names = role_names()
    roles = [Option(role, names.get(role, role)) for role in sorted(STEP_ROLES)]
    own = _("Chỉ khi thử ngay")
    return [
        Field(
            "what", _("Thử thay đổi nào"), FieldKind.CHOICE, required=True,
            options=tuple(Option(value, text) for value, text in _choices()),
        ),
        Field("first", _("Hồ sơ nộp từ ngày"), FieldKind.DATE, required=True),
        Field("last", _("đến ngày"), FieldKind.DATE, required=True),
        Field("procedure", _("Mã thủ tục"), FieldKind.TEXT, hint=own, max_length=100),
        Field("days", _("Thời hạn cam kết mới, ngày làm việc"), FieldKind.NUMBER, hint=own),
        Field("unit", _("Mã đơn vị đổi số người"), FieldKind.TEXT, hint=own, max_length=40),
        Field("role", _("Vai trò đổi số người"), FieldKind.CHOICE, options=tuple(roles), hint=own),
        Field("people", _("Số người làm"), FieldKind.NUMBER, hint=own),
        Field(
            "away_first", _("Chỉ còn từng ấy người từ ngày"), FieldKind.DATE,
            hint=_("Để trống nếu đổi số người cả thời gian; điền để thử khi có người vắng."),
        ),
        Field("away_last", _("đến hết ngày"), FieldKind.DATE),
    ]  # fmt: skip


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """``decision`` or ``process`` in the address choose what is tried."""
    today = legal_date(now())
    asked = _questions(today)
    if request.method != "POST":
        return _ask(request, asked, _given(request, today))
    answers = posted_answers(asked, request.POST)
    checked = validate(FormSchema("", (Page("new", "", tuple(asked)),)), answers)
    if checked.errors:
        return _ask(request, asked, answers, [*checked.errors])
    actor, at = actor_at(request), now()

    def run() -> str:
        tried = _tried(checked.answers)
        row = ask_trial(
            tried.pop("items"),
            first=_day(checked.answers["first"]),
            last=_day(checked.answers["last"]),
            actor=actor,
            now=at,
            defer=queue_trial,
            **tried,
        )
        return reverse("studio:trial", args=[row.uid])

    try:
        address, _fresh = once(request, "studio.trials.new", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _ask(request, asked, answers, error=error)
    return HttpResponseRedirect(address)


def _given(request: HttpRequest, today: dt.date) -> dict[str, object]:
    """The last whole year, and what the address names."""
    last = today - dt.timedelta(days=1)
    first = last - dt.timedelta(days=364)
    known = {value for value, _text in _choices()}
    wanted = (f"{kind}:{request.GET.get(kind, '')}" for kind in ("decision", "process") if request.GET.get(kind))
    what = next((one for one in wanted if one in known), OWN)
    procedure = str(request.GET.get("procedure", ""))[:100].replace("\x00", "")
    return {"what": what, "procedure": procedure, "first": first.isoformat(), "last": last.isoformat()}


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _tried(answers: Mapping[str, object]) -> dict[str, Any]:
    """The arguments of :func:`ask_trial` that say what is tried."""
    kind, _colon, uid = str(answers["what"]).partition(":")
    if kind == "decision":
        decision = find_decision(UUID(uid))
        return {"items": [], "title": decision.title or decision.number, "decision": decision.uid}
    if kind == "process":
        draft = ProcessDraft.objects.filter(uid=UUID(uid), closed_at=None).first()
        if draft is None:
            raise NotFound("trial_unknown")
        read = read_content(draft.content, None)
        if read.faults:
            raise Invalid("trial_process_faulty", params={"procedure": draft.procedure_key})
        content = process_item_json(read.process, name=draft.subject, case=draft.case_key, unit=draft.unit_code)
        title = _("Quy trình đang soạn của {key}").format(key=draft.procedure_key)
        return {"items": [Item("process", draft.procedure_key, content)], "title": title}
    return _typed(answers)


def _typed(answers: Mapping[str, object]) -> dict[str, Any]:
    key = str(answers.get("procedure") or "").strip()
    if not key:
        raise Invalid("trial_nothing")
    items, staffing, said = [], [], []
    if answers.get("days"):
        days = int(str(answers["days"]))
        content = {"schema_version": 1, "committed": {"amount": days, "unit": "working_day"}, "end": False}
        items.append(Item("local_terms", key, content))
        said.append(_("cam kết {days} ngày làm việc").format(days=days))
    if answers.get("unit") or answers.get("people"):
        one = _staffing(answers)
        staffing.append(one)
        said.append(_("{people} người ở {unit}").format(people=one.people, unit=one.unit or "–"))
    if not said:
        raise Invalid("trial_nothing")
    title = _("{key}: {what}").format(key=key, what=", ".join(said))
    return {"items": items, "title": title, "staffing": staffing, "measured": [key]}


def _staffing(answers: Mapping[str, object]) -> Staffing:
    days = [_day(answers[name]) if answers.get(name) else None for name in ("away_first", "away_last")]
    place = str(answers.get("unit") or ""), str(answers.get("role") or "")
    return Staffing(*place, int(str(answers.get("people") or 0)), *days)


def _ask(
    request: HttpRequest,
    asked: list[Field],
    answers: Mapping[str, object],
    faults: list[FieldError] | None = None,
    *,
    error: DomainError | None = None,
) -> HttpResponseBase:
    views = field_views(asked, answers, faults or ())
    listed = error_list(views)
    if error is not None:
        listed = [*listed, {"text": say(error.code, error.params), "href": "#main-content"}]
    context = {"views": views, "errors": listed, "idempotency_key": str(new_id())}
    status = error.status if error else 400 if faults else 200
    return studio_page(request, "studio/trials/new.jinja", context, shelf=SHELF, status=status)
