"""Interviewers: their cases, entering answers, why somebody did not answer; what a tablet takes along and brings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.forms.schema import FormSchema
from motcua.forms.validation import validate
from motcua.people.models import User
from motcua.surveys.lifecycle import CaseState, Mode
from motcua.surveys.models import WaveCase
from motcua.surveys.permissions import INTERVIEW, RUN
from motcua.surveys.selectors import case_to_interview, cases_to_interview, open_cases_of_unit
from motcua.surveys.services.fielding import Entry, Told, hand_out, record_fate, schema_of
from motcua.surveys.services.interviews import enter_interview
from motcua.surveys.services.tablets import package, sync
from motcua.web.access import official
from motcua.web.form_page import page_view
from motcua.web.form_posting import faults_of, posted_form

from .words import case_words

MOST_SYNC_BYTES = 2_000_000
FATES = (CaseState.NOT_REACHED, CaseState.REFUSED, CaseState.INELIGIBLE)


@official(INTERVIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    rows = [
        {"case": one, "state": case_words(one.state), "href": reverse("desk:survey_entry", args=[one.uid])}
        for one in cases_to_interview(actor)
    ]
    return render(
        request,
        "desk/surveys/interviews.jinja",
        {"rows": rows, "post_line": post_line(actor), "nav": "surveys"},
    )


@official(INTERVIEW)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, case: UUID) -> HttpResponseBase:
    """Answers of one case, or why there are none."""
    actor, at = actor_at(request), now()
    found = case_to_interview(case, actor)
    form = schema_of(found.wave)
    if request.method != "POST":
        return _entry_page(request, found, form, {}, new_id())
    if request.POST.get("fate"):
        return _fate(request, found)
    answers, is_row_act = posted_form(form, request.POST)
    uid = _uid(request.POST.get("entry", ""))
    if is_row_act:
        return _entry_page(request, found, form, answers, uid)
    try:
        told = enter_interview(case, Entry(uid, answers, Mode.INTERVIEWER, legal_date(at)), actor=actor, now=at)
    except NotFound:
        raise
    except DomainError as error:
        return _entry_page(request, found, form, answers, uid, error)
    if told is Told.SET_ASIDE:
        messages.warning(request, _("Phiếu này đã có câu trả lời; bản vừa nhập được để riêng."))
    else:
        messages.success(request, _("Đã ghi phiếu."))
    return HttpResponseRedirect(reverse("desk:survey_interviews"))


@official(RUN)
@require_POST
def hand_out_cases(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give the open cases of one unit to an interviewer, named by user name."""
    actor, at = actor_at(request), now()
    back = HttpResponseRedirect(reverse("desk:survey_wave", args=[uid]))
    interviewer = User.objects.filter(
        username=request.POST.get("interviewer", "").strip()[:150], is_active=True
    ).first()
    if interviewer is None:
        messages.error(request, _("Không có cán bộ nào mang tên đăng nhập này."))
        return back
    cases = open_cases_of_unit(uid, request.POST.get("unit", "")[:40])
    count = hand_out(uid, cases, interviewer, actor=actor, now=at)
    messages.success(request, _("Đã giao {count} phiếu cho {name}.").format(count=count, name=interviewer.full_name))
    return back


@official(INTERVIEW)
@require_GET
def package_file(request: HttpRequest) -> HttpResponseBase:
    """What a tablet takes along."""
    return JsonResponse({"waves": package(actor_at(request))})


@official(INTERVIEW)
@require_POST
def sync_lines(request: HttpRequest) -> HttpResponseBase:
    """What a tablet brings: ``{"lines": [...]}``; each line is answered by itself."""
    if len(request.body) > MOST_SYNC_BYTES:
        raise Invalid("survey_line_malformed")
    try:
        lines = json.loads(request.body)["lines"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("survey_line_malformed") from error
    if not isinstance(lines, list) or not all(isinstance(one, dict) for one in lines):
        raise Invalid("survey_line_malformed")
    done = sync(lines, actor=actor_at(request), now=now())
    return JsonResponse(
        {
            "lines": [
                {"entry": one.entry, "told": one.told, "code": one.code, "text": say(one.code, {}) if one.code else ""}
                for one in done
            ]
        }
    )


def _fate(request: HttpRequest, case: WaveCase) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    try:
        state = CaseState(request.POST.get("fate", ""))
        record_fate(case.uid, state, actor=actor, now=at)
    except ValueError:
        messages.error(request, say("survey_fate_unknown", {}))
        return HttpResponseRedirect(reverse("desk:survey_entry", args=[case.uid]))
    messages.success(request, _("Đã ghi. Người dự bị kế tiếp được hỏi thay nếu còn."))
    return HttpResponseRedirect(reverse("desk:survey_interviews"))


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def _entry_page(
    request: HttpRequest,
    case: WaveCase,
    form: FormSchema,
    answers: Mapping[str, object],
    uid: UUID,
    error: DomainError | None = None,
) -> HttpResponseBase:
    on = legal_date(now())
    faults = faults_of(error)
    checked = validate(form, answers, on=on)
    pages = [(one.title, page_view(one, answers, errors=faults, checked=checked, on=on)) for one in form.pages]
    listed = [one for _title, view in pages for one in view.errors()]
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    context = {
        "case": case,
        "pages": pages,
        "errors": listed,
        "entry": uid,
        "fates": [
            (one.value, case_words(one)) for one in (CaseState.NOT_REACHED, CaseState.REFUSED, CaseState.INELIGIBLE)
        ],
        "post_line": post_line(actor_at(request)),
        "nav": "surveys",
    }
    return render(request, "desk/surveys/entry.jinja", context, status=error.status if error else 200)
