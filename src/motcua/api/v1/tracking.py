"""``/track``: with the code alone, the code and the stage; nothing else, and not often."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from motcua.core.clock import now
from motcua.dossiers.selectors.track import track
from motcua.dossiers.traces import allow_lookup

router = Router(tags=["tracking"])


@router.get("/{code}", auth=None, operation_id="track")
def read(request: HttpRequest, code: str) -> HttpResponse:
    """``{code, stage}``. Rate-limited by the caller's address: 429 ``lookups_too_many``."""
    allow_lookup(request, now=now())
    found = track(code)
    return JsonResponse({"code": found.code, "stage": str(found.stage)})
