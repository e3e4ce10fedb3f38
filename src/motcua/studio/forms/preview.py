"""The form as an applicant sees it, page by page, on a phone: framed beside the builder, or a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.forms.applicant import PERSON_PAGE
from motcua.forms.schema import APPLICANT_PAGE, Page
from motcua.studio.forms.builder import Desk, opened
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.form_page import page_view
from motcua.web.form_posting import ROW_ACT, posted_page, row_act


@xframe_options_sameorigin
@official(DRAFT)
@require_GET
def preview(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    desk = opened(uid)
    wanted = str(request.GET.get("trang", ""))[:120]
    pages = list(desk.schema.pages)
    number = next((place for place, page in enumerate(pages) if page.key == wanted), 0)
    page = _shown(pages[number]) if pages else Page("", "", ())
    context = {
        "draft": desk.draft,
        "form_title": desk.schema.title,
        "page_title": page.title,
        "view": page_view(page, _typed(page, request.GET), on=legal_date(now())),
        "page_key": page.key,
        "number": number + 1,
        "total": max(len(pages), 1),
        "before": _address(desk, number - 1) if number > 0 else "",
        "after": _address(desk, number + 1) if number + 1 < len(pages) else "",
        "builder": reverse("studio:form", args=[uid]),
    }
    request.framed_by_own_pages = True  # type: ignore[attr-defined]
    return render(request, "studio/forms/preview.jinja", context)


def _typed(page: Page, query: QueryDict) -> dict[str, object]:
    """What was filled in inside the phone, sent along by its buttons that add and drop rows; at first one row each."""
    if ROW_ACT not in query:
        return {group.key: [{}] for group in page.repeated}
    typed = posted_page(page, query)
    changed = row_act(page, typed, query)
    return changed[0] if changed else typed


def _shown(page: Page) -> Page:
    return PERSON_PAGE if page.key == APPLICANT_PAGE else page


def _address(desk: Desk, number: int) -> str:
    return f"{reverse('studio:form_preview', args=[desk.draft.uid])}?trang={desk.schema.pages[number].key}"
