"""``/feeds``: readings of a registered source, with the source's own key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Path, Router
from ninja.security import HttpBearer

from motcua.core.clock import now
from motcua.core.errors import NotSignedIn
from motcua.figures.feeds.models import FeedSource, Way
from motcua.figures.feeds.services import source_with_key, take

router = Router(tags=["feeds"])


class SourceKey(HttpBearer):
    """``Authorization: Bearer KEY``: the key that was shown when the source was registered. Asked before the body is
    read."""

    def authenticate(self, request: HttpRequest, token: str) -> FeedSource:
        match = request.resolver_match
        return source_with_key(str(match.kwargs["source"]) if match else "", token)


@router.post("/{source}", auth=SourceKey(), operation_id="send_readings")
def send(request: HttpRequest, source: str = Path(max_length=60, pattern=r"^[a-z0-9-]+$")) -> HttpResponse:
    """Readings as JSON (an array, or ``{"schema": 1, "readings": [...]}``) or JSON lines, at most 10,000 of
    ``{"id", "area", "at", "value", "measured_in"?}``. 200 with how many were kept, known and refused, and why each of
    those was; sending the same again keeps nothing."""
    found = getattr(request, "auth", None)
    if not isinstance(found, FeedSource):
        raise NotSignedIn("token_refused")
    taken = take(found, request.body, way=Way.HTTP, now=now())
    return JsonResponse(taken.as_json())
