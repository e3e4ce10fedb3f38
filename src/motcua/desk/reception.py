"""Receiving at the counter: a procedure, a person, the papers in hand, and the receipt in under a minute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.idempotency import Claim, request_hash
from motcua.desk.dossier_page import to_dossier
from motcua.desk.doubts import doubts
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.reception_form import CHOOSE, SCAN, Counter, Filled, chosen, counter, elsewhere, fill, typed
from motcua.desk.reception_more import more_answers, sheet
from motcua.desk.reception_page import page
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file, store_upload
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.permissions import RECEIVE, SUBMIT_FOR
from motcua.dossiers.services.act import act
from motcua.dossiers.services.fees import WAYS, record_payment
from motcua.dossiers.services.handed_in import filing_time, parse_handed_in
from motcua.dossiers.services.submit import Application, check_application, submit_dossier
from motcua.dossiers.traces import circumstances
from motcua.people.actors import Actor
from motcua.procedures.selectors import list_procedures
from motcua.procedures.terms import ChannelName
from motcua.web.access import official
from motcua.web.form_posting import ROW_ACT

MOST_FOUND = 20
AFTER = {"supplement": Action.REQUEST_SUPPLEMENT, "refuse": Action.REFUSE}
Files = Sequence[tuple[str, StoredFile]]


@official(RECEIVE)
@require_GET
def choose(request: HttpRequest) -> HttpResponseBase:
    """Find the procedure by plain words; without any, the most used come first."""
    actor = actor_at(request)
    query = request.GET.get("q", "")[:200].replace("\x00", "")
    found = list_procedures(legal_date(now()), query=query, limit=MOST_FOUND)
    context = {
        "query": query,
        "found": found.items,
        "total": found.total,
        "corrected": found.corrected,
        "post_line": post_line(actor),
        "nav": "reception",
    }
    return render(request, "desk/reception.jinja", context)


@official(SUBMIT_FOR)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, procedure: str) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    form = counter(procedure, chosen(request), actor=actor, now=at)
    if request.method != "POST":
        return page(request, form, Filled({}), now=at)
    if ROW_ACT in request.POST or request.POST.get("do", SCAN) in {SCAN, CHOOSE}:
        return page(request, form, fill(request, form, actor=actor, now=at), now=at)
    return _received(request, form, actor, at)


def _received(request: HttpRequest, form: Counter, actor: Actor, at: dt.datetime) -> HttpResponseBase:
    answers, wanted = typed(request, form), str(request.POST.get("do"))
    shown = _shown(request, form)
    if sheet(request, form, Filled(answers), now=at).fresh:
        messages.info(request, _("Theo câu trả lời, biểu mẫu có thêm mục cần xem; chưa có gì được gửi."))
        return page(request, form, Filled(answers), status=409, now=at)
    try:
        application = _application(request, form, answers)
        filing_time(application, now=at)
        check_application(application, now=at)
        missing = _missing(request, form, shown)
        if wanted == "accept" and missing:
            return page(request, form, Filled(answers), missing=missing, status=409, now=at)
        if wanted == "accept" and doubts(application.applicant) and not request.POST.get("seen_doubts"):
            return page(request, form, Filled(answers), status=409, now=at)
        application = replace(application, desk=elsewhere(form, actor, at))
        with _stored(request, form, actor, at) as files:
            uid = _file(request, application, files, shown, actor=actor, at=at, wanted=wanted)
    except NotAllowed:
        raise
    except DomainError as error:
        return page(request, form, Filled(answers), error=error, status=error.status, now=at)
    if application.desk:
        messages.success(request, _("Đã nhận ngoài địa bàn và chuyển đến bộ phận một cửa có thẩm quyền."))
        return to_dossier(uid)
    if wanted in AFTER:
        return HttpResponseRedirect(reverse("desk:act", args=[uid, AFTER[wanted].value]))
    # Answered on the spot: no receipt unless the applicant asks for one (Decree 61/2018/ND-CP art. 17.4).
    return to_dossier(uid, slip="" if form.terms.instant else "01")


def _application(request: HttpRequest, form: Counter, answers: Mapping[str, str]) -> Application:
    return Application(
        procedure=form.procedure.code,
        case=form.case.key,
        channel=form.terms.channel.value,
        place=form.place,
        applicant={"kind": form.kind, **answers},
        answers=more_answers(request, form),
        form=str(request.POST.get("mc-form", "")),
        on_behalf_of=str(request.POST.get("on_behalf_of", ""))[:200].replace("\x00", "").strip(),
        handed_in_at=parse_handed_in(str(request.POST.get("handed_in_at", ""))),
        circumstances=circumstances(
            request,
            now=now(),
            assisted=form.terms.channel is ChannelName.ONLINE,
            counter_session=str(request.session.get("motcua_session", ""))[:60],
        ),
    )


def _file(
    request: HttpRequest,
    application: Application,
    files: Files,
    shown: Sequence[str],
    *,
    actor: Actor,
    at: dt.datetime,
    wanted: str,
) -> UUID:
    """Submission, acceptance and payment, all or nothing; the same form sent twice does it once."""
    key = str(request.POST.get("idempotency_key", ""))[:150]
    content = {**_content(application, files), "shown": list(shown), "do": wanted}

    def claim(operation: str) -> Claim | None:
        return Claim(str(actor.uid), operation, key, request_hash(content)) if key else None

    with transaction.atomic():
        filed = Application(
            **{name: getattr(application, name) for name in application.__slots__ if name != "files"}, files=files
        )
        answer = submit_dossier(filed, actor=actor, now=at, idempotency=claim("desk.receive"))
        uid = UUID(str(answer.body["id"]))
        if answer.replayed:
            _drop(files, at)
        if wanted == "accept" and not application.desk:
            act(
                dossier=uid,
                action=Action.ACCEPT,
                data={"originals": list(shown)},
                actor=actor,
                now=at,
                idempotency=claim(f"desk.receive.accept:{uid}"),
            )
        paid = str(request.POST.get("paid", ""))
        if paid in WAYS and wanted == "accept" and not application.desk:
            record_payment(uid, how=paid, actor=actor, now=at)
    return uid


def _content(application: Application, files: Files) -> dict[str, object]:
    """What makes two sendings of a form the same."""
    return {
        "procedure": application.procedure,
        "case": application.case,
        "channel": application.channel,
        "place": application.place,
        "desk": application.desk,
        "applicant": dict(application.applicant),
        "answers": dict(application.answers),
        "handed_in_at": application.handed_in_at.isoformat() if application.handed_in_at else "",
        "files": [[code, bytes(file.sha256).hex()] for code, file in files],
    }


@contextmanager
def _stored(request: HttpRequest, form: Counter, actor: Actor, at: dt.datetime) -> Iterator[Files]:
    """The uploaded files, sealed; erased again when what follows fails."""
    kept: list[tuple[str, StoredFile]] = []
    try:
        for paper in form.terms.papers:
            for upload in request.FILES.getlist(f"file-{paper.code}"):
                kept.append((paper.code, _store(upload, actor, at)))
        yield kept
    except BaseException:
        _drop(kept, at)
        raise


def _store(upload: UploadedFile, actor: Actor, at: dt.datetime) -> StoredFile:
    name, kind = upload.name or "", upload.content_type or ""
    return store_upload(upload, file_name=name, declared_type=kind, actor=actor, now=at, purpose="dossier")


def _drop(files: Files, at: dt.datetime) -> None:
    for _code, file in files:
        erase_file(file, now=at)


def _shown(request: HttpRequest, form: Counter) -> list[str]:
    return [paper.code for paper in form.terms.papers if request.POST.get(f"paper-{paper.code}") == "on"]


def _missing(request: HttpRequest, form: Counter, shown: Sequence[str]) -> list[str]:
    uploaded = {paper.code for paper in form.terms.papers if request.FILES.getlist(f"file-{paper.code}")}
    return [paper.name for paper in form.terms.papers if paper.required and paper.code not in uploaded | set(shown)]
