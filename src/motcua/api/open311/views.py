"""The six methods of GeoReport v2 and Service Discovery."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date, now
from motcua.core.rate_limit import Limit
from motcua.integrations.open311.fields import CREATED, DEFINITION, DISCOVERY, GEOREPORT, REQUEST, SERVICE, TOKEN

from . import posting, reading
from .answers import Refused, answer, speaks_georeport
from .arguments import Faulty, asked
from .catalogue import Service, definition_item, service_item, services

READS: Final = Limit("open311.get", 300, dt.timedelta(minutes=1))
SINCE: Final = "2026-11-24"
"""The day on which what this server answers last changed its shape."""


@speaks_georeport(limit=READS)
def discovery(request: HttpRequest, suffix: str = "") -> HttpResponse:
    changeset = _changeset(services(legal_date(now())))
    endpoint = {
        "specification": GEOREPORT,
        "url": f"{settings.BASE_URL.rstrip('/')}/open311/v2",
        "changeset": changeset,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    contact = settings.OPEN311_CONTACT or settings.SYSTEM_NAME
    item = {
        "changeset": changeset,
        "contact": contact,
        "key_service": _("Hỏi cấp khóa (api_key) tại: %(contact)s") % {"contact": contact},
        "endpoints": [endpoint],
    }
    return answer(request, DISCOVERY, [item])


def _changeset(found: list[Service]) -> str:
    """Sortable; moves whenever a service or its questions do."""
    return max([SINCE, *(one.category.valid_from.isoformat() for one in found)])


@speaks_georeport(limit=READS)
def service_list(request: HttpRequest, suffix: str = "") -> HttpResponse:
    posting.jurisdiction(request.GET.get("jurisdiction_id", ""))
    return answer(request, SERVICE, [service_item(one) for one in services(legal_date(now()))])


@speaks_georeport(limit=READS)
def service_definition(request: HttpRequest, code: str, suffix: str = "") -> HttpResponse:
    posting.jurisdiction(request.GET.get("jurisdiction_id", ""))
    found = {one.code: one for one in services(legal_date(now()))}.get(code)
    if found is None:
        raise Refused(404, ("open311_service_unknown",))
    return answer(request, DEFINITION, [definition_item(found)])


@speaks_georeport(post=True, limit=READS)
def requests(request: HttpRequest, suffix: str = "") -> HttpResponse:
    if request.method == "POST":
        return answer(request, CREATED, [posting.post(request, now=now())], status=201)
    posting.jurisdiction(request.GET.get("jurisdiction_id", ""))
    try:
        wanted = asked(request.GET, now=now())
    except Faulty as fault:
        raise Refused(400, (fault.code,)) from None
    found = reading.found(wanted)
    return answer(request, REQUEST, reading.request_items(found, services(legal_date(now()))))


@speaks_georeport(limit=READS)
def one_request(request: HttpRequest, number: str, suffix: str = "") -> HttpResponse:
    posting.jurisdiction(request.GET.get("jurisdiction_id", ""))
    found = reading.by_number(number)
    if found is None:
        raise Refused(404, ("open311_request_unknown",))
    return answer(request, REQUEST, reading.request_items([found], services(legal_date(now()))))


@speaks_georeport(limit=READS)
def token(request: HttpRequest, token: str, suffix: str = "") -> HttpResponse:
    posting.jurisdiction(request.GET.get("jurisdiction_id", ""))
    found = reading.by_token(token)
    if found is None:
        raise Refused(404, ("open311_token_unknown",))
    return answer(request, TOKEN, [found])


@speaks_georeport(post=True, limit=READS)
def unknown(request: HttpRequest) -> HttpResponse:
    raise Refused(404, ("not_found",))
