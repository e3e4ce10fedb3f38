"""At the counter: what the form asks besides who applies and the papers, page after page on one sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.desk.reception_form import Counter, Filled
from motcua.dossiers.form_facts import form_facts
from motcua.forms.applicant import validate_applicant
from motcua.forms.dependencies import page_part
from motcua.forms.places import is_place
from motcua.forms.prefill import Subject, fill_in
from motcua.forms.schema import Page
from motcua.forms.selectors import schema
from motcua.forms.validation import Around, Entitlement, FieldError, Validated, validate
from motcua.web.form_page import PageView, newly_asked, page_view
from motcua.web.form_posting import posted_page, row_act, seen_parts


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pages as they are drawn; ``fresh`` says that the answers sent opened questions nobody saw yet."""

    pages: Sequence[tuple[str, PageView]]
    eligibility: Sequence[Entitlement]
    fresh: bool

    def errors(self) -> list[dict[str, str]]:
        return [one for _title, view in self.pages for one in view.errors()]


def more_answers(request: HttpRequest, form: Counter) -> dict[str, object]:
    """The answers as typed, after "Thêm" or "Bỏ" was pressed on a repeated group."""
    found: dict[str, object] = {}
    for page in form.more_pages:
        typed = posted_page(page, request.POST)
        acted = row_act(page, typed, request.POST)
        found |= acted[0] if acted else typed
    return found


def sheet(
    request: HttpRequest, form: Counter, filled: Filled, *, errors: Sequence[FieldError] = (), now: dt.datetime
) -> Sheet:
    answers = more_answers(request, form)
    for key, value in _known(form, filled, now).items():
        if not answers.get(key):
            answers[key] = value
    checked = _checked(form, filled, answers, now)
    pages: list[tuple[str, PageView]] = []
    seen, fresh = seen_parts(request.POST), False
    for page in form.more_pages:
        if page_part(page.key) not in checked.shown:
            continue
        view = page_view(page, answers, errors=errors, checked=checked, on=legal_date(now))
        fresh = fresh or (seen is not None and bool(newly_asked(page, view, seen, answers)))
        pages.append((gettext(page.title), view))
    return Sheet(pages, checked.eligibility, fresh)


def _checked(form: Counter, filled: Filled, answers: Mapping[str, object], now: dt.datetime) -> Validated:
    on = legal_date(now)
    applicant = validate_applicant({"kind": form.kind, **filled.answers}, on=on).answers
    around = Around(applicant, form_facts(form.terms, form.place, form.kind), is_place)
    pages: list[Page] = form.more_pages
    return validate(
        schema(form.terms.form_version_id), answers, on=on, pages=[page.key for page in pages], around=around
    )


def _known(form: Counter, filled: Filled, now: dt.datetime) -> dict[str, object]:
    """What the card just said and what the records hold of the applicant who stands there."""
    if filled.party is None and not filled.card:
        return {}
    subject = Subject(party_id=filled.party.pk if filled.party else None, card=filled.card)
    fields = [field for page in form.more_pages for field in page.fields]
    return {key: one.value for key, one in fill_in(fields, subject, now=now).items()}
