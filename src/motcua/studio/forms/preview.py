"""The form as an applicant sees it, page by page, on a phone: framed beside the builder, or a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from motcua.forms.applicant import PERSON_PAGE
from motcua.forms.schema import APPLICANT_PAGE, Page
from motcua.studio.forms.builder import Desk, opened
from motcua.studio.forms.drawn import drawn_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official


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
        "page_hint": page.hint,
        "sections": drawn_page(desk.schema, page),
        "number": number + 1,
        "total": max(len(pages), 1),
        "before": _address(desk, number - 1) if number > 0 else "",
        "after": _address(desk, number + 1) if number + 1 < len(pages) else "",
        "builder": reverse("studio:form", args=[uid]),
    }
    request.framed_by_own_pages = True  # type: ignore[attr-defined]
    return render(request, "studio/forms/preview.jinja", context)


def _shown(page: Page) -> Page:
    return PERSON_PAGE if page.key == APPLICANT_PAGE else page


def _address(desk: Desk, number: int) -> str:
    return f"{reverse('studio:form_preview', args=[desk.draft.uid])}?trang={desk.schema.pages[number].key}"
