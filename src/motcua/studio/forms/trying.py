"""Trying a form that is being written: fill it in and see what is asked, refused and worked out. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.texts import say
from motcua.forms.places import is_place
from motcua.forms.schema import APPLICANT_PAGE, FieldKind, FormSchema
from motcua.forms.validation import Around, Validated, validate
from motcua.procedures.terms import DEFAULT_CASE
from motcua.studio.forms.builder import SHELF, Desk, head_of, opened
from motcua.studio.forms.samples import sample_answers
from motcua.studio.page import studio_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.form_page import PageView, page_view
from motcua.web.form_posting import posted_form

SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class TriedPage:
    title: str
    view: PageView
    is_asked: bool


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def try_out(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    desk = opened(uid)
    schema, on = own_pages(desk.schema), legal_date(now())
    answers: dict[str, object] = {}
    is_row_act = False
    if request.method == "POST" and request.POST.get("act") == SAMPLE:
        answers = sample_answers(schema, on)
    elif request.method == "POST":
        answers, is_row_act = posted_form(schema, request.POST)
    checked = validate(schema, answers, on=on, around=_around(desk))
    is_told = request.method == "POST" and not is_row_act
    pages = [
        TriedPage(
            page.title,
            page_view(page, answers, errors=checked.errors if is_told else (), checked=checked, on=on),
            page.show_if is None or f"page:{page.key}" in checked.shown,
        )
        for page in schema.pages
    ]
    errors = [one for page in pages if page.is_asked for one in page.view.errors()] if is_told else []
    general = [one for one in checked.errors if not one.field] if is_told else []
    context = {
        **head_of(desk),
        "pages": pages,
        "errors": [*errors, *({"text": say(one.code, one.params), "href": "#main-content"} for one in general)],
        "is_told": is_told,
        "told": _told(schema, checked) if is_told else {},
    }
    return studio_page(request, "studio/forms/try.jinja", context, shelf=SHELF)


def own_pages(schema: FormSchema) -> FormSchema:
    """The form without the page that asks who applies, which every form has."""
    return replace(schema, pages=tuple(page for page in schema.pages if page.key != APPLICANT_PAGE))


def _around(desk: Desk) -> Around:
    case = desk.subject.case if desk.subject else ""
    facts: Mapping[str, object] = {"case": case or DEFAULT_CASE, "channel": "online", "applicant": "person", "fee": 0}
    return Around(facts=facts, is_place=is_place)


def _told(schema: FormSchema, checked: Validated) -> dict[str, object]:
    """What would happen: questions that are not asked, refusals, computed values, conditions for having it."""
    conditional = [
        (field.key, field.label)
        for field, group, _page in schema.every_field()
        if field.show_if is not None and (group is None or group.repeat is None)
    ]
    conditional += [(group.key, group.title) for group in schema.groups() if group.show_if is not None]
    met = {True: _("đủ"), False: _("không đủ"), None: _("chưa rõ")}
    return {
        "hidden": [label for key, label in conditional if key not in checked.shown],
        "refused": len(checked.errors),
        "computed": [
            (field.label, str(checked.answers.get(field.key, "")))
            for field in schema.fields()
            if field.kind is FieldKind.COMPUTED and field.key in checked.answers
        ],
        "eligibility": [(one.text, met[one.met], one.blocks) for one in checked.eligibility],
        "is_valid": checked.is_valid,
    }
