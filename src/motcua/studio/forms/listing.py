"""The working copies of forms, and beginning a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.forms.applicant import PERSON_PAGE
from motcua.forms.draft_selectors import open_drafts
from motcua.forms.drafting import start_draft
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page, upgraded
from motcua.forms.validation import FieldError, validate
from motcua.procedures.form_subject import FormSubject, read_subject
from motcua.procedures.selectors import list_procedures
from motcua.procedures.selectors.form_sources import (
    cases_of_procedure,
    form_in_force,
    generated_form,
    procedure_name,
)
from motcua.studio.forms.builder import SHELF
from motcua.studio.forms.words import CHANNELS, words
from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.once import once

MOST_FOUND = 20


def _query(request: HttpRequest, name: str, most: int = 100) -> str:
    return str(request.GET.get(name, ""))[:most].replace("\x00", "").strip()


@official(DRAFT)
@require_GET
def forms(request: HttpRequest) -> HttpResponseBase:
    """The working copies; with ``procedure`` those of one procedure, on the way to the ``decision`` it names."""
    procedure, decision, query = _query(request, "procedure"), _query(request, "decision", 40), _query(request, "q")
    on = legal_date(now())
    drafts = open_drafts(query=query, subject=f"procedure:{procedure}:" if procedure else "")
    onward = urlencode({name: value for name, value in (("procedure", procedure), ("decision", decision)) if value})
    rows = []
    for draft in drafts:
        subject = read_subject(draft.subject)
        address = reverse("studio:form_decide", args=[draft.uid]) if decision else ""
        rows.append(
            {
                "href": reverse("studio:form", args=[draft.uid]),
                "decide": f"{address}?{urlencode({'decision': decision})}" if address else "",
                "name": draft.name,
                "about": _short(subject) if subject else draft.subject,
                "by": draft.edited_by.full_name,
                "at": draft.edited_at,
            }
        )
    context = {
        "rows": rows,
        "query": query,
        "filtered": bool(query or procedure),
        "about": ", ".join(part for part in (procedure, procedure_name(procedure, on)) if part) if procedure else "",
        "decision": decision,
        "procedure": procedure,
        "new_href": f"{reverse('studio:form_new')}?{onward}" if onward else reverse("studio:form_new"),
    }
    return studio_page(request, "studio/forms/list.jinja", context, shelf=SHELF)


def _short(subject: FormSubject) -> str:
    parts = [subject.procedure, subject.case or _("mọi trường hợp"), words(CHANNELS, subject.channel)]
    return ", ".join(part for part in parts if part)


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Choose the procedure, then the case and what to begin with."""
    procedure = _query(request, "procedure")
    if not procedure:
        return _choose(request)
    on = legal_date(now())
    cases = cases_of_procedure(procedure, on)
    if not cases:
        raise NotFound("procedure_not_found", params={"procedure": procedure})
    asked = _questions(cases)
    if request.method != "POST":
        given: dict[str, object] = {"case": cases[0][0], "channel": "all", "source": "force"}
        given["name"] = procedure_name(procedure, on)[:180]
        return _ask(request, procedure, asked, given)
    answers = posted_answers(asked, request.POST)
    checked = validate(FormSchema("", (Page("new", "", tuple(asked)),)), answers)
    if checked.errors:
        return _ask(request, procedure, asked, answers, [*checked.errors])
    subject = _subject(procedure, checked.answers)
    try:
        schema = source_schema(subject, str(checked.answers["source"]), str(checked.answers["name"]))
        actor, at = actor_at(request), now()

        def run() -> str:
            made = start_draft(subject.key, str(checked.answers["name"]), schema, actor=actor, now=at)
            return reverse("studio:form", args=[made.uid])

        address, _fresh = once(request, "studio.forms.new", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _ask(request, procedure, asked, answers, error=error)
    return HttpResponseRedirect(address)


def _subject(procedure: str, answers: Mapping[str, object]) -> FormSubject:
    case, channel = str(answers["case"]), str(answers["channel"])
    return FormSubject(procedure, "" if case == "all-cases" else case, "" if channel == "all" else channel)


def source_schema(subject: FormSubject, source: str, title: str) -> FormSchema:
    """What a working copy begins with: the form in force, the one made from the papers, or nothing but who applies."""
    on = legal_date(now())
    found: FormSchema | None = None
    if source == "force":
        held = form_in_force(subject, on)
        found = held.schema if held else generated_form(subject, on)
    elif source == "papers":
        found = generated_form(subject, on)
    if found is None:
        found = FormSchema(title, (PERSON_PAGE, Page("noi_dung", _("Nội dung đề nghị"), ())))
    return upgraded(replace(found, title=found.title or title))


def _questions(cases: list[tuple[str, str]]) -> list[Field]:
    def choice(key: str, label: str, options: list[tuple[str, str]]) -> Field:
        return Field(
            key, label, FieldKind.CHOICE, required=True, options=tuple(Option(value, text) for value, text in options)
        )

    known = [(key, name or key) for key, name in cases]
    if len(known) > 1:
        known.append(("all-cases", _("Mọi trường hợp")))
    channels = [("all", _("Mọi cách nộp")), *((key, str(text)) for key, text in CHANNELS.items())]
    sources = [
        ("force", _("Biểu mẫu đang có hiệu lực")),
        ("papers", _("Biểu mẫu lập từ thành phần hồ sơ")),
        ("empty", _("Trang trắng")),
    ]
    return [
        Field("name", _("Tên bản soạn"), FieldKind.TEXT, required=True, max_length=200),
        choice("case", _("Trường hợp"), known),
        choice("channel", _("Cách nộp"), channels),
        choice("source", _("Bắt đầu từ"), sources),
    ]


def _choose(request: HttpRequest) -> HttpResponseBase:
    query, decision = _query(request, "q", 200), _query(request, "decision", 40)
    found = list_procedures(legal_date(now()), query=query, limit=MOST_FOUND)
    rows = [
        {
            "name": one.name,
            "note": f"{one.code} · {one.field}",
            "href": f"{reverse('studio:form_new')}?{urlencode({'procedure': one.code, 'decision': decision})}",
        }
        for one in found.items
    ]
    context = {"found": rows, "query": query, "total": found.total}
    return studio_page(request, "studio/forms/choose.jinja", context, shelf=SHELF)


def _ask(
    request: HttpRequest,
    procedure: str,
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
    context = {
        "views": views,
        "errors": listed,
        "about": ", ".join(part for part in (procedure, procedure_name(procedure, legal_date(now()))) if part),
        "idempotency_key": str(new_id()),
    }
    status = error.status if error else 400 if faults else 200
    return studio_page(request, "studio/forms/new.jinja", context, shelf=SHELF, status=status)
