"""The last page: everything once more, a declaration, and sending exactly once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.core.idempotency import Claim, answer, request_hash
from motcua.core.texts import say
from motcua.documents.qr import qr_svg
from motcua.dossiers.models import ApplicationDraft, Dossier
from motcua.dossiers.services.drafts import begun_on, discard_draft
from motcua.dossiers.services.papers import OTHER
from motcua.dossiers.services.submit import Application as Filing
from motcua.dossiers.services.submit import submit_dossier
from motcua.dossiers.traces import circumstances
from motcua.forms.schema import APPLICANT_PAGE, NOT_ANSWERED, Page
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.portal import phrases
from motcua.portal.application import FORM, PLACE, REVIEW, Application, opened
from motcua.portal.apply_papers import held_files
from motcua.portal.form_steps import change_notice
from motcua.portal.my_dossiers import actor_of, own
from motcua.portal.procedure import case_name
from motcua.web.access import citizen
from motcua.web.fields import FieldView, error_list
from motcua.web.reading_back import page_rows


@citizen
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, code: str, draft: UUID) -> HttpResponseBase:
    """Sending twice (double click, back button, two tabs) leads to the same dossier: the draft is the key."""
    actor, at = actor_of(request), now()
    try:
        application = opened(draft, actor=actor, now=at)
    except NotFound:
        sent = _sent_before(draft, actor)
        if sent is None:
            raise
        return _to_receipt(sent)
    unfinished = _unfinished(application, legal_date(at))
    if request.method == "POST" and not unfinished:
        if request.POST.get(FORM, application.form_uid) != application.form_uid:
            return _show(request, application, [], fault=say("form_version_other"))
        if request.POST.get("declaration") == "on":
            return _to_receipt(_send(request, application, actor, at))
        return _show(request, application, [], fault=say("declaration_missing"))
    return _show(request, application, unfinished)


def _claim(draft: UUID, actor: Actor) -> Claim:
    return Claim(str(actor.uid), "portal.submit", str(draft), request_hash({"draft": str(draft)}))


def _sent_before(draft: UUID, actor: Actor) -> str | None:
    """The dossier this draft became, if it did."""
    found = answer(_claim(draft, actor))
    return str(found.response["id"]) if found else None


def _send(request: HttpRequest, application: Application, actor: Actor, at: dt.datetime) -> str:
    """File the draft and forget it, both or neither."""
    draft = application.draft
    with transaction.atomic():
        ApplicationDraft.objects.select_for_update().filter(pk=draft.pk).first()
        known = {paper.code for paper in application.terms.papers}
        rows = list(draft.files.select_related("file").order_by("added_at", "id"))
        files = [(row.component if row.component in known else OTHER, row.file) for row in rows]
        filing = Filing(
            procedure=application.code,
            case=application.terms.case_key,
            channel="online",
            place=draft.place_code,
            applicant=_applicant(application),
            answers=_answers(application),
            form=application.form_uid,
            circumstances=circumstances(request, now=at, begun_at=draft.created_at),
            files=files,
        )
        sent = submit_dossier(filing, actor=actor, now=at, idempotency=_claim(draft.uid, actor))
        if not sent.replayed:
            discard_draft(draft, now=at, keep_files=True)
    return str(sent.body["id"])


def _applicant(application: Application) -> dict[str, object]:
    asked = application.page(APPLICANT_PAGE)
    return {"kind": application.applicant_kind, **_asked_answers(application, asked)}


def _answers(application: Application) -> dict[str, object]:
    return application.typed()


def _asked_answers(application: Application, page: Page) -> dict[str, object]:
    saved = application.saved(page.key)
    return {
        field.key: saved[field.key] for field in page.fields if field.key in saved and field.kind not in NOT_ANSWERED
    }


def _to_receipt(dossier: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("portal:sent", args=[dossier]))


# ---- the page


def _unfinished(application: Application, on: dt.date) -> list[dict[str, str]]:
    """Steps that still lack something, for the error summary."""
    steps = {step.key: step for step in application.steps()}
    faulty = [PLACE] if application.place_faults(on) else []
    faulty += [page.key for page in application.pages() if application.faults_of(page)]
    seen = (
        [] if begun_on(application.draft) is None else [{"text": say("form_changed_unseen"), "href": "#form-changed"}]
    )
    return (
        seen
        + [{"text": one, "href": "#eligibility"} for one in application.form_faults()]
        + [
            {"text": gettext("Chưa xong: {step}").format(step=steps[key].title), "href": steps[key].href}
            for key in faulty
        ]
    )


def _show(
    request: HttpRequest, application: Application, unfinished: list[dict[str, str]], *, fault: str = ""
) -> HttpResponse:
    on = legal_date(now())
    steps = {step.key: step.href for step in application.steps()}
    declaration = _declaration(fault)
    papers = _papers(application)
    unit = find_unit(application.draft.place_code, on) if application.draft.place_code else None
    context = {
        "nav": "procedures",
        "application": application,
        "top": [
            {"key": gettext("Thủ tục"), "value": application.name},
            {"key": gettext("Trường hợp"), "value": case_name(application.terms.case_name), "href": steps[PLACE]},
            {"key": gettext("Nơi giải quyết"), "value": unit.name if unit else "", "href": steps[PLACE]},
        ],
        "pages": [
            {
                "title": gettext(page.title),
                "rows": _rows(application, page, steps[page.key]),
                "warnings": application.warnings_of(page),
                "href": f"{steps[page.key]}?ve=xem-lai",
            }
            for page in application.pages()
        ],
        "eligibility": application.checked().eligibility,
        "change": change_notice(application),
        "papers": papers,
        "papers_href": steps.get("papers", ""),
        "missing": [paper["name"] for paper in papers if paper["missing"] and not paper["looked_up"]],
        "fee": phrases.fee_words(application.terms),
        "fee_lines": phrases.fee_lines(application.terms.fees),
        "time": phrases.time_words(application.terms),
        "declaration": declaration,
        "errors": unfinished or error_list([declaration]),
        "unfinished": bool(unfinished),
        "step": application.place_of(REVIEW),
        "saved_at": application.draft.saved_at,
    }
    return render(request, "portal/apply_review.jinja", context)


def _declaration(fault: str) -> FieldView:
    return FieldView(
        key="declaration",
        kind="consent",
        label=gettext(
            "Tôi cam đoan các thông tin và giấy tờ trên là đúng sự thật và chịu trách nhiệm trước pháp luật."
        ),
        required=True,
        error=fault,
    )


def _papers(application: Application) -> list[dict[str, object]]:
    held = held_files(application.draft)
    return [
        {
            "name": paper.name,
            "files": held.get(paper.code, []),
            "looked_up": bool(paper.reuse_result),
            "missing": paper.required and not held.get(paper.code),
        }
        for paper in application.terms.papers
    ]


def _rows(application: Application, page: Page, href: str) -> list[dict[str, object]]:
    is_applicant = page.key == APPLICANT_PAGE
    answers = application.saved(page.key) if is_applicant else application.readable()
    shown = None if is_applicant else application.checked().shown
    return [
        {
            "key": one.label,
            "value": one.text or gettext("(để trống)"),
            "href": f"{href}?ve=xem-lai#f-{one.name}",
        }
        for one in page_rows(page, answers, shown)
    ]


@citizen
@require_safe
def sent(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The receipt of a submission and what happens next."""
    found: Dossier = own(request, dossier)
    secret = request.build_absolute_uri(reverse("portal:secret", args=[found.link_secret]))
    context = {
        "nav": "my_dossiers",
        "dossier": found,
        "procedure": phrases.spoken_name(found.version.name, found.version.summary),
        "official": phrases.plain_name(found.version.name),
        "page": reverse("portal:own_dossier", args=[found.uid]),
        "secret": secret,
        "qr": Markup(qr_svg(secret)),  # noqa: S704  (our own drawing; the address is only its dots)
    }
    return render(request, "portal/sent.jinja", context)
