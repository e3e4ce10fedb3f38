"""Applying, page by page. Every page saves what was typed, right or wrong; nothing is sent before the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.texts import say
from motcua.dossiers.models import ApplicationDraft
from motcua.dossiers.services.drafts import change_case, discard_draft, draft_of, save_draft, start_draft
from motcua.forms.applicant import validate_applicant
from motcua.forms.schema import APPLICANT_PAGE, Page
from motcua.forms.validation import FieldError
from motcua.organisation.selectors import places, places_in_order
from motcua.people.actors import Actor
from motcua.people.models import Party
from motcua.people.services.parties import PartyData, update_party
from motcua.portal.application import FORM, PLACE, Application, known_of, online_terms, opened
from motcua.portal.form_steps import belongs, change_notice, gone_page, just_asked, prefilled_page
from motcua.portal.my_dossiers import actor_of
from motcua.portal.offer import Offer, offer
from motcua.portal.phrases import spoken_name
from motcua.portal.procedure import case_name
from motcua.web.access import citizen, citizen_filling_in
from motcua.web.fields import FieldView, OptionView, error_list
from motcua.web.form_page import page_view
from motcua.web.form_posting import posted_page, row_act

MOST_DRAFTS = 50


@citizen
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponseBase:
    """Choose the case and the place; a draft is made when both are sent."""
    actor, at = actor_of(request), now()
    on = legal_date(at)
    found = offer(code, on, request.GET.get("truong-hop", ""))
    if not found.is_open_online:
        return HttpResponseRedirect(reverse("portal:procedure", args=[found.key]))
    if request.method == "POST":
        case, place, faults = _chosen(request, found, on)
        if not faults:
            terms = online_terms(found.key, case, on)
            draft = start_draft(case=terms.case_id, form_version=terms.form_version_id, actor=actor, now=at)
            save_draft(draft, answers={}, place_code=place, now=at)
            application = opened(draft.uid, actor=actor, now=at)
            wrong = application.place_faults(on)
            if not wrong:
                return HttpResponseRedirect(str(application.place_of(PLACE)["after"]))
            discard_draft(draft, now=at)
            faults = {"place": _closed_words(wrong)}
        return _ask_place(request, found, case, place, faults, drafts=[])
    drafts = ApplicationDraft.objects.filter(account=actor.user_id, case__version__procedure__key=found.key)
    return _ask_place(request, found, found.case.key, "", {}, drafts=list(drafts.order_by("-saved_at")[:3]))


@citizen_filling_in
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, code: str, draft: UUID) -> HttpResponseBase:
    """Change the case or the place of a draft."""
    actor, at = actor_of(request), now()
    on = legal_date(at)
    application = opened(draft, actor=actor, now=at)
    found = offer(application.code, on, application.terms.case_key)
    if request.method == "POST":
        case, chosen, faults = _chosen(request, found, on)
        if not faults:
            terms = online_terms(found.key, case, on)
            if terms.case_id != application.draft.case_id:
                change_case(application.draft, case=terms.case_id, form_version=terms.form_version_id, now=at)
            save_draft(application.draft, answers={}, place_code=chosen, now=at)
            application = opened(draft, actor=actor, now=at)
            wrong = application.place_faults(on)
            if not wrong:
                return HttpResponseRedirect(str(application.place_of(PLACE)["after"]))
            faults = {"place": _closed_words(wrong)}
        return _ask_place(request, found, case, chosen, faults, application=application)
    return _ask_place(
        request, found, application.terms.case_key, application.draft.place_code, {}, application=application
    )


def _closed_words(reasons: list[str]) -> str:
    return gettext("Chưa nộp được ở đây: {why}.").format(why="; ".join(say(one).rstrip(".") for one in reasons))


def _chosen(request: HttpRequest, found: Offer, on: dt.date) -> tuple[str, str, dict[str, str]]:
    case = request.POST.get("case", "") if len(found.cases) > 1 else found.cases[0].key
    chosen = request.POST.get("place", "")[:40].replace("\x00", "")
    faults: dict[str, str] = {}
    if case not in {one.key for one in found.cases}:
        faults["case"] = say("case_missing")
    if not places(on).filter(code=chosen).exists():
        faults["place"] = say("place_missing")
    return case, chosen, faults


def _ask_place(
    request: HttpRequest,
    found: Offer,
    case: str,
    chosen: str,
    faults: dict[str, str],
    *,
    application: Application | None = None,
    drafts: list[ApplicationDraft] | None = None,
) -> HttpResponse:
    views = _place_fields(found, case, chosen, faults)
    total = {
        "number": 1,
        "total": len(application.steps()) if application else 5,
        "title": gettext("Trường hợp và nơi giải quyết"),
    }
    context = {
        "nav": "procedures",
        "name": spoken_name(found.content.name, found.content.summary),
        "fields": views,
        "errors": error_list(views),
        "step": {**total, "before": reverse("portal:procedure", args=[found.key])},
        "saved_at": application.draft.saved_at if application else None,
        "drafts": [
            {"href": reverse("portal:apply_draft", args=[found.key, one.uid]), "at": one.saved_at}
            for one in drafts or []
        ],
    }
    return render(request, "portal/apply_place.jinja", context)


def _place_fields(found: Offer, case: str, chosen: str, faults: dict[str, str]) -> list[FieldView]:
    views = []
    if len(found.cases) > 1:
        options = tuple(OptionView(one.key, case_name(one.name), one.key == case) for one in found.cases)
        label = gettext("Trường hợp của bạn")
        views.append(FieldView("case", "choice", label, True, options=options, error=faults.get("case", "")))
    known = tuple(OptionView(unit.code, unit.name, unit.code == chosen) for unit in places_in_order(legal_date(now())))
    views.append(
        FieldView(
            "place",
            "choice",
            gettext("Xã, phường, đặc khu nơi giải quyết"),
            required=True,
            hint=gettext("Nơi bạn cư trú, hoặc nơi có nhà, đất, cơ sở cần làm thủ tục"),
            options=known,
            error=faults.get("place", ""),
        )
    )
    return views


@citizen
def resume(request: HttpRequest, code: str, draft: UUID) -> HttpResponseBase:
    """Go on where something is still missing."""
    application = opened(draft, actor=actor_of(request), now=now())
    return HttpResponseRedirect(application.first_unfinished(legal_date(now())))


@citizen_filling_in
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponseBase:
    """One page of questions. Sent by htmx it is only saved; sent by its button it is checked too."""
    actor, at = actor_of(request), now()
    on = legal_date(at)
    application = opened(draft, actor=actor, now=at)
    if page == APPLICANT_PAGE:
        _choose_kind(request, application, at)
    sent = request.POST if request.method == "POST" else None
    if application.is_hidden(page) or gone_page(application, page, sent, at):
        return HttpResponseRedirect(application.first_unfinished(on))
    asked = application.page(page)
    if request.method == "POST":
        return _posted(request, application, asked, actor, at)
    shown = application.saved(page) if page == APPLICANT_PAGE else application.typed()
    notes: list[str] = []
    if page == APPLICANT_PAGE and set(shown) <= {"kind"} and application.applicant_kind == "person":
        shown = known_of(actor)
    elif page != APPLICANT_PAGE and not application.saved(page):
        filled, notes = prefilled_page(application, asked, actor, at)
        shown = {**filled, **shown}
    return _ask(request, application, asked, actor, shown, notes=notes)


def _posted(
    request: HttpRequest, application: Application, asked: Page, actor: Actor, at: dt.datetime
) -> HttpResponseBase:
    answers = posted_page(asked, request.POST)
    if asked.key == APPLICANT_PAGE:
        answers |= {"kind": application.applicant_kind, "remember": request.POST.get("remember") == "on"}
    acted = row_act(asked, answers, request.POST)
    application.keep(asked.key, acted[0] if acted else answers, now=at)
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/saved.jinja", {"saved_at": at})
    if acted:
        return HttpResponseRedirect(f"{request.get_full_path()}#{acted[1]}")
    if request.POST.get(FORM, application.form_uid) != application.form_uid:
        return _ask(request, application, asked, actor, answers, notes=[say("form_version_other")])
    faults = application.faults_of(asked)
    fresh = just_asked(application, asked, answers, request.POST)
    if fresh:
        faults = tuple(one for one in faults if not belongs(one.field, fresh))
        note = gettext("Theo câu trả lời của bạn, còn vài mục cần xem thêm ở trang này.")
        return _ask(request, application, asked, actor, answers, faults=faults, notes=[note])
    if faults:
        return _ask(request, application, asked, actor, answers, faults=faults)
    if asked.key == APPLICANT_PAGE and answers["remember"]:
        _remember(application, actor, legal_date(at))
    back = request.GET.get("ve") == "xem-lai"
    return HttpResponseRedirect(application.steps()[-1].href if back else str(application.place_of(asked.key)["after"]))


def _choose_kind(request: HttpRequest, application: Application, at: dt.datetime) -> None:
    """``?loai=to-chuc`` or ``?loai=ca-nhan`` changes who applies; the answers to the same questions stay."""
    kind = {"to-chuc": "organisation", "ca-nhan": "person"}.get(request.GET.get("loai", ""))
    if kind is not None and kind != application.applicant_kind:
        application.keep(APPLICANT_PAGE, {**application.saved(APPLICANT_PAGE), "kind": kind}, now=at)


def _remember(application: Application, actor: Actor, on: dt.date) -> None:
    """Keep the applicant's data with the account for the next time, when the person asked for it."""
    party = Party.objects.filter(pk=actor.party_id).first() if actor.party_id else None
    if party is None or application.applicant_kind != "person":
        return
    saved = application.saved(APPLICANT_PAGE)
    typed = {field.key: saved.get(field.key, "") for field in application.page(APPLICANT_PAGE).fields}
    clean = validate_applicant({"kind": "person", **typed}, on=on).answers
    born = clean.get("birth_date")
    data = PartyData(
        kind="person",
        name=str(clean.get("name", "")),
        id_number=str(clean.get("id_number", "")),
        birth_date=dt.date.fromisoformat(str(born)) if born else None,
        phone=str(clean.get("phone", "")),
        email=str(clean.get("email", "")),
        address=str(clean.get("address", "")),
    )
    update_party(party, data)


