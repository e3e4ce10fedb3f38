"""Templates by procedure and kind: in force, and being written."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.letter_words import LETTERS
from motcua.procedures.selectors.process_drafts import procedure_names
from motcua.procedures.selectors.template_items import templates_being_written, templates_in_force
from motcua.studio.page import studio_page
from motcua.studio.templates.common import DRAFT, SHELF
from motcua.web.access import official


@official(DRAFT)
@require_GET
def templates(request: HttpRequest) -> HttpResponseBase:
    """Three statements, whatever the number of templates."""
    bound, writing = templates_in_force(legal_date(now())), templates_being_written()
    names = procedure_names([*(one.procedure_key for one in bound), *(one.procedure_key for one in writing)])
    context = {
        "bound": [
            {
                "binding": one,
                "kind": LETTERS[LetterKind(one.letter)],
                "procedure": names.get(one.procedure_key, one.procedure_key),
                "title": one.template_version.name or one.template_version.source.get("title", ""),
            }
            for one in bound
            if one.template_version is not None
        ],
        "writing": [
            {
                "item": one,
                "kind": LETTERS.get(LetterKind(str(one.content.get("letter"))), ""),
                "procedure": names.get(one.procedure_key, one.procedure_key),
                "title": one.content.get("name") or one.content.get("title") or "",
                "href": reverse("studio:template", args=[one.decision.uid, one.ordinal]),
            }
            for one in writing
            if isinstance(one.content, dict) and not one.content.get("end")
        ],
    }
    return studio_page(request, "studio/templates/list.jinja", context, shelf=SHELF)
