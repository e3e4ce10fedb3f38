"""The proof in public: the roots of all days, the keys of receipts, and a page that checks a receipt in the browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.core import receipts
from motcua.core.clock import now
from motcua.core.remember import remembered
from motcua.documents.serving import download_headers
from motcua.dossiers.models import DayRoot, Dossier
from motcua.dossiers.services.receipts import newest_kind, receipt_file, system_name
from motcua.dossiers.services.signing import FORMAT as KEYS_FORMAT
from motcua.dossiers.services.signing import public_keys
from motcua.web.access import public

PAGE = 30
RECENT = 400
"""How many days the checking page knows without asking: more than a year. Older ones come from the lists."""
ROOTS_FORMAT = "motcua-roots-list-1"
SCRIPT = "verify_receipt.py"
PUBLIC = cache_control(public=True, max_age=300)

Row = dict[str, Any]


def _row(root: DayRoot) -> Row:
    return {
        "number": root.number,
        "day": root.day.isoformat(),
        "prev_root": bytes(root.prev_root).hex(),
        "root": bytes(root.root).hex(),
        "chains": root.leaves,
        "events": root.events,
    }


@remembered(seconds=60)
def _recent() -> list[Row]:
    """The newest days, newest first. A day is closed once a night."""
    return [_row(root) for root in DayRoot.objects.order_by("-number")[:RECENT]]


@remembered(seconds=60)
def _keys() -> list[Row]:
    return [dict(key) for key in public_keys()]


@public
@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """The days with their roots, newest first, ``?truoc=`` the number of a day."""
    before = request.GET.get("truoc", "")
    rows = DayRoot.objects.order_by("-number")
    if before.isascii() and before.isdecimal() and len(before) < 9:
        rows = rows.filter(number__lt=int(before))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "nav": "roots",
        "days": [{**_row(root), "date": root.day} for root in shown],
        "next": f"{reverse('portal:roots')}?truoc={shown[-1].number}" if len(found) > PAGE else "",
        "years": sorted({root.day.year for root in shown}, reverse=True),
        "keys": [_shown(key) for key in _keys()],
    }
    return render(request, "portal/roots.jinja", context)


def _shown(key: Row) -> Row:
    dates = {name: key[name] and receipts.parse_instant(key[name]) for name in ("valid_from", "valid_to", "revoked_at")}
    return {**key, **dates}


@public
@require_safe
@PUBLIC
def roots_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """The days of a year as JSON, with the keys: ``--roots`` of the verifier reads it."""
    in_range = dt.MINYEAR <= year <= dt.MAXYEAR
    days = [_row(root) for root in DayRoot.objects.filter(day__year=year).order_by("number")] if in_range else []
    if not days:
        raise Http404
    document = {"format": ROOTS_FORMAT, "system": system_name(), "keys": _keys(), "days": days}
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


@public
@require_safe
@PUBLIC
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, with their dates."""
    return JsonResponse({"format": KEYS_FORMAT, "system": system_name(), "keys": _keys()})


@public
@require_safe
@PUBLIC
def script(request: HttpRequest) -> HttpResponse:
    """The verifier of one file, for whoever does not want to trust this page."""
    content = Path(receipts.__file__).read_bytes()
    headers = download_headers(name=SCRIPT, media_type="text/x-python", size=len(content))
    return HttpResponse(content, headers=headers)


@public
@require_safe
def check_page(request: HttpRequest) -> HttpResponse:
    """Checks in the browser. What it needs to know stands in the page, so it works without a network, and no receipt
    is sent anywhere."""
    english = get_language() == "en"
    context = {
        "nav": "check",
        "published": {"keys": _keys(), "days": [{k: r[k] for k in ("number", "day", "root")} for r in _recent()]},
        "verdicts": [
            {"code": code, "text": words[english], "kind": _KINDS.get(code, "late")}
            for code, words in receipts.TEXTS.items()
        ],
    }
    return render(request, "portal/check_receipt.jinja", context)


_KINDS = {
    "good": "ontime",
    "included": "ontime",
    "not_yet": "paused",
    "root_unknown": "paused",
    "key_unknown": "soon",
    "key_revoked_later": "soon",
}
"""How a verdict looks; what is not named speaks against the receipt."""


def receipt_download(dossier: Dossier) -> HttpResponse:
    """The signed receipt of a dossier as a file, with its proof from the next day on."""
    document = receipt_file(dossier, newest_kind(dossier), now=now())
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"bien-nhan-{dossier.code or dossier.receipt_no}.json"
    for header, value in download_headers(name=name, media_type="application/json", size=len(response.content)).items():
        response.headers[header] = value
    return response
