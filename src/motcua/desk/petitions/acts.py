"""One small page for each act on a petition: its questions, what comes of it, the act, and the way on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.act_fields import FIELDS, FOLDED, WITH_FILES, Given, command_of
from motcua.desk.petitions.act_given import given
from motcua.desk.petitions.consequence import refused, then
from motcua.desk.petitions.history import since
from motcua.desk.petitions.reading import after_act, petition_of, said
from motcua.desk.petitions.shown import time_left
from motcua.desk.petitions.wording import ACTIONS
from motcua.desk.time_left import watch
from motcua.desk.wording import words
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file, store_upload
from motcua.forms.schema import Field, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.people.actors import Actor
from motcua.petitions.categories import tree
from motcua.petitions.lifecycle import Action
from motcua.petitions.models import Petition
from motcua.petitions.permissions import READ, require_act
from motcua.petitions.services import act
from motcua.petitions.wording.models import AnswerTemplate
from motcua.petitions.wording.selectors import gaps, templates_for
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.once import once

MOST_FILES = 10


@dataclass(slots=True)
class Asked:
    """One act on one petition, as a page."""

    request: HttpRequest
    actor: Actor
    at: dt.datetime
    petition: Petition
    action: Action
    given: Given

    @property
    def fields(self) -> list[Field]:
        return FIELDS[self.action](self.given)


@official(READ)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID, action: str) -> HttpResponseBase:
    asked = _asked(request, uid, action)
    if request.method != "POST":
        why = refused(asked.petition, asked.action, asked.at)
        text = say(why.code, why.params) if why else ""
        return _form(asked, _opened_with(asked), [], fault=text, status=409 if why else 200, may_send=not why)
    answers = posted_answers(asked.fields, request.POST)
    checked = validate(FormSchema("", (Page("act", "", tuple(asked.fields)),)), answers)
    errors = [*checked.errors, *_more_errors(asked, answers)]
    if errors:
        return _form(asked, answers, errors, status=400)
    return _done(asked, answers, checked.answers)


def _asked(request: HttpRequest, uid: UUID, name: str) -> Asked:
    try:
        action = Action(name)
    except ValueError:
        raise NotFound("action_unknown", params={"action": name}) from None
    if action not in FIELDS:
        raise NotFound("action_unknown", params={"action": name})
    actor, at = actor_at(request), now()
    petition = petition_of(uid, actor)
    if request.method != "POST":
        require_act(actor, action, petition)
    return Asked(request, actor, at, petition, action, given(petition, action, request.GET, at))


def _opened_with(asked: Asked) -> Mapping[str, str]:
    """What is filled in already: the suggestion, or the template that the address names."""
    found = dict(asked.given.chosen)
    wanted = str(asked.request.GET.get("mau", ""))
    if asked.action is Action.ANSWER and wanted:
        template = next((one for one in _templates(asked) if str(one.uid) == wanted), None)
        if template is not None:
            found["text"] = template.text
    return found


def _more_errors(asked: Asked, answers: Mapping[str, str]) -> list[FieldError]:
    if asked.action is Action.ANSWER:
        left = gaps(answers.get("text", ""))
        if left:
            return [FieldError("text", "answer_has_gaps", {"gaps": ", ".join(left[:5])})]
    return []


def _done(asked: Asked, answers: Mapping[str, str], checked: Mapping[str, object]) -> HttpResponseBase:
    def run() -> str:
        with stored_files(asked.request, asked.actor, asked.at) as files:
            command = command_of(asked.action, checked, files=files, end_of_day=_last_moment)
            seen = _expected(asked.request)
            done = act(asked.petition.uid, command, actor=asked.actor, now=asked.at, expected_seq=seen)
        return after_act(done, asked.actor)

    try:
        address, fresh = once(
            asked.request,
            f"desk.petitions.act:{asked.petition.uid}:{asked.action}",
            run,
            actor=asked.actor,
            now=asked.at,
        )
    except (NotAllowed, NotFound):
        raise
    except ValueError:
        return _form(asked, answers, [FieldError("lat", "number_malformed")], status=400)
    except DomainError as error:
        return _refused(asked, answers, error)
    if fresh:
        text = _("{act}: đã ghi cho phản ánh {code}.")
        messages.success(asked.request, text.format(act=words(ACTIONS, asked.action), code=asked.petition.receipt_no))
    return HttpResponseRedirect(address)


def _last_moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59), LEGAL_ZONE)


@contextmanager
def stored_files(request: HttpRequest, actor: Actor, at: dt.datetime) -> Iterator[list[StoredFile]]:
    """The uploads named ``files``, sealed; erased again when what follows fails. Raises Invalid(``files_too_many``)."""
    uploads: list[UploadedFile] = request.FILES.getlist("files")
    if len(uploads) > MOST_FILES:
        raise Invalid("files_too_many", params={"most": MOST_FILES})
    kept: list[StoredFile] = []
    try:
        for upload in uploads:
            name, kind = upload.name or "", upload.content_type or ""
            kept.append(
                store_upload(upload, file_name=name, declared_type=kind, actor=actor, now=at, purpose="petition")
            )
        yield kept
    except BaseException:
        for file in kept:
            erase_file(file, now=at)
        raise


def _expected(request: HttpRequest) -> int | None:
    text = str(request.POST.get("expected_seq", ""))
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Invalid("data_invalid", errors=[{"field": "expected_seq", "code": "not_a_number"}])
    return int(text)


def _refused(asked: Asked, answers: Mapping[str, str], error: DomainError) -> HttpResponseBase:
    """The form again, with what was typed; a stale one with what happened meanwhile and the new number."""
    known = {field.key for field in asked.fields}
    errors = [FieldError(str(one.get("field", "")), str(one.get("code", error.code))) for one in error.errors]
    on_fields = [one for one in errors if one.field in known]
    stale = isinstance(error, Conflict)
    if stale:
        asked = replace(asked, petition=petition_of(asked.petition.uid, asked.actor))
    fault = "" if on_fields else say(error.code, error.params)
    return _form(asked, answers, on_fields, fault=fault, status=error.status, stale=stale)


def _form(
    asked: Asked,
    answers: Mapping[str, object],
    errors: Sequence[FieldError],
    *,
    fault: str = "",
    status: int = 200,
    stale: bool = False,
    may_send: bool = True,
) -> HttpResponseBase:
    petition, posted = asked.petition, asked.request.POST
    views = [replace(one, folded=one.key in FOLDED) for one in field_views(asked.fields, answers, errors)]
    listed = error_list(views)
    if fault:
        listed.insert(0, {"text": fault, "href": "#main-content"})
    why = refused(petition, asked.action, asked.at) if stale else None
    chosen = {**asked.given.chosen, **{name: str(value) for name, value in answers.items() if value}}
    key = new_id() if stale or not posted else posted.get("idempotency_key") or new_id()
    context = {
        "petition": petition,
        "heading": words(ACTIONS, asked.action),
        "said": said(petition, 90),
        "left": time_left(petition, watch(asked.at, asked.actor)),
        "views": views,
        "errors": listed,
        "then": then(petition, asked.action, chosen, asked.at) if may_send else [],
        "templates": _templates(asked) if asked.action is Action.ANSWER and may_send else [],
        "typed": bool(answers.get("text")),
        "with_files": asked.action in WITH_FILES,
        "idempotency_key": str(key),
        "expected_seq": petition.seq if stale or not posted else posted.get("expected_seq", petition.seq),
        "meanwhile": since(petition, _expected(asked.request) or 0) if stale else [],
        "too_late": say(why.code, why.params) if why else "",
        "may_send": may_send,
        "who": str(asked.actor.uid),
        "back": reverse("desk:petition", args=[petition.uid]),
        "post_line": post_line(asked.actor),
        "nav": "petitions",
    }
    return render(asked.request, "desk/petitions/act.jinja", context, status=status)


def _templates(asked: Asked) -> list[AnswerTemplate]:
    on = legal_date(asked.at)
    codes = [code for code in tree(on).above(asked.petition.category) if code]
    return templates_for(codes, on)
