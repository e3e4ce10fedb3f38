"""A person's own dossiers and drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotSignedIn
from motcua.core.pagination import paginate
from motcua.dossiers.lifecycle import State, stage
from motcua.dossiers.models import ApplicationDraft, Dossier
from motcua.dossiers.permissions import scope_read
from motcua.dossiers.selectors.reading import readable
from motcua.people.actors import Actor
from motcua.portal import dossier_page, downloads, progress, proofs
from motcua.portal.phrases import spoken_name
from motcua.web.access import citizen, current_actor

PAGE = 10
MOST_DRAFTS = 20


def actor_of(request: HttpRequest) -> Actor:
    """The citizen behind the request; their door lets nobody else in."""
    actor = current_actor(request)
    if actor is None:
        raise NotSignedIn("not_signed_in")
    return actor


@citizen
@require_safe
def my_dossiers(request: HttpRequest) -> HttpResponse:
    """Drafts first, then dossiers, the newest first, page by page."""
    actor, at = actor_of(request), now()
    mine = Dossier.objects.filter(scope_read(actor), parent=None)  # parts are on the page of their whole
    rows = mine.select_related("version", "holder_unit").defer("snapshot")
    try:
        page = paginate(rows, order=["-id"], cursor=request.GET.get("sau") or None, limit=PAGE, purpose="portal.own")
    except DomainError:
        page = paginate(rows, order=["-id"], cursor=None, limit=PAGE, purpose="portal.own")
    drafts = ApplicationDraft.objects.filter(account=actor.user_id).select_related("case__version__procedure")
    context = {
        "nav": "my_dossiers",
        "drafts": [_draft(one) for one in drafts.order_by("-saved_at")[:MOST_DRAFTS]],
        "rows": _cards(page.items, at),
        "next": f"{reverse('portal:my_dossiers')}?sau={page.next}" if page.next else "",
    }
    return render(request, "portal/my_dossiers.jinja", context)


def _draft(draft: ApplicationDraft) -> dict[str, object]:
    key = draft.case.version.procedure.key
    return {
        "name": spoken_name(draft.case.version.name, draft.case.version.summary),
        "saved_at": draft.saved_at,
        "purge_on": draft.purge_on,
        "href": reverse("portal:apply_draft", args=[key, draft.uid]),
        "discard": reverse("portal:apply_discard", args=[key, draft.uid]),
    }


def _cards(dossiers: Sequence[Dossier], at: dt.datetime) -> list[dict[str, object]]:
    calendars = progress.calendars_for(dossiers, at)
    cards: list[dict[str, object]] = []
    for one in dossiers:
        state = State(one.state)
        unit = one.holder_unit.name if one.holder_unit and one.holder_kind != "applicant" else ""
        is_over = state in progress.WITHOUT_RESULT
        words = progress.now_words(state, "") if is_over else progress.stage_name(stage(state))
        todo = gettext("Bạn cần bổ sung giấy tờ.") if progress.needs_supplement(state) else ""
        cards.append(
            {
                "href": reverse("portal:own_dossier", args=[one.uid]),
                "code": one.code or one.receipt_no,
                "procedure": spoken_name(one.version.name, one.version.summary),
                "who": one.applicant_name,
                "stage": f"{words}, {unit}" if unit else words,
                "left": None if is_over else progress.left_of(one, calendars, at),
                "due": None if one.closed or progress.waiting_words(state) else one.appointed_due_at,
                "todo": todo,
            }
        )
    return cards


def own(request: HttpRequest, uid: UUID) -> Dossier:
    """The person's own dossier; the read is recorded. Raises NotFound ``dossier_unknown`` for anybody else's."""
    readable(uid, actor=actor_of(request), now=now())
    return Dossier.objects.select_related("version__procedure", "case", "applicant", "account").get(uid=uid)


@citizen
@require_safe
def own_dossier(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Everything about one dossier."""
    found = own(request, dossier)
    base = reverse("portal:own_dossier", args=[found.uid])
    context = dossier_page.full_page(found, now=now(), base=base, is_own=True)
    return render(request, "portal/dossier.jinja", {**context, "nav": "my_dossiers"})


@citizen
@require_safe
def own_slip(request: HttpRequest, dossier: UUID, number: str) -> HttpResponseBase:
    return downloads.slip(own(request, dossier), number)


@citizen
@require_safe
def own_receipt(request: HttpRequest, dossier: UUID) -> HttpResponse:
    return proofs.receipt_download(own(request, dossier))


@citizen
@require_safe
def own_file(request: HttpRequest, dossier: UUID, file: UUID) -> HttpResponseBase:
    return downloads.stored(dossier_page.file_of(own(request, dossier), file))