def _ask(
    request: HttpRequest,
    application: Application,
    asked: Page,
    actor: Actor,
    answers: Mapping[str, object],
    *,
    faults: Sequence[FieldError] = (),
    notes: Sequence[str] = (),
) -> HttpResponse:
    is_applicant = asked.key == APPLICANT_PAGE
    checked = None if is_applicant else application.checked()
    view = page_view(asked, answers, errors=faults, checked=checked, on=application.on)
    context: dict[str, Any] = {
        "nav": "procedures",
        "application": application,
        "title": gettext(asked.title),
        "view": view,
        "errors": view.errors(),
        "notes": notes,
        "change": change_notice(application),
        "warnings": application.warnings_of(asked),
        "step": application.place_of(asked.key),
        "saved_at": application.draft.saved_at,
        "is_applicant": is_applicant,
        "is_person": application.applicant_kind == "person",
        "can_remember": is_applicant and application.applicant_kind == "person" and actor.party_id is not None,
        "remember": application.saved(asked.key).get("remember") is True,
    }
    return render(request, "portal/apply_page.jinja", context)


@citizen
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str, draft: UUID) -> HttpResponseBase:
    """Delete a draft and its files, after asking."""
    found = draft_of(draft, actor_of(request))
    if request.method == "POST":
        discard_draft(found, now=now())
        messages.success(request, gettext("Đã xóa bản nháp."))
        return HttpResponseRedirect(reverse("portal:my_dossiers"))
    name = spoken_name(found.case.version.name, found.case.version.summary)
    return render(request, "portal/apply_discard.jinja", {"nav": "my_dossiers", "name": name})
