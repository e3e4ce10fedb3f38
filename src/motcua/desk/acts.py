"""One small page for each act: its questions, the act, and the way back to the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.canonical import encode
from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.idempotency import Claim, request_hash
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.act_choices import given
from motcua.desk.act_fields import FIELDS, Given, data_of
from motcua.desk.act_papers import PAPER_ACTS, paper_rows
from motcua.desk.consequence import Consequence, consequences, slip_line
from motcua.desk.dossier_page import to_dossier, way_of
from motcua.desk.doubts import doubts
from motcua.desk.facts import signed_how
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.list_address import filters_in, query_of
from motcua.desk.offered import button_words, refusal
from motcua.desk.passage import timeline_items
from motcua.desk.reading import may_read_private
from motcua.desk.time_left import watch
from motcua.desk.wording import SLIPS, words
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import Action, DossierState, possible_actions
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier, DossierComponent
from motcua.dossiers.permissions import READ, require_act
from motcua.dossiers.selectors.reading import readable
from motcua.dossiers.selectors.steps import step_names
from motcua.dossiers.selectors.timeline import private_of_first
from motcua.dossiers.services.act import act
from motcua.forms.schema import Field, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.people.actors import Actor
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers

SLIP_AFTER = {
    Action.ACCEPT: "01",
    Action.REQUEST_SUPPLEMENT: "02",
    Action.REFUSE: "03",
    Action.APOLOGISE: "04",
}
"""Acts that end with a paper for the applicant: they lead to the dossier, the others back to the list."""


SIGNED_ACTS = frozenset({Action.ISSUE_RESULT, Action.APOLOGISE})
"""Acts with which the settling unit signs a paper."""


@dataclass(slots=True)
class Asked:
    """One act on one dossier, as a page."""

    request: HttpRequest
    actor: Actor
    at: dt.datetime
    dossier: Dossier
    state: DossierState
    action: Action
    given: Given
    papers: Sequence[DossierComponent]

    @property
    def fields(self) -> list[Field]:
        return FIELDS[self.action](self.given)

    @property
    def query(self) -> str:
        places = {name: self.request.GET.get(name, "") for name in ("after", "before")}
        return query_of(filters_in(self.request.GET), **places)


@official(READ)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID, action: str) -> HttpResponseBase:
    asked = _asked(request, uid, action)
    if request.method != "POST":
        why = _blocked(asked)
        return _form(asked, {}, [], fault=why, status=409 if why else 200, may_send=not why)
    answers = posted_answers(asked.fields, request.POST)
    checked = validate(FormSchema("", (Page("act", "", tuple(asked.fields)),)), answers)
    codes = [row.component for row in asked.papers]
    data, more = data_of(asked.action, checked.answers, request.POST, papers=codes, now=asked.at)
    errors = [*checked.errors, *more]
    if errors:
        return _form(asked, answers, errors, status=400)
    return _done(asked, answers, data)


def _asked(request: HttpRequest, uid: UUID, name: str) -> Asked:
    try:
        action = Action(name)
    except ValueError:
        raise NotFound("action_unknown", params={"action": name}) from None
    if action not in FIELDS:
        raise NotFound("action_unknown", params={"action": name})
    actor, at = actor_at(request), now()
    dossier = readable(uid, actor=actor, now=at)
    state = thaw(dossier.snapshot)
    replay = request.method == "POST"
    if not replay:
        require_act(actor, action, dossier, state)
    papers = DossierComponent.objects.filter(dossier=dossier).order_by("id") if action in PAPER_ACTS else []
    try:
        chosen = given(actor, action, dossier, state, at)
    except (DomainError, LookupError):
        chosen = Given()
    return Asked(request, actor, at, dossier, state, action, chosen, list(papers))


def _blocked(asked: Asked) -> str:
    """Why the act cannot be tried, in words."""
    if asked.action not in possible_actions(asked.state.state):
        return say("not_in_this_state")
    context = context_of(asked.dossier, asked.state, asked.at)
    return refusal(asked.action, asked.state, context, asked.at) or ""


def _done(asked: Asked, answers: Mapping[str, str], data: Mapping[str, object]) -> HttpResponseBase:
    try:
        answer = act(
            dossier=asked.dossier.uid,
            action=asked.action,
            data=data,
            actor=asked.actor,
            now=asked.at,
            expected_seq=_expected(asked.request),
            idempotency=_claim(asked, data),
        )
    except NotAllowed:
        raise
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return _refused(asked, answers, error)
    if not answer.replayed:
        messages.success(asked.request, _success(asked))
    slip = SLIP_AFTER.get(asked.action, "")
    if slip:
        return to_dossier(asked.dossier.uid, asked.query, slip)
    return HttpResponseRedirect(f"{reverse('desk:inbox')}?{asked.query}".removesuffix("?"))


def _success(asked: Asked) -> str:
    return _("{act}: đã ghi cho hồ sơ {code}.").format(
        act=_heading(asked), code=asked.dossier.code or asked.dossier.receipt_no
    )


def _heading(asked: Asked) -> str:
    context = context_of(asked.dossier, asked.state, asked.at)
    return button_words(asked.action, asked.state, context)


def _expected(request: HttpRequest) -> int | None:
    text = str(request.POST.get("expected_seq", ""))
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Invalid("data_invalid", errors=[{"field": "expected_seq", "code": "not_a_number"}])
    return int(text)


def _claim(asked: Asked, data: Mapping[str, object]) -> Claim | None:
    key = str(asked.request.POST.get("idempotency_key", ""))[:200]
    if not key:
        return None
    content = {"action": asked.action.value, "data": {name: value for name, value in data.items() if value is not None}}
    encode(content)
    return Claim(str(asked.actor.uid), f"desk.act:{asked.dossier.uid}", key, request_hash(content))


def _refused(asked: Asked, answers: Mapping[str, str], error: DomainError) -> HttpResponseBase:
    """The form again, with what was typed; a stale one with what happened meanwhile and the new number."""
    errors = [FieldError(str(one.get("field", "")), str(one.get("code", error.code))) for one in error.errors]
    known = {field.key for field in asked.fields}
    on_fields = [one for one in errors if one.field in known]
    status = error.status
    return _form(
        asked,
        answers,
        on_fields,
        fault="" if on_fields and error.code == "data_invalid" else say(error.code, error.params),
        status=status,
        stale=isinstance(error, Conflict) and error.code == "stale",
    )


def _form(
    asked: Asked,
    answers: Mapping[str, str],
    errors: Sequence[FieldError],
    *,
    fault: str = "",
    status: int = 200,
    stale: bool = False,
    may_send: bool = True,
) -> HttpResponseBase:
    views = field_views(asked.fields, answers, errors)
    listed = error_list(views)
    if any(one.field == "items" for one in errors):
        listed.append({"text": _("Hãy đánh dấu ít nhất một giấy tờ."), "href": "#papers"})
    if fault:
        listed.insert(0, {"text": fault, "href": "#main-content"})
    code = asked.dossier.code or asked.dossier.receipt_no
    private = may_read_private(asked.actor, asked.dossier)
    context = {
        "dossier": asked.dossier,
        "code": code,
        "left": watch(asked.at, asked.actor).over([asked.dossier]).left(asked.dossier),
        "then": _then(asked) if may_send else [],
        "doubts": _doubts(asked) if asked.action is Action.ACCEPT and private else [],
        "who": str(asked.actor.uid),
        "heading": _heading(asked),
        "views": views,
        "errors": listed,
        "papers": paper_rows(asked.action, asked.papers, asked.state, asked.request.POST),
        "paper_act": asked.action.value if asked.action in PAPER_ACTS else "",
        **_keys(asked, fresh=stale or not asked.request.POST),
        "meanwhile": _meanwhile(asked) if stale else [],
        "too_late": _blocked(asked) if stale else "",
        "back": f"{reverse('desk:dossier', args=[asked.dossier.uid])}?{asked.query}".removesuffix("?"),
        "may_send": may_send,
        "post_line": post_line(asked.actor),
        "nav": "inbox",
    }
    return render(asked.request, "desk/act.jinja", context, status=status)


def _keys(asked: Asked, *, fresh: bool) -> dict[str, object]:
    """The key of this one sending, and the number of events the page has seen: new ones for a page opened anew or
    gone stale, those that were sent for a form shown again."""
    posted = asked.request.POST
    seq = Dossier.objects.values_list("seq", flat=True).get(pk=asked.dossier.pk)
    if fresh:
        return {"idempotency_key": str(new_id()), "expected_seq": seq}
    return {
        "idempotency_key": str(posted.get("idempotency_key") or new_id()),
        "expected_seq": posted.get("expected_seq", seq),
    }


def _then(asked: Asked) -> list[Consequence]:
    """What comes of it, with the paper that is printed."""
    found = consequences(asked.action, asked.dossier, asked.state, asked.given, asked.at)
    slip = SLIP_AFTER.get(asked.action, "")
    printed = [*slip_line(slip, words(SLIPS, slip))] if slip else []
    signed = signed_how(asked.dossier, legal_date(asked.at)) if asked.action in SIGNED_ACTS else ""
    if signed:
        printed.append((_("Ký kết quả"), signed))
    if not found:
        return [Consequence("", tuple(printed))] if printed else []
    return [*found[:-1], replace(found[-1], lines=(*found[-1].lines, *printed))]


def _doubts(asked: Asked) -> list[str]:
    applicant = private_of_first(asked.dossier).get("applicant")
    return doubts(applicant) if isinstance(applicant, dict) else []


def _meanwhile(asked: Asked) -> list[dict[str, object]]:
    """What happened since the page was opened."""
    sight = watch(asked.at, asked.actor).over([asked.dossier])
    private = may_read_private(asked.actor, asked.dossier)
    moments = way_of(asked.dossier, sight, private=private)
    since = _expected(asked.request) or 0
    process = asked.dossier.process_version_id
    return timeline_items([one for one in moments if one.seq > since], step_names([process]), process)
