"""A template on paper before it binds anyone: on a dossier that does not exist, or on a real one by its code."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.texts import say
from motcua.documents.letters.drawing import TEMPLATE, letter_json
from motcua.documents.letters.samples import sample, sample_values
from motcua.documents.letters.source import LetterSource, check
from motcua.documents.printing import render_png
from motcua.dossiers.letters import preview as on_a_dossier
from motcua.dossiers.selectors.track import uid_of_code
from motcua.procedures.selectors.template_items import template_being_written
from motcua.procedures.template_item import TemplateItem
from motcua.studio.page import actor_at, studio_page
from motcua.studio.templates.common import DRAFT, SHELF, fault_lines, fields_of, posted_source
from motcua.web.access import official


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponseBase:
    """The PDF of what is typed (POST) or saved (GET). A code of a dossier takes its data; reading them is recorded."""
    row, item = template_being_written(uid, ordinal)
    source = posted_source(request.POST) if request.method == "POST" else item.source or LetterSource("", "")
    faults = fault_lines(source, fields_of(row.procedure_key, item.case, row.decision.effective_on))
    if faults:
        return _refused(request, uid, ordinal, faults, "", 400)
    try:
        data = _drawn(request, source, item)
    except NotAllowed as error:
        return _refused(request, uid, ordinal, [], say(error.code, error.params), 403)
    except DomainError as error:
        return _refused(request, uid, ordinal, [], say(error.code, error.params), error.status)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="xem-thu.pdf"'
    return answer


def _drawn(request: HttpRequest, source: LetterSource, item: TemplateItem) -> bytes:
    code = str(request.POST.get("dossier", ""))[:80].strip()
    if not code:
        return sample(source)
    return on_a_dossier(source, item.letter, uid_of_code(code), actor=actor_at(request), now=now())


def _refused(
    request: HttpRequest, uid: UUID, ordinal: int, faults: list[dict[str, object]], text: str, status: int
) -> HttpResponseBase:
    context = {"uid": uid, "ordinal": ordinal, "faults": faults, "text": text}
    return studio_page(request, "studio/templates/refused.jinja", context, shelf=SHELF, status=status)


@official(DRAFT)
@require_GET
def picture(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponseBase:
    """The first page of what is saved on the dossier that does not exist, as a picture."""
    _row, item = template_being_written(uid, ordinal)
    source = item.source or LetterSource("", "")
    shown = source if not check(source) else LetterSource(source.title or "…", "…")
    values = sample_values()
    data = letter_json(shown, values)
    data.pop("qr", None)
    made = render_png(TEMPLATE, data, made_at=values.issued_at)
    answer = HttpResponse(made, content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer
