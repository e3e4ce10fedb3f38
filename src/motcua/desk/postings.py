"""What hangs on the walls of the centres: the sheet of each field as PDF, and the note that it was put up
(ND63/2010 art. 17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.core.vietnamese_order import dictionary_key
from motcua.desk.decisions.once import once
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.posting import PostingSheetData
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.organisation.models import Unit, in_force
from motcua.organisation.selectors import ONE_STOP_CENTRE
from motcua.people.actors import Actor
from motcua.people.permissions import scope
from motcua.procedures.selectors import posting_sheet
from motcua.procedures.selectors.posting import FieldPosting, field_postings, sheet_up
from motcua.procedures.services.posting import note_posted
from motcua.web.access import official
from motcua.web.words import day, number

POST = "procedure.post"
LONGEST = 300


def centres_of(actor: Actor, on: dt.date) -> list[Unit]:
    """The one-stop centres at which the actor notes postings."""
    rows = Unit.objects.filter(in_force(on), scope(actor, POST, "pk"), kind=ONE_STOP_CENTRE)
    return sorted(rows, key=lambda unit: (dictionary_key(unit.name), unit.code))


@official(POST)
@require_GET
def postings(request: HttpRequest) -> HttpResponseBase:
    """Choose a centre; then how every field stands there."""
    actor, today = actor_at(request), legal_date(now())
    centres = centres_of(actor, today)
    wanted = str(request.GET.get("centre", ""))
    centre = next((one for one in centres if one.code == wanted), centres[0] if centres else None)
    fields = field_postings(centre.code, today) if centre else []
    context = {
        "centres": [{"value": one.code, "text": one.name, "selected": one == centre} for one in centres],
        "centre": centre,
        "rows": [_row(centre, one) for one in fields] if centre else [],
        "posted": sum(1 for one in fields if one.posted_on and one.is_current),
        "stale": sum(1 for one in fields if one.posted_on and not one.is_current),
        "missing": sum(1 for one in fields if one.posted_on is None),
        "post_line": post_line(actor),
        "nav": "postings",
    }
    return render(request, "desk/postings.jinja", context)


def _row(centre: Unit, one: FieldPosting) -> dict[str, object]:
    if one.posted_on is None:
        state, look = _("Chưa niêm yết"), "late"
    elif one.is_current:
        state, look = _("Đã niêm yết"), "ontime"
    else:
        state, look = _("Tờ đang treo đã cũ"), "soon"
    return {
        "field": one.field,
        "procedures": number(one.procedures),
        "state": state,
        "look": look,
        "since": day(one.posted_on) if one.posted_on else "",
        "version": one.version,
        "href": _address(centre.code, one.field),
    }


def _address(centre: str, field: str) -> str:
    return f"{reverse('desk:posting', args=[centre])}?{urlencode({'linh-vuc': field})}"


@official(POST)
@require_GET
def sheet(request: HttpRequest, centre: str) -> HttpResponseBase:
    """The sheet of a field as PDF, from what is in force now."""
    data = _sheet(_centre(request, centre), _field(request))
    body = print_paper(data)
    name = f"niem-yet-{centre}-{data.version}.pdf"
    headers = download_headers(name=name, media_type="application/pdf", size=len(body), inline=True)
    return HttpResponse(body, headers=headers)


def _sheet(unit: Unit, field: str) -> PostingSheetData:
    at = now()
    query = urlencode({"linh-vuc": field})
    url = f"{settings.BASE_URL}{reverse('portal:procedures')}?{query}"
    return posting_sheet(unit.code, field, legal_date(at), now=at, url=url)


def _centre(request: HttpRequest, code: str) -> Unit:
    """The centre, when the actor notes postings there. Raises NotFound ``unit_unknown`` otherwise."""
    today = legal_date(now())
    found = next((one for one in centres_of(actor_at(request), today) if one.code == code), None)
    if found is None:
        raise NotFound("unit_unknown", params={"unit": code, "on": today.isoformat()})
    return found


def _field(request: HttpRequest) -> str:
    return str(request.GET.get("linh-vuc", ""))[:LONGEST].replace("\x00", "")


@official(POST)
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, centre: str) -> HttpResponseBase:
    """One field at one centre: the sheet to print, and the note that it hangs."""
    unit, field = _centre(request, centre), _field(request)
    data = _sheet(unit, field)
    if request.method != "POST":
        return _page(request, unit, field, data)
    actor, at = actor_at(request), now()
    address = f"{reverse('desk:postings')}?{urlencode({'centre': unit.code})}"

    def run() -> str:
        if str(request.POST.get("version", "")) != data.version:
            raise Conflict("posting_sheet_changed")
        note_posted(unit.code, field, data.version, actor=actor, now=at)
        return address

    try:
        _address_of, fresh = once(request, f"posted:{unit.code}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, unit, field, data, error=error, status=error.status)
    if fresh:
        messages.success(
            request, _("Đã ghi: lĩnh vực {field} niêm yết tại {centre}.").format(field=field, centre=unit.name)
        )
    return HttpResponseRedirect(address)


def _page(
    request: HttpRequest,
    unit: Unit,
    field: str,
    data: PostingSheetData,
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    up = sheet_up(unit.code, field, legal_date(now()))
    pdf = f"{reverse('desk:posting_sheet', args=[unit.code])}?{urlencode({'linh-vuc': field})}"
    context = {
        "unit": unit,
        "field": field,
        "version": data.version,
        "facts": _facts(unit, field, data),
        "hangs": up is not None and up.digest == data.version,
        "up": _up_words(up.posted_on, up.digest, up.posted_by.full_name if up.posted_by else "") if up else "",
        "pdf": pdf,
        "errors": [{"text": say(error.code, error.params), "href": "#main-content"}] if error else [],
        "idempotency_key": str(new_id()),
        "back": f"{reverse('desk:postings')}?{urlencode({'centre': unit.code})}",
        "procedures": [(one.code, one.name) for one in data.procedures],
        "post_line": post_line(actor_at(request)),
        "nav": "postings",
    }
    return render(request, "desk/posting.jinja", context, status=status)


def _facts(unit: Unit, field: str, data: PostingSheetData) -> Sequence[tuple[str, str]]:
    return [
        (_("Trung tâm"), unit.name),
        (_("Lĩnh vực"), field),
        (_("Số thủ tục"), number(len(data.procedures))),
        (_("Nội dung mới nhất có hiệu lực từ"), day(data.valid_from)),
        (_("Phiên bản tờ niêm yết"), data.version),
    ]


def _up_words(posted_on: dt.date, version: str, name: str) -> str:
    said = _("Đang treo bản {version} từ ngày {day}").format(version=version, day=day(posted_on))
    return f"{said} ({name})" if name else said
