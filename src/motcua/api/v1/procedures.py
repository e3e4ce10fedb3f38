"""``/procedures``: the registry as people meet it on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from motcua.api.auth import Token
from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, NotFound
from motcua.forms.schema import to_json
from motcua.forms.selectors import schema
from motcua.organisation.models import in_force
from motcua.procedures.models.registry import Case, Procedure, ProcedureVersion
from motcua.procedures.search import Filters
from motcua.procedures.selectors import terms
from motcua.procedures.selectors.listing import list_procedures
from motcua.procedures.terms import ChannelName, Limit, Terms

router = Router(tags=["procedures"])
token = Token("procedures:read")


@router.get("", auth=token, operation_id="list_procedures")
def listing(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    field: str = Query("", max_length=300),
    level: str = Query("", max_length=20),
    cursor: str = Query("", max_length=400),
) -> HttpResponse:
    """Procedures in force today, best first: with or without diacritics, prefixes, a typo when nothing else fits."""
    found = list_procedures(legal_date(now()), query=q, filters=Filters(field=field, level=level), cursor=cursor)
    items = [
        {
            "code": entry.code,
            "name": entry.name,
            "field": entry.field,
            "levels": list(entry.levels),
            "online": entry.online,
        }
        for entry in found.items
    ]
    return JsonResponse({"items": items, "next": found.next, "total": found.total, "corrected": found.corrected})


@router.get("/{code}", auth=token, operation_id="read_procedure")
def read(request: HttpRequest, code: str) -> HttpResponse:
    """A procedure with its versions and the cases of the version in force."""
    procedure = Procedure.objects.filter(code=code).first() or Procedure.objects.filter(key=code).first()
    versions = list(procedure.versions.order_by("-number")) if procedure is not None else []
    if procedure is None or not versions:
        raise NotFound("procedure_not_found", params={"code": code})
    on = legal_date(now())
    standing = ProcedureVersion.objects.filter(in_force(on), procedure=procedure).first()
    cases = standing.cases.order_by("ordinal") if standing else Case.objects.none()
    return JsonResponse(
        {
            "code": procedure.code or procedure.key,
            "name": (standing or versions[0]).name,
            "field": (standing or versions[0]).field,
            "versions": [
                {
                    "version": version.number,
                    "valid_from": version.valid_from.isoformat(),
                    "valid_to": version.valid_to.isoformat() if version.valid_to else None,
                }
                for version in versions
            ],
            "cases": [_case(procedure, case, on) for case in cases],
        }
    )


def _case(procedure: Procedure, case: Case, on: dt.date) -> dict[str, Any]:
    offers = [found for channel in ChannelName if (found := _terms(procedure, case, channel, on)) is not None]
    components = offers[0].components if offers else ()
    return {
        "key": case.key,
        "name": case.name,
        "components": [
            {
                "code": component.code,
                "name": component.name,
                "originals": component.originals,
                "copies": component.copies,
                "required": component.required,
                "guidance": component.guidance,
            }
            for component in components
        ],
        "channels": [_channel(offer) for offer in offers],
        "form": to_json(schema(offers[0].form_version_id)) if offers else None,
    }


def _terms(procedure: Procedure, case: Case, channel: ChannelName, on: dt.date) -> Terms | None:
    try:
        return terms(procedure.code or procedure.key, case.key, channel, on)
    except (NotFound, Conflict):
        return None


def _channel(offer: Terms) -> dict[str, Any]:
    limit: Limit | None = offer.limit
    return {
        "channel": str(offer.channel),
        "limit": limit.amount if limit else None,
        "unit": str(limit.unit) if limit else None,
        "statutory": offer.statutory.amount if offer.statutory else None,
        "instant": offer.instant,
        "unknown": list(offer.unknown),
        "fees": [{"key": fee.key, "name": fee.name, "amount": fee.amount, "kind": fee.kind} for fee in offer.fees],
    }
