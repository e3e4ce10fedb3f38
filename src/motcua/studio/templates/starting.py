"""Beginning a template: for which letter, of which procedure and case, in which decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.documents.letters.source import LetterSource, from_json
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.people.actors import Actor
from motcua.procedures.items import item_json
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.letter_words import LETTERS
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import Procedure
from motcua.procedures.selectors.process_drafts import drafts_for_processes
from motcua.procedures.selectors.template_items import template_in_force
from motcua.procedures.services.drafting import draft_decision, propose_item
from motcua.procedures.template_item import TemplateItem
from motcua.studio.page import actor_at, studio_page
from motcua.studio.templates.common import DRAFT, SHELF
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.once import once

NEW = "new"
EXAMPLE = (
    "Ngày {{ ho_so.ngay_nop }}, {{ noi_tiep_nhan.ten }} đã nhận hồ sơ {{ ho_so.ma }} của {{ nguoi_nop.ho_ten }} về việc"
    " {{ thu_tuc.ten }}.\n\n{{ noi_dung.ly_do }}\n"
)


def _fields() -> list[Field]:
    return [
        Field("title", _("Trích yếu quyết định"), FieldKind.TEXT, required=True, max_length=1000),
        Field("effective_on", _("Ngày có hiệu lực"), FieldKind.DATE, required=True),
    ]


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, {}, [])
    fields, into = _fields(), _cell(request, "into", 40)
    answers = posted_answers(fields, request.POST)
    day = legal_date(now())
    if into == NEW:
        checked = validate(FormSchema("", (Page("decision", "", tuple(fields)),)), answers)
        if checked.errors:
            return _page(request, answers, list(checked.errors), status=400)
        day = dt.date.fromisoformat(str(checked.answers["effective_on"]))
    actor, at = actor_at(request), now()

    def run() -> str:
        return _made(request, into, str(answers.get("title", "")), day, actor, at)

    try:
        address, _fresh = once(request, "studio.templates.new", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, answers, [], error=error, status=error.status)
    return HttpResponseRedirect(address)


def _made(request: HttpRequest, into: str, title: str, day: dt.date, actor: Actor, at: dt.datetime) -> str:
    procedure, case = _cell(request, "procedure", 100), _cell(request, "case", 80)
    letter = _cell(request, "letter", 20)
    if letter not in set(LetterKind):
        raise Invalid("letter_kind_missing")
    if procedure and not Procedure.objects.filter(key=procedure).exists():
        raise Invalid("procedure_not_found", params={"procedure": procedure})
    item = TemplateItem(LetterKind(letter), _cell(request, "name", 200), _source(procedure, case, letter, at), case)
    if into == NEW:
        decision = draft_decision(DecisionKind.INTERNAL_PROCESS, title=title, effective_on=day, actor=actor, now=at)
        uid = decision.uid
    else:
        uid = _uid(into)
    row = propose_item(uid, ItemKind.TEMPLATE, procedure, item_json(item), actor=actor, now=at)
    return reverse("studio:template", args=[uid, row.ordinal])


def _source(procedure: str, case: str, letter: str, at: dt.datetime) -> LetterSource:
    """The template in force at this place, else an example to write on."""
    bound = template_in_force(procedure, case, letter, legal_date(at))
    if bound is not None and bound.template_version is not None:
        return from_json(bound.template_version.source)
    return LetterSource(str(LETTERS[LetterKind(letter)]).upper(), EXAMPLE)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("decision_not_chosen") from None


def _cell(request: HttpRequest, name: str, most: int) -> str:
    return str(request.POST.get(name, request.GET.get(name, "")))[:most].replace("\x00", "").strip()


def _page(
    request: HttpRequest,
    answers: Mapping[str, object],
    faults: list[FieldError],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    views = field_views(_fields(), answers, faults)
    errors = error_list(views)
    if error is not None:
        errors.insert(0, {"text": say(error.code, error.params), "href": "#main-content"})
    context = {
        "typed": {name: _cell(request, name, 300) for name in ("procedure", "case", "name", "letter")},
        "kinds": [(kind.value, str(text)) for kind, text in LETTERS.items()],
        "decisions": drafts_for_processes(),
        "into": _cell(request, "into", 40) or NEW,
        "new": NEW,
        "form_views": views,
        "errors": errors,
        "idempotency_key": str(request.POST.get("idempotency_key") or new_id()),
    }
    return studio_page(request, "studio/templates/new.jinja", context, shelf=SHELF, status=status)
