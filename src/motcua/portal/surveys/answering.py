"""The questionnaire of an invitation: one page, no account, nothing typed lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, Invalid
from motcua.core.ids import new_id
from motcua.forms.schema import FormSchema
from motcua.forms.validation import FieldError, validate
from motcua.surveys.lifecycle import OPEN_CASES, CaseState, Mode, WaveState
from motcua.surveys.models import WaveCase
from motcua.surveys.selectors import asked_by, definition_of
from motcua.surveys.services.fielding import Entry, answer_by_key, schema_of
from motcua.web.access import secret_link
from motcua.web.form_page import page_view
from motcua.web.form_posting import faults_of, posted_form

ONLINE = (Mode.EMAIL, Mode.SMS, Mode.QR, Mode.POST)


@secret_link
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponseBase:
    """By the key alone. Sent twice, back and sent again: one answer."""
    case = asked_by(key)
    at = now()
    if case.state not in OPEN_CASES or case.wave.state != WaveState.FIELDED or case.wave.ends_on < legal_date(at):
        return _closed(request, case)
    form = schema_of(case.wave)
    if request.method != "POST":
        return _page(request, case, form, {}, new_id())
    answers, is_row_act = posted_form(form, request.POST)
    entry = _entry(request)
    if is_row_act:
        return _page(request, case, form, answers, entry)
    mode = Mode(case.mode) if case.mode in ONLINE else Mode.QR
    try:
        answer_by_key(key, Entry(entry, answers, mode, legal_date(at)), now=at)
    except Invalid as error:
        return _page(request, case, form, answers, entry, faults_of(error))
    except Conflict:
        return _closed(request, case)
    return HttpResponseRedirect(reverse("portal:survey", args=[key]))


def _closed(request: HttpRequest, case: WaveCase) -> HttpResponseBase:
    """Answered already, or over: said kindly, never as a fault."""
    context = {
        "title": definition_of(case.wave.version).title,
        "answered": case.state == CaseState.ANSWERED,
        "ends_on": case.wave.ends_on,
    }
    return render(request, "portal/surveys/closed.jinja", context)


def _entry(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("entry", ""))
    except ValueError:
        return new_id()


def _page(
    request: HttpRequest,
    case: WaveCase,
    form: FormSchema,
    answers: Mapping[str, object],
    entry: UUID,
    faults: Sequence[FieldError] = (),
) -> HttpResponseBase:
    on = legal_date(now())
    checked = validate(form, answers, on=on)
    pages = [(page.title, page_view(page, answers, errors=faults, checked=checked, on=on)) for page in form.pages]
    definition = definition_of(case.wave.version)
    context = {
        "title": definition.title,
        "about": definition.about,
        "ends_on": case.wave.ends_on,
        "fewest": definition.fewest,
        "pages": pages,
        "errors": [one for _title, view in pages for one in view.errors()],
        "entry": entry,
    }
    return render(request, "portal/surveys/answer.jinja", context, status=400 if faults else 200)
