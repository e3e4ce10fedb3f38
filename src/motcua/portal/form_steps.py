"""Beside the questions of an application: what the state fills in, what an answer just opened, what changed in the form
since the draft was begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from motcua.core.clock import legal_date, now
from motcua.dossiers.services.drafts import begun_on, confirm_form
from motcua.forms.difference import lost_answers
from motcua.forms.prefill import Subject, fill_in
from motcua.forms.schema import Page
from motcua.forms.selectors import schema as form_schema
from motcua.people.actors import Actor
from motcua.portal.application import Application, opened
from motcua.portal.my_dossiers import actor_of
from motcua.web.access import citizen_filling_in
from motcua.web.form_changes import said_changes
from motcua.web.form_page import newly_asked, page_view
from motcua.web.form_posting import posted_page, seen_parts


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """What is different from the form that the draft was begun on; ``lost`` pairs questions with answers that the form
    asks for no more."""

    changes: list[str]
    lost: list[tuple[str, str]]
    confirm: str


def change_notice(application: Application) -> ChangeNotice | None:
    """None when nothing changed, or the person has seen it."""
    begun = begun_on(application.draft)
    if begun is None:
        return None
    old = form_schema(begun)
    typed: dict[str, object] = {}
    for name, rows in application.draft.answers.items():
        if name.startswith("page:") and isinstance(rows, dict):
            typed |= rows
    lost = [(gettext(one.label), one.text) for one in lost_answers(old, application.schema, typed)]
    confirm = reverse("portal:apply_changed", args=[application.code, application.draft.uid])
    return ChangeNotice(said_changes(old, application.schema), lost, confirm)


def gone_page(application: Application, key: str, posted: QueryDict | None, now: dt.datetime) -> bool:
    """Whether the page was one of the form that the draft was begun on, and is none any more. What was typed on it is
    kept: an answer goes along to where its question is asked now, and the notice of changes shows the rest."""
    begun = begun_on(application.draft)
    if begun is None or any(page.key == key for page in application.pages()):
        return False
    page = next((one for one in form_schema(begun).pages if one.key == key), None)
    if page is None:
        return False
    if posted is not None:
        application.keep(key, posted_page(page, posted), now=now)
    return True


@citizen_filling_in
@require_POST
def confirm(request: HttpRequest, code: str, draft: UUID) -> HttpResponseBase:
    """The person saw what changed: go on where something is missing."""
    actor, at = actor_of(request), now()
    application = opened(draft, actor=actor, now=at)
    if str(request.POST.get("seen", "")) == application.form_uid:
        confirm_form(application.draft, now=at)
        application = opened(draft, actor=actor, now=at)
    return HttpResponseRedirect(application.first_unfinished(legal_date(at)))


def just_asked(application: Application, page: Page, answers: Mapping[str, object], posted: QueryDict) -> set[str]:
    """Parts of the page that the answers sent made asked, and that the person has not seen yet."""
    seen = seen_parts(posted)
    if seen is None or page not in application.own_pages():
        return set()
    view = page_view(page, answers, checked=application.checked(), on=application.on)
    return newly_asked(page, view, seen, answers)


def belongs(place: str, parts: Collection[str]) -> bool:
    """Whether a fault is of one of these parts."""
    return place in parts


def prefilled_page(
    application: Application, page: Page, actor: Actor, at: dt.datetime
) -> tuple[dict[str, object], list[str]]:
    """What the state already holds of a page that nobody has filled in yet, and the words that say so."""
    found = fill_in(page.fields, Subject(party_id=actor.party_id, user_id=actor.user_id), now=at)
    if not found:
        return {}, []
    sources = "; ".join(dict.fromkeys(one.source for one in found.values()))
    note = gettext("Một số mục đã được điền sẵn từ {sources}. Xin xem lại trước khi lưu.").format(sources=sources)
    return {key: one.value for key, one in found.items()}, [note]
